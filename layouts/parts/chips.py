"""Filter chips: native controls with their label inside the border, so a callback reads a plain ``value``.

``live_free`` marks a control that a refresh may pass by once the hand has rested (see ``assets/live.js``).
"""

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from layouts.parts.base import Id, attrs


def _label(text: str, control: Component, *, pick: bool) -> html.Label:
    look = "sv-chip pick" if pick else "sv-chip"
    return html.Label([html.Span(text, className="k"), control], className=look, **attrs(data_live_free="true"))


def chip(label: str, options: Sequence[tuple[str, str]], *, value: str, id: Id, width: str = "") -> html.Label:
    """A choice: ``options`` are (value, words); the callback hears ``value``, which may be empty for "all"."""
    items = [{"value": key, "label": words} for key, words in options]
    # dbc.Select always has a hidden option of value "" and selects it when the value is empty: give it the same words
    hidden = dict(options).get("", "")
    style = {"width": width} if width else None
    select = dbc.Select(id=id, options=items, value=value, placeholder=hidden, size="sm", style=style)
    return _label(label, select, pick=True)


def chip_input(
    label: str, *, id: Id, value: str | None = None, type: str = "text", placeholder: str = "", debounce: bool = True
) -> html.Label:
    """A text, search or date field; the callback hears ``value`` on Enter or when the field is left."""
    # dbc.Input is one plain <input> and hands ``date`` on to the browser's own picker; dcc.Input does neither
    more: dict[str, Any] = {"type": type, "placeholder": placeholder, "debounce": debounce, "autocomplete": "off"}
    return _label(label, dbc.Input(id=id, value=value, size="sm", **more), pick=False)


def segments(items: Sequence[tuple[str, str, bool]], *, label: str) -> html.Div:
    """A small switch of links: (word, href, current)."""
    links = [
        html.A(word, href=href, **attrs(data_nav="replace", aria_current="true" if current else None))
        for word, href, current in items
    ]
    return html.Div(links, className="sv-seg", role="group", **attrs(aria_label=label))
