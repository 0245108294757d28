"""A figure on the page: described in words, responsive, navigating on click; its numbers belong into ``DataTable``."""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from layouts.figures.base import GRAPH_CONFIG, goes_somewhere
from layouts.parts.base import Id, attrs, classes


def chart(figure: Mapping[str, Any], *, alt: str, id: Id | None = None, height: int | None = None) -> html.Figure:
    """A plain-dict figure in a described box. ``height`` in px; default: the height the figure asks for."""
    tall = height or figure.get("layout", {}).get("height") or 240
    drawn: dict[str, Any] = {"figure": dict(figure), "config": dict(GRAPH_CONFIG), "style": {"height": f"{tall}px"}}
    graph = dcc.Graph(responsive=True, **drawn, **attrs(id))
    look = classes("sv-chart", "goes" if goes_somewhere(figure) else "")
    return html.Figure(graph, className=look, role="img", **attrs(aria_label=alt))
