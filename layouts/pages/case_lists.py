"""What happened to a case, whose time it took, what is odd about it, and the documents it led to."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.case_clock import CaseClock, CaseEvent, CaseFinding
from dashboard.clock import ClockRules
from dashboard.timekeeping import day_of, moment_of
from dashboard.vocabulary import FINISHING, LEAVING, CaseState
from layouts import formats
from layouts.parts import Column, Row, ledger, light, link, mini_bar, panel
from layouts.visit import Visit


def draw_events(clock: CaseClock, events: Sequence[CaseEvent], visit: Visit) -> Component:
    """All events in the order that decides, with what each does to the clock; later ones than as-of are greyed."""
    words = visit.words
    columns = [
        Column(text=words("case.events.time"), width="12.5em"),
        Column(text=words("case.events.state")),
        Column(text=words("case.events.office")),
        Column(text=words("case.events.effect"), width="6em"),
    ]
    states = [event.state for event in events]
    accepted = states.index(CaseState.ACCEPTED) if CaseState.ACCEPTED in states else len(states)
    finish = next((at for at, state in enumerate(states) if at > accepted and state in FINISHING), len(states))
    rows = [_event(clock, event, visit, runs=accepted <= at <= finish) for at, event in enumerate(events)]
    title = words("case.events.title", n=len(events))
    return panel(title, ledger(columns, rows, caption=title), unit=words("case.events.unit"))


def _event(clock: CaseClock, event: CaseEvent, visit: Visit, *, runs: bool) -> Row:
    words = visit.words
    at = moment_of(event.at)
    time = f"{formats.day_full(at, visit.lang)} {at:%H:%M:%S}"
    later = event.day > clock.as_of
    effect = words(f"case.events.{'future' if later else _effect(event, runs=runs)}")
    state = words(f"vocabulary.state.{event.state}")
    cells = (
        html.Span(time, className="nowrap"),
        html.Span(state, className="text-3" if later else ""),
        event.office or formats.NONE,
        effect,
    )
    return Row(cells=cells, link_at=1)


def _effect(event: CaseEvent, *, runs: bool) -> str:
    """What an event does to the clock; before acceptance and after the decision it can only lead away."""
    state = CaseState(event.state)
    if state in LEAVING:
        return "leave"
    if not runs:
        return "none"
    if state is CaseState.ACCEPTED:
        return "start"
    if state in (CaseState.SPECIAL_START, CaseState.CORRECTION_START):
        return "pause"
    if state in (CaseState.SPECIAL_END, CaseState.CORRECTION_END):
        return "resume"
    return "stop" if state in FINISHING else "none"


def draw_split(clock: CaseClock, rules: ClockRules, visit: Visit) -> Component:
    """Working days by whose time they were."""
    words = visit.words
    parts = [
        ("agency", clock.agency_days, "red" if clock.overdue_days else ""),
        ("applicant", clock.applicant_days, "pause"),
        ("special", clock.special_days, "pause"),
    ]
    longest = max([days for _, days, _ in parts] + [1])
    columns = [Column(text=words("case.split.who"), width="9em"), Column(text=words("case.split.days"))]
    rows = [
        Row(cells=(words(f"case.split.{name}"), mini_bar(formats.count(days), days, of=longest, kind=kind)))
        for name, days, kind in parts
    ]
    title = words("case.split.title")
    note = [] if rules.correction_pauses else [html.P(words("case.split.note_correction"), className="sv-note")]
    return panel(title, [ledger(columns, rows, caption=title), *note], unit=words("case.split.unit"))


def draw_findings(findings: Sequence[CaseFinding], visit: Visit) -> Component:
    """What is odd about the events, each with its explanation and all cases like it; or that nothing is."""
    words = visit.words
    if not findings:
        text = html.P(words("case.findings.none"), className="text-2 sm")
        return panel(words("case.findings.none_title"), text, unit=words("case.findings.unit"))
    items = [
        html.Li(
            [
                light("yellow", words(f"findings.{kind.value}.name")),
                html.P([words(f"findings.{kind.value}.explain"), " ", _all_like(kind, visit)], className="text-2 sm"),
            ]
        )
        for kind in findings
    ]
    title = words("case.findings.title", n=len(findings))
    return panel(title, html.Ul(items, className="sv-plain"), unit=words("case.findings.unit"))


def _all_like(kind: CaseFinding, visit: Visit) -> Component:
    return link(visit.words("case.findings.way"), visit.to("/quality", kind=kind.value))


def draw_documents(documents: Sequence[Mapping[str, Any]], visit: Visit) -> Component:
    """Approval documents with number and date."""
    words = visit.words
    columns = [
        Column(text=words("case.documents.name")),
        Column(text=words("case.documents.number")),
        Column(text=words("case.documents.issued"), number=True),
    ]
    rows = [
        Row(cells=(str(d["title"]) or formats.NONE, str(d["number"]) or formats.NONE, _issued(d["issued_day"], visit)))
        for d in documents
    ]
    title = words("case.documents.title", n=len(documents))
    return panel(title, ledger(columns, rows, caption=title))


def _issued(day: int, visit: Visit) -> str:
    return formats.day_full(day_of(day) if day > -200_000 else None, visit.lang)
