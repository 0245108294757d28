"""The working calendar: W and its inverse, due days, years that await their notice, days it does not know."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.calendar import CalendarDay, CalendarError, DayKind, WorkCalendar
from tests.oracle import Case, day, due_day, is_workday

FIRST, LAST = day("2025-01-01"), day("2027-12-31")
days = st.integers(FIRST, LAST)


@pytest.mark.parametrize("text", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_make_up_days_of_2026_count(calendar: WorkCalendar, text: str) -> None:
    assert calendar.between(day(text) - 1, day(text)) == 1
    assert calendar.span(day(text), day(text))[0].kind is DayKind.MAKE_UP


def test_spring_festival_does_not_count(calendar: WorkCalendar) -> None:
    assert calendar.between(day("2026-02-14"), day("2026-02-23")) == 0
    assert calendar.between(day("2026-02-14"), day("2026-02-24")) == 1


@given(first=days, last=days)
@settings(max_examples=200, deadline=None)
def test_between_counts_one_by_one(calendar: WorkCalendar, first: int, last: int) -> None:
    low, high = min(first, last), max(first, last)
    counted = sum(is_workday(number) for number in range(low + 1, high + 1))
    assert calendar.between(low, high) == counted
    assert calendar.between(high, low) == -counted


@given(st.lists(days, min_size=1, max_size=30))
@settings(max_examples=100, deadline=None)
def test_nth_is_the_inverse_of_count(calendar: WorkCalendar, numbers: list[int]) -> None:
    counts = np.maximum(calendar.count(numbers), 1)
    found = calendar.nth(counts)
    assert (calendar.count(found) == counts).all()
    assert all(is_workday(int(number)) for number in found)
    assert ((found <= numbers) | (calendar.count(numbers) == 0)).all()  # the first day with that count
    assert (calendar.nth_within(counts) == found).all()


@given(accepted=st.integers(FIRST + 10, FIRST + 400), limit=st.integers(0, 60), paused=st.integers(0, 20))
@settings(max_examples=200, deadline=None)
def test_due_is_found_by_walking(calendar: WorkCalendar, accepted: int, limit: int, paused: int) -> None:
    assert calendar.due(accepted=accepted, limit=limit, paused=paused) == due_day(Case("", limit), accepted, paused)


def test_due_of_many_is_due_of_each(calendar: WorkCalendar) -> None:
    accepted = np.arange(FIRST + 10, FIRST + 300)
    many = calendar.due(accepted=accepted, limit=7)
    assert many.tolist() == [int(calendar.due(accepted=int(one), limit=7)) for one in accepted]


def test_a_year_without_a_notice_is_provisional(calendar: WorkCalendar) -> None:
    assert not calendar.is_provisional(day("2026-01-01"), day("2026-12-31"))
    assert calendar.is_provisional(day("2026-12-31"), day("2027-01-01"))
    assert calendar.is_provisional(day("2027-06-01"), day("2027-06-01"))
    assert int(calendar.provisional_days.sum()) == 365


def test_a_notice_for_a_later_year_leaves_the_gap_provisional() -> None:
    calendar = WorkCalendar(CalendarDay(number, True, official=number != 12) for number in range(10, 15))
    assert not calendar.is_provisional(10, 11)
    assert calendar.is_provisional(11, 12)
    assert not calendar.is_provisional(13, 14)


@pytest.mark.parametrize("number", [FIRST - 1, LAST + 1, -1_000_000, 999_999])
def test_a_day_outside_raises(calendar: WorkCalendar, number: int) -> None:
    with pytest.raises(CalendarError) as caught:
        calendar.count(number)
    assert caught.value.key == "errors.calendar_range"
    with pytest.raises(CalendarError):
        calendar.count([FIRST, number])


def test_a_count_outside_raises_or_is_cut(calendar: WorkCalendar) -> None:
    total = int(calendar.count(LAST))
    for count in (0, -3, total + 1):
        with pytest.raises(CalendarError):
            calendar.nth(count)
    assert calendar.nth_within(total + 500) == calendar.nth(total)
    assert calendar.nth_within(-5) == calendar.nth(1)
    with pytest.raises(CalendarError):
        calendar.due(accepted=LAST, limit=1)


@pytest.mark.parametrize("numbers", [[], [1, 3], [1, 1, 2]])
def test_a_gap_or_a_double_day_raises(numbers: list[int]) -> None:
    with pytest.raises(CalendarError) as caught:
        WorkCalendar(CalendarDay(number, True) for number in numbers)
    assert caught.value.key == "errors.calendar_gap"


def test_rows_may_come_in_any_order() -> None:
    calendar = WorkCalendar(CalendarDay(number, number != 6) for number in (7, 5, 6))
    assert (calendar.first, calendar.last) == (5, 7)
    assert calendar.count([5, 6, 7]).tolist() == [1, 1, 2]


@pytest.mark.parametrize(
    ("text", "is_work", "name", "kind"),
    [
        ("2026-01-05", True, "", DayKind.WORKDAY),
        ("2026-01-10", False, "", DayKind.WEEKEND),
        ("2026-01-04", True, "元旦", DayKind.MAKE_UP),
        ("2026-01-01", False, "元旦", DayKind.HOLIDAY),
        ("2026-01-03", False, "元旦", DayKind.HOLIDAY),
        ("2026-01-06", False, "", DayKind.HOLIDAY),
    ],
)
def test_kinds_of_days(text: str, is_work: bool, name: str, kind: DayKind) -> None:
    assert CalendarDay(day(text), is_work, name).kind is kind
