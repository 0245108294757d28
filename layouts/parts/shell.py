"""The frame of every page: top bar, banner for a lost server, main, footer."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts.parts.base import Child, Children, Id, as_list, attrs


@dataclass(frozen=True, kw_only=True, slots=True)
class NavItem:
    """One page in the main navigation."""

    text: str
    href: str
    current: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Switch:
    """A switch in the top bar: ``setting`` is ``theme``, ``scale`` or ``lang``; options are (value, word)."""

    setting: str
    label: str
    options: tuple[tuple[str, str], ...]
    current: str


def _nav(items: Sequence[NavItem], label: str, id: Id | None) -> html.Nav:
    links = [
        html.A(item.text, href=item.href, **attrs(data_nav="push", aria_current="page" if item.current else None))
        for item in items
    ]
    return html.Nav(links, className="sv-nav", **attrs(id, aria_label=label))


def _switch(switch: Switch) -> html.Div:
    def option(value: str, word: str) -> html.Button:
        data = attrs(data_set=switch.setting, data_value=value, aria_pressed=str(value == switch.current).lower())
        return html.Button(word, type="button", **data)

    buttons = [option(value, word) for value, word in switch.options]
    look = "sv-switch" if len(buttons) == 2 else "sv-switch many"
    return html.Div(buttons, className=look, role="group", **attrs(aria_label=switch.label))


def top_bar(
    *,
    product: str,
    home_href: str,
    nav: Sequence[NavItem],
    nav_label: str,
    badge: Children = None,
    who: Children = None,
    switches: Sequence[Switch] = (),
    nav_id: Id | None = None,
    right_id: Id | None = None,
) -> html.Header:
    """Dark bar: home, product name, pages, then freshness badge, who is looking, and the switches."""
    home = html.I(className="sv-home", **attrs(aria_hidden="true"))
    brand = html.A([home, product], href=home_href, className="sv-brand", **attrs(data_nav="push"))
    told: list[Child] = [*as_list(badge), *as_list(who)]
    right = [html.Div(told, style={"display": "contents"}, **attrs(right_id)), *(_switch(s) for s in switches)]
    return html.Header(
        [brand, _nav(nav, nav_label, nav_id), html.Div(right, className="sv-bar-right")], className="sv-bar"
    )


def footer(left: Children, *, end: Children = None) -> html.Footer:
    """One grey line: data until, definitions, version."""
    right = [html.Span(as_list(end), className="end")] if end is not None else []
    return html.Footer([html.Span(child) for child in as_list(left)] + right, className="sv-foot")


def shell(
    bar: Component,
    content: Children,
    *,
    foot: Component,
    banner: Component | None = None,
    skip: str,
    main_id: str,
    hidden: Children = None,
) -> html.Div:
    """Whole page. ``skip`` is the word of the link to the content, ``hidden`` takes stores, location and ``live``."""
    above = [] if banner is None else [banner]
    return html.Div(
        [
            html.A(skip, href=f"#{main_id}", className="sv-skip"),
            *as_list(hidden),
            bar,
            *above,
            html.Main(as_list(content), id=main_id, className="container-fluid px-4", tabIndex="-1"),
            foot,
        ]
    )
