"""How a deadline is counted, day by day: one small calendar a month, every day named for what it was."""

from collections.abc import Sequence
from itertools import groupby

from dash import html
from dash.development.base_component import Component

from dashboard.case_clock import CaseClock, CaseStatus, DayLine, LineKind
from dashboard.clock import ClockRules
from dashboard.period import month_of
from dashboard.timekeeping import day_of
from layouts import formats
from layouts.pages.case_timeline import PAUSE_WORDS, limit_day
from layouts.parts import attrs, panel
from layouts.visit import Visit

OPEN_MONTHS = 4
"""Months unfolded at first: the newest ones; older ones of a long case are folded."""


def draw_days(
    clock: CaseClock, lines: Sequence[DayLine], rules: ClockRules, visit: Visit, *, is_red: bool
) -> Component:
    """The panel: the answer in a sentence, then every day from acceptance on."""
    words = visit.words
    months = [(month, tuple(group)) for month, group in groupby(lines, key=lambda line: month_of(line.day))]
    folded = max(len(months) - OPEN_MONTHS, 0)
    boxes = [
        _month(group, clock, visit, deadline=limit_day(clock, lines), is_open=at >= folded)
        for at, (_, group) in enumerate(months)
    ]
    notes = [html.P(note, className="sv-note") for note in _notes(clock, lines, visit)]
    rule = words("case.days.rule_in" if rules.count_acceptance_day else "case.days.rule_out")
    return panel(
        _title(clock, lines, visit, is_red=is_red),
        [html.Div(boxes, className="sv-months"), *notes],
        unit=words("case.days.unit", rule=rule),
    )


def _title(clock: CaseClock, lines: Sequence[DayLine], visit: Visit, *, is_red: bool) -> str:
    words = visit.words
    due = _short(limit_day(clock, lines), visit)
    if clock.limit == 0:
        return words("case.days.title_zero", due=due)
    if is_red:
        return words("case.days.title_red", limit=clock.limit, due=due, n=clock.overdue_days)
    return words("case.days.title", accepted=_short(clock.accepted_day, visit), limit=clock.limit, due=due)


def _short(day: int | None, visit: Visit) -> str:
    return formats.day_short(None if day is None else day_of(day), visit.lang)


def _notes(clock: CaseClock, lines: Sequence[DayLine], visit: Visit) -> list[str]:
    words, notes = visit.words, []
    exhausted = limit_day(clock, lines)
    if exhausted != clock.due_day:
        due, day = _short(clock.due_day, visit), _short(exhausted, visit)
        notes.append(words("case.days.note_late_pause", day=day, due=due))
    if any(line.provisional for line in lines):
        notes.append(words("case.days.note_provisional"))
    return notes


def _month(
    lines: Sequence[DayLine], clock: CaseClock, visit: Visit, *, deadline: int | None, is_open: bool
) -> html.Details:
    words = visit.words
    name = formats.month(day_of(lines[0].day), visit.lang)
    summary = html.Summary([html.B(name), html.Span(_sum(lines, visit), className="unit")])
    heads = [html.Th(day[-1] if visit.words.is_chinese else day, scope="col") for day in words("case.weekdays").split()]
    blank = day_of(lines[0].day).weekday()
    cells: list[Component] = [html.Td("") for _ in range(blank)]
    cells += [_day(line, clock, visit, deadline=deadline) for line in lines]
    cells += [html.Td("") for _ in range(-len(cells) % 7)]
    rows = [html.Tr(cells[at : at + 7]) for at in range(0, len(cells), 7)]
    caption = html.Caption(words("case.days.caption", month=name), className="visually-hidden")
    table = html.Table([caption, html.Thead(html.Tr(heads)), html.Tbody(rows)], className="sv-month")
    return html.Details([summary, table], open=is_open)


def _sum(lines: Sequence[DayLine], visit: Visit) -> str:
    """How many days of a month were what, without the zeros."""
    kinds = [line.kind for line in lines if not line.future]
    rest = kinds.count(LineKind.WEEKEND) + kinds.count(LineKind.HOLIDAY)
    parts = [
        ("counted", kinds.count(LineKind.COUNTED)),
        ("paused", kinds.count(LineKind.PAUSED)),
        ("overdue", kinds.count(LineKind.OVERDUE)),
        ("rest", rest),
    ]
    return " · ".join(visit.words(f"case.days.sum_{name}", n=n) for name, n in parts if n)


def _day(line: DayLine, clock: CaseClock, visit: Visit, *, deadline: int | None) -> html.Td:
    what, full = _what(line, clock, visit)
    flags = _flags(line, clock, visit, deadline=deadline)
    look = [line.kind.value, "future" if line.future else "", "due" if line.day == deadline else ""]
    if line.provisional:
        look.append("provisional")
        full = f"{full} · {visit.words('case.days.provisional')}"
    inside: list[Component] = [html.Span(str(day_of(line.day).day), className="d")]
    if flags:
        inside.append(html.Span(flags[-1], className="f"))
    inside.append(html.Span(what, className="w"))
    label = " ".join([formats.day_full(day_of(line.day), visit.lang), full, *flags])
    return html.Td(inside, className=" ".join(name for name in look if name), title=label, **attrs(aria_label=label))


def _what(line: DayLine, clock: CaseClock, visit: Visit) -> tuple[str, str]:
    """What a day was, short for the cell and whole for the ear."""
    words, key = visit.words, "case.days."
    match line.kind:
        case LineKind.ACCEPTANCE:
            text = words(key + ("acceptance_counted" if line.count else "acceptance"))
            return text, text
        case LineKind.COUNTED:
            text = words(key + "counted", n=line.count, limit=clock.limit)
            full = words(key + "counted_full", n=line.count, limit=clock.limit)
            return text, f"{words(key + 'make_up_full')} {full}" if line.make_up else full
        case LineKind.OVERDUE:
            text = words(key + "overdue", n=line.count - clock.limit)
            return text, text
        case LineKind.PAUSED:
            word = PAUSE_WORDS.get(line.pauses, "both")
            return words(key + "paused"), f"{words(key + 'paused')} {words(f'{key}paused_{word}')}"
        case LineKind.HOLIDAY:
            text = line.name or words(key + "holiday")
            return text, f"{text} {words(key + 'holiday')}"
        case LineKind.WEEKEND:
            return "", words(key + "weekend")


def _flags(line: DayLine, clock: CaseClock, visit: Visit, *, deadline: int | None) -> list[str]:
    """Small marks in a day's corner: make-up day, due, end."""
    words, key = visit.words, "case.days."
    flags = [words(key + "make_up")] if line.make_up else []
    if line.day == deadline:
        flags.append(words(key + "due"))
    if line.day == clock.end_day:
        if clock.status is CaseStatus.CLOSED:
            flags.append(words(key + "finished"))
        elif clock.status is CaseStatus.OPEN:
            flags.append(words(key + ("today" if clock.as_of == visit.today else "as_of")))
    return flags
