"""工作日历: a year as twelve small months, the notice of a year, a single day, and the history of both."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.calendar import CalendarDay
from dashboard.rule_admin import LONGEST_NOTE, CalendarChange, CalendarPreview, CalendarYear
from dashboard.timekeeping import day_of
from layouts import formats
from layouts.ids import Calendar, act_id, entry_error_id, entry_id
from layouts.pages.calendar_year import draw_months, kind_word
from layouts.pages.rule_parts import crumbs_of, draw_form, draw_history, draw_question
from layouts.parts import (
    Column,
    Loading,
    Row,
    attrs,
    banner,
    button,
    choice_entry,
    entry,
    ledger,
    light,
    page_head,
    panel,
    text_entry,
)
from layouts.people import when
from layouts.visit import Visit

PAGE, FORM, PATH = "calendar", "calendar", "/admin/calendar"
WORK, REST = "work", "rest"
LARGEST_KILOBYTES = 512
SHOWN_FLIPS, SHOWN_PROBLEMS = 12, 8


def skeleton(visit: Visit) -> Component:
    """The places of head, news and body; stores take a notice file and keep its days until it is confirmed."""
    words = visit.words
    state = Loading(label=words("calendar.loading"), shape="rows")
    return html.Div(
        [
            html.Div(page_head(words("calendar.heading")), id=Calendar.HEAD),
            dcc.Store(id=Calendar.DONE),
            dcc.Store(id=Calendar.NOTICE),
            dcc.Store(id=Calendar.UPLOAD),
            html.Div(id=Calendar.SAID, className="sv-said sticks", role="status", **attrs(aria_live="polite")),
            html.Div(panel(words("calendar.heading"), state=state), id=Calendar.BODY),
        ]
    )


def draw_head(year: CalendarYear, visit: Visit) -> Component:
    """How many working days the year has, and whether its notice is out."""
    words = visit.words
    key = "calendar.title" if year.official else "calendar.title_waiting"
    title = words(key, year=year.year, n=year.workdays)
    return page_head(title, sub=words("calendar.sub"), crumbs=crumbs_of(visit, PAGE, last=str(year.year)))


def draw_body(
    year: CalendarYear,
    days: Sequence[CalendarDay],
    years: Sequence[CalendarYear],
    history: Sequence[CalendarChange],
    visit: Visit,
) -> Component:
    """The months with the forms beside them; all years and the history below."""
    forms = [_single(visit), _notice(visit)]
    above = [
        html.Div(draw_months(year.year, days, [one.year for one in years], visit), className="col-12 col-xl-8"),
        html.Div(forms, className="col-12 col-xl-4"),
    ]
    below = [
        html.Div(_years(years, year.year, visit), className="col-12 col-xl-5"),
        html.Div(_history(history, visit), className="col-12 col-xl-7"),
    ]
    return html.Div([html.Div(above, className="row g-4"), html.Div(below, className="row g-4 sv-below")])


def _single(visit: Visit) -> Component:
    words = visit.words
    ways = [(REST, words("calendar.as_rest")), (WORK, words("calendar.as_work"))]
    entries = [
        entry(
            words("calendar.day"),
            text_entry(entry_id(FORM, "day"), kind="date", longest=10),
            error_id=entry_error_id(FORM, "day"),
            required=words("admin.required"),
        ),
        entry(
            words("calendar.as"),
            choice_entry(entry_id(FORM, "kind"), ways, value=REST),
            error_id=entry_error_id(FORM, "kind"),
        ),
        entry(
            words("calendar.reason"),
            text_entry(entry_id(FORM, "reason"), longest=LONGEST_NOTE),
            error_id=entry_error_id(FORM, "reason"),
            help=words("calendar.reason_help"),
            required=words("admin.required"),
        ),
    ]
    check = button(words("calendar.check"), id=act_id(PAGE, "check"), primary=True)
    return draw_form(words("calendar.single"), entries, [check])


def _notice(visit: Visit) -> Component:
    words = visit.words
    number = entry(
        words("calendar.notice_number"),
        text_entry(entry_id(FORM, "number"), longest=LONGEST_NOTE),
        error_id=entry_error_id(FORM, "number"),
        help=words("calendar.notice_help"),
        required=words("admin.required"),
    )
    settings = attrs(
        data_pick="true",
        data_store_id=Calendar.UPLOAD.value,
        data_accept=".csv,.xlsx,.xls",
        data_limit_kb=str(LARGEST_KILOBYTES),
    )
    choose = html.Button(words("calendar.notice_pick"), type="button", className="sv-btn", **settings)
    pick = html.Div([choose, html.P(words("calendar.notice_pick_help", limit=LARGEST_KILOBYTES), className="sv-help")])
    return draw_form(words("calendar.notice"), [number, pick], [], words("calendar.notice_note"))


def _years(years: Sequence[CalendarYear], now: int, visit: Visit) -> Component:
    words = visit.words
    columns = [
        Column(text=words("calendar.column.year")),
        Column(text=words("calendar.column.workdays"), number=True),
        Column(text=words("calendar.column.state")),
        Column(text=words("calendar.column.source")),
        Column(text=words("calendar.column.changed")),
    ]
    rows = [_year(one, visit, selected=one.year == now) for one in reversed(years)]
    table = ledger(columns, rows, caption=words("calendar.years_caption"), dense=True)
    scroll = html.Div(
        table, className="sv-tall", tabIndex="0", role="group", **attrs(aria_label=words("calendar.years"))
    )
    return panel(words("calendar.years"), scroll, unit=words("calendar.years_unit"))


def _year(one: CalendarYear, visit: Visit, *, selected: bool) -> Row:
    words = visit.words
    state = light("done", words("calendar.official"), plain=True)
    if not one.official:
        state = light("grey", words("calendar.provisional"), plain=True)
    cells = (
        str(one.year),
        formats.count(one.workdays),
        state,
        words("calendar.dash").join(one.sources[:2]),
        when(one.changed_at, visit),
    )
    return Row(cells=cells, href=visit.to(f"{PATH}/{one.year}"), selected=selected)


def _history(history: Sequence[CalendarChange], visit: Visit) -> Component:
    words = visit.words
    heads = ("at", "by", "kind", "days", "flips", "act")
    columns = [Column(text=words(f"calendar.column.{name}"), number=name == "flips") for name in heads]
    rows = [
        Row(
            cells=(
                html.Span(when(change.at, visit), className="nowrap"),
                change.by,
                html.Div([html.Div(words(f"calendar.change.{change.kind}")), html.Div(change.note, className="t2")]),
                span_of(change, visit),
                formats.count(change.flips),
                _undo(change, visit) if change.last else "",
            )
        )
        for change in history
    ]
    return draw_history(PAGE, columns, rows, visit)


def span_of(change: CalendarChange, visit: Visit) -> str:
    """The first and the last day of a change."""
    first, last = (formats.day_full(day_of(day), visit.lang) for day in (change.first, change.last_day))
    return first if first == last else visit.words("calendar.span", first=first, last=last)


def _undo(change: CalendarChange, visit: Visit) -> Component:
    words = visit.words
    made = button(words("calendar.undo"), id=act_id(PAGE, "check_undo", change.id), small=True)
    setattr(made, "aria-label", words("calendar.undo_label", at=when(change.at, visit)))
    return made


def draw_preview(question: str, preview: CalendarPreview, visit: Visit, *, action: str, row: int = 0) -> Component:
    """What a change of the calendar would do, and the ways on."""
    if preview.is_empty:
        return banner("info", visit.words("calendar.nothing"))
    more = [_flips(preview, visit)] if preview.flips else []
    effects = _effects(preview, visit)
    return draw_question(PAGE, question, effects, visit, action=action, row=row, version=preview.seen, more=more)


def _effects(preview: CalendarPreview, visit: Visit) -> list[str]:
    words = visit.words
    n = preview.open_cases
    effects = [words("calendar.effect", n=formats.count(n)) if n else words("calendar.effect_none")]
    if preview.flips:
        effects.append(words("calendar.effect_flips", n=len(preview.flips)))
    if preview.renamed:
        effects.append(words("calendar.effect_names", n=preview.renamed))
    for name, years in (("confirmed", preview.confirmed), ("reopened", preview.reopened)):
        if years:
            effects.append(words(f"calendar.effect_{name}", years=words("calendar.dash").join(map(str, years))))
    return effects


def _flips(preview: CalendarPreview, visit: Visit) -> Component:
    words = visit.words
    columns = [Column(text=words(f"calendar.column.{name}")) for name in ("day", "before", "after")]
    rows = [
        Row(
            cells=(
                formats.day_wall(day_of(old.day), visit.lang) + f" {day_of(old.day).year}",
                _described(old, visit),
                html.B(_described(new, visit)),
            )
        )
        for old, new in preview.flips[:SHOWN_FLIPS]
    ]
    table = ledger(columns, rows, caption=words("calendar.flips_caption"), dense=True)
    left = len(preview.flips) - SHOWN_FLIPS
    rest = [html.P(words("calendar.flip_more", n=left), className="sv-note")] if left > 0 else []
    return html.Div([table, *rest], className="sv-flips")


def _described(day: CalendarDay, visit: Visit) -> str:
    kind = kind_word(day, visit)
    return f"{kind} · {day.name}" if day.name else kind


def draw_problems(file: str, sentences: Sequence[str], visit: Visit) -> Component:
    """Why a notice cannot be imported."""
    words = visit.words
    lines = html.Ul([html.Li(one) for one in sentences[:SHOWN_PROBLEMS]], className="sm mb-0")
    return html.Div(
        [banner("red", words("calendar.notice_bad", file=file), ["　", words("errors.notice_errors")]), lines],
        className="sv-problems",
    )
