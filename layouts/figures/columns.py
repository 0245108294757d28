"""Twelve months of actual against promise, IBCS notation: outline = promise, solid = actual, pale = the year before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from layouts.figures.base import Figure, base_layout, end_label, hit_areas, spread
from layouts.theme.template import scenario
from layouts.theme.tokens import Scale, Theme, colours, sizes

HEIGHT: Final = 184


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthColumn:
    """One month: ``tick`` under the axis (``1月``), ``year`` under it where a year starts, texts as ready words."""

    tick: str
    actual: float | None
    promised: float | None
    last_year: float | None = None
    actual_text: str
    hover: str
    year: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnWords:
    """Direct labels at the right, number included: ``承诺 9.6``, ``上年同期 4.9``, ``实际 3.8``."""

    promised: str
    last_year: str
    actual: str


def _widths(months: Sequence[MonthColumn], scale: Scale) -> tuple[float, float, float]:
    """Widths of promise, last year and actual as shares of a month; wider where the number would not fit."""
    wide = scale != "desk" or any(len(month.actual_text) > 3 for month in months)
    return (0.74, 0.36, 0.52) if wide else (0.61, 0.30, 0.37)


def _bars(kind: str, values: Sequence[float | None], *, width: float, offset: float, marker: Figure) -> Figure:
    return {
        "type": "bar",
        "name": kind,
        "x": list(range(len(values))),
        "y": list(values),
        "width": width,
        "offset": offset,
        "marker": marker,
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _actual(months: Sequence[MonthColumn], *, theme: Theme, scale: Scale, width: float, top: float) -> Figure:
    c, s = colours(theme), sizes(scale)
    last = len(months) - 1
    inside = [(month.actual or 0.0) >= 0.16 * top for month in months]
    ink = [c["bg"] if fits else c["ink-1"] for fits in inside]
    trace = _bars(
        "AC",
        [month.actual for month in months],
        width=width,
        offset=-0.15 - (width - 0.37) / 2,
        marker={"color": [c["accent"] if at == last else c["ac"] for at in range(len(months))], "line": {"width": 0}},
    )
    return trace | {
        "text": [month.actual_text for month in months],
        "textposition": ["inside" if fits else "outside" for fits in inside],
        "insidetextanchor": "start",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": s["fs-cap"], "color": ink, "weight": 700},
        "customdata": [month.href for month in months],
    }


def _tick_texts(months: Sequence[MonthColumn], theme: Theme) -> list[str]:
    ink = colours(theme)["ink-1"]
    last = len(months) - 1
    now = '<b><span style="color:{}">{}</span></b>'.format
    words = [now(ink, month.tick) if at == last else month.tick for at, month in enumerate(months)]
    return [f"{word}<br>{month.year or ' '}" for word, month in zip(words, months, strict=True)]


def _labels(last: MonthColumn, words: ColumnWords, *, theme: Theme, scale: Scale, per_px: float) -> list[Figure]:
    """Direct labels of the last month, moved apart; values that are missing get none."""
    c, s = colours(theme), sizes(scale)
    wanted: list[tuple[float, str, dict[str, Any]]] = []
    if last.promised is not None:
        wanted.append((last.promised, words.promised, {"colour": c["ink-1"], "size": s["fs-sm"], "bold": True}))
    if last.last_year is not None:
        wanted.append((last.last_year, words.last_year, {"colour": c["ink-2"], "size": s["fs-cap"]}))
    if last.actual is not None:
        wanted.append((last.actual, words.actual, {"colour": c["accent"], "size": s["fs-sm"], "bold": True}))
    placed = spread([y for y, _, _ in wanted], gap=1.5 * s["fs-sm"] * per_px)
    return [end_label(text, y, **look) for y, (_, text, look) in zip(placed, wanted, strict=True)]


def draw_columns(
    months: Sequence[MonthColumn], *, words: ColumnWords, theme: Theme, scale: Scale = "desk", height: int = HEIGHT
) -> Figure:
    """Columns of the months given, oldest first; the last one is the current period and carries the accent."""
    layout = base_layout(theme=theme, scale=scale, height=height, bottom=38, right=96)
    seen = [v for month in months for v in (month.actual, month.promised, month.last_year) if v is not None]
    top = max(seen, default=1.0) or 1.0
    wide, pale, solid = _widths(months, scale)
    margin = layout["margin"]
    per_px = top * 1.06 / max(layout["height"] - margin["t"] - margin["b"], 1)
    pale_bars = _bars(
        "PY", [m.last_year for m in months], width=pale, offset=-wide / 2 + 0.05, marker=scenario("PY", theme)
    )
    outline = _bars("PL", [m.promised for m in months], width=wide, offset=-wide / 2, marker=scenario("PL", theme))
    layout |= {
        "xaxis": {
            "tickmode": "array",
            "tickvals": list(range(len(months))),
            "ticktext": _tick_texts(months, theme),
            "range": [-0.5, len(months) - 0.5],
            "tickangle": 0,
        },
        "yaxis": {"visible": False, "range": [0, top * 1.06]},
        "annotations": _labels(months[-1], words, theme=theme, scale=scale, per_px=per_px) if months else [],
    }
    actual = _actual(months, theme=theme, scale=scale, width=solid, top=top)
    hits = hit_areas([m.hover for m in months], [m.href for m in months], low=0.0, high=top * 1.06)
    return {"data": [pale_bars, actual, outline, hits], "layout": layout}
