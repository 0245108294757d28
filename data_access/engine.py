"""Engines for SQLite and PostgreSQL, and the two kinds of transaction: a read snapshot and a write."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    cast,
    create_engine,
    event,
    extract,
    func,
    select,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError

from dashboard.audit import LEAST_DAYS, Detail, Result
from dashboard.errors import BadRequest, Conflict, Unavailable
from dashboard.permissions import OPERATOR, Identity
from dashboard.timekeeping import Clock, instant_of
from data_access import ledger
from data_access.schema import revision

BUSY_MILLISECONDS = 5000
READER_CACHE_KIB, WRITER_CACHE_KIB = 8_192, 65_536
"""SQLite's own page cache: every thread of a server may hold a reading connection, but only one writes at a time."""
AUDIT_DAYS = "audit_days"
"""Option of an engine: how long audit rows are kept. Without it they are kept for ever."""
DAY_SECONDS = 86_400
RETENTION = replace(OPERATOR, name="retention")
"""Who takes away audit rows that are too old."""


def make_engine(url: str) -> Engine:
    """An engine for a database URL; the folder of a SQLite file is made when it is missing."""
    target = make_url(url)
    if target.get_backend_name() != "sqlite":
        return create_engine(target, pool_pre_ping=True, pool_size=8, max_overflow=8)
    if target.database and target.database != ":memory:":
        Path(target.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(target, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def is_sqlite(conn: Connection) -> bool:
    """Whether a connection speaks to SQLite."""
    return conn.dialect.name == "sqlite"


def refresh_statistics(conn: Connection) -> None:
    """Let the planner know what a bulk load has brought; without it, it walks the wrong index."""
    if is_sqlite(conn):
        conn.exec_driver_sql("PRAGMA analysis_limit=1000")
    conn.exec_driver_sql("ANALYZE")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's "begin" event below decides how a transaction starts.
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        f"busy_timeout={BUSY_MILLISECONDS}",
        f"cache_size=-{READER_CACHE_KIB}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(conn: Connection) -> None:
    conn.exec_driver_sql("BEGIN IMMEDIATE" if conn.get_execution_options().get("writes") else "BEGIN")


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A read transaction that sees one state of the data from its first statement to its last.

    Raises ``Unavailable`` when the database cannot be reached or breaks off.
    """
    try:
        with engine.connect() as conn:
            if not is_sqlite(conn):
                conn = conn.execution_options(isolation_level="REPEATABLE READ")
            with conn.begin():
                yield conn
    except (OperationalError, InterfaceError) as error:
        raise Unavailable("errors.database") from error


class Change:
    """A write transaction: what is written in it, its audit row and the new revision appear together or not at all."""

    def __init__(self, conn: Connection, *, moment: datetime, number: int) -> None:
        self.conn = conn
        self.at = instant_of(moment)
        self.number = number
        self.keep = True
        self.moves = True
        self._offset = moment.isoformat()[-6:]
        self._pruned_at: int | None = None

    def record(
        self,
        *,
        by: Identity,
        action: str,
        object: str = "",
        detail: Detail = "",
        result: Result = "ok",
        before: object = None,
        after: object = None,
    ) -> None:
        """Add an audit row. ``before`` and ``after`` are plain values of which only hashes are kept (None: nothing)."""
        head = ledger.append(
            self.conn,
            at=self.at,
            offset=self._offset,
            by=by,
            action=action,
            object=object,
            detail=detail,
            before=before,
            after=after,
            result=result,
            revision=self.number,
        )
        self._pruned_at = head.pruned_at

    def prune(self, *, days: int) -> int:
        """Take away audit rows older than ``days`` and say so in the ledger. Returns how many went.

        Both clocks, the product's and the database's, must find a row too old. Raises ``BadRequest`` below 180 days.
        """
        if days < LEAST_DAYS:
            raise BadRequest("errors.audit_days", days=days, least=LEAST_DAYS)
        now = min(self.at, self.conn.execute(select(_database_now(self.conn))).scalar_one())
        gone = ledger.prune(self.conn, before=now - days * DAY_SECONDS, at=self.at)
        if gone:
            self.record(by=RETENTION, action="prune", detail={"rows": gone, "days": days})
        return gone

    def prune_daily(self) -> None:
        """Once a day, after an audit row was added, take away those that are too old."""
        days = self.conn.get_execution_options().get(AUDIT_DAYS)
        if days and self._pruned_at is not None and abs(self.at - self._pruned_at) >= DAY_SECONDS:
            self.prune(days=days)

    def leave_revision(self) -> None:
        """Commit without a new revision: what is written changes no figure."""
        self.moves = False

    def discard(self) -> None:
        """Undo everything at the end (a dry run, a refused file)."""
        self.keep = False


@contextmanager
def _writer_cache(conn: Connection) -> Iterator[None]:
    if not is_sqlite(conn):
        yield
        return
    driver: Any = conn.connection.driver_connection
    driver.execute(f"PRAGMA cache_size=-{WRITER_CACHE_KIB}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA cache_size=-{READER_CACHE_KIB}")


def _database_now(conn: Connection) -> ColumnElement[int]:
    seconds = func.strftime("%s", "now") if is_sqlite(conn) else func.floor(extract("epoch", func.now()))
    return cast(seconds, BigInteger)


@contextmanager
def change(engine: Engine, *, clock: Clock, figures: bool = True) -> Iterator[Change]:
    """Begin a change; on leaving it is committed with a new revision, or undone after ``discard`` or an exception.

    ``figures=False`` says from the start that no figure changes: the revision stays, and on PostgreSQL such a change
    does not wait for an import under way. Raises ``Conflict`` when another writer does not finish within the waiting
    time.
    """
    with engine.connect().execution_options(writes=True) as conn, _writer_cache(conn):
        try:
            transaction = conn.begin()
        except OperationalError as error:
            raise Conflict("errors.busy") from error
        with transaction:
            wanted = select(revision.c.number).where(revision.c.id == 1)
            # The row lock makes writers take turns on PostgreSQL as BEGIN IMMEDIATE does on SQLite.
            number = conn.execute(wanted.with_for_update() if figures else wanted).scalar_one()
            unit = Change(conn, moment=clock.now(), number=number + 1 if figures else number)
            unit.moves = figures
            yield unit
            if unit.keep:
                unit.prune_daily()
            if not unit.keep:
                transaction.rollback()
            elif unit.moves:
                values = {"number": number + 1, "changed_at": unit.at}
                conn.execute(update(revision).where(revision.c.id == 1).values(values))


def note(
    engine: Engine,
    clock: Clock,
    *,
    by: Identity,
    action: str,
    object: str = "",
    detail: Detail = "",
    result: Result = "ok",
) -> None:
    """Put on the ledger what changes no data (a login, an export, a refusal), before it happens.

    When the row cannot be written this raises, and what it tells of must not happen.
    """
    with change(engine, clock=clock, figures=False) as unit:
        unit.record(by=by, action=action, object=object, detail=detail, result=result)


def prune(engine: Engine, clock: Clock, *, days: int) -> int:
    """Take away audit rows older than ``days``; see ``Change.prune``."""
    with change(engine, clock=clock, figures=False) as unit:
        return unit.prune(days=days)
