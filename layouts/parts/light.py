"""Lights: colour, shape and word, always all three.

The shape is a box filled by its own border and cut by ``clip-path``, so it takes the theme's colour and prints without
background graphics: red diamond, yellow triangle, green circle, pause bars, done tick, grey hollow ring.
"""

from collections.abc import Sequence
from typing import Final, Literal

from dash import html

from layouts.parts.base import attrs, classes

LIGHT_KINDS: Final = ("red", "yellow", "green", "pause", "done", "grey")
Size = Literal["", "lg", "cap"]


def _known(kind: str) -> str:
    if kind not in LIGHT_KINDS:
        raise ValueError(f"no light is called {kind!r}")
    return str(kind)


def glyph(kind: str, *, class_name: str = "", style: dict[str, str] | None = None) -> html.I:
    """The bare shape, hidden from screen readers: only beside a word or inside a labelled part."""
    return html.I(className=classes("sv-glyph", _known(kind), class_name), style=style, **attrs(aria_hidden="true"))


def light(
    kind: str, word: str, *, label: str = "", boxed: bool = False, plain: bool = False, size: Size = ""
) -> html.Span:
    """Shape and word. ``label`` is read aloud in place of the word (``红灯，逾期 4 个工作日``).

    ``boxed`` puts the tint behind, ``plain`` keeps the text in ordinary ink (source names beside their light).
    """
    if not word:
        raise ValueError("a light needs its word")
    look = classes("sv-light", _known(kind), "boxed" if boxed else "", "plain" if plain else "", size)
    return html.Span([glyph(kind), word], className=look, role="img", **attrs(aria_label=label or word))


def light_count(kind: str, n: int, *, label: str, size: Size = "") -> html.Span:
    """Shape and number of items; ``label`` is the full sentence (``红灯 7 件``), read aloud and shown on hover."""
    look = classes("sv-light", _known(kind), size)
    return html.Span([glyph(kind), f"{n:,}"], className=look, role="img", title=label, **attrs(aria_label=label))


def share_bar(parts: Sequence[tuple[str, int]], *, label: str) -> html.Div:
    """One bar split by (kind, count), zero counts left out; ``label`` names all numbers."""
    pieces = [
        html.I(className=_known(kind), style={"flex": f"{n} 1 0"}, **attrs(aria_hidden="true"))
        for kind, n in parts
        if n > 0
    ]
    return html.Div(pieces, className="sv-share", role="img", **attrs(aria_label=label))
