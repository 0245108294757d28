"""Filters of the ledger: chips whose values follow the address, and the words that say what they select."""

from collections.abc import Mapping
from datetime import date

from dash import html

from dashboard.period import OWN_LEVEL, add_months
from dashboard.timekeeping import day_of
from dashboard.vocabulary import CITY, UNITS, Stage
from layouts import formats
from layouts.ids import Records
from layouts.panels.base import PeriodView, period_name, stage_name, unit_name
from layouts.parts import attrs, chip, chip_input
from layouts.visit import Visit

MONTHS_OFFERED, YEARS_OFFERED = 24, 3


def draw_filters(visit: Visit) -> html.Div:
    """The chips; lists that storage knows (items, departments) and the periods are filled in by the callback."""
    words, state = visit.words, visit.state
    word = "records.filters."
    chips = [
        chip(words(word + "unit"), unit_options(visit), value=state.unit, id=Records.UNIT),
        chip(words(word + "stage"), stage_options(visit), value=state.stage, id=Records.STAGE),
        chip(words(word + "item"), [("", words(word + "item_all"))], value="", id=Records.ITEM),
        chip(words(word + "department"), [("", words(word + "department_all"))], value="", id=Records.DEPARTMENT),
        chip(words(word + "period"), [("", "…")], value="", id=Records.PERIOD),
        chip_input(words(word + "as_of"), id=Records.AS_OF, type="date", value=state.as_of or None),
        chip_input(
            words(word + "search"),
            id=Records.SEARCH,
            type="search",
            value=state.q,
            placeholder=words(word + "search_hint"),
        ),
    ]
    return html.Div(chips, className="sv-filters", role="group", **attrs(aria_label=words(word + "label")))


def unit_options(visit: Visit, *, inactive: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """The whole city, every unit that reports (or is chosen), the city's own level."""
    words = visit.words
    listed = [unit.code for unit in UNITS if unit.reports and unit.code != CITY]
    units = [(code, unit_name(code, words)) for code in listed if code not in inactive or code == visit.state.unit]
    return [("", words("records.filters.unit_all")), *units, (OWN_LEVEL, words("records.filters.unit_own"))]


def stage_options(visit: Visit) -> list[tuple[str, str]]:
    """All stages, then each."""
    return [
        ("", visit.words("records.filters.stage_all")),
        *((s.value, stage_name(s.value, visit.words)) for s in Stage),
    ]


def named_options(names: Mapping[str, str], *, every: str, chosen: str) -> list[tuple[str, str]]:
    """Codes with their names in the order of the names; a chosen code that nobody knows is listed as it is."""
    known = dict(names) if not chosen or chosen in names else {chosen: chosen, **names}
    return [("", every), *sorted(known.items(), key=lambda pair: (pair[1], pair[0]))]


def period_options(period: PeriodView, visit: Visit) -> list[tuple[str, str]]:
    """This month (the default), two years of months before it, whole years, and whatever the address says."""
    today = day_of(visit.query.as_of)
    anchor = today.year * 100 + today.month
    months = [date(m // 100, m % 100, 1) for m in (add_months(anchor, -back) for back in range(MONTHS_OFFERED))]
    years = range(today.year, today.year - YEARS_OFFERED, -1)
    options = [(f"{day:%Y-%m}", formats.month(day, visit.lang)) for day in months]
    options += [(str(year), visit.words("records.filters.period_year", year=year)) for year in years]
    named = period_name(period, visit)
    if not visit.state.period:
        return [("", named), *(option for option in options if option[0] != period.text)]
    return options if visit.state.period in dict(options) else [(visit.state.period, named), *options]


def describe_scope(visit: Visit, *, items: Mapping[str, str], departments: Mapping[str, str]) -> str:
    """What the filters select: 全市 · 施工许可 · 建筑工程施工许可."""
    words, state = visit.words, visit.state
    word = "records.filters."
    unit = {"": words(word + "unit_all"), OWN_LEVEL: words(word + "unit_own")}.get(state.unit)
    parts = [unit or unit_name(state.unit, words)]
    if state.stage:
        parts.append(stage_name(state.stage, words))
    if state.item:
        parts.append(items.get(state.item, state.item))
    if state.department:
        parts.append(departments.get(state.department, state.department))
    return " · ".join(parts)
