"""The working calendar against the State Council's notices, and its arithmetic."""

from datetime import date, timedelta

import chinese_calendar
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.calendar import CalendarDay, CalendarError, DayKind, WorkCalendar
from dashboard.timekeeping import day_number
from data_access.calendars import seed_days
from tests.oracle import statutory_days

SEED = seed_days()
CALENDAR = WorkCalendar(CalendarDay(row.day, row.is_workday, row.name, row.official) for row in SEED.itertuples())
DAYS = st.integers(CALENDAR.first, CALENDAR.last)


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def is_workday(number: int) -> bool:
    return CALENDAR.span(number, number)[0].is_workday


def test_every_official_day_is_the_notice_s() -> None:
    official = SEED[SEED["official"]]
    assert len(official) == (date(2027, 1, 1) - date(2004, 1, 1)).days
    wrong = [
        row.day
        for row in official.itertuples()
        if row.is_workday != chinese_calendar.is_workday(date(1970, 1, 1) + timedelta(days=row.day))
    ]
    assert wrong == []


def test_make_up_days_of_2026_are_worked() -> None:
    for text in ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"):
        assert CALENDAR.span(day(text), day(text))[0].kind is DayKind.MAKE_UP
    assert CALENDAR.span(day("2026-02-17"), day("2026-02-17"))[0].kind is DayKind.HOLIDAY


def test_statutory_days_of_the_second_source_are_holidays_in_published_years() -> None:
    assert [d for year in range(2015, 2027) for d in statutory_days(year) if is_workday(day_number(d))] == []


def test_years_without_notice_are_filled_and_marked() -> None:
    assert CALENDAR.is_provisional(day("2027-02-05"), day("2027-02-05"))
    assert not is_workday(day("2027-10-01"))
    assert not CALENDAR.is_provisional(day("2026-01-01"), day("2026-12-31"))
    assert CALENDAR.is_provisional(day("2026-12-31"), day("2027-01-01"))


@given(DAYS)
def test_nth_is_the_first_day_with_its_count(number: int) -> None:
    count = int(CALENDAR.count(number))
    if count:
        found = int(CALENDAR.nth(count))
        assert is_workday(found)
        assert int(CALENDAR.count(found)) == count
        assert int(CALENDAR.count(found - 1)) == count - 1 if found > CALENDAR.first else True


@given(start=st.integers(day("2024-01-01"), day("2027-06-30")), limit=st.integers(1, 60))
def test_due_day_is_the_nth_working_day_after(start: int, limit: int) -> None:
    number, left = start, limit
    while left:
        number += 1
        left -= is_workday(number)
    assert int(CALENDAR.due(accepted=start, limit=limit)) == number


def test_many_due_days_are_computed_at_once() -> None:
    accepted = np.arange(day("2025-01-01"), day("2026-01-01"))
    many = CALENDAR.due(accepted=accepted, limit=10, paused=2)
    assert many.tolist() == [int(CALENDAR.due(accepted=one, limit=12)) for one in accepted]


def test_outside_the_table_and_with_a_gap_it_refuses() -> None:
    with pytest.raises(CalendarError):
        CALENDAR.count(CALENDAR.last + 1)
    with pytest.raises(CalendarError):
        CALENDAR.nth(0)
    with pytest.raises(CalendarError):
        WorkCalendar([CalendarDay(1, True), CalendarDay(3, True)])
