"""Form field with its help or error underneath, and the steps of a wizard."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.parts.base import Child, Id, attrs


def field(
    label: str,
    control: Component,
    *,
    control_id: str,
    help: str = "",
    error: str = "",
    required: str = "",
    id: Id | None = None,
) -> html.Div:
    """Label above, control, then the error (how to put it right) or the help. ``required`` is the word for the mark."""
    star = [html.Span(" *", className="req", title=required)] if required else []
    inside: list[Child] = [html.Label([label, *star], htmlFor=control_id), control]
    if error:
        inside.append(html.Div(error, className="sv-help err", role="alert"))
    elif help:
        inside.append(html.Div(help, className="sv-help"))
    return html.Div(inside, className="sv-field err" if error else "sv-field", **attrs(id))


def steps(words: Sequence[str], *, current: int, label: str) -> html.Ol:
    """Steps of a wizard, ``current`` counted from 1."""
    items = [
        html.Li(
            [html.B(str(at)), word],
            className="past" if at < current else "",
            **attrs(aria_current="step" if at == current else None),
        )
        for at, word in enumerate(words, start=1)
    ]
    return html.Ol(items, className="sv-steps", **attrs(aria_label=label))
