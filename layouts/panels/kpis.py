"""The headline figures: five tiles, each with its light, target, change against a named period, and twelve months."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboard.lights import Light
from layouts import formats
from layouts.panels.base import (
    FigureView,
    PeriodView,
    change,
    counted,
    definition_link,
    goal_light,
    lamp_word,
    signed,
    toned,
)
from layouts.parts import Child, Children, kpi, kpis, light, light_count, link, share_bar, spark
from layouts.visit import Visit

LAMP_SIZE = {"desk": "clamp(18px,1.66vw,24px)", "projector": "clamp(24px,1.66vw,32px)"}
"""Size token of the light counts beside a number: smaller where the tile is narrow."""

Series = tuple[float | int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A figure now, in the period before, and over twelve months with the twelve before them (oldest first)."""

    now: FigureView
    before: float | int | None
    months: Series
    last_year: Series


@dataclass(frozen=True, slots=True, kw_only=True)
class KpisView:
    """The tiles of approvals. ``stock`` holds open, red, yellow, green, paused; ``*_before`` are a week earlier."""

    on_time: Course
    used: Course
    limit: FigureView
    speedup: FigureView
    closed: Course
    accepted: FigureView
    online: Course
    stock: dict[str, FigureView]
    red_before: int
    open_before: int
    previous: PeriodView


def build_kpis(view: KpisView, visit: Visit) -> Component:
    """The strip of tiles."""
    tiles = [
        _on_time(view, visit),
        _used(view, visit),
        _open(view, visit),
        _closed(view, visit),
        _online(view, visit),
    ]
    return kpis(tiles, label=visit.words("overview.kpi.label"))


def _corner(lamp: Component | None, visit: Visit, key: str) -> Component:
    """Light and definition link at the right of the tile's name."""
    return html.Span([definition_link(visit, key), *([lamp] if lamp else [])], className="d-inline-flex gap-2 cap")


def _spark(course: Course, visit: Visit) -> Component:
    figure, words = course.now.figure, visit.words
    known = [value for value in course.months if value is not None]
    ends = [signed_free(value, course.now, visit) for value in (known[0], known[-1])] if known else ["—", "—"]
    alt = words("overview.kpi.spark", name=words(f"indicators.{figure.key}.name"), first=ends[0], last=ends[1])
    target = figure.target.good if figure.target else None
    return spark(course.months, theme=visit.theme, alt=alt, last_year=course.last_year, target=target)


def signed_free(value: float | int, view: FigureView, visit: Visit) -> str:
    """A month's value of a figure, with its unit."""
    return formats.rate(value) if view.figure.unit == "rate" else formats.decimal(value, 1)


def _since(course: Course, view: KpisView, visit: Visit) -> str:
    """``较上月 +0.3``; empty when there is nothing to compare with."""
    difference = change(course.now.value, course.before)
    if difference is None:
        return ""
    since = visit.words(f"overview.since.{view.previous.kind}", name=_period_short(view.previous, visit))
    return visit.words("overview.kpi.since", since=since, change=signed(difference, course.now.figure.unit))


def _period_short(period: PeriodView, visit: Visit) -> str:
    """The name of a period in a comparison: ``Dec``, ``2025``."""
    return formats.month_tick(period.first, visit.lang) if period.kind == "month" else str(period.first.year)


def _gap(figure_view: FigureView, visit: Visit) -> list[Child]:
    """``目标 99.0% −0.4 个百分点``: the target and the distance to it in the light's ink."""
    figure = figure_view.figure
    if figure.target is None or figure.value is None:
        return []
    target = visit.words("overview.kpi.target", target=formats.rate(figure.target.good))
    gap = formats.pp_number(figure.value - figure.target.good)
    return [f"{target} ", toned(gap, figure.light), f" {visit.words('overview.kpi.points')}"]


def _line(*pieces: Children) -> list[Child]:
    """Pieces of one line, divided by middle dots; empty ones are left out."""
    shown: list[Child] = []
    for piece in pieces:
        parts: Sequence[Child] = piece if isinstance(piece, list) else [piece]  # type: ignore[list-item]
        if any(part not in ("", None) for part in parts):
            shown += [" · "] if shown else []
            shown.append(html.Span(list(parts), className="nowrap"))
    return shown


def _on_time(view: KpisView, visit: Visit) -> Component:
    course = view.on_time
    return kpi(
        visit.words("indicators.approvals.on_time_rate.name"),
        formats.percent(course.now.value),
        unit="%" if course.now.value is not None else visit.words("overview.kpi.none_closed"),
        light=_corner(goal_light(course.now.figure, visit.words), visit, course.now.figure.key),
        delta=_line(_gap(course.now, visit), _since(course, view, visit)),
        below=_spark(course, visit),
        href=course.now.href,
    )


def _used(view: KpisView, visit: Visit) -> Component:
    course, words = view.used, visit.words
    lamp = goal_light(course.now.figure, words) or goal_light(view.speedup.figure, words)
    faster = formats.faster(view.speedup.value, visit.lang)
    against = words("overview.kpi.against_promise", faster=faster) if view.speedup.value is not None else ""
    limit = words("overview.kpi.of_limit", limit=formats.decimal(view.limit.value))
    return kpi(
        words("overview.kpi.used"),
        formats.decimal(course.now.value),
        unit=limit if course.now.value is not None else words("overview.kpi.none_closed"),
        light=_corner(lamp, visit, course.now.figure.key),
        delta=_line([link(against, view.speedup.href, class_name="")] if against else "", _since(course, view, visit)),
        below=_spark(course, visit),
        href=course.now.href,
    )


def _open(view: KpisView, visit: Visit) -> Component:
    words, stock = visit.words, view.stock
    red = stock["red"].count
    lamp = (
        light("red", counted(words, "overview.kpi.red", red)) if red else light("green", words("overview.kpi.no_red"))
    )
    counts = {kind: stock["paused" if kind == "pause" else kind].count for kind in ("red", "yellow", "green", "pause")}
    beside = [
        link(light_count(kind, counts[kind], label=_lamp_count(kind, counts[kind], visit), size="lg"), stock[kind].href)
        for kind in ("red", "yellow", "green")
    ]
    label = joined_lamps(counts, visit)
    paused = link(counted(words, "overview.kpi.paused", stock["paused"].count), stock["paused"].href, class_name="")
    move = formats.count(red - view.red_before, signed=True)
    week: list[Child] = [f"{words('overview.kpi.red_week')} "]
    week.append(toned(move, Light.RED) if red > view.red_before else move)
    return kpi(
        words("overview.kpi.open"),
        formats.count(stock["open"].value),
        unit=words("overview.kpi.open_unit"),
        light=_corner(lamp, visit, "approvals.open"),
        beside=[html.Span(beside, className="d-inline-flex gap-2", style={"--sv-fs-num-m": LAMP_SIZE[visit.scale]})],
        delta=_line([paused], week),
        below=share_bar(list(counts.items()), label=label),
        href=stock["open"].href,
    )


def _lamp_count(kind: str, n: int, visit: Visit) -> str:
    return visit.words("overview.lamp_count", light=lamp_word(kind, visit.words), n=formats.cases(n, visit.lang))


def joined_lamps(counts: dict[str, int], visit: Visit) -> str:
    """All lights with their numbers, for a reader who cannot see the bar."""
    return visit.words("overview.list.comma").join(_lamp_count(kind, n, visit) for kind, n in counts.items())


def _closed(view: KpisView, visit: Visit) -> Component:
    words, course = visit.words, view.closed
    year_ago = next((value for value in reversed(course.last_year[-1:]) if value is not None), None)
    versus = ""
    if view.previous.kind == "month" and year_ago:
        ratio = change(course.now.value, year_ago)
        versus = words("overview.kpi.versus_year", change=formats.count(ratio, signed=True))
    accepted = words("overview.kpi.of_accepted", accepted=formats.count(view.accepted.value))
    return kpi(
        words("overview.kpi.closed"),
        formats.count(course.now.value),
        unit=words("indicators.approvals.closed.unit"),
        light=_corner(goal_light(course.now.figure, words), visit, course.now.figure.key),
        delta=_line([link(accepted, view.accepted.href, class_name="")], _since(course, view, visit), versus),
        below=_spark(course, visit),
        href=course.now.href,
    )


def _online(view: KpisView, visit: Visit) -> Component:
    course, words = view.online, visit.words
    of = ""
    if course.now.figure.target is None and course.now.figure.numerator is not None:
        of = words("overview.kpi.of_closed", n=formats.cases(course.now.figure.numerator, visit.lang))
    return kpi(
        words("indicators.approvals.online_rate.name"),
        formats.percent(course.now.value),
        unit="%" if course.now.value is not None else words("overview.kpi.none_closed"),
        light=_corner(goal_light(course.now.figure, words), visit, course.now.figure.key),
        delta=_line(_gap(course.now, visit), of, _since(course, view, visit)),
        below=_spark(course, visit),
        href=course.now.href,
    )
