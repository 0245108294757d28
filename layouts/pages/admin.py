"""管理: what the signed-in person may administer, in one sentence each, and how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts.ids import Admin
from layouts.parts import Column, Loading, Row, ledger, page_head, panel
from layouts.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One thing to administer: ``key`` of its sentences, where it is, and how it stands."""

    key: str
    href: str
    state: str


def skeleton(visit: Visit) -> Component:
    """The places of head and list."""
    words = visit.words
    state = Loading(label=words("admin.loading"), shape="rows")
    return html.Div(
        [
            html.Div(page_head(words("admin.heading")), id=Admin.HEAD),
            html.Div(panel(words("admin.heading"), state=state), id=Admin.BODY),
        ]
    )


def draw_head(visit: Visit, *, title: str) -> Component:
    """The message: whether somebody waits for help."""
    return page_head(title, sub=visit.words("admin.sub"))


def draw_body(sections: Sequence[Section], visit: Visit) -> Component:
    """One row for each thing, which leads there."""
    words = visit.words
    columns = [
        Column(text=words("admin.column.what"), width="16%"),
        Column(text=words("admin.column.state"), width="34%"),
        Column(text=words("admin.column.text")),
    ]
    rows = [
        Row(
            cells=(html.B(words(f"admin.section.{section.key}.name")), section.state, _text(section.key, visit)),
            href=visit.to(section.href),
        )
        for section in sections
    ]
    table = ledger(columns, rows, caption=words("admin.caption"), airy=True)
    return panel(words("admin.panel"), table, unit=words("admin.panel_unit"))


def _text(key: str, visit: Visit) -> Component:
    return html.Span(visit.words(f"admin.section.{key}.text"), className="text-2")
