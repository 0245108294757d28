"""The panel: an ink rule, a message as title, the unit in grey beside it, one action, and the numbers as a table."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts.parts.base import Action, Child, Children, Id, action_button, as_list, attrs, classes, link
from layouts.parts.ledger import Column, Row, ledger
from layouts.parts.states import (
    Denied,
    Empty,
    Failed,
    Loading,
    PanelState,
    Stale,
    denied,
    empty,
    failed,
    loading,
    stale,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DataTable:
    """The same numbers as the chart, as a table: ``toggle`` is the word on the switch (看数据)."""

    toggle: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def _body(children: Children, state: PanelState | None) -> list[Child]:
    content = as_list(children)
    match state:
        case None:
            return content
        case Loading():
            return [loading(state)]
        case Empty():
            return [empty(state)]
        case Failed():
            return [failed(state)]
        case Denied():
            return [denied(state)]
        case Stale():
            return list(stale(state, content))


def _data(table: DataTable) -> html.Details:
    body = ledger(table.columns, table.rows, caption=table.caption, dense=True)
    return html.Details(
        [html.Summary(table.toggle), html.Div(body, className="scroll", tabIndex="0")], className="sv-data"
    )


def _act(action: Action) -> Component:
    return link([action.text, " ›"], action.href, class_name="sv-link") if action.href else action_button(action)


def panel(
    title: str,
    children: Children = None,
    *,
    unit: str = "",
    action: Action | None = None,
    state: PanelState | None = None,
    data_table: DataTable | None = None,
    aside: Children = None,
    id: Id | None = None,
    body_id: Id | None = None,
    class_name: str = "",
) -> html.Section:
    """One panel in exactly one state; without ``state`` it is ready.

    ``unit`` names measure, unit and period. ``aside`` (a legend) stands at the right of the title before the action.
    ``data_table`` adds the switch that unfolds the numbers, whenever content is shown (ready or stale).
    """
    head: list[Child] = [html.H2(title)]
    if unit:
        head.append(html.Span(unit, className="unit"))
    right = as_list(aside) + ([_act(action)] if action is not None else [])
    if right:
        head.append(html.Div(right, className="act"))
    shown = data_table is not None and (state is None or isinstance(state, Stale))
    table = [_data(data_table)] if data_table is not None and shown else []
    return html.Section(
        [html.Div(head, className="hd"), html.Div(_body(children, state), className="bd", **attrs(body_id)), *table],
        className=classes("sv-panel", "has-data" if shown else "", class_name),
        **attrs(id),
    )
