"""总览: the headline figures, what needs a decision, the units, twelve months, and the age of the data."""

from enum import StrEnum
from typing import Literal

from dash import html
from dash.development.base_component import Component

from layouts.ids import Overview
from layouts.panels.head import build_filters, build_head
from layouts.parts import Loading, panel
from layouts.visit import Visit


def skeleton(visit: Visit) -> Component:
    """Every container in its place, with the shape of what will stand in it."""
    filters = build_filters(visit, period=Overview.PERIOD, unit=Overview.UNIT, as_of=Overview.AS_OF)
    export = html.A(visit.words("overview.export"), id=Overview.EXPORT, className="sv-btn sv-export")
    return html.Div(
        [
            build_head(Overview.SAY, filters, after=[export]),
            html.Div(id=Overview.PAST),
            html.Div(_loading(visit, "kpi.label", "number"), id=Overview.KPIS, className="sv-slot-kpis"),
            _row(
                _slot(Overview.DECISIONS, _loading(visit, "decisions.title_none", "rows"), "col-12 col-xl-7"),
                _slot(Overview.UNITS, _loading(visit, "units.title", "rows"), "col-12 col-xl-5"),
            ),
            _row(
                _slot(Overview.MONTHS, _loading(visit, "months.title", "bars"), "col-12 col-xl-7"),
                _slot(Overview.SOURCES, _loading(visit, "sources.title", "rows"), "col-12 col-xl-5"),
            ),
        ]
    )


def _loading(visit: Visit, title: str, shape: Literal["bars", "rows", "number"]) -> Component:
    words = visit.words
    return panel(words(f"overview.{title}"), state=Loading(label=words("overview.loading"), shape=shape))


def _slot(id: StrEnum, inside: Component, width: str) -> html.Div:
    return html.Div(inside, id=id, className=width)


def _row(*slots: Component) -> html.Div:
    return html.Div(list(slots), className="row gx-4 gy-3 mt-0 sv-row")
