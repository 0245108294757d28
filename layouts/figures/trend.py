"""A rate over the months: ink line, accent dot now, pale line a year before, dashed target."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any, Final

from layouts.figures.base import Figure, base_layout, end_label, hit_areas, spread, target_line
from layouts.theme.tokens import Scale, Theme, colours, sizes

HEIGHT: Final = 194


@dataclass(frozen=True, kw_only=True, slots=True)
class TrendPoint:
    """One month; values in percent (98.6). ``tick`` is empty where the axis stays silent."""

    tick: str
    actual: float | None
    last_year: float | None = None
    hover: str
    href: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TrendWords:
    """Direct labels: ``目标 99.0``, ``98.6``, ``上年同期``."""

    target: str
    now: str
    last_year: str


def _ticks(low: float, high: float, *, taken: Sequence[tuple[float, float]]) -> list[float]:
    """At most three round values between the ends, clear of the labels ``taken`` as (place, half height)."""
    for step in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0):
        values = [round(step * at, 1) for at in range(ceil(low / step), floor(high / step) + 1)]
        free = [value for value in values if all(abs(value - place) > half for place, half in taken)]
        if len(free) <= 3:
            return free
    return []


def _line(name: str, values: Sequence[float | None], colour: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": list(range(len(values))),
        "y": list(values),
        "line": {"color": colour, "width": 2.5},
        "connectgaps": False,
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _last(values: Sequence[float | None]) -> tuple[int, float] | None:
    known = [(at, v) for at, v in enumerate(values) if v is not None]
    return known[-1] if known else None


def _dot(at: int, value: float, colour: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "NOW",
        "x": [at],
        "y": [value],
        "marker": {"color": colour, "size": 9},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _name_last_year(values: Sequence[float | None], word: str, *, colour: str, size: float) -> list[Figure]:
    """The word under the pale line, a third of the way along."""
    known = [(at, v) for at, v in enumerate(values) if v is not None]
    if not known or not word:
        return []
    at, value = known[len(known) // 3]
    font = {"color": colour, "size": size}
    place = {"x": at, "y": value, "xref": "x", "yref": "y", "xanchor": "center", "yanchor": "top", "yshift": -5}
    return [{"text": word, "showarrow": False, "font": font} | place]


def _month_labels(points: Sequence[TrendPoint], *, colour: str, size: float) -> list[Figure]:
    """Words under the axis as notes, because the first one has to start at the edge of the plot."""
    place = {"xref": "x", "yref": "paper", "y": 0, "yanchor": "top", "yshift": -4, "showarrow": False}
    look = {"font": {"color": colour, "size": size}}
    return [
        {"text": p.tick, "x": at, "xanchor": "left" if at == 0 else "center"} | place | look
        for at, p in enumerate(points)
        if p.tick
    ]


def _right_labels(
    target: float | None,
    now: float | None,
    *,
    words: TrendWords,
    theme: Theme,
    scale: Scale,
    low: float,
    high: float,
    per_px: float,
) -> tuple[list[Figure], list[float]]:
    """Target and present rate at the right, moved apart; then the grid values that still have room beside them."""
    c, s = colours(theme), sizes(scale)
    wanted: list[tuple[float, Figure]] = []
    if target is not None:
        wanted.append((target, {"text": words.target, "colour": c["ink-1"], "size": s["fs-cap"], "bold": True}))
    if now is not None:
        wanted.append((now, {"text": words.now, "colour": c["accent"], "size": 0.75 * s["fs-num-m"], "bold": True}))
    placed = spread([y for y, _ in wanted], gap=1.5 * s["fs-sm"] * per_px)
    labels = [end_label(y=y, **look) for y, (_, look) in zip(placed, wanted, strict=True)]
    half = [0.65 * (s["fs-cap"] + look["size"]) * per_px for _, look in wanted]
    ticks = _ticks(low, high, taken=list(zip(placed, half, strict=True)))
    return labels + [end_label(f"{at:g}%", at, colour=c["ink-3"], size=s["fs-cap"]) for at in ticks], ticks


def draw_rate_trend(
    points: Sequence[TrendPoint],
    *,
    words: TrendWords,
    target: float | None,
    theme: Theme,
    scale: Scale = "desk",
    height: int = HEIGHT,
) -> Figure:
    """Rates of the months given, oldest first, in percent. The value axis follows the data: a line needs no zero."""
    c, cap = colours(theme), sizes(scale)["fs-cap"]
    actual, pale = [p.actual for p in points], [p.last_year for p in points]
    seen = [v for v in [*actual, *pale, target] if v is not None] or [0.0, 100.0]
    pad = max((max(seen) - min(seen)) * 0.14, 0.2)
    low, high = min(seen) - pad, max(seen) + pad
    layout = base_layout(theme=theme, scale=scale, height=height, right=76, top=6)
    per_px = (high - low) / max(layout["height"] - layout["margin"]["t"] - layout["margin"]["b"], 1)
    now = _last(actual)
    traces = [_line("PY", pale, c["py"]), _line("AC", actual, c["ac"])]
    traces += [_dot(*now, c["accent"])] if now is not None else []
    traces.append(hit_areas([p.hover for p in points], [p.href for p in points], low=low, high=high))
    frame: dict[str, Any] = {"words": words, "theme": theme, "scale": scale, "low": low, "high": high, "per_px": per_px}
    labels, ticks = _right_labels(target, None if now is None else now[1], **frame)
    labels += _name_last_year(pale, words.last_year, colour=c["ink-3"], size=cap)
    labels += _month_labels(points, colour=c["ink-3"], size=cap)
    silent = {"tickmode": "array", "tickvals": ticks, "ticktext": ["" for _ in ticks]}
    layout |= {
        "xaxis": {"range": [-0.25, max(len(points) - 0.75, 1)], "showline": False, "showticklabels": False},
        "yaxis": {"range": [low, high], "showgrid": True, "rangemode": "normal"} | silent,
        "shapes": [target_line(target, theme=theme)] if target is not None else [],
        "annotations": labels,
    }
    return {"data": traces, "layout": layout}
