"""Tables: real ``<table>`` with scoped heads, numbers at the right, one link a row, sortable heads as links."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dash import html
from dash.development.base_component import Component

from layouts.parts.base import Child, Children, Id, as_list, attrs, classes, link
from layouts.parts.states import Empty, empty

Sorted = Literal["none", "ascending", "descending"]
CellMark = Literal["", "bad", "warn"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """Head of a column. ``number`` puts it at the right; ``sort_href`` makes the head a link that sorts."""

    text: str
    number: bool = False
    width: str = ""
    sort_href: str = ""
    sorted: Sorted = "none"
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A cell with a mark: ``bad`` or ``warn`` tints and underlines it (import preview)."""

    children: Children
    mark: CellMark = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row. With ``href`` the cell number ``link_at`` becomes a link that covers the whole row."""

    cells: tuple[Child | Cell, ...]
    href: str = ""
    link_at: int = 0
    selected: bool = False
    id: Id | None = None


def _head(column: Column) -> html.Th:
    text: Children = link(column.text, column.sort_href, class_name="") if column.sort_href else column.text
    sort = column.sorted if column.sort_href else None
    style = {"width": column.width} if column.width else {}
    more = attrs(aria_sort=sort, title=column.title)
    return html.Th(text, scope="col", className="n" if column.number else "", style=style, **more)


def _cell(value: Child | Cell, *, number: bool, href: str, head: bool) -> Component:
    cell = value if isinstance(value, Cell) else Cell(children=value)
    content: list[Child] = [link(cell.children, href, class_name="sv-rowlink")] if href else as_list(cell.children)
    look = classes("n" if number else "", cell.mark)
    if head:
        return html.Th(content, scope="row", className=look, **attrs(title=cell.title))
    return html.Td(content, className=look, **attrs(title=cell.title))


def _row(row: Row, columns: Sequence[Column]) -> html.Tr:
    if len(row.cells) != len(columns):
        raise ValueError(f"{len(row.cells)} cells under {len(columns)} heads")
    cells = [
        _cell(value, number=column.number, href=row.href if at == row.link_at else "", head=at == row.link_at)
        for at, (value, column) in enumerate(zip(row.cells, columns, strict=True))
    ]
    selected = attrs(aria_current="true") if row.selected else {}
    return html.Tr(cells, className="sel" if row.selected else "", **selected, **attrs(row.id))


def ledger(
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    caption: str,
    nothing: Empty | None = None,
    dense: bool = False,
    airy: bool = False,
    id: Id | None = None,
) -> html.Div:
    """A table. ``caption`` is for screen readers; ``nothing`` is shown under the heads when there is no row.

    ``dense`` for two-line rows in a tight page, ``airy`` for one-line rows with room.
    """
    table = html.Table(
        [
            html.Caption(caption, className="visually-hidden"),
            html.Thead(html.Tr([_head(column) for column in columns])),
            html.Tbody([_row(row, columns) for row in rows]),
        ],
        className=classes("sv-ledger", "dense" if dense else "", "airy" if airy else ""),
        **attrs(id),
    )
    below = [empty(nothing)] if not rows and nothing is not None else []
    return html.Div([table, *below], className="sv-scroll")


def two_lines(first: str, second: str) -> html.Div:
    """Bold name over a grey line of particulars; the line breaks between its parts (`` · ``), not inside a number."""
    pieces = [html.Span(piece, className="nowrap") for piece in second.split(" · ")]
    line: list[Child] = [pieces[0]]
    for piece in pieces[1:]:
        line += [" · ", piece]
    return html.Div([html.Div(first, className="t1", title=first), html.Div(line, className="t2")])


def mini_bar(text: str, value: float, *, of: float, kind: str = "") -> html.Div:
    """A number with a bar from zero beside it; ``of`` is the length of the longest bar in the column."""
    share = min(max(value / of, 0.0), 1.0) if of > 0 else 0.0
    bar = html.Span(html.I(className=kind, style={"width": f"{share:.2%}"}), **attrs(aria_hidden="true"))
    return html.Div([html.B(text, className=f"t-{kind}" if kind else ""), bar], className="sv-minibar")
