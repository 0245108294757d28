"""The whole server over a small demonstration with its real accounts, and what must not change or leak in it."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from unittest.mock import patch

from flask import Flask
from flask.testing import FlaskClient

from callbacks.http import limits
from callbacks.http.server import make_server
from dashboard.permissions import OPERATOR, Role
from dashboard.services import Services
from dashboard.timekeeping import FrozenClock
from data_access.build import build_services, migrate
from data_access.demo.generate import write_demo
from data_access.exporters import FileExporter
from tests.fakes import NOW, make_settings

CASES = 300
COOKIE = "duban-session"
OURS = {"Origin": "http://localhost"}
ANONYMOUS = "anonymous"
WHO = (ANONYMOUS, *(role.value for role in Role))

TRACES = frozenset({"session", "login_failure", "audit", "audit_head"})
"""Tables in which requests leave traces by design."""
TRACE_COLUMNS = {"account": {"last_login", "factor_pending"}, "access_key": {"last_used"}}


@dataclass
class World:
    """A server, its database, and a client for each role."""

    services: Services
    server: Flask
    database: Path
    _secrets: dict[str, str] = field(default_factory=dict)

    def client(self, who: str) -> FlaskClient:
        """A browser in which a role is signed in."""
        client = self.server.test_client()
        if who != ANONYMOUS:
            if who not in self._secrets:
                self._secrets[who] = self.services.accounts.sign_in_demo(Role(who)).secret
            client.set_cookie(COOKIE, self._secrets[who])
        return client

    def sign_in_all(self) -> None:
        """Make the accounts of all roles, so that doing so later changes nothing."""
        for role in Role:
            self.client(role.value)

    def identity(self, who: str) -> object:
        """Who a role is."""
        return self.services.accounts.identify(self._secrets[who])

    def signature(self, *, without: frozenset[str] = frozenset()) -> dict[str, tuple[int, str]]:
        """Rows and their hash by table, traces left out."""
        with closing(sqlite3.connect(self.database)) as connection:
            return dict(table_signatures(connection, without=TRACES | without))

    def foreign_texts(self, units: frozenset[str]) -> frozenset[str]:
        """Numbers of cases and names of projects that lie in none of these units."""
        marks = ",".join("?" * len(units))
        keys = f"SELECT case_key FROM approval_fact WHERE unit NOT IN ({marks})"  # noqa: S608 - question marks alone
        own = f"SELECT case_key FROM approval_fact WHERE unit IN ({marks})"  # noqa: S608 - the same
        names = (
            "SELECT project_name FROM project WHERE project_key NOT IN "  # noqa: S608 - the same
            f"(SELECT project_key FROM approval_case WHERE case_key IN ({own}))"
        )
        own_names = (
            "SELECT project_name FROM project WHERE project_key IN "  # noqa: S608 - the same
            f"(SELECT project_key FROM approval_case WHERE case_key IN ({own}))"
        )
        with closing(sqlite3.connect(self.database)) as connection:
            foreign = {text for (text,) in connection.execute(keys, [*units])}
            foreign |= {text for (text,) in connection.execute(names, [*units])}
            return frozenset(foreign - {text for (text,) in connection.execute(own_names, [*units])} - {""})


def table_signatures(
    connection: sqlite3.Connection, *, without: frozenset[str]
) -> Iterator[tuple[str, tuple[int, str]]]:
    """Name, number of rows and hash of each table."""
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in sorted(set(tables) - without):
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
        kept = ", ".join(f'"{name}"' for name in columns if name not in TRACE_COLUMNS.get(table, set()))
        rows = sorted(repr(row) for row in connection.execute(f'SELECT {kept} FROM "{table}"'))  # noqa: S608
        yield table, (len(rows), hashlib.blake2b("\n".join(rows).encode(), digest_size=16).hexdigest())


def make_world(folder: Path, *, cases: int = CASES) -> World:
    """A demonstration in which limits of time never bite: for them a minute passes with every request."""
    database = folder / "world.db"
    settings = make_settings(database_url=f"sqlite:///{database}", demonstration=True)
    migrate(settings)
    services = build_services(settings, FrozenClock(NOW), build="test")
    files = folder / "files"
    files.mkdir()
    write_demo(files, anchor=NOW, cases=cases)
    report = services.importer.import_files([files], by=OPERATOR)
    assert not report.refused
    minutes = count(step=60)
    real = limits.mount
    with patch.object(limits, "mount", lambda server, given: real(server, given, now=lambda: float(next(minutes)))):
        server = make_server(services, FileExporter())
    world = World(services, server, database)
    world.sign_in_all()
    return world


def leaked(answer: str, sent: str, foreign: frozenset[str]) -> set[str]:
    """Foreign texts in an answer that were not in the question."""
    text = answer.encode().decode("unicode_escape", "replace") if "\\u" in answer else answer
    return {one for one in foreign if one in text and one not in sent}
