"""口径: what every figure means, and the rules of clock, lights, calendar and units it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.indicators import REGISTRY, Indicator
from dashboard.vocabulary import CITY, UNITS, Unit
from layouts import formats
from layouts.panels.base import FigureView, show_value, unit_name
from layouts.panels.rules import RulesView, case_words, rate_words
from layouts.parts import Child, Column, Row, ledger, light, link, panel
from layouts.visit import Visit

NEAR = 1
"""How many years before and after this one are listed with their working days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresView:
    """The present value of every indicator, by key: the stock seen from ``moment``, sums of the period from ``end``."""

    figures: dict[str, FigureView]
    end: date
    moment: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockView:
    """Settings of the clock that change a due date."""

    count_acceptance_day: bool
    correction_pauses: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarView:
    """The years the working calendar covers: year, working days, whether a notice confirms it; ``now`` is this year."""

    years: tuple[tuple[int, int, bool], ...]
    now: int

    @property
    def provisional(self) -> tuple[int, ...]:
        """Years with a day that awaits its notice."""
        return tuple(year for year, _, official in self.years if not official)


def definitions_title(visit: Visit) -> str:
    """How many figures are defined here."""
    return visit.words("definitions.title", n=len(REGISTRY.keys))


def build_figures(view: FiguresView, visit: Visit) -> Component:
    """One row an indicator, in the order of the register; its key is the row's anchor."""
    words = visit.words
    heads = ("name", "definition", "base", "unit", "target", "value", "n")
    columns = [Column(text=words(f"definitions.col.{head}"), number=head in ("value", "n")) for head in heads]
    rows = [_row(indicator, view, visit) for indicator in REGISTRY]
    table = ledger(columns, rows, caption=words("definitions.figures.title"))
    return panel(words("definitions.figures.title"), table, unit=words("definitions.figures.unit"))


def _row(indicator: Indicator, view: FiguresView, visit: Visit) -> Row:
    words, key = visit.words, indicator.text_key
    figure = view.figures[indicator.key]
    name = html.Div([html.Div(words(f"{key}.name"), className="t1"), html.Div(indicator.key, className="t2")])
    seen = formats.day_full(view.moment if indicator.is_stock else view.end, visit.lang)
    base = html.Div(
        [
            words(f"{key}.base"),
            html.Div(words("definitions.seen", day=seen), className="t2"),
        ]
    )
    up = indicator.higher_is_better
    way = words(f"vocabulary.direction.{'none' if up is None else 'up' if up else 'down'}")
    unit = html.Div([words(f"vocabulary.measure.{indicator.unit.value}"), html.Div(way, className="t2")])
    value = link(show_value(figure.figure, visit), figure.href)
    cells: tuple[Child, ...] = (
        name,
        words(f"{key}.definition"),
        base,
        unit,
        _target(figure, visit),
        value,
        formats.count(figure.figure.n),
    )
    return Row(cells=cells, id=indicator.key)


def _target(view: FigureView, visit: Visit) -> Child:
    figure, target = view.figure, view.figure.target
    if target is None:
        return formats.NONE
    lines = [
        html.Div([light(kind, visit.words(f"vocabulary.light.{kind}")), f" {text}"], className="nowrap")
        for kind, text in rate_words(target, visit, lambda v: show_value(replace(figure, value=v), visit)).items()
    ]
    return html.Div(lines, className="d-flex flex-column gap-1")


def _list(texts: Sequence[Child]) -> Component:
    return html.Ul([html.Li(text) for text in texts], className="sm text-2 ps-3 mb-0")


def build_clock(view: ClockView, visit: Visit) -> Component:
    """When the clock starts, stops and pauses, under the settings in force."""
    words = visit.words
    day = "counted" if view.count_acceptance_day else "not_counted"
    correction = "pauses" if view.correction_pauses else "runs"
    keys = ("start", f"day_{day}", "due", "stop", "pause", f"correction_{correction}", "used", "out", "instant", "law")
    return panel(words("definitions.clock.title"), _list([words(f"definitions.clock.{key}") for key in keys]))


def build_lights(view: RulesView, visit: Visit) -> Component:
    """The one light rule with its present thresholds."""
    words = visit.words
    rows = [
        html.Li([light(kind, words(f"vocabulary.light.{kind}")), f" {text}"], className="mb-1")
        for kind, text in case_words(view.rule, visit, "definitions.lights.open").items()
    ]
    rows.append(html.Li(words("definitions.lights.worst"), className="mt-2"))
    rows.append(html.Li(words("definitions.lights.kpi")))
    return panel(words("definitions.lights.title"), html.Ul(rows, className="sm text-2 list-unstyled mb-0"))


def build_calendar(view: CalendarView, visit: Visit) -> Component:
    """Which years the calendar covers and which are provisional."""
    words = visit.words
    first, last = view.years[0][0], view.years[-1][0]
    texts = [words("definitions.calendar.span", first=first, last=last), words("definitions.calendar.source")]
    if view.provisional:
        texts.append(words("definitions.calendar.provisional", years=spans(view.provisional)))
    else:
        texts.append(words("definitions.calendar.confirmed"))
    recent = [(year, days) for year, days, _ in view.years if abs(year - view.now) <= NEAR]
    texts.append(
        words("overview.list.comma").join(
            words("definitions.calendar.days", year=year, n=days) for year, days in recent
        )
    )
    return panel(words("definitions.calendar.title"), _list(texts))


def spans(years: Sequence[int]) -> str:
    """``2027–2036``, ``2027, 2030–2031``: years in ascending order, neighbours drawn together."""
    groups: list[list[int]] = []
    for year in years:
        if groups and groups[-1][-1] == year - 1:
            groups[-1].append(year)
        else:
            groups.append([year])
    return ", ".join(str(group[0]) if len(group) == 1 else f"{group[0]}–{group[-1]}" for group in groups)


def build_places(visit: Visit, *, inactive: frozenset[str] = frozenset()) -> Component:
    """Every unit with its code, and who does not report, or not any more."""
    words = visit.words
    columns = [Column(text=words(f"definitions.places.{head}")) for head in ("name", "code", "reports")]
    rows = [
        Row(
            cells=(
                unit_name(unit.code, words),
                html.Span(unit.code, className="text-2"),
                words(f"definitions.places.{_place(unit, inactive)}"),
            )
        )
        for unit in UNITS
    ]
    table = ledger(columns, rows, caption=words("definitions.places.title"), dense=True)
    return panel(words("definitions.places.title"), table, unit=words("definitions.places.unit"))


def _place(unit: Unit, inactive: frozenset[str]) -> str:
    if unit.code in inactive:
        return "off"
    return "city" if unit.code == CITY else "yes" if unit.reports else "no"
