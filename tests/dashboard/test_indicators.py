"""Indicators as pure functions, and their words in both languages."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.board import SIZES
from dashboard.frames import CLOSED_MEASURES
from dashboard.indicators import REGISTRY, RecordSet, Slice, make_closed, make_slice
from dashboard.text import LANGUAGES, words_for


def closed_of(used: list[int], *, limit: int = 10) -> pd.DataFrame:
    """Tally rows of cases with these used days, all of one member, none on the spot."""
    days, counts = np.unique(used, return_counts=True)
    rows = pd.DataFrame(dict.fromkeys(CLOSED_MEASURES, 0), index=range(len(days)))
    late = days > limit
    return rows.assign(
        member="", used=days, n=counts, averaged=counts, on_time=np.where(late, 0, counts), limit_sum=limit * counts
    )


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60))
def test_quantiles_are_nearest_rank(used: list[int]) -> None:
    piece = make_slice(make_closed(closed_of(used))[""], {})
    ranked = sorted(used)
    for per_mille in (500, 900):
        assert piece.quantile(per_mille) == ranked[max(-(-per_mille * len(ranked) // 1000), 1) - 1]
    values = {item.key: item.compute(piece) for item in REGISTRY}
    assert values["approvals.mean_used"].value == pytest.approx(sum(used) / len(used))
    assert values["approvals.speedup_committed"].value == pytest.approx(1 - sum(used) / (10 * len(used)))
    assert values["approvals.on_time_rate"].value == pytest.approx(sum(day <= 10 for day in used) / len(used))


def test_open_overdue_cases_are_in_the_base_of_the_on_time_rate() -> None:
    piece = make_slice(make_closed(closed_of([1, 2, 3]))[""], {"open": 5, "red": 1})
    rate = REGISTRY.get("approvals.on_time_rate").compute(piece)
    assert (rate.value, rate.numerator, rate.denominator, rate.n) == (0.75, 3, 4, 4)


def test_without_a_base_there_is_no_value() -> None:
    for item in REGISTRY:
        value = item.compute(Slice())
        assert value.value in (None, 0)
        if item.unit.value in ("rate", "workdays"):
            assert value.value is None, item.key


def test_green_is_what_is_left_of_the_open_ones() -> None:
    piece = make_slice(None, {"open": 10, "paused": 1, "red": 2, "yellow": 3})
    assert piece.green == 4


def test_every_record_set_knows_its_size() -> None:
    assert set(SIZES) == set(RecordSet)
    assert {item.records for item in REGISTRY} <= set(SIZES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_is_named_and_defined(language: str) -> None:
    words = words_for(language)
    missing = [
        f"{item.text_key}.{part}"
        for item in REGISTRY
        for part in ("name", "short", "definition", "base")
        if f"{item.text_key}.{part}" not in words
    ]
    assert missing == []
