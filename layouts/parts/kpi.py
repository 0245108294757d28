"""KPI tiles: what it is and its light, the number, the comparison in words, twelve months as a line."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.parts.base import Child, Children, Id, as_list, attrs, link


def kpi(
    label: str,
    number: str,
    *,
    unit: str = "",
    light: Component | None = None,
    beside: Sequence[Component] = (),
    delta: Children = None,
    below: Component | None = None,
    href: str = "",
    id: Id | None = None,
) -> html.Div:
    """One tile. The whole number with its unit is the link to the records it counts (``href``).

    ``light`` names its object; ``beside`` stands right of the number (light counts); ``delta`` is one line with a
    signed change and a named comparison; ``below`` is a ``spark`` or a ``share_bar``.
    """
    inside: list[Child] = [number] + ([html.Small(unit)] if unit else [])
    big = link(inside, href, class_name="num") if href else html.Span(inside, className="num")
    aside = [html.Div(list(beside), className="beside")] if beside else []
    return html.Div(
        [
            html.H2(label, className="lab", title=label),
            html.Div(as_list(light), className="lt"),
            html.Div([big, *aside], className="val"),
            html.Div(as_list(delta), className="delta"),
            html.Div(as_list(below), className="bul"),
        ],
        className="sv-kpi",
        **attrs(id),
    )


def kpis(tiles: Sequence[Component], *, label: str, id: Id | None = None) -> html.Section:
    """The strip of tiles under one ink rule; ``label`` names it for screen readers."""
    return html.Section(
        list(tiles), className="sv-kpis", style={"--sv-n": str(len(tiles))}, **attrs(id, aria_label=label)
    )
