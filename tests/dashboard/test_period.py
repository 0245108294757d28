"""Periods, selections and questions as they come from outside."""

from datetime import date

import pytest

from dashboard.errors import BadRequest
from dashboard.period import Period, Query, Where, add_months, month_bounds, months_between, parse_day
from dashboard.timekeeping import day_number


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2025-11..2026-01", "2025-11-01", "2026-01-31"),
        ("2025-11-03..2026-01-09", "2025-11-03", "2026-01-09"),
        ("2024..2025-06", "2024-01-01", "2025-06-30"),
    ],
)
def test_periods_are_read(text: str, first: str, last: str) -> None:
    period = Period.parse(text)
    assert (period.first, period.last) == (day(first), day(last))


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "26-01", "2026-02-30", "a..b", "2026..", "..", "2026..2025", "1..2..3"]
)
def test_nonsense_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadRequest) as caught:
        Period.parse(text)
    assert caught.value.key in ("errors.period", "errors.period_order")


def test_months_step_over_years() -> None:
    assert months_between(202511, 202602) == (202511, 202512, 202601, 202602)
    assert add_months(202601, -1) == 202512
    assert add_months(202512, 13) == 202701
    assert month_bounds(202402) == (day("2024-02-01"), day("2024-02-29"))


def test_as_of_defaults_to_the_earlier_of_period_end_and_today() -> None:
    today = day("2026-02-09")
    assert Query.make(where=Where(), today=today, period=Period.parse("2026-01")).as_of == day("2026-01-31")
    assert Query.make(where=Where(), today=today, period=Period.parse("2026")).as_of == today
    assert Query.make(where=Where(), today=today).period.text == "2026-02"


def test_a_future_day_and_unknown_codes_are_refused() -> None:
    with pytest.raises(BadRequest):
        Query.make(where=Where(), today=10, as_of=11)
    for bad in ({"unit": "999"}, {"stage": "9"}):
        with pytest.raises(BadRequest):
            Where.parse(**bad)
    with pytest.raises(BadRequest):
        parse_day("2026-02-30")


def test_the_city_s_code_means_everything_and_its_own_level_is_apart() -> None:
    assert Where.parse(unit="350500") == Where()
    assert Where().narrowed("unit", "350500").unit == "own"
    assert Where().narrowed("item", "SX1") == Where(item="SX1")
