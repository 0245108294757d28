"""The one clock of the product. Nobody else asks the operating system for the time.

Days are Asia/Shanghai days, counted as whole days since 1970-01-01 (``int``); instants are UTC epoch seconds.
"""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
EPOCH = date(1970, 1, 1)
SHANGHAI_OFFSET = 8 * 3600
"""Seconds east of UTC: the zone has had no daylight saving since 1991."""


class Clock(Protocol):
    """Tells the present instant."""

    def now(self) -> datetime:
        """Return the present, aware, in Asia/Shanghai."""
        ...


class SystemClock:
    """The operating system's clock."""

    def now(self) -> datetime:
        """Return the present in Asia/Shanghai."""
        return datetime.now(SHANGHAI)


class OffsetClock:
    """A clock that started at ``start`` when it was made and runs on at real speed (``DUBAN_NOW``)."""

    def __init__(self, start: datetime) -> None:
        self._start = start.astimezone(SHANGHAI)
        self._made = time.monotonic()

    def now(self) -> datetime:
        """Return ``start`` plus the time since the clock was made."""
        return self._start + timedelta(seconds=time.monotonic() - self._made)


class FrozenClock:
    """A clock that stands still, for tests and reproducible figures."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(SHANGHAI)

    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self.at


def parse_instant(text: str) -> datetime:
    """Read an ISO instant; without an offset it is Asia/Shanghai. Raises ``ValueError``."""
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(number))


def day_of_instant(seconds: int) -> int:
    """The Asia/Shanghai day number of a UTC epoch second."""
    return (int(seconds) + SHANGHAI_OFFSET) // 86400


def instant_of(moment: datetime) -> int:
    """UTC epoch seconds of an aware moment."""
    return int(moment.timestamp())


def moment_of(seconds: int) -> datetime:
    """The Asia/Shanghai moment of a UTC epoch second."""
    return datetime.fromtimestamp(int(seconds), UTC).astimezone(SHANGHAI)
