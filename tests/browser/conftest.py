"""The demonstration city behind the real server, for tests that look at it through a real browser.

``city`` is one server over one database for all tests that only look; ``own_city`` is a copy for a test that writes,
stops the server, or moves the clock.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app import open_services
from dashboard.permissions import OPERATOR
from dashboard.settings import Settings
from dashboard.timekeeping import OffsetClock
from data_access.build import migrate
from data_access.demo.generate import write_demo
from tests.browser.site import Site, copy_database
from tests.browser.view import View
from tests.conftest import PageLog
from tests.fakes import NOW, make_settings

CASES = 1500
FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Forgive the compressing of a static file that it leaves closing the file to Python."""
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed file <_io.BufferedReader:ResourceWarning"))


class MovableClock(OffsetClock):
    """A clock that starts on the morning of the demonstration, runs on, and can be set forward."""

    def __init__(self) -> None:
        super().__init__(NOW)
        self.ahead = timedelta()

    def now(self) -> datetime:
        """The present of the demonstration."""
        return super().now() + self.ahead


def settings_for(database: Path) -> Settings:
    """Settings of a site over a SQLite file."""
    return make_settings(database_url=f"sqlite:///{database}")


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, imported once a test process; a test that writes must copy it."""
    folder = tmp_path_factory.mktemp("demo-city")
    database, files = folder / "city.db", folder / "files"
    files.mkdir()
    settings = settings_for(database)
    migrate(settings)
    write_demo(files, anchor=NOW, cases=CASES)
    report = open_services(settings, clock=OffsetClock(NOW)).importer.import_files([files], by=OPERATOR)
    assert not report.refused, report
    return database


@pytest.fixture(scope="session")
def city(demo_database: Path) -> Iterator[Site]:
    """The shared server: only for looking."""
    site = Site(settings_for(demo_database), MovableClock()).start()
    yield site
    site.kill()


@pytest.fixture
def own_city(demo_database: Path, tmp_path: Path) -> Iterator[Site]:
    """A server over a copy of the demonstration."""
    site = Site(settings_for(copy_database(demo_database, tmp_path / "own.db")), MovableClock()).start()
    yield site
    site.kill()


@pytest.fixture
def guarded_city(demo_database: Path, tmp_path: Path) -> Iterator[Site]:
    """A server over a copy of the demonstration that asks who comes; its demonstration accounts may enter."""
    database = copy_database(demo_database, tmp_path / "guarded.db")
    settings = settings_for(database).model_copy(update={"demonstration": True})
    site = Site(settings, MovableClock(), guarded=True).start()
    yield site
    site.kill()


@pytest.fixture
def view(city: Site, page: Page, page_log: PageLog) -> Iterator[View]:
    """A page on the shared server."""
    seen = View(page, city.url, page_log)
    yield seen
    seen.check()


@pytest.fixture
def own_view(own_city: Site, page: Page, page_log: PageLog) -> Iterator[View]:
    """A page on the test's own server, which outlives it."""
    seen = View(page, own_city.url, page_log)
    yield seen
    seen.check()
