"""Marks the last use of a session or token: about once a minute, and never at the cost of a request."""

import contextlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Table, update
from sqlalchemy.exc import DBAPIError

from data_access.engine import is_sqlite

EVERY_SECONDS = 60
PATIENCE_MS = 50


def touch(engine: Engine, table: Table, row_id: int, *, column: str, seen: int, now: int) -> None:
    """Write the time when the last mark is old; while somebody else writes, it is left to a later request."""
    if abs(now - seen) < EVERY_SECONDS:
        return
    with contextlib.suppress(DBAPIError), engine.connect() as conn, _impatient(conn):
        conn.execute(update(table).where(table.c.id == row_id).values({column: now}))
        conn.commit()


@contextlib.contextmanager
def _impatient(conn: Connection) -> Iterator[None]:
    """Within it a statement that has to wait for another writer fails soon."""
    if not is_sqlite(conn):
        conn.exec_driver_sql(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
        yield
        return
    driver: Any = conn.connection.driver_connection
    before = int(driver.execute("PRAGMA busy_timeout").fetchone()[0])
    driver.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={before}")
