"""The whole product over a database of its own, on a port that it keeps when it is killed and started again."""

import logging
import socket
import sqlite3
import threading
import zlib
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

from werkzeug.serving import ThreadedWSGIServer

from app import open_services
from callbacks.http.logs import configure_logging
from callbacks.http.server import make_server
from dashboard.import_report import ImportReport
from dashboard.permissions import OPERATOR
from dashboard.settings import Settings
from dashboard.timekeeping import Clock
from data_access.exporters import FileExporter
from tests.exchange import Exchange
from tests.fakes import FakeAccounts

Wrap = Callable[[WSGIApplication], WSGIApplication]


class MortalServer(ThreadedWSGIServer):
    """A server whose connections end with it, as those of a killed process do."""

    def __init__(self, port: int, application: WSGIApplication) -> None:
        self._open: set[socket.socket] = set()
        super().__init__("127.0.0.1", port, application)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of an answer that nobody waits for any more."""

    def kill(self) -> None:
        """Stop listening and break off every answer under way."""
        self.shutdown()
        self.socket.close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Site:
    """The server over its services, served; ``wrap`` may put itself around it.

    Unless ``guarded``, everybody who comes is whoever sits at this machine and may do everything.
    """

    def __init__(self, settings: Settings, clock: Clock, *, guarded: bool = False) -> None:
        self.settings = settings
        self.guarded = guarded
        self.clock = clock
        self.port = 0
        self._server: MortalServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where it is, without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return Path(self.settings.database_url.removeprefix("sqlite:///"))

    def start(self, wrap: Wrap = lambda application: application) -> "Site":
        """Make the server anew, as a new process would, and serve it on the same port as before."""
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        configure_logging()
        services = open_services(self.settings, clock=self.clock)
        services = services if self.guarded else replace(services, accounts=FakeAccounts())  # type: ignore[arg-type]
        application = make_server(services, FileExporter())
        self._server = MortalServer(self.port, wrap(application.wsgi_app))
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, name="test-site", daemon=True)
        self._thread.start()
        return self

    def kill(self) -> None:
        """Let it die; nothing happens when it is dead already."""
        if self._server is None or self._thread is None:
            return
        self._server.kill()
        self._thread.join(timeout=10)
        self._server = self._thread = None

    def import_files(self, *paths: Path) -> ImportReport:
        """Import as another process would: through services of its own. All that was committed stands on return."""
        report = open_services(self.settings, clock=self.clock).importer.import_files(list(paths), by=OPERATOR)
        assert not report.refused, report
        return report

    def revision(self) -> int:
        """The number of the data as they are now."""
        return open_services(self.settings, clock=self.clock).reader.read_revision().number

    def add_open_cases(self, folder: Path, *keys: str) -> ImportReport:
        """Import cases that were accepted this morning and have ten working days: green ones."""
        made = Exchange(serial=zlib.crc32("".join(keys).encode()) % 1_000_000)
        for key in keys:
            made.case(key, limit=10)
            made.event(key, 3, "2026-02-09 09:00:00")
        return self.import_files(made.write(folder / "-".join(keys)))


def copy_database(source: Path, target: Path) -> Path:
    """A copy of a SQLite database, the write-ahead log included."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    return target


def texts_in(database: Path) -> set[str]:
    """Every text with a Chinese character that the data hold: names of items, projects, departments, files …"""
    with closing(sqlite3.connect(database)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found: set[str] = set()
        for table in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - names from the schema itself
                found.update(cell for cell in row if isinstance(cell, str) and not cell.isascii())
        return found
