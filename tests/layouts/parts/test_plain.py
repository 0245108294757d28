"""Folding: what only shows something becomes one component, what a callback hears stays, and nothing is lost."""

from typing import Any

import dash_bootstrap_components as dbc
import pytest
from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts import Column, Row, ledger, link, panel
from layouts.parts.plain import Plain, fold
from tests.layouts.parts.tree import text as text_of

WIRED = frozenset({"chosen"})


def drawn(value: Any) -> str:
    """All text in an answer, also in folded parts."""
    if isinstance(value, Plain):
        return "".join(drawn(node) for node in value.nodes)
    if isinstance(value, Component):
        return drawn(getattr(value, "children", None))
    if isinstance(value, list | tuple):
        folded = (
            bool(value)
            and isinstance(value[0], str)
            and len(value) > 1
            and (value[1] == 0 or isinstance(value[1], dict))
        )
        return "".join(drawn(one) for one in (value[2:] if folded else value))
    return "" if value is None else str(value)


def test_a_table_of_fifty_rows_is_one_component() -> None:
    table = ledger(
        [Column(text="事项"), Column(text="用时", number=True)],
        [Row(cells=(f"事项 {n}", str(n)), href=f"/records/{n}") for n in range(50)],
        caption="台账",
    )
    words = text_of(table)
    folded = fold(table, wired=WIRED)
    assert isinstance(folded, Plain)
    assert drawn(folded) == words


def test_a_link_stays_a_link_of_the_application() -> None:
    folded = fold(link("看", "/records/approvals.red?unit=350502", title="看清单"), wired=WIRED)
    tag, given, *children = folded.nodes[0]
    assert (tag, children) == ("a", ["看"])
    assert given == {
        "href": "/records/approvals.red?unit=350502",
        "className": "sv-link",
        "title": "看清单",
        "data-nav": "push",
    }


@pytest.mark.parametrize(
    "kept",
    [
        html.Button("按", id="chosen"),
        html.Div("听", id="chosen"),
        html.Span("听", id={"type": "row", "at": 1}),
        dcc.Graph(figure={}),
        dcc.Store(id="store"),
        dbc.Select(options=[]),
        html.Form(),
    ],
)
def test_what_does_something_stays_a_component(kept: Component) -> None:
    folded = fold(html.Div([html.P("前"), html.Div([kept]), html.P("后"), "尾"]), wired=WIRED)
    before, middle, after = folded.children
    assert isinstance(before, Plain)
    assert isinstance(middle, html.Div)
    assert middle.children == [kept]
    assert after.nodes == [["p", 0, "后"], "尾"]


def test_an_id_that_no_callback_hears_is_an_anchor() -> None:
    assert fold(html.Div("口径", id="approvals.red"), wired=WIRED).nodes == [["div", {"id": "approvals.red"}, "口径"]]


def test_marks_and_descriptions_are_kept() -> None:
    folded = fold(html.Div(None, role="img", **{"aria-label": "红灯", "data-live-text": ""}, hidden=False), wired=WIRED)
    assert folded.nodes == [["div", {"role": "img", "aria-label": "红灯", "data-live-text": "", "hidden": False}]]


def test_folding_twice_changes_nothing() -> None:
    answer = {"body": panel("标题", dcc.Graph(figure={})), "values": ["a", None], "n": 3, "rows": []}
    once = fold(answer, wired=WIRED)
    words = drawn(once["body"])
    assert "标题" in words
    twice = fold(once, wired=WIRED)
    assert drawn(twice["body"]) == words
    assert {key: twice[key] for key in ("values", "n", "rows")} == {"values": ["a", None], "n": 3, "rows": []}
