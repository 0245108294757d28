"""Indicators as functions of a slice: quantiles by nearest rank, no value without a base, names in both languages."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.board import SIZES
from dashboard.errors import NotFound
from dashboard.frames import CLOSED_MEASURES
from dashboard.indicators import REGISTRY, FigureUnit, Need, RecordSet, Slice
from dashboard.text import LANGUAGES, words_for

KEYS = """
accepted closed open on_time_rate mean_used p50_used p90_used mean_limit speedup_committed speedup_statutory
instant_rate online_rate red yellow green paused overdue_days agency_days applicant_days special_days withdrawn refused
"""


def slice_of(used: list[int], **sums: int) -> Slice:
    days, counts = np.unique(np.asarray(used, dtype=np.int64), return_counts=True)
    known = dict.fromkeys(CLOSED_MEASURES, 0) | {"n": len(used), "averaged": len(used)} | sums
    return Slice(closed=known, used=days, count=counts.astype(np.int64))


def value(key: str, data: Slice) -> float | int | None:
    return REGISTRY.get(f"approvals.{key}").compute(data).value


def test_every_promised_key_is_registered() -> None:
    assert set(REGISTRY.keys) == {f"approvals.{key}" for key in KEYS.split()}
    assert len(set(REGISTRY.keys)) == len(REGISTRY.keys)


def test_an_unknown_key_is_not_found() -> None:
    with pytest.raises(NotFound):
        REGISTRY.get("approvals.nonsense")


@given(st.lists(st.integers(0, 60), min_size=1, max_size=60))
@settings(max_examples=200, deadline=None)
def test_quantiles_are_the_nearest_rank(used: list[int]) -> None:
    data, ordered = slice_of(used), sorted(used)
    for key, percent in (("p50_used", 50), ("p90_used", 90)):
        rank = next(k for k in range(1, len(used) + 1) if 100 * k >= percent * len(used))
        assert value(key, data) == ordered[rank - 1]


def test_quantiles_of_ten_and_of_one() -> None:
    ten = slice_of(list(range(1, 11)))
    assert (value("p50_used", ten), value("p90_used", ten)) == (5, 9)
    assert (value("p50_used", slice_of([7])), value("p90_used", slice_of([7]))) == (7, 7)


@pytest.mark.parametrize(
    "key", [key for key in KEYS.split() if REGISTRY.get(f"approvals.{key}").unit is FigureUnit.RATE]
)
def test_a_rate_without_a_base_has_no_value(key: str) -> None:
    assert value(key, Slice()) is None


@pytest.mark.parametrize("key", ["mean_used", "mean_limit", "p50_used", "p90_used", "agency_days", "special_days"])
def test_a_mean_without_cases_has_no_value(key: str) -> None:
    assert value(key, Slice()) is None


def test_counts_without_cases_are_zero() -> None:
    zero = {key for key in KEYS.split() if value(key, Slice()) == 0}
    assert zero == set("accepted closed open red yellow green paused overdue_days withdrawn refused".split())


def test_open_overdue_cases_are_in_the_base_of_the_on_time_rate() -> None:
    data = Slice(closed=dict.fromkeys(CLOSED_MEASURES, 0) | {"n": 8, "on_time": 6}, open=5, red=2)
    found = REGISTRY.get("approvals.on_time_rate").compute(data)
    assert (found.numerator, found.denominator, found.value, found.n) == (6, 10, 0.6, 10)
    only_open = REGISTRY.get("approvals.on_time_rate").compute(Slice(open=3, red=3))
    assert (only_open.value, only_open.denominator) == (0, 3)


def test_speed_up_is_of_the_sums() -> None:
    data = slice_of([2, 8], limit_sum=20, statutory_n=1, statutory_used=8, statutory_sum=20)
    assert value("speedup_committed", data) == 0.5
    assert value("speedup_statutory", data) == 0.6
    assert value("speedup_committed", slice_of([30], limit_sum=20)) == -0.5
    assert (value("mean_used", data), value("mean_limit", data)) == (5, 10)


def test_green_is_what_is_left() -> None:
    assert value("green", Slice(open=10, paused=1, red=2, yellow=3)) == 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("indicator", list(REGISTRY), ids=lambda indicator: indicator.key)
def test_every_indicator_has_a_name_and_a_definition(language: str, indicator) -> None:  # type: ignore[no-untyped-def]
    words = words_for(language)
    for part in ("name", "definition"):
        assert words(f"{indicator.text_key}.{part}").strip()


@pytest.mark.parametrize("indicator", list(REGISTRY), ids=lambda indicator: indicator.key)
def test_the_records_of_every_indicator_can_be_counted(indicator) -> None:  # type: ignore[no-untyped-def]
    needs, count = SIZES[indicator.records]
    assert needs <= set(Need)
    assert count(Slice()) == 0


def test_every_record_set_has_a_size() -> None:
    assert set(SIZES) == set(RecordSet)
