"""Keyset paging: back to the first page, on to the next; never page numbers, which would need OFFSET."""

from dash import html
from dash.development.base_component import Component

from layouts.parts.base import Id, attrs, link


def pager(
    *, shown: str, first: str, next: str, first_href: str = "", next_href: str = "", label: str, id: Id | None = None
) -> html.Nav:
    """``shown`` says which part of how many rows is on screen; a link without href is left out."""
    inside: list[Component] = [html.Span(shown)]
    if first_href:
        inside.append(link(["‹ ", first], first_href))
    if next_href:
        inside.append(link([next, " ›"], next_href))
    return html.Nav(inside, className="sv-pager", **attrs(id, aria_label=label))
