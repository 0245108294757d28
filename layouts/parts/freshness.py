"""How old the data are. The badge in the top bar is kept alive by ``assets/live.js``; source rows are plain."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts.parts.base import Id, attrs, link
from layouts.parts.light import glyph, light


@dataclass(frozen=True, kw_only=True, slots=True)
class AgeWords:
    """Word templates for ages that the browser computes every second.

    ``minutes`` contains ``{n}``; ``shown`` contains ``{clock}`` and ``{age}``; ``plain`` contains ``{clock}`` and is
    used once the age is an hour or more; ``pending`` is said while a refresh waits for the field in hand;
    ``yellow`` and ``red`` are said when the worst source is late or very late.
    """

    now: str
    minutes: str
    shown: str
    plain: str
    none: str
    pending: str
    yellow: str = ""
    red: str = ""


def freshness_badge(
    kind: str, text: str, *, words: AgeWords, more: str = "", label: str, href: str = "", id: Id | None = None
) -> Component:
    """Badge of the worst source: light, clock and age (rewritten each second), and what is late (``more``).

    ``text`` is what stands there until the browser has its first answer. Its light turns red without a server.
    """
    data = attrs(
        data_live_badge="true",
        data_now=words.now,
        data_minutes=words.minutes,
        data_shown=words.shown,
        data_plain=words.plain,
        data_none=words.none,
        data_pending=words.pending,
        data_yellow=words.yellow,
        data_red=words.red,
    )
    inside: list[Component] = [glyph(kind), html.Span(text, **attrs(data_live_age="true"))]
    if more:
        shown = f"· {more}"
        inside.append(link(shown, href, class_name="") if href else html.Span(shown))
    return html.Span(inside, className="sv-fresh", role="group", **data, **attrs(id, aria_label=label))


def source_name(kind: str, name: str, *, word: str) -> html.Span:
    """Name of a source behind its light; ``word`` is what the light means, read aloud."""
    return light(kind, name, label=f"{name} {word}", plain=True)
