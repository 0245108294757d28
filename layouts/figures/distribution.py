"""How closed cases spread around their limit: columns by days left or over, the limit as a dashed line.

What lies beyond the limit is past a promised date, so it takes the red light's colour and its diamond, and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from layouts.figures.base import Figure, base_layout, hit_areas
from layouts.theme.template import LIGHT_SYMBOL
from layouts.theme.tokens import Scale, Theme, colours, sizes

HEIGHT: Final = 156


@dataclass(frozen=True, kw_only=True, slots=True)
class Bin:
    """One column: number of cases, whether beyond the limit, tick words (empty = silent)."""

    tick: str
    count: int
    over: bool
    hover: str
    href: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DistributionWords:
    """``limit`` names the line (``承诺时限``), ``over`` the part beyond it with its number (``逾期 37 件``)."""

    limit: str
    over: str


def _bars(bins: Sequence[Bin], *, theme: Theme, scale: Scale) -> Figure:
    c = colours(theme)
    return {
        "type": "bar",
        "name": "AC",
        "x": list(range(len(bins))),
        "y": [b.count for b in bins],
        "width": 0.92,
        "marker": {"color": [c["red-mark"] if b.over else c["ac"] for b in bins], "line": {"width": 0}},
        "text": [f"{b.count:,}" if b.count else "" for b in bins],
        "textposition": "outside",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {
            "size": sizes(scale)["fs-cap"],
            "color": [c["red-ink"] if b.over else c["ink-2"] for b in bins],
            "weight": [700 if b.over else 400 for b in bins],
        },
        "hoverinfo": "skip",
        "customdata": [b.href for b in bins],
        "cliponaxis": False,
    }


def _limit_line(at: float, *, theme: Theme) -> Figure:
    line = {"color": colours(theme)["ink-1"], "width": 1, "dash": "4px,3px"}
    return {"type": "line", "xref": "x", "x0": at, "x1": at, "yref": "paper", "y0": -0.02, "y1": 1, "line": line}


def _diamonds(bins: Sequence[Bin], *, theme: Theme, scale: Scale, lift: float) -> Figure:
    """A diamond over each column beyond the limit: the shape says it without the colour."""
    over = [(at, b) for at, b in enumerate(bins) if b.over and b.count]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "OVER",
        "x": [at for at, _ in over],
        "y": [b.count + lift for _, b in over],
        "marker": {"symbol": LIGHT_SYMBOL["red"], "size": sizes(scale)["fs-cap"], "color": colours(theme)["red-mark"]},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _annotations(
    bins: Sequence[Bin], at: float, *, words: DistributionWords, theme: Theme, scale: Scale
) -> list[Figure]:
    c, s = colours(theme), sizes(scale)
    common = {"xref": "x", "x": at, "yref": "paper", "y": 1, "yanchor": "top", "showarrow": False}
    bold = {"size": s["fs-cap"], "weight": 700}
    notes = [common | {"text": words.limit, "xanchor": "right", "xshift": -6, "font": bold | {"color": c["ink-1"]}}]
    if any(b.over and b.count for b in bins):
        text = f"◆ {words.over}"
        notes.append(common | {"text": text, "xanchor": "left", "xshift": 6, "font": bold | {"color": c["red-ink"]}})
    return notes


def draw_distribution(
    bins: Sequence[Bin], *, words: DistributionWords, theme: Theme, scale: Scale = "desk", height: int = HEIGHT
) -> Figure:
    """Columns in the order given: within the limit first, then beyond it. Zero-based."""
    s = sizes(scale)
    layout = base_layout(theme=theme, scale=scale, height=height, right=8, top=4)
    first_over = next((at for at, b in enumerate(bins) if b.over), len(bins))
    at = first_over - 0.5
    room = max(layout["height"] - layout["margin"]["t"] - layout["margin"]["b"], 1)
    tallest = max((b.count for b in bins), default=0) or 1
    head = 2.7 * s["fs-cap"] / room
    top = tallest / (1 - head)
    lift = 2.1 * s["fs-cap"] * top / room
    layout |= {
        "xaxis": {
            "tickmode": "array",
            "tickvals": [i for i, b in enumerate(bins) if b.tick],
            "ticktext": [b.tick for b in bins if b.tick],
            "range": [-0.6, len(bins) - 0.4],
            "tickangle": 0,
        },
        "yaxis": {"visible": False, "range": [0, top]},
        "shapes": [_limit_line(at, theme=theme)],
        "annotations": _annotations(bins, at, words=words, theme=theme, scale=scale),
    }
    hits = hit_areas([b.hover for b in bins], [b.href for b in bins], low=0.0, high=top)
    bars, diamonds = _bars(bins, theme=theme, scale=scale), _diamonds(bins, theme=theme, scale=scale, lift=lift)
    return {"data": [bars, diamonds, hits], "layout": layout}
