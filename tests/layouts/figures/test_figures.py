"""Figures are plain dicts that Plotly accepts; payload numbers and links are in them, in the notation of the design."""

import json
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.figures import (
    GRAPH_CONFIG,
    Bin,
    ColumnWords,
    DistributionWords,
    Figure,
    MonthColumn,
    TrendPoint,
    TrendWords,
    draw_columns,
    draw_distribution,
    draw_rate_trend,
)
from layouts.figures.base import goes_somewhere, spread
from layouts.theme import SCALES, THEMES, Scale, Theme, colours

ACTUAL = [4.9, 4.8, 0.3, 3.8]
PROMISED = [10.4, 10.4, 9.6, 9.6]
LAST_YEAR = [6.1, 6.0, None, 4.9]
RATES = [97.1, 97.4, None, 98.6]
COUNTS = [58, 96, 12, 6, 0, 1]


def columns(theme: Theme = "light", scale: Scale = "desk") -> Figure:
    months = [
        MonthColumn(
            tick=f"{at + 1}月",
            actual=actual,
            promised=promised,
            last_year=last,
            actual_text=str(actual),
            hover=f"实际 {actual}",
            href=f"/cases?month={at + 1}",
        )
        for at, (actual, promised, last) in enumerate(zip(ACTUAL, PROMISED, LAST_YEAR, strict=True))
    ]
    words = ColumnWords(promised="承诺 9.6", last_year="上年同期 4.9", actual="实际 3.8")
    return draw_columns(months, words=words, theme=theme, scale=scale)


def trend(theme: Theme = "light", scale: Scale = "desk", target: float | None = 99.0) -> Figure:
    points = [
        TrendPoint(
            tick="2025-02" if at == 0 else "", actual=rate, last_year=96.0 + at, hover=f"{rate}", href=f"/m/{at}"
        )
        for at, rate in enumerate(RATES)
    ]
    words = TrendWords(target="目标 99.0", now="98.6", last_year="上年同期")
    return draw_rate_trend(points, words=words, target=target, theme=theme, scale=scale)


def distribution(theme: Theme = "light", scale: Scale = "desk") -> Figure:
    bins = [Bin(tick="", count=n, over=at > 2, hover=f"{n} 件", href=f"/b/{at}") for at, n in enumerate(COUNTS)]
    words = DistributionWords(limit="承诺时限", over="逾期 7 件")
    return draw_distribution(bins, words=words, theme=theme, scale=scale)


DRAWERS = [columns, trend, distribution]


def trace(figure: Figure, name: str) -> dict[str, Any]:
    (found,) = [one for one in figure["data"] if one["name"] == name]
    return dict(found)


def notes(figure: Figure) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


@pytest.mark.parametrize("draw", DRAWERS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scale", SCALES)
def test_plotly_accepts_every_figure(draw: Any, theme: Theme, scale: Scale) -> None:
    figure = draw(theme, scale)
    assert type(figure) is dict
    json.dumps(figure)
    go.Figure(figure)  # raises on any unknown or wrong attribute


@pytest.mark.parametrize("draw", DRAWERS)
def test_same_arguments_same_figure(draw: Any) -> None:
    assert draw() == draw()


@pytest.mark.parametrize("draw", DRAWERS)
def test_themes_share_no_ink(draw: Any) -> None:
    light, dark = (json.dumps(draw(theme)["data"] + draw(theme)["layout"]["annotations"]) for theme in THEMES)
    assert colours("light")["ac"] not in dark
    assert colours("dark")["ac"] not in light


@pytest.mark.parametrize("draw", DRAWERS)
def test_projector_is_taller_and_wall_answers_to_no_pointer(draw: Any) -> None:
    assert draw("light", "projector")["layout"]["height"] > draw("light", "desk")["layout"]["height"]
    assert draw("dark", "wall")["layout"]["hovermode"] is False


@pytest.mark.parametrize(("draw", "paths"), [(columns, "/cases?month=1"), (trend, "/m/0"), (distribution, "/b/0")])
def test_every_place_leads_somewhere_and_has_its_words(draw: Any, paths: str) -> None:
    figure = draw()
    hits = trace(figure, "HIT")
    assert hits["customdata"][0] == paths
    assert all(hits["customdata"])
    assert len(hits["hovertemplate"]) == len(hits["x"]) == len(hits["customdata"])
    assert goes_somewhere(figure)


def test_columns_show_the_three_scenarios_as_given() -> None:
    figure = columns()
    assert [trace(figure, name)["y"] for name in ("AC", "PL", "PY")] == [ACTUAL, PROMISED, LAST_YEAR]
    assert figure["layout"]["yaxis"]["range"][0] == 0


def test_the_promise_is_an_outline_over_everything_and_the_present_carries_the_accent() -> None:
    figure = columns()
    c = colours("light")
    names = [one["name"] for one in figure["data"]]
    assert names.index("PL") > names.index("AC") > names.index("PY")
    assert trace(figure, "PL")["marker"]["color"] == "rgba(0,0,0,0)"
    assert trace(figure, "AC")["marker"]["color"] == [c["ac"]] * 3 + [c["accent"]]


def test_a_bar_too_short_for_its_number_has_it_above_in_ink() -> None:
    actual = trace(columns(), "AC")
    assert actual["textposition"] == ["inside", "inside", "outside", "inside"]
    assert actual["textfont"]["color"][2] == colours("light")["ink-1"]
    assert actual["text"] == ["4.9", "4.8", "0.3", "3.8"]


def test_direct_labels_stand_apart_in_the_order_of_their_values() -> None:
    found = {note["text"]: note["y"] for note in columns()["layout"]["annotations"]}
    assert found["实际 3.8"] < found["上年同期 4.9"] < found["承诺 9.6"]
    assert found["上年同期 4.9"] - found["实际 3.8"] > 1.0


def test_the_trend_breaks_where_a_month_is_missing() -> None:
    actual = trace(trend(), "AC")
    assert (actual["y"], actual["connectgaps"]) == (RATES, False)


def test_the_trend_marks_now_and_the_target() -> None:
    figure = trend()
    now = trace(figure, "NOW")
    assert (now["x"], now["y"]) == ([3], [98.6])
    (line,) = figure["layout"]["shapes"]
    assert (line["y0"], line["y1"], line["line"]["dash"]) == (99.0, 99.0, "4px,3px")
    assert {"目标 99.0", "98.6", "上年同期", "2025-02"} <= set(notes(figure))


def test_without_a_target_there_is_no_line() -> None:
    figure = trend(target=None)
    assert figure["layout"]["shapes"] == []
    assert "目标 99.0" not in notes(figure)


def test_the_distribution_marks_what_is_late_by_line_shape_and_words() -> None:
    figure = distribution()
    (line,) = figure["layout"]["shapes"]
    assert line["x0"] == line["x1"] == 2.5
    late = trace(figure, "OVER")
    assert late["x"] == [3, 5]  # an empty column carries no diamond
    assert late["marker"]["symbol"] == "diamond"
    assert notes(figure) == ["承诺时限", "◆ 逾期 7 件"]
    assert trace(figure, "AC")["y"] == COUNTS
    assert figure["layout"]["yaxis"]["range"][0] == 0


def test_nothing_late_says_nothing_of_late() -> None:
    bins = [Bin(tick="", count=3, over=False, hover="3")]
    figure = draw_distribution(bins, words=DistributionWords(limit="承诺时限", over="逾期 0 件"), theme="light")
    assert notes(figure) == ["承诺时限"]
    assert not goes_somewhere(figure)


def test_nothing_at_all_still_draws() -> None:
    go.Figure(draw_columns([], words=ColumnWords(promised="", last_year="", actual=""), theme="light"))
    go.Figure(draw_rate_trend([], words=TrendWords(target="", now="", last_year=""), target=None, theme="light"))
    go.Figure(draw_distribution([], words=DistributionWords(limit="", over=""), theme="light"))


RATE_LISTS = st.lists(st.one_of(st.none(), st.floats(min_value=0, max_value=100)), max_size=24)


@given(RATE_LISTS, st.one_of(st.none(), st.floats(min_value=0, max_value=100)))
def test_any_trend_stays_on_the_plot_with_few_grid_lines(rates: list[float | None], target: float | None) -> None:
    points = [TrendPoint(tick="", actual=rate, hover="") for rate in rates]
    words = TrendWords(target="目标", now="现在", last_year="")
    layout = draw_rate_trend(points, words=words, target=target, theme="light")["layout"]
    low, high = layout["yaxis"]["range"]
    assert all(low < value < high for value in [*rates, target] if value is not None)
    assert len(layout["yaxis"]["tickvals"]) <= 3


@given(st.lists(st.floats(min_value=-1e3, max_value=1e3), max_size=8), st.floats(min_value=0.01, max_value=50))
def test_labels_moved_apart_keep_order_and_distance(wanted: list[float], gap: float) -> None:
    placed = spread(wanted, gap=gap)
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    ordered = [placed[at] for at in order]
    assert all(after - before >= gap * 0.999 - 1e-9 for before, after in pairwise(ordered))


@given(st.lists(st.integers(min_value=-50, max_value=50), max_size=8, unique=True))
def test_labels_that_stand_apart_stay_where_they_are(wanted: list[int]) -> None:
    assert spread([float(x) for x in wanted], gap=0.5) == wanted


def test_charts_have_no_tool_bar_no_cloud_and_our_language() -> None:
    assert GRAPH_CONFIG["displayModeBar"] is False
    assert GRAPH_CONFIG["showSendToCloud"] is False
    assert GRAPH_CONFIG["plotlyServerURL"] == ""
    assert GRAPH_CONFIG["locale"] == "zh-CN"
    assert GRAPH_CONFIG["responsive"] is True
