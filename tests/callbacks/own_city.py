"""A copy of the demonstration city for a test that changes it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from dashboard.permissions import OPERATOR, Identity
from dashboard.services import Services
from dashboard.timekeeping import FrozenClock
from data_access.build import build_services
from tests.callbacks.demo_city import demo_city
from tests.fakes import NOW, make_settings

ADMIN: Identity = OPERATOR


def own_city(folder: Path) -> Services:
    """Services over a copy of the demonstration's database."""
    source = demo_city().settings.database_url.removeprefix("sqlite:///")
    target = folder / "own.db"
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    return build_services(make_settings(database_url=f"sqlite:///{target}"), FrozenClock(NOW), build="test")
