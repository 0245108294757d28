"""Periods and queries: which cases a figure speaks of, over which days, seen from which day."""

import calendar as months
import re
from dataclasses import dataclass, replace
from datetime import date

from dashboard.errors import BadRequest
from dashboard.timekeeping import day_number, day_of
from dashboard.vocabulary import CITY, Stage, is_unit

OWN_LEVEL = "own"
"""Filter value for the city's own level (市本级); the code 350500 as a filter means the whole city."""

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def month_of(day: int) -> int:
    """The month of a day number as year × 100 + month."""
    d = day_of(day)
    return d.year * 100 + d.month


def month_bounds(month: int) -> tuple[int, int]:
    """First and last day number of a month given as year × 100 + month."""
    year, number = divmod(month, 100)
    last = months.monthrange(year, number)[1]
    return day_number(date(year, number, 1)), day_number(date(year, number, last))


def add_months(month: int, count: int) -> int:
    """The month ``count`` months later (earlier when negative)."""
    index = (month // 100) * 12 + month % 100 - 1 + count
    return (index // 12) * 100 + index % 12 + 1


def months_between(first: int, last: int) -> tuple[int, ...]:
    """All months from ``first`` to ``last``, both included."""
    result = []
    while first <= last:
        result.append(first)
        first = add_months(first, 1)
    return tuple(result)


@dataclass(frozen=True, slots=True)
class Period:
    """Day numbers ``first``…``last``, both included, and the text that names it in a URL."""

    first: int
    last: int
    text: str

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read ``YYYY-MM``, ``YYYY`` or ``from..to`` (each a day, month or year). Raises ``BadRequest``."""
        parts = text.strip().split("..")
        if len(parts) > 2 or not all(parts):
            raise BadRequest("errors.period", value=text[:40])
        first, last = _bounds(parts[0]), _bounds(parts[-1])
        if last[1] < first[0]:
            raise BadRequest("errors.period_order", value=text[:40])
        return cls(first[0], last[1], text.strip())

    @classmethod
    def month(cls, month: int) -> "Period":
        """The period of one month (year × 100 + month)."""
        first, last = month_bounds(month)
        return cls(first, last, f"{month // 100:04d}-{month % 100:02d}")

    @property
    def months(self) -> tuple[int, ...]:
        """Every month the period touches."""
        return months_between(month_of(self.first), month_of(self.last))


def _bounds(text: str) -> tuple[int, int]:
    try:
        if _YEAR.fullmatch(text):
            return day_number(date(int(text), 1, 1)), day_number(date(int(text), 12, 31))
        if match := _MONTH.fullmatch(text):
            return month_bounds(_checked_month(int(match[1]), int(match[2])))
        if _DAY.fullmatch(text):
            day = day_number(date.fromisoformat(text))
            return day, day
    except ValueError:
        pass
    raise BadRequest("errors.period", value=text[:40])


def _checked_month(year: int, month: int) -> int:
    date(year, month, 1)  # raises ValueError for month 13 or year 0
    return year * 100 + month


@dataclass(frozen=True, slots=True)
class Where:
    """Which cases: empty text means all. ``unit`` is a unit code, ``own`` for 市本级, or empty for the whole city."""

    unit: str = ""
    stage: str = ""
    item: str = ""
    department: str = ""

    @classmethod
    def parse(cls, *, unit: str = "", stage: str = "", item: str = "", department: str = "") -> "Where":
        """Check codes that come from outside. Raises ``BadRequest`` naming the parameter."""
        unit = "" if unit == CITY else unit
        if unit not in ("", OWN_LEVEL) and not is_unit(unit):
            raise BadRequest("errors.unit", value=unit[:40])
        if stage and stage not in set(Stage):
            raise BadRequest("errors.stage", value=stage[:40])
        return cls(unit=unit, stage=stage, item=item[:100], department=department[:100])

    def narrowed(self, by: str, member: str) -> "Where":
        """The same selection limited to one member of a dimension (unit, stage, item, department)."""
        if by == "unit":
            return replace(self, unit=OWN_LEVEL if member == CITY else member)
        return replace(self, **{by: member})


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the board: which cases, which period, seen at the end of which day (or now, for today)."""

    where: Where
    period: Period
    as_of: int

    @classmethod
    def make(cls, *, where: Where, today: int, period: Period | None = None, as_of: int | None = None) -> "Query":
        """Fill in defaults: the period is the month of the as-of day; as-of is the earlier of period end and today."""
        if as_of is not None and as_of > today:
            raise BadRequest("errors.as_of_future", value=day_of(as_of).isoformat())
        period = period or Period.month(month_of(as_of if as_of is not None else today))
        return cls(where, period, as_of if as_of is not None else min(period.last, today))

    def in_month(self, month: int) -> "Query":
        """The same question about one month, seen from its end or this query's as-of, whichever is earlier."""
        period = Period.month(month)
        return replace(self, period=period, as_of=min(period.last, self.as_of))


def parse_day(text: str, *, name: str = "as_of") -> int:
    """Read ``YYYY-MM-DD``. Raises ``BadRequest`` naming the parameter."""
    try:
        if not _DAY.fullmatch(text.strip()):
            raise ValueError(text)
        return day_number(date.fromisoformat(text.strip()))
    except ValueError as error:
        raise BadRequest("errors.day", name=name, value=text[:40]) from error
