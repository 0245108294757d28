"""The working calendar: which days count, and the arithmetic of working days over arrays.

W(d) is the number of working days up to and including day d; every limit is a difference of W (domain.md 2.1).
Source: the State Council's yearly notice on public holidays; a year without one is 暂定 (provisional).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.errors import DubanError

Days = NDArray[np.int64]


class DayKind(StrEnum):
    """What a calendar day is; the word a user reads in the day-by-day list."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


class CalendarError(DubanError):
    """A day lies outside the calendar table."""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One row of the calendar table. ``name`` is the holiday's name or empty; ``official`` False means 暂定."""

    day: int
    is_workday: bool
    name: str = ""
    official: bool = True

    @property
    def kind(self) -> DayKind:
        """Workday, weekend, holiday or make-up day. Day 0 (1970-01-01) was a Thursday."""
        weekend = (self.day + 3) % 7 >= 5
        if self.is_workday:
            return DayKind.MAKE_UP if weekend else DayKind.WORKDAY
        return DayKind.HOLIDAY if self.name or not weekend else DayKind.WEEKEND


class WorkCalendar:
    """An unbroken run of calendar days, with W and its inverse as arrays."""

    def __init__(self, days: Iterable[CalendarDay]) -> None:
        rows = sorted(days, key=lambda row: row.day)
        if not rows or rows[-1].day - rows[0].day + 1 != len(rows):
            raise CalendarError("errors.calendar_gap")
        self.rows = tuple(rows)
        self.first = rows[0].day
        self.last = rows[-1].day
        workdays = np.fromiter((row.is_workday for row in rows), dtype=np.int64, count=len(rows))
        self._count = np.cumsum(workdays)
        self._ordinal = np.flatnonzero(workdays).astype(np.int64) + self.first
        self._provisional_from = next((row.day for row in rows if not row.official), self.last + 1)

    @cached_property
    def provisional_days(self) -> NDArray[np.bool_]:
        """One flag a day from ``first``: no notice has confirmed this day yet."""
        return np.fromiter((not row.official for row in self.rows), dtype=bool, count=len(self.rows))

    def count(self, days: ArrayLike) -> Days:
        """W(d): working days from the calendar's first day up to and including each day.

        Raises ``CalendarError`` for a day outside the table, rather than guessing Monday to Friday.
        """
        index = np.asarray(days, dtype=np.int64) - self.first
        if index.size and (index.min() < 0 or index.max() >= len(self._count)):
            raise CalendarError("errors.calendar_range", first=self.first, last=self.last)
        return self._count[index]

    def nth(self, counts: ArrayLike) -> Days:
        """The first working day d with W(d) equal to each count (the inverse of ``count``); count ≥ 1."""
        wanted = np.asarray(counts, dtype=np.int64)
        if wanted.size and (wanted.min() < 1 or wanted.max() > len(self._ordinal)):
            raise CalendarError("errors.calendar_range", first=self.first, last=self.last)
        return self._ordinal[wanted - 1]

    def nth_within(self, counts: ArrayLike) -> Days:
        """Like ``nth``, but a count beyond the table gives its last working day (for absurd limits)."""
        return self._ordinal[np.clip(np.asarray(counts, dtype=np.int64), 1, len(self._ordinal)) - 1]

    def due(self, *, accepted: ArrayLike, limit: ArrayLike, paused: ArrayLike = 0) -> Days:
        """due_on: the first working day d with W(d) = W(accepted) + limit + paused.

        With nothing to add, a case accepted on a rest day is due on the working day before; that day is clipped
        to the calendar's first working day.
        """
        total = self.count(accepted) + np.asarray(limit, dtype=np.int64) + np.asarray(paused, dtype=np.int64)
        return self.nth(np.maximum(total, 1))

    def between(self, start: ArrayLike, end: ArrayLike) -> Days:
        """Working days after ``start`` up to and including ``end`` (negative when ``end`` is earlier)."""
        return self.count(end) - self.count(start)

    def is_provisional(self, first: int, last: int) -> bool:
        """Whether any day of first…last awaits its notice."""
        if last < self._provisional_from:
            return False
        low = max(first - self.first, 0)
        return bool(self.provisional_days[low : max(last - self.first + 1, 0)].any())

    def span(self, first: int, last: int) -> tuple[CalendarDay, ...]:
        """The calendar rows of first…last, for the day-by-day explanation."""
        return self.rows[max(first - self.first, 0) : max(last - self.first + 1, 0)]
