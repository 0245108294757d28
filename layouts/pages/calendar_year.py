"""A year of the working calendar as twelve small months; what a day is stands in it as a mark, not only as a colour."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.calendar import CalendarDay, DayKind
from dashboard.timekeeping import day_of
from layouts import formats
from layouts.parts import attrs, panel, segments
from layouts.visit import Visit

MARKS = {DayKind.HOLIDAY: "holiday", DayKind.MAKE_UP: "make_up"}


def kind_word(day: CalendarDay, visit: Visit) -> str:
    """上班, 周末, 放假 or 调休上班."""
    return visit.words(f"calendar.kind.{day.kind}")


def draw_months(year: int, days: Sequence[CalendarDay], years: Sequence[int], visit: Visit) -> Component:
    """Twelve months, and the ways to the years beside."""
    words = visit.words
    near = [one for one in years if abs(one - year) <= 1]
    switch = segments(
        [(words("calendar.prev", year=one), visit.to(f"/admin/calendar/{one}"), one == year) for one in near],
        label=words("calendar.around"),
    )
    months: list[Component] = []
    for month in range(1, 13):
        months.append(_month([day for day in days if day_of(day.day).month == month], visit))
    grid = html.Div(months, className="sv-year")
    return panel(words("calendar.months", year=year), grid, unit=words("calendar.months_unit"), aside=switch)


def _month(days: Sequence[CalendarDay], visit: Visit) -> Component:
    name = formats.month(day_of(days[0].day), visit.lang)
    heads = [html.Th(day, scope="col") for day in visit.words("calendar.weekdays").split()]
    cells: list[Component] = [html.Td("") for _ in range(day_of(days[0].day).weekday())]
    cells += [_day(day, visit) for day in days]
    cells += [html.Td("") for _ in range(-len(cells) % 7)]
    rows = [html.Tr(cells[at : at + 7]) for at in range(0, len(cells), 7)]
    caption = html.Caption(visit.words("calendar.months_caption", month=name))
    return html.Table([caption, html.Thead(html.Tr(heads)), html.Tbody(rows)], className="sv-yearmonth")


def _day(day: CalendarDay, visit: Visit) -> html.Td:
    words = visit.words
    on = formats.day_full(day_of(day.day), visit.lang)
    key = "calendar.named" if day.name else "calendar.name_only"
    label = words(key, day=on, kind=kind_word(day, visit), name=day.name)
    inside: list[Component | str] = [str(day_of(day.day).day)]
    if day.kind in MARKS:
        inside.append(html.Small(words(f"calendar.mark_{MARKS[day.kind]}"), **attrs(aria_hidden="true")))
    inside.append(html.Span(f" {kind_word(day, visit)}", className="visually-hidden"))
    today = day.day == visit.today
    look = f"{day.kind}{'' if day.official else ' provisional'}{' today' if today else ''}"
    if today:
        label = f"{label} · {words('calendar.today')}"
    return html.Td(inside, className=look, title=label, **attrs(aria_current="date" if today else None))
