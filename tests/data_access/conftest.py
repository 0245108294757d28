"""Databases that are ready to use, on both engines, and a way to bring files in and ask for figures."""

import hashlib
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from psycopg import sql
from sqlalchemy import Engine, select

from dashboard.board import Board
from dashboard.clock import ClockRules
from dashboard.import_report import ImportReport
from dashboard.indicators import Figure
from dashboard.period import Query
from dashboard.permissions import OPERATOR, WHOLE_CITY, Scope
from dashboard.services import Services
from dashboard.settings import Settings
from dashboard.timekeeping import FrozenClock, parse_instant
from data_access.build import build_services
from data_access.engine import make_engine
from data_access.schema import RAW_TABLES, metadata
from data_access.setup import migrate
from tests.conftest import PostgresServer

NOW = "2026-02-09T18:00:00+08:00"
FIXTURES = Path(__file__).parent.parent / "fixtures"
SAMPLE = FIXTURES / "exchange"

DERIVED = ("approval_fact", "approval_pause", "orphan", "finding", "tally_flow", "tally_closed", "tally_open")
FIGURE_TABLES = (*(table.name for table in RAW_TABLES.values()), "unit_mapping", *DERIVED)
"""Every table that a figure can come from."""


@dataclass
class Store:
    """A database with the product's services over it, at a moment that stands still."""

    url: str
    engine: Engine
    clock: FrozenClock
    services: Services

    def bring(self, *paths: Path, **options: Any) -> ImportReport:
        """Import files; they must be taken."""
        report = self.services.importer.import_files(list(paths), by=OPERATOR, **options)
        assert not report.refused, report.file_issues
        return report

    def ask(self, scope: Scope = WHOLE_CITY, **texts: str) -> dict[str, Figure]:
        """All figures of a selection by short key."""
        query = self.query(**texts)
        found = self.board(scope).figures(query)
        return {key.removeprefix("approvals."): figure for key, figure in found.items()}

    def query(self, **texts: str) -> Query:
        return self.services.query(**texts)

    def board(self, scope: Scope = WHOLE_CITY) -> Board:
        return self.services.boards.current(scope)

    def values(self, scope: Scope = WHOLE_CITY, **texts: str) -> dict[str, object]:
        return {key: figure.value for key, figure in self.ask(scope, **texts).items()}

    @property
    def revision(self) -> int:
        return self.services.reader.read_revision().number

    def rows(self, name: str) -> list[tuple[Any, ...]]:
        """All rows of a table in key order, flags as whole numbers."""
        return read_rows(self.engine, name)

    def signature(self, *names: str) -> str:
        return signature(self.engine, *names)


def read_rows(engine: Engine, name: str) -> list[tuple[Any, ...]]:
    """All rows of a table, sorted, flags as whole numbers."""
    table = metadata.tables[name]
    with engine.connect() as conn:
        rows = conn.execute(select(table)).all()
    return sorted(tuple(int(cell) if isinstance(cell, bool) else cell for cell in row) for row in rows)


def signature(engine: Engine, *names: str) -> str:
    """A hash of the ordered rows of tables (all that figures can come from, when none is named)."""
    digest = hashlib.sha256()
    for name in names or FIGURE_TABLES:
        digest.update(repr((name, read_rows(engine, name))).encode())
    return digest.hexdigest()


@contextmanager
def opened(url: str, *, now: str = NOW, rules: ClockRules | None = None) -> Iterator[Store]:
    """A store over a migrated database."""
    rules = rules or ClockRules()
    settings = Settings(
        database_url=url,
        count_acceptance_day=rules.count_acceptance_day,
        correction_pauses=rules.correction_pauses,
        _env_file=None,  # type: ignore[call-arg]
    )
    engine, clock = make_engine(url), FrozenClock(parse_instant(now))
    try:
        yield Store(url, engine, clock, build_services(settings, clock, build="test", engine=engine))
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: seeding the calendar takes longer than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "duban.db"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    with engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    name = f"migrated_{uuid.uuid4().hex}"
    postgres_server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    engine = make_engine(postgres_server.url(name))
    migrate(engine)
    engine.dispose()
    return name


Fill = Callable[[Store], None]


class NewDatabase(Protocol):
    """Makes a migrated database and returns its URL; with ``fill`` a copy of one that was filled once."""

    def __call__(self, fill: Fill | None = None) -> str: ...


@pytest.fixture(scope="session")
def filled() -> dict[tuple[str, str], str]:
    """What was filled once in this process, by engine and filling: a file, or the name of a database."""
    return {}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def new_database(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    filled: dict[tuple[str, str], str],
) -> Iterator[NewDatabase]:
    """Makes migrated databases and returns their URLs: the test runs once on each engine."""
    made: list[str] = []

    def filled_once(fill: Fill, make: Callable[[], tuple[str, str]]) -> str:
        key = (request.param, f"{fill.__module__}.{fill.__qualname__}")
        if key not in filled:
            name, url = make()
            with opened(url) as store:
                fill(store)
            filled[key] = name
        return filled[key]

    def sqlite(fill: Fill | None = None) -> str:
        def empty(path: Path) -> tuple[str, str]:
            shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
            return str(path), f"sqlite:///{path}"

        made.append(str(tmp_path / f"db{len(made)}.db"))
        if fill is None:
            return empty(Path(made[-1]))[1]
        shutil.copyfile(filled_once(fill, lambda: empty(tmp_path_factory.mktemp("filled") / "duban.db")), made[-1])
        return f"sqlite:///{made[-1]}"

    def postgres(fill: Fill | None = None) -> str:
        server: PostgresServer = request.getfixturevalue("postgres_server")

        def copied(template: str) -> tuple[str, str]:
            name = f"duban_{uuid.uuid4().hex}"
            names = (sql.Identifier(name), sql.Identifier(template))
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
            return name, server.url(name)

        empty = request.getfixturevalue("migrated_postgres")
        name, url = copied(empty if fill is None else filled_once(fill, lambda: copied(empty)))
        made.append(name)
        return url

    yield sqlite if request.param == "sqlite" else postgres
    if request.param == "postgres":
        for name in made:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            request.getfixturevalue("postgres_server").execute(drop)


@pytest.fixture
def store(new_database: NewDatabase) -> Iterator[Store]:
    """A store over a new database, on the sample's day."""
    with opened(new_database()) as made:
        yield made


def bring_sample(store: Store) -> None:
    """Import the sample."""
    store.bring(SAMPLE)


@pytest.fixture
def sample(new_database: NewDatabase) -> Iterator[Store]:
    """A store that holds the sample."""
    with opened(new_database(bring_sample)) as made:
        yield made


def compare(found: Mapping[str, object], wanted: Mapping[str, object], place: object) -> None:
    """Figures are those of the brute-force reading."""
    assert found.keys() == wanted.keys()
    for key, value in wanted.items():
        got = found[key]
        same = got is None if value is None else got is not None and abs(float(got) - float(value)) < 1e-9  # type: ignore[arg-type]
        assert same, f"{place}: {key} is {got}, should be {value}"
