"""The page of timeliness over a real store: parts add up, each leads to its records, filters narrow."""

from typing import Any
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest

from callbacks.approvals import show_approvals
from callbacks.views.approvals import spread_rows, view_distance, view_items, view_split, view_spread, view_trend
from callbacks.views.lens import Lens, make_lens
from callbacks.views.overview import CLOSED, ON_TIME
from callbacks.visits import read_visit
from dashboard.board import Board
from dashboard.frames import CLOSED_MEASURES
from dashboard.permissions import OPERATOR
from layouts.panels.spread import LEFT, OVER
from layouts.visit import Visit
from tests.callbacks.demo_city import demo_city, empty_city
from tests.seen import has_chinese, links_of, text_of

SEARCHES = ("", "?stage=3", "?unit=350583&period=2025", "?as_of=2025-11-30", "?kind=all")
PARTS = ("say", "items", "rules", "trend", "distance", "spread", "split", "overdue")


def visit(search: str = "", path: str = "/approvals") -> Visit:
    return read_visit(demo_city(), path, search, identity=OPERATOR)


def lens_of(search: str = "") -> tuple[Board, Lens]:
    board = demo_city().boards.current()
    return board, make_lens(board, visit(search))


def figure_at(href: str) -> Any:
    parts = urlsplit(href)
    key = unquote(parts.path.rpartition("/")[2])
    return demo_city().boards.current().figures(visit(f"?{parts.query}", parts.path).query, (key,))[key]


@pytest.mark.parametrize("search", SEARCHES)
def test_items_lead_to_their_cases_and_add_up(search: str) -> None:
    board, lens = lens_of(search)
    view = view_items(board, lens, {})
    rates = [item.rate for item in view.items if item.rate is not None]
    assert rates == sorted(rates)
    for item in view.items:
        figure = figure_at(item.href)
        assert (figure.value, figure.denominator) == (item.rate, item.base)
    if "all" in search:
        figures = board.figures(lens.period, (CLOSED, ON_TIME))
        assert view.closed == figures[CLOSED].value and view.rest == 0
        assert sum(item.base for item in view.items) == figures[ON_TIME].denominator


@pytest.mark.parametrize("search", SEARCHES)
def test_spread_holds_every_closed_case_once_and_the_late_ones_exactly(search: str) -> None:
    board, lens = lens_of(search)
    view = view_spread(board, lens)
    assert sum(view.left) + sum(view.over) + view.instant == view.closed
    assert view.late == figure_at(view.late_href).n


@pytest.mark.parametrize("search", SEARCHES)
def test_trend_units_and_stages_lead_to_their_cases(search: str) -> None:
    board, lens = lens_of(search)
    for month in view_trend(board, lens).months:
        assert figure_at(month.href).value == month.rate
    for unit in view_distance(board, lens).units:
        assert figure_at(unit.href).value == unit.rate
    rows = view_split(board, lens).rows
    for row in rows:
        assert figure_at(row.href).value == row.n
    if len(rows) > 1:
        assert sum(row.n for row in rows[1:]) == rows[0].n


def test_rows_fall_into_their_columns() -> None:
    zero = dict.fromkeys(CLOSED_MEASURES, 0)
    rows = pd.DataFrame(
        [
            {"used": 0, **zero, "n": 3, "on_time": 3, "averaged": 3, "limit_sum": 36},
            {"used": 5, **zero, "n": 2, "on_time": 2, "averaged": 2, "limit_sum": 10},
            {"used": 7, **zero, "n": 1, "averaged": 1, "limit_sum": 5},
            {"used": 30, **zero, "n": 1, "averaged": 1, "limit_sum": 5},
            {"used": 0, **zero, "n": 4, "on_time": 4},
            {"used": 3, **zero, "n": 1},
        ]
    )
    left, over, instant = spread_rows(rows)
    assert dict(zip(LEFT, left, strict=True)) == {10: 3, 7: 0, 5: 0, 3: 0, 2: 0, 1: 0, 0: 2}
    assert dict(zip(OVER, over, strict=True)) == {1: 0, 2: 2, 3: 0, 6: 1}
    assert instant == 4
    assert spread_rows(pd.DataFrame()) == ((0,) * len(LEFT), (0,) * len(OVER), 0)


def test_the_page_speaks_both_languages_but_for_names() -> None:
    services = demo_city()
    zh = show_approvals(services, visit())
    en = show_approvals(services, visit("?lang=en"))
    assert "拖低按时率" in text_of(zh["say"]) or "达到按时办结率目标" in text_of(zh["say"])
    english = text_of([en[name] for name in ("rules", "trend", "distance", "spread", "split")])
    assert not has_chinese(english)


def test_all_kinds_are_one_click_away() -> None:
    services = demo_city()
    assert "/approvals?kind=all" in links_of(show_approvals(services, visit())["items"])
    assert "/approvals" in links_of(show_approvals(services, visit("?kind=all"))["items"])


def test_without_data_every_panel_says_why() -> None:
    services = empty_city()
    shown = show_approvals(services, read_visit(services, "/approvals", "", identity=OPERATOR))
    text = text_of([shown[name] for name in PARTS])
    assert "这个范围内没有办件" in text and "没有红灯，无需决定" in text and "出错了" not in text
