"""Promise against actual by item: outlined bar = promised, solid = actual, pale = the year before. Pure CSS widths."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts.parts.base import Child, Id, attrs, classes, link
from layouts.parts.light import glyph


@dataclass(frozen=True, kw_only=True, slots=True)
class Bullet:
    """One item. Lengths share the unit of the axis; texts are ready words. ``light`` stands before ``rate``."""

    name: str
    href: str
    light: str
    light_label: str
    count: str
    rate: str
    faster: str
    actual: float | None
    promised: float | None
    last_year: float | None = None
    actual_text: str
    promised_text: str
    hot: bool = False


def _share(value: float | None, top: float) -> str:
    return f"{100 * min(max(value or 0.0, 0.0), top) / top:.2f}%"


def _bar(kind: str, value: float | None, top: float) -> list[Component]:
    return [] if value is None else [html.I(className=kind, style={"width": _share(value, top)})]


def _plane(bullet: Bullet, axis: Sequence[tuple[float, str]], top: float) -> html.Div:
    ticks = [html.I(className="tick zero" if at == 0 else "tick", style={"left": _share(at, top)}) for at, _ in axis]
    longest = max(value or 0.0 for value in (bullet.promised, bullet.actual, bullet.last_year))
    bars = [
        *_bar("py", bullet.last_year, top),
        *_bar("ac", bullet.actual, top),
        *_bar("pl", bullet.promised, top),
    ]
    numbers = [html.B(bullet.actual_text), html.Span(f"/ {bullet.promised_text}" if bullet.promised_text else "")]
    return html.Div(
        [*ticks, *bars, html.Div(numbers, className="va", style={"left": _share(longest, top)})], className="plane"
    )


def _row(bullet: Bullet, axis: Sequence[tuple[float, str]], top: float) -> html.Tr:
    name: Child = link(bullet.name, bullet.href, class_name="sv-rowlink") if bullet.href else bullet.name
    lamp = html.Span(glyph(bullet.light), role="img", title=bullet.light_label, **attrs(aria_label=bullet.light_label))
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(bullet.count, className="n"),
            html.Td(html.Span([lamp, bullet.rate], className="lr"), className=classes("n rate", bullet.light)),
            html.Td(bullet.faster, className="n"),
            html.Td(_plane(bullet, axis, top), className="plot"),
        ],
        className="hot" if bullet.hot else "",
    )


def bullets(
    rows: Sequence[Bullet],
    *,
    heads: tuple[str, str, str, str],
    axis: Sequence[tuple[float, str]],
    caption: str,
    id: Id | None = None,
) -> html.Div:
    """Table of items (name, count, rate with light, faster) with the bars in the last column.

    ``axis`` lists (value, label) from zero on; the bars reach up to the larger of the last tick and the longest bar.
    """
    lengths = [v for row in rows for v in (row.actual, row.promised, row.last_year) if v is not None]
    top = max([at for at, _ in axis] + lengths, default=0.0) or 1.0
    marks = [html.Span(text, className="tk", style={"left": _share(at, top)}) for at, text in axis]
    head = [
        html.Th(heads[0], scope="col"),
        *(html.Th(text, scope="col", className="n") for text in heads[1:]),
        html.Th(html.Div(marks, className="plane"), scope="col", className="plot"),
    ]
    table = html.Table(
        [
            html.Caption(caption, className="visually-hidden"),
            html.Thead(html.Tr(head)),
            html.Tbody([_row(row, axis, top) for row in rows]),
        ],
        className="sv-bullets",
        **attrs(id),
    )
    return html.Div(table, className="sv-scroll")
