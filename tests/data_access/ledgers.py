"""Ledgers to test on: filling them, and every way to tamper with their rows that came to mind."""

import random
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection, Engine, delete, insert, select, text, update

from dashboard.audit import ChainReport
from dashboard.permissions import OPERATOR
from data_access import ledger
from data_access.engine import change, is_sqlite, snapshot
from data_access.schema_audit import audit, audit_head
from tests.data_access.conftest import Store

ROWS = 250
ASKER = replace(OPERATOR, name="王督办", address="10.1.2.3", request="r-1", account_id=7)


def verified(engine: Engine) -> ChainReport:
    with snapshot(engine) as conn:
        return ledger.verify(conn)


def fill(store: Store, rows: int) -> None:
    with change(store.engine, clock=store.clock, figures=False) as unit:
        for number in range(rows):
            unit.record(by=ASKER, action="export", object=f"o{number}", detail={"rows": number}, before=1, after=number)


def unguarded(conn: Connection) -> None:
    """What somebody who owns the database can do first."""
    if is_sqlite(conn):
        for name in ("audit_no_update", "audit_no_delete", "audit_no_replace"):
            conn.execute(text(f"DROP TRIGGER {name}"))
    else:
        conn.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))


def one_column(conn: Connection, number: int, luck: random.Random) -> None:
    column = luck.choice([one for one in audit.c if one.name != "id"])
    old = conn.execute(select(column).where(audit.c.id == number)).scalar_one()
    conn.execute(
        update(audit).where(audit.c.id == number).values({column: old + 1 if isinstance(old, int) else old + "x"})
    )


def one_number(conn: Connection, number: int, luck: random.Random) -> None:
    conn.execute(update(audit).where(audit.c.id == number).values(id=luck.choice([-number, ROWS + number, 0])))


def with_new_hash(conn: Connection, number: int, luck: random.Random) -> None:
    """A change that also gives the row the hash it would then need."""
    row = dict(conn.execute(select(audit).where(audit.c.id == number)).one()._mapping)
    row["actor"] = "nobody"
    conn.execute(update(audit).where(audit.c.id == number).values(actor="nobody", hash=ledger.row_hash(row)))


def swap(conn: Connection, number: int, luck: random.Random) -> None:
    other = number % ROWS + 1
    for old, new in ((number, -1), (other, number), (-1, other)):
        conn.execute(update(audit).where(audit.c.id == old).values(id=new))


def swap_contents(conn: Connection, number: int, luck: random.Random) -> None:
    numbers = number, number % ROWS + 1
    one, other = (dict(conn.execute(select(audit).where(audit.c.id == at)).one()._mapping) for at in numbers)
    for at, row in zip(numbers, (other, one), strict=True):
        conn.execute(update(audit).where(audit.c.id == at).values(row | {"id": at}))


def removal(conn: Connection, number: int, luck: random.Random) -> None:
    conn.execute(delete(audit).where(audit.c.id == number))


def tail_removal(conn: Connection, number: int, luck: random.Random) -> None:
    conn.execute(delete(audit).where(audit.c.id >= number))


def head_removal(conn: Connection, number: int, luck: random.Random) -> None:
    conn.execute(delete(audit).where(audit.c.id <= number))


def closed_up(conn: Connection, number: int, luck: random.Random) -> None:
    """A row is removed and all later ones move up."""
    conn.execute(delete(audit).where(audit.c.id == number))
    for later in range(number + 1, ROWS + 1):
        conn.execute(update(audit).where(audit.c.id == later).values(id=later - 1))


def insertion(conn: Connection, number: int, luck: random.Random) -> None:
    """A row in the middle, well formed, for which the later ones move down."""
    row = dict(conn.execute(select(audit).where(audit.c.id == number)).one()._mapping)
    for later in range(ROWS, number, -1):
        conn.execute(update(audit).where(audit.c.id == later).values(id=later + 1))
    row |= {"id": number + 1, "actor": "nobody", "previous": row["hash"]}
    conn.execute(insert(audit).values(row | {"hash": ledger.row_hash(row)}))


def appended(conn: Connection, number: int, luck: random.Random) -> None:
    """A well-formed row at the end that the head knows nothing of."""
    row = dict(conn.execute(select(audit).where(audit.c.id == ROWS)).one()._mapping)
    row |= {"id": ROWS + 1, "previous": row["hash"], "actor": "nobody"}
    conn.execute(insert(audit).values(row | {"hash": ledger.row_hash(row)}))


def wrong_head(conn: Connection, number: int, luck: random.Random) -> None:
    conn.execute(update(audit_head).values({luck.choice(["last_hash", "base_hash"]): "f" * 64}))


TAMPERING: tuple[Callable[[Connection, int, random.Random], None], ...] = (
    one_column, one_column, one_column, one_column, one_number, with_new_hash, swap, swap_contents, removal,
    tail_removal, head_removal, appended, wrong_head,
)  # fmt: skip
SLOW_TAMPERING = (closed_up, insertion)


def tampered(engine: Engine, change_rows: Callable[[Connection], None]) -> ChainReport:
    """What verifying says of rows changed by their owner, who then changes them back."""
    with engine.connect().execution_options(writes=True) as conn, conn.begin() as transaction:
        unguarded(conn)
        change_rows(conn)
        report = ledger.verify(conn)
        transaction.rollback()
    return report
