"""Working days for building demonstration data.

The demonstration generator lays cases out in working days and therefore needs to count them. It reads the State
Council calendar through ``chinesecalendar``; the product's own clock never depends on this module.
"""

from bisect import bisect_left
from datetime import date, timedelta
from functools import cache

import chinese_calendar

FIRST = date(2023, 1, 1)
LAST = date(2026, 12, 31)
SPRING_FESTIVAL = (date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17))


class Workdays:
    """Cumulative working-day count ``W(d)`` over the years the published calendar covers."""

    def __init__(self) -> None:
        span = (LAST - FIRST).days + 1
        self._count: list[int] = []
        self._days: list[date] = []
        for offset in range(span):
            day = FIRST + timedelta(days=offset)
            if chinese_calendar.is_workday(day):
                self._days.append(day)
            self._count.append(len(self._days))
        self._set = frozenset(self._days)

    def count(self, day: date) -> int:
        """Number of working days up to and including ``day``."""
        return self._count[(day - FIRST).days]

    def day_at(self, number: int) -> date:
        """The working day with ``W(day) == number``, clamped to the calendar."""
        return self._days[min(max(number, 1), len(self._days)) - 1]

    def is_workday(self, day: date) -> bool:
        """Whether ``day`` is a working day, make-up days included."""
        return day in self._set

    def at_or_after(self, day: date) -> date:
        """``day`` itself when it is a working day, else the next one."""
        return self._days[min(bisect_left(self._days, day), len(self._days) - 1)]

    def shift(self, day: date, days: int) -> date:
        """The working day ``days`` working days after ``day`` (negative: before)."""
        return self.day_at(self.count(day) + days)


@cache
def workdays() -> Workdays:
    """The shared calendar, built once in a process."""
    return Workdays()


def near_spring_festival(day: date, *, before: int = 4, after: int = 10) -> bool:
    """Whether offices are half empty because the Spring Festival is near."""
    return any(-before <= (day - festival).days <= after for festival in SPRING_FESTIVAL)
