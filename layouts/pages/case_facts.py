"""The strip of key facts of one case."""

from dash import html
from dash.development.base_component import Component

from dashboard.case_clock import CaseClock, CaseStatus
from dashboard.lights import Light
from dashboard.timekeeping import day_of
from layouts import formats
from layouts.parts import attrs
from layouts.visit import Visit

Fact = tuple[str, str, str, str]
"""Label, value, small note, tone of the value (a light's kind or empty)."""


def draw_facts(clock: CaseClock, visit: Visit, *, statutory: int, instant: bool, provisional: bool) -> Component:
    """Accepted, limit, used, left or overdue, due, paused; days are working days."""
    words = visit.words
    facts = [
        (words("case.fact.accepted"), _day(clock.accepted_day, visit), "", ""),
        _limit(clock, visit, statutory=statutory, instant=instant),
        _used(clock, visit),
        _balance(clock, visit),
        _due(clock, visit, provisional=provisional),
        *_end(clock, visit),
        _paused(clock, visit),
    ]
    return html.Dl([_draw(fact) for fact in facts], className="sv-facts", **attrs(aria_label=words("case.fact.label")))


def _draw(fact: Fact) -> html.Div:
    label, value, note, tone = fact
    small = [html.Span(note, className="note")] if note else []
    return html.Div([html.Dt(label), html.Dd([html.B(value, className=f"t-{tone}" if tone else ""), *small])])


def _day(day: int | None, visit: Visit) -> str:
    return formats.day_full(None if day is None else day_of(day), visit.lang)


def _limit(clock: CaseClock, visit: Visit, *, statutory: int, instant: bool) -> Fact:
    words = visit.words
    note = words("case.fact.statutory", n=statutory) if statutory > 0 else words("case.fact.statutory_none")
    if instant:
        note = f"{words('case.fact.instant')} · {note}"
    return words("case.fact.limit"), formats.days(clock.limit, visit.lang, places=0), note, ""


def _used(clock: CaseClock, visit: Visit) -> Fact:
    words = visit.words
    if clock.status is CaseStatus.OPEN:
        note = words("case.fact.used_note_open", day=formats.day_short(day_of(clock.as_of), visit.lang))
    else:
        note = words("case.fact.used_note_closed") if clock.status is CaseStatus.CLOSED else ""
    return words("case.fact.used"), formats.item_days(clock.used, clock.limit, visit.lang), note, ""


def _balance(clock: CaseClock, visit: Visit) -> Fact:
    words = visit.words
    if clock.overdue_days:
        return words("case.fact.overdue"), formats.days(clock.overdue_days, visit.lang, places=0), "", "red"
    tone = "yellow" if clock.light is Light.YELLOW else ""
    word = "left" if clock.status is CaseStatus.OPEN else "spare"
    return words(f"case.fact.{word}"), formats.days(clock.remaining, visit.lang, places=0), "", tone


def _due(clock: CaseClock, visit: Visit, *, provisional: bool) -> Fact:
    words = visit.words
    weekdays = words("case.weekdays").split()
    notes = [weekdays[day_of(clock.due_day).weekday()]] if clock.due_day is not None else []
    if clock.paused_now:
        notes = [words("case.fact.due_paused")]
    if provisional:
        notes.append(words("case.fact.provisional"))
    return words("case.fact.due"), _day(clock.due_day, visit), " · ".join(notes), ""


def _end(clock: CaseClock, visit: Visit) -> list[Fact]:
    words = visit.words
    if clock.status is CaseStatus.CLOSED:
        state = words(f"vocabulary.state.{clock.finish_state}")
        return [(words("case.fact.finished"), _day(clock.finish_day, visit), state, "")]
    if clock.status is CaseStatus.LEFT:
        state = words(f"vocabulary.state.{clock.out_state}")
        return [(words("case.fact.out"), _day(clock.out_day, visit), state, "")]
    return []


def _paused(clock: CaseClock, visit: Visit) -> Fact:
    words = visit.words
    note = words("case.fact.paused_note" if clock.paused else "case.fact.paused_none")
    return words("case.fact.paused"), formats.days(clock.paused, visit.lang, places=0), note, ""
