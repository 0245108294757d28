"""Sparklines as pictures: Dash has no SVG elements, and a picture is cheaper than a chart.

Ink is the actual, pale the year before, dashed the target, the accent dot is now. The picture stretches to its box;
strokes and the dot keep their size (``vector-effect``).
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from typing import Final

from dash import html

from layouts.parts.base import Id, attrs
from layouts.theme.tokens import Theme, colours

_WIDTH: Final = 240.0
_HEIGHT: Final = 32.0
_PAD_X: Final = 4.0
_PAD_Y: Final = 5.0

Values = Sequence[float | None]


def _known(values: Iterable[float | None]) -> list[float]:
    return [v for v in values if v is not None]


class _Frame:
    """Maps months and values into the picture."""

    def __init__(self, values: Values, last_year: Values, target: float | None) -> None:
        """Take the range from everything that will be drawn."""
        seen = _known([*values, *last_year, target])
        self.low = min(seen)
        self.span = (max(seen) - self.low) or 1.0
        self.flat = max(seen) == self.low
        self.steps = max(len(values), len(last_year), 2) - 1

    def x(self, at: int) -> float:
        return _PAD_X + (_WIDTH - 2 * _PAD_X) * at / self.steps

    def y(self, value: float) -> float:
        share = 0.5 if self.flat else (value - self.low) / self.span
        return _HEIGHT - _PAD_Y - (_HEIGHT - 2 * _PAD_Y) * share


def _path(values: Values, frame: _Frame) -> str:
    """Return path data; a missing month interrupts the line."""
    steps, pen_down = [], False
    for at, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        steps.append(f"{'L' if pen_down else 'M'}{frame.x(at):.1f} {frame.y(value):.1f}")
        pen_down = True
    return "".join(steps)


def _stroke(data: str, colour: str, *, width: float, more: str = "") -> str:
    return (
        f'<path d="{data}" fill="none" stroke="{colour}" stroke-width="{width}" '
        f'stroke-linejoin="round" vector-effect="non-scaling-stroke" {more}/>'
    )


def spark_svg(values: Values, *, theme: Theme, last_year: Values = (), target: float | None = None) -> str:
    """Return the SVG text of a sparkline; empty when there is no value at all."""
    if not _known(values):
        return ""
    c, frame = colours(theme), _Frame(values, last_year, target)
    body = _stroke(_path(last_year, frame), c["py"], width=2) if _known(last_year) else ""
    if target is not None:
        line = f"M0 {frame.y(target):.1f}H{_WIDTH:.0f}"
        body += _stroke(line, c["ink-2"], width=1, more='stroke-dasharray="4 3"')
    body += _stroke(_path(values, frame), c["ac"], width=2)
    at, now = [(i, v) for i, v in enumerate(values) if v is not None][-1]
    dot = f"M{frame.x(at):.1f} {frame.y(now):.1f}h.01"
    for colour, width in ((c["bg"], 10), (c["accent"], 7)):
        body += _stroke(dot, colour, width=width, more='stroke-linecap="round"')
    box = f'viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" width="{_WIDTH:.0f}" height="{_HEIGHT:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} preserveAspectRatio="none">{body}</svg>'


def spark(
    values: Values,
    *,
    theme: Theme,
    alt: str,
    last_year: Values = (),
    target: float | None = None,
    id: Id | None = None,
) -> html.Img | html.Div:
    """Sparkline picture, oldest value first; ``alt`` says in words what it shows. Nothing known: an empty box."""
    svg = spark_svg(values, theme=theme, last_year=last_year, target=target)
    if not svg:
        return html.Div(className="sv-spark", **attrs(id))
    source = "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
    return html.Img(src=source, alt=alt, role="img", className="sv-spark", **attrs(id))
