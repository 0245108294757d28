"""Engines for SQLite and PostgreSQL, and the two kinds of transaction: a read snapshot and a write."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError

from dashboard.errors import Conflict, Unavailable
from dashboard.timekeeping import Clock, instant_of
from data_access.schema import audit, revision

BUSY_MILLISECONDS = 5000
READER_CACHE_KIB, WRITER_CACHE_KIB = 8_192, 65_536
"""SQLite's own page cache: every thread of a server may hold a reading connection, but only one writes at a time."""


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

    def __init__(self, conn: Connection, *, at: int, number: int) -> None:
        self.conn = conn
        self.at = at
        self.number = number
        self.keep = True
        self.moves = True

    def record(self, *, actor: str, action: str, object: str = "", detail: str = "") -> None:
        """Add an audit row."""
        self.conn.execute(
            audit.insert().values(
                at=self.at, actor=actor, action=action, object=object, detail=detail, revision=self.number
            )
        )

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


@contextmanager
def change(engine: Engine, *, clock: Clock) -> Iterator[Change]:
    """Begin a change; on leaving it is committed with a new revision, or undone after ``discard`` or an exception.

    Raises ``Conflict`` when another writer does not finish within the waiting time.
    """
    with engine.connect().execution_options(writes=True) as conn, _writer_cache(conn):
        try:
            transaction = conn.begin()
        except OperationalError as error:
            raise Conflict("errors.busy") from error
        with transaction:
            # The row lock makes writers take turns on PostgreSQL as BEGIN IMMEDIATE does on SQLite.
            number = conn.execute(select(revision.c.number).where(revision.c.id == 1).with_for_update()).scalar_one()
            at = instant_of(clock.now())
            unit = Change(conn, at=at, number=number + 1)
            yield unit
            if not unit.keep:
                transaction.rollback()
            elif unit.moves:
                conn.execute(update(revision).where(revision.c.id == 1).values(number=number + 1, changed_at=at))
