"""Head of a page: the title is the message, the grey line under it the scope; filters and export at the right."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.parts.base import Child, Id, attrs


def page_head(
    title: str,
    *,
    sub: str = "",
    filters: Sequence[Child] = (),
    crumbs: Component | None = None,
    id: Id | None = None,
    filters_label: str = "",
) -> html.Div:
    """The only ``h1`` of a page. ``filters`` are chips and buttons in one row that wraps."""
    say = html.Div([html.H1(title), html.Div(sub, className="sub")], className="say")
    tools: list[Component] = []
    if filters:
        tools.append(html.Div(list(filters), className="sv-filters", role="group", **attrs(aria_label=filters_label)))
    above = [] if crumbs is None else [crumbs]
    return html.Div([*above, html.Div([say, *tools], className="sv-head")], **attrs(id))
