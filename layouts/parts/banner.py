"""One calm line with a tint: a warning, an error, a remark on the definition."""

from typing import Literal

from dash import html

from layouts.parts.base import Action, Children, Id, action_button, as_list, attrs
from layouts.parts.light import glyph

BannerKind = Literal["yellow", "red", "info"]


def banner(
    kind: BannerKind, strong: str, rest: Children = None, *, action: Action | None = None, id: Id | None = None
) -> html.Div:
    """Glyph (none for ``info``), bold start, ordinary rest; red is announced at once, the others politely."""
    text = html.Div([html.B(strong), *as_list(rest)])
    shape = [] if kind == "info" else [glyph(kind)]
    more = [] if action is None else [html.Div(action_button(action), className="more")]
    role = "alert" if kind == "red" else "status"
    return html.Div([*shape, text, *more], className=f"sv-banner {kind}", role=role, **attrs(id))
