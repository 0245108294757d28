"""The demonstration city in a small database, for tests that want real figures behind a page."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from dashboard.permissions import OPERATOR
from dashboard.services import Services
from dashboard.timekeeping import FrozenClock
from data_access.build import build_services, migrate
from data_access.demo.generate import write_demo
from tests.fakes import NOW, FakeAccounts, make_settings

CASES = 1500


@cache
def demo_city() -> Services:
    """Services over the demonstration, on the morning of 2026-02-09; made once a test process."""
    folder = Path(mkdtemp(prefix="duban-city-"))
    return _filled(folder, cases=CASES)


def open_city() -> Services:
    """The demonstration, letting everybody in without a session."""
    return replace(demo_city(), accounts=FakeAccounts())  # type: ignore[arg-type]


@cache
def empty_city() -> Services:
    """Services over a database into which nothing was ever imported."""
    return _filled(Path(mkdtemp(prefix="duban-empty-")), cases=0)


def _filled(folder: Path, *, cases: int) -> Services:
    settings = make_settings(database_url=f"sqlite:///{folder / 'city.db'}")
    migrate(settings)
    services = build_services(settings, FrozenClock(NOW), build="test")
    if cases:
        files = folder / "files"
        files.mkdir()
        write_demo(files, anchor=NOW, cases=cases)
        report = services.importer.import_files([files], by=OPERATOR)
        assert not report.refused
    return services
