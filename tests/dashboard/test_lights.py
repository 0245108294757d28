"""The light rule: its threshold, one case and many cases, and a rate against its target."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.lights import ORDER, Light, LightRule, Target, worst


@pytest.mark.parametrize(
    ("limit", "near"),
    [(0, -1), (1, 0), (2, 1), (3, 2), (5, 2), (10, 2), (11, 3), (15, 3), (16, 4), (20, 4), (100, 20), (101, 21)],
)
def test_threshold_in_whole_numbers(limit: int, near: int) -> None:
    assert LightRule().threshold(np.asarray([limit])).tolist() == [near]


@given(limit=st.integers(0, 400), days=st.integers(0, 10), percent=st.integers(0, 100))
@settings(max_examples=200, deadline=None)
def test_threshold_rounds_the_share_up(limit: int, days: int, percent: int) -> None:
    share = next(number for number in range(limit + 1) if number * 100 >= limit * percent)
    found = LightRule(days=days, percent=percent).threshold(np.asarray([limit]))[0]
    assert found == min(max(days, share), limit - 1)


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 15, 20, 60])
def test_never_yellow_on_the_day_of_acceptance(limit: int) -> None:
    assert LightRule().light(limit=limit, used=0, paused=False) is Light.GREEN
    assert LightRule(days=50, percent=100).light(limit=limit, used=0, paused=False) is Light.GREEN


def test_a_case_of_one_day_is_yellow_on_its_due_day() -> None:
    lights = [LightRule().light(limit=1, used=used, paused=False) for used in range(3)]
    assert lights == [Light.GREEN, Light.YELLOW, Light.RED]


def test_a_case_of_fifteen_days_turns_yellow_with_three_days_left() -> None:
    lights = [LightRule().light(limit=15, used=used, paused=False) for used in (11, 12, 15, 16)]
    assert lights == [Light.GREEN, Light.YELLOW, Light.YELLOW, Light.RED]


def test_a_paused_case_is_blue_even_when_it_is_late() -> None:
    assert LightRule().light(limit=1, used=9, paused=True) is Light.PAUSED


rows = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 80), st.booleans()), min_size=1, max_size=40)


@given(rows=rows, days=st.integers(0, 6), percent=st.integers(0, 100))
@settings(max_examples=150, deadline=None)
def test_many_cases_are_lit_as_each_is(rows: list[tuple[int, int, bool]], days: int, percent: int) -> None:
    rule = LightRule(days=days, percent=percent)
    limit, used, paused = (np.asarray(column) for column in zip(*rows, strict=True))
    many = rule.lights(limit=limit, used=used, paused=paused)
    assert many.tolist() == [rule.light(limit=one, used=two, paused=three).value for one, two, three in rows]


def test_a_rate_against_its_target() -> None:
    target = Target(0.99, 0.975)
    assert [target.light(value) for value in (1.0, 0.99, 0.98, 0.975, 0.97, None)] == [
        Light.GREEN, Light.GREEN, Light.YELLOW, Light.YELLOW, Light.RED, None,
    ]  # fmt: skip
    fewer = Target(3, 5, higher_is_better=False)
    assert [fewer.light(value) for value in (2, 3, 4, 5, 6)] == [
        Light.GREEN, Light.GREEN, Light.YELLOW, Light.YELLOW, Light.RED,
    ]  # fmt: skip


def test_the_worst_light_of_an_aggregate() -> None:
    assert worst({Light.GREEN, Light.YELLOW, Light.PAUSED}) is Light.YELLOW
    assert worst({Light.RED, Light.GREEN}) is Light.RED
    assert worst({Light.PAUSED, Light.DONE, Light.GREY}) is None
    assert set(ORDER) == set(Light)
