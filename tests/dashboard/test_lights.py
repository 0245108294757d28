"""The one light rule: thresholds exactly as defined, one case or many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.lights import Light, LightRule, Target, worst

RULE = LightRule()


@pytest.mark.parametrize(
    ("limit", "near"), [(0, -1), (1, 0), (2, 1), (3, 2), (5, 2), (10, 2), (11, 3), (15, 3), (16, 4)]
)
def test_yellow_begins_at_the_defined_remainder(limit: int, near: int) -> None:
    assert RULE.threshold(np.asarray([limit])).tolist() == [near]


@given(limit=st.integers(0, 400))
def test_never_yellow_on_the_day_of_acceptance(limit: int) -> None:
    assert RULE.light(limit=limit, used=0, paused=False) is Light.GREEN


def test_a_one_day_case_is_yellow_on_its_due_day_and_red_after() -> None:
    assert RULE.light(limit=1, used=1, paused=False) is Light.YELLOW
    assert RULE.light(limit=1, used=2, paused=False) is Light.RED


def test_a_pause_outranks_red() -> None:
    assert RULE.light(limit=5, used=9, paused=True) is Light.PAUSED


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 90), st.booleans()), min_size=1), st.integers(0, 9))
def test_many_cases_are_judged_like_one(cases: list[tuple[int, int, bool]], days: int) -> None:
    rule = LightRule(days=days, percent=35)
    limit, used, paused = (np.asarray(column) for column in zip(*cases, strict=True))
    many = rule.lights(limit=limit, used=used, paused=paused).tolist()
    assert many == [rule.light(limit=one, used=two, paused=three).value for one, two, three in cases]


def test_targets_judge_in_their_direction_and_not_without_a_value() -> None:
    rate, days = Target(0.99, 0.975), Target(5, 8, higher_is_better=False)
    assert [rate.light(value) for value in (0.99, 0.98, 0.97)] == [Light.GREEN, Light.YELLOW, Light.RED]
    assert [days.light(value) for value in (5, 8, 9)] == [Light.GREEN, Light.YELLOW, Light.RED]
    assert rate.light(None) is None


def test_an_aggregate_takes_its_worst_running_light() -> None:
    assert worst({Light.GREEN, Light.PAUSED, Light.YELLOW}) is Light.YELLOW
    assert worst({Light.PAUSED, Light.DONE}) is None
