"""Many rows in and out: driver-level inserts, COPY on PostgreSQL, and frames from query results."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Select,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    select,
    table,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY

from data_access.engine import is_sqlite

MANY_ROWS = 50_000
"""From here on one walk through a table costs less than asking for each row."""


def insert_frame(conn: Connection, into: Table, frame: pd.DataFrame) -> None:
    """Insert rows whose columns carry the table's column names. Text is ``str``, days and instants whole numbers."""
    if frame.empty:
        return
    names = [name for name in frame.columns if name in into.c]
    rows = zip(*(_plain(frame[name]) for name in names), strict=True)
    if is_sqlite(conn):
        marks = ",".join("?" * len(names))
        quoted = ",".join(f'"{name}"' for name in names)
        conn.exec_driver_sql(f'INSERT INTO "{into.name}" ({quoted}) VALUES ({marks})', list(rows))  # noqa: S608
        return
    _copy(conn, into.name, names, rows)


def _copy(conn: Connection, name: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    quoted = ",".join(f'"{part}"' for part in names)
    cursor = conn.connection.cursor()
    with cursor.copy(f'COPY "{name}" ({quoted}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def _plain(values: pd.Series) -> list[Any]:
    """Python values for a driver; a missing number (NaN) becomes NULL."""
    if values.dtype.kind == "f":
        return [None if value != value else value for value in values.tolist()]
    return values.tolist()


def fetch_frame(conn: Connection, statement: Executable) -> pd.DataFrame:
    """The rows of a SELECT as a frame with its column names; an empty result keeps the columns."""
    result = conn.execute(statement)
    names = list(result.keys())
    # The driver's own tuples: a Row object for each of a million rows would cost as much as reading them.
    rows = result.cursor.fetchall()
    result.close()
    if not rows:
        return _nothing(statement, names)
    columns = map(_column, zip(*rows, strict=True))
    return pd.DataFrame(dict(zip(names, columns, strict=True)))


def _nothing(statement: Executable, names: Sequence[str]) -> pd.DataFrame:
    """No rows, in the types that rows would have: an empty text column must still merge with text."""
    kinds = {column.name: column.type for column in statement.selected_columns} if isinstance(statement, Select) else {}
    return pd.DataFrame(
        {name: pd.Series([], dtype="str" if isinstance(kinds.get(name), String) else np.int64) for name in names}
    )


def _column(values: tuple[Any, ...]) -> Any:
    """Whole numbers as an array at once (pandas would look at them one by one); anything else as it came."""
    if type(values[0]) is int:
        array = np.array(values)
        if array.dtype == np.int64:
            return array
    return values


def key_in(conn: Connection, column: Any, keys: list[str]) -> ColumnElement[bool]:
    """``column`` is one of many keys, as one bound parameter (no temporary table, so it also runs on a standby)."""
    if is_sqlite(conn):
        listed = func.json_each(bindparam(None, json.dumps(keys), type_=Text)).table_valued("value")
        return column.in_(select(listed.c.value))  # type: ignore[no-any-return]
    return column == func.any(bindparam(None, keys, type_=ARRAY(Text)))  # type: ignore[no-any-return]


@contextmanager
def without_indexes(conn: Connection, *tables: Table) -> Iterator[None]:
    """Secondary indexes are dropped for a bulk load into empty tables and built at its end, in the same transaction."""
    for into in tables:
        for index in into.indexes:
            index.drop(conn)
    yield
    for into in tables:
        for index in into.indexes:
            index.create(conn)


def add_to(conn: Connection, into: Table, frame: pd.DataFrame, measures: Sequence[str]) -> None:
    """Add signed deltas to a tally: a new key is inserted, a known one gets the sums added, an emptied one goes."""
    if frame.empty:
        return
    keys = [part.name for part in into.primary_key]
    make = sqlite.insert if is_sqlite(conn) else postgresql.insert
    statement: Any = make(into)
    statement = statement.on_conflict_do_update(
        index_elements=keys, set_={name: into.c[name] + statement.excluded[name] for name in measures}
    )
    names = [*keys, *measures]
    rows = [dict(zip(names, row, strict=True)) for row in frame[names].itertuples(index=False, name=None)]
    conn.execute(statement, rows)
    emptied = delete(into).where(*(into.c[name] == 0 for name in measures))
    if len(rows) > MANY_ROWS:
        conn.execute(emptied)
        return
    same = (into.c[name] == bindparam(f"key_{name}", type_=into.c[name].type) for name in keys)
    conn.execute(emptied.where(*same), [{f"key_{name}": row[name] for name in keys} for row in rows])


def is_empty(conn: Connection, name: str) -> bool:
    """Whether a table has no row."""
    return conn.execute(select(1).select_from(table(name)).limit(1)).first() is None
