"""Periods, selections and as-of days as people write them, and nonsense as anybody writes it."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import BadRequest
from dashboard.period import Period, Query, Where, add_months, month_bounds, month_of, months_between, parse_day
from tests.oracle import day

TODAY = day("2026-02-09")
NONSENSE = [
    "2026/01",
    "last month",
    "２０２６-01\n2",
    "-2026",
    "2026-01-01T00:00",
    "'; DROP TABLE case; --",
    "9" * 4000,
]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-01", "2026-01-01", "2026-01-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025", "2025-01-01", "2025-12-31"),
        (" 2025 ", "2025-01-01", "2025-12-31"),
        ("2025-11..2026-01", "2025-11-01", "2026-01-31"),
        ("2025..2026-01-15", "2025-01-01", "2026-01-15"),
        ("2026-01-05..2026-01-05", "2026-01-05", "2026-01-05"),
        ("2026-01-05", "2026-01-05", "2026-01-05"),
    ],
)
def test_periods(text: str, first: str, last: str) -> None:
    period = Period.parse(text)
    assert (period.first, period.last, period.text) == (day(first), day(last), text.strip())


@pytest.mark.parametrize(
    "text",
    [
        *NONSENSE,
        "",
        "..",
        "2026..",
        "..2026",
        "2026-13",
        "2026-00",
        "2026-1",
        "0000",
        "2026-02-30",
        "20260101",
        "2025..2026..2027",
    ],
)
def test_nonsense_is_told(text: str) -> None:
    with pytest.raises(BadRequest) as caught:
        Period.parse(text)
    assert caught.value.key == "errors.period"
    assert len(str(caught.value.params["value"])) <= 40


def test_backwards_is_told() -> None:
    with pytest.raises(BadRequest) as caught:
        Period.parse("2026-02..2026-01")
    assert caught.value.key == "errors.period_order"


@given(st.text(max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_period_or_a_bad_request(text: str) -> None:
    for parse in (Period.parse, parse_day):
        with contextlib.suppress(BadRequest):
            parse(text)


@pytest.mark.parametrize("text", ["", "2026-02-30", "2026-2-9", "today", "2026-02-09T00:00", "0000-01-01"])
def test_bad_days_name_their_parameter(text: str) -> None:
    with pytest.raises(BadRequest) as caught:
        parse_day(text)
    assert caught.value.params["name"] == "as_of"


def test_days() -> None:
    assert parse_day(" 2026-02-09 ") == TODAY


@given(st.integers(1990, 2100), st.integers(1, 12), st.integers(-400, 400))
@settings(max_examples=100, deadline=None)
def test_months(year: int, number: int, step: int) -> None:
    month = year * 100 + number
    first, last = month_bounds(month)
    assert month_of(first) == month_of(last) == month
    assert month_of(last + 1) == add_months(month, 1)
    assert month_of(first - 1) == add_months(month, -1)
    assert add_months(add_months(month, step), -step) == month
    assert months_between(month, add_months(month, 14))[13] == add_months(month, 13)
    assert months_between(add_months(month, 1), month) == ()


def test_a_query_without_words_is_this_month_until_now() -> None:
    query = Query.make(where=Where(), today=TODAY)
    assert (query.period.text, query.as_of) == ("2026-02", TODAY)


def test_as_of_is_the_earlier_of_the_periods_end_and_now() -> None:
    assert Query.make(where=Where(), today=TODAY, period=Period.parse("2025")).as_of == day("2025-12-31")
    assert Query.make(where=Where(), today=TODAY, period=Period.parse("2026")).as_of == TODAY
    past = Query.make(where=Where(), today=TODAY, as_of=day("2025-06-15"))
    assert (past.period.text, past.as_of) == ("2025-06", day("2025-06-15"))


def test_the_future_cannot_be_asked() -> None:
    with pytest.raises(BadRequest) as caught:
        Query.make(where=Where(), today=TODAY, as_of=TODAY + 1)
    assert caught.value.key == "errors.as_of_future"


def test_a_month_of_a_query_is_seen_from_its_own_end() -> None:
    query = Query.make(where=Where(unit="350502"), today=TODAY, period=Period.parse("2025..2026"))
    assert query.in_month(202512).as_of == day("2025-12-31")
    assert query.in_month(202602).as_of == TODAY
    assert query.in_month(202512).where == query.where


def test_selections() -> None:
    assert Where.parse(unit="350500") == Where()
    assert Where.parse(unit="own", stage="3", item="SX1", department="BM").unit == "own"
    assert Where().narrowed("unit", "350500").unit == "own"
    assert Where(unit="350502").narrowed("item", "SX1") == Where(unit="350502", item="SX1")


@pytest.mark.parametrize("given", [{"unit": "350599"}, {"unit": "x" * 999}, {"stage": "6"}, {"stage": "1,2"}])
def test_a_selection_that_does_not_exist_is_told(given: dict[str, str]) -> None:
    with pytest.raises(BadRequest) as caught:
        Where.parse(**given)
    assert caught.value.key == f"errors.{next(iter(given))}"
    assert len(str(caught.value.params["value"])) <= 40
