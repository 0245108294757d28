"""Distance to a target by unit: a dot in the light's shape, a stick to the dashed target line, the value at the right.

Rates near 100 % are never drawn as truncated bars.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.base import Id, attrs, classes
from layouts.parts.light import glyph


@dataclass(frozen=True, kw_only=True, slots=True)
class Dot:
    """One unit; ``value`` is None when there is nothing to measure, ``text`` then says so."""

    name: str
    value: float | None
    text: str
    light: str
    light_label: str
    href: str = ""
    hot: bool = False


class _Scale:
    """Linear scale in percent of the track's width."""

    def __init__(self, low: float, high: float) -> None:
        """Take the two ends; ends that coincide are pulled apart."""
        self.low = low
        self.span = (high - low) or 1.0

    def at(self, value: float) -> float:
        return 100 * (value - self.low) / self.span


def _range(dots: Sequence[Dot], target: float, axis: Sequence[tuple[float, str]]) -> _Scale:
    seen = [dot.value for dot in dots if dot.value is not None] + [target] + [at for at, _ in axis]
    low, high = min(seen), max(seen)
    pad = (high - low) * 0.03
    return _Scale(low - pad, high + pad)


def _left(scale: _Scale, value: float) -> dict[str, str]:
    return {"left": f"{scale.at(value):.2f}%"}


def _track(dot: Dot, target: float, axis: Sequence[tuple[float, str]], scale: _Scale) -> html.Span:
    inside: list[Component] = [html.I(className="gl", style=_left(scale, at)) for at, _ in axis]
    inside.append(html.I(className="tg", style=_left(scale, target)))
    if dot.value is not None:
        start, end = sorted((scale.at(dot.value), scale.at(target)))
        stick = {"left": f"{start:.2f}%", "width": f"{end - start:.2f}%"}
        point = glyph(dot.light, class_name="pt", style=_left(scale, dot.value))
        inside += [html.I(className=classes("st", dot.light), style=stick), point]
    return html.Span(inside, className="tr", role="img", **attrs(aria_label=dot.light_label))


def _line(dot: Dot, target: float, axis: Sequence[tuple[float, str]], scale: _Scale) -> html.Li:
    inside = [
        html.Span(dot.name, className="nm"),
        _track(dot, target, axis, scale),
        html.Span(dot.text, className="va"),
    ]
    body = dcc.Link(inside, href=dot.href, className="ln") if dot.href else html.Div(inside, className="ln")
    return html.Li(body, className="hot" if dot.hot else "")


def dots(
    rows: Sequence[Dot],
    *,
    target: float,
    target_text: str,
    axis: Sequence[tuple[float, str]],
    label: str,
    id: Id | None = None,
) -> html.Ul:
    """Lollipops by unit, in the order given; ``axis`` lists (value, label) of the light grid lines."""
    scale = _range(rows, target, axis)
    near = 0.09 * scale.span
    marks = [html.Span(text, className="tk", style=_left(scale, at)) for at, text in axis if abs(at - target) > near]
    marks.append(html.Span(target_text, className="tk tgt", style=_left(scale, target)))
    head = html.Li(
        html.Div([html.Span(), html.Span(marks, className="tr"), html.Span()], className="ln hd2"),
        **attrs(aria_hidden="true"),
    )
    lines = [_line(dot, target, axis, scale) for dot in rows]
    return html.Ul([head, *lines], className="sv-dots", **attrs(id, aria_label=label))
