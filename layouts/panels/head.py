"""The head of a page that looks at a period: the message, what it rests on, the filters, and the way back to today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dash import html
from dash.development.base_component import Component

from dashboard.vocabulary import CITY, UNITS, Stage
from layouts import formats
from layouts.panels.base import PeriodView, period_name, unit_name
from layouts.panels.period_options import LATEST, period_options
from layouts.parts import Action, Child, attrs, banner, chip, chip_input
from layouts.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadView:
    """What the head of a page says besides its message.

    ``data_at`` is the newest event of the data (None: no data); ``provisional`` the years of the calendar that the
    period or the open cases touch and that no notice has confirmed yet.
    """

    period: PeriodView
    is_default: bool
    moment: date
    is_past: bool
    data_at: datetime | None
    calendar_year: int
    provisional: bool
    inactive: frozenset[str] = frozenset()
    """Units that the filter leaves out, unless one of them is chosen."""


def build_say(title: str, sub: str) -> list[Component]:
    """The message of the page and the grey line under it."""
    return [html.H1(title), html.Div(sub, className="sub")]


def build_sub(view: HeadView, visit: Visit) -> str:
    """Period, age of the data, calendar: what every figure of the page rests on."""
    words, lang = visit.words, visit.lang
    if view.data_at is None:
        return words("overview.sub.no_data")
    stock = formats.day_full(view.moment, lang) if view.is_past else formats.moment(view.data_at, lang)
    calendar = words(
        "overview.sub.provisional" if view.provisional else "overview.sub.calendar", year=view.calendar_year
    )
    return words("overview.sub.line", period=period_name(view.period, visit), stock=stock, calendar=calendar)


def build_past(view: HeadView, visit: Visit) -> list[Component]:
    """A line that says the page looks back, with the way to now; nothing on the present day."""
    if not view.is_past:
        return []
    words = visit.words
    strong = words("overview.past.title", day=formats.day_full(view.moment, visit.lang))
    back = Action(text=words("overview.past.back"), href=visit.here(as_of=""))
    return [banner("info", strong, words("overview.past.text"), action=back)]


def build_filters(
    visit: Visit, *, period: StrEnum, unit: StrEnum, as_of: StrEnum, more: Sequence[Component] = ()
) -> html.Div:
    """Chips of period, place and day, in the page's skeleton; their values follow the address."""
    words, state = visit.words, visit.state
    chosen = state.period or LATEST
    named = state.period or words("overview.filter.default")
    chips: list[Child] = [
        chip(words("overview.filter.period"), [(chosen, named)], value=chosen, id=period),
        *more,
        chip(words("overview.filter.unit"), unit_options(visit), value=unit_value(visit), id=unit),
        chip_input(words("overview.filter.as_of"), id=as_of, type="date", value=state.as_of or None),
    ]
    label = words("overview.filter.label")
    return html.Div(chips, className="sv-filters", role="group", **attrs(aria_label=label))


def build_head(say: StrEnum, filters: html.Div, *, after: Sequence[Component] = ()) -> html.Div:
    """The head of the skeleton: the place of the message, the filters, and plain links after them."""
    tools = [*(filters.children or []), *after]
    filters.children = tools
    return html.Div([html.Div([html.H1("…")], id=say, className="say"), filters], className="sv-head")


def unit_options(visit: Visit, *, inactive: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """The whole city, then every unit that reports (or is chosen), then the city's own level."""
    words = visit.words
    listed = [unit.code for unit in UNITS if unit.reports and unit.code != CITY]
    units = [(code, unit_name(code, words)) for code in listed if code not in inactive or code == visit.state.unit]
    return [("", words("overview.filter.city", n=len(units))), *units, ("own", unit_name(CITY, words))]


def chip_options(options: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Options as a chip takes them from a callback."""
    return [{"value": value, "label": label} for value, label in options]


def unit_value(visit: Visit) -> str:
    """The unit chosen in the address; the city's code as a filter means the whole city."""
    return "" if visit.state.unit == CITY else visit.state.unit


def stage_options(visit: Visit) -> list[tuple[str, str]]:
    """All stages, then each."""
    words = visit.words
    stages = [(stage.value, words(f"vocabulary.stage.{stage.value}")) for stage in Stage]
    return [("", words("approvals.filter.all_stages")), *stages]


def filter_values(view: HeadView, visit: Visit) -> dict[str, object]:
    """Options (``periods``, ``units``) and values (``period``, ``unit``, ``as_of``) of the chips for the address."""
    options = period_options(view.period, is_default=view.is_default, moment=view.moment, visit=visit)
    return {
        "periods": chip_options(options),
        "period": visit.state.period or LATEST,
        "units": chip_options(unit_options(visit, inactive=view.inactive)),
        "unit": unit_value(visit),
        "as_of": view.moment.isoformat(),
    }
