"""Legend of the scenario notation; direct labels are better where they fit."""

from collections.abc import Sequence
from typing import Final

from dash import html

from layouts.parts.base import attrs

LEGEND_KINDS: Final = ("ac", "now", "pl", "py", "fc", "tgt")


def legend(items: Sequence[tuple[str, str]]) -> html.Ul:
    """(kind, word) pairs: ``ac`` actual, ``now`` current period, ``pl`` promise, ``py`` last year, ``fc`` forecast or
    stopped clock, ``tgt`` dashed target line."""
    unknown = [kind for kind, _ in items if kind not in LEGEND_KINDS]
    if unknown:
        raise ValueError(f"no notation is called {unknown[0]!r}")
    return html.Ul(
        [html.Li([html.I(className=kind, **attrs(aria_hidden="true")), word]) for kind, word in items],
        className="sv-legend",
    )
