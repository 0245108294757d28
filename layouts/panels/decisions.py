"""What needs a decision now: the red open cases, the longest overdue first; without any, those close to their limit."""

from dataclasses import dataclass
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.lights import Light
from layouts import formats
from layouts.panels.base import counted, definition_link, lamp_word, sentence, stage_name, unit_name
from layouts.parts import Action, Child, Column, Empty, Row, ledger, light, mini_bar, panel, two_lines
from layouts.urls import case_path
from layouts.visit import Visit

KEY = "approvals.red"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """One open case; days are working days, ``left`` is negative once it is overdue."""

    case_key: str
    item: str
    project: str
    unit: str
    stage: str
    department: str
    left: int
    used: int
    limit: int
    due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsView:
    """The worst cases of one light and how many there are in all; ``open`` tells what else is going on."""

    light: Light
    cases: tuple[OpenCase, ...]
    total: int
    href: str
    open: int
    open_href: str


def build_decisions(view: DecisionsView, visit: Visit, *, title: str = "") -> Component:
    """The list, or a calm word when no case is red."""
    words = visit.words
    definition = definition_link(visit, KEY)
    if not view.total:
        state = Empty(
            title=words("overview.decisions.none"),
            text=counted(words, "overview.decisions.none_text", view.open) if view.open else words("overview.no_open"),
            action=Action(text=words("overview.decisions.none_action"), href=view.open_href) if view.open else None,
        )
        return panel(title or words("overview.decisions.title_none"), state=state, aside=definition)
    rest = view.total - len(view.cases)
    text = counted(words, "overview.decisions.rest", rest) if rest else words(f"overview.decisions.all_{view.light}")
    key = "overview.decisions.title" if view.light is Light.RED else "overview.decisions.title_yellow"
    return panel(
        title or sentence(counted(words, key, view.total)),
        _table(view, visit),
        unit=words(f"overview.decisions.unit_{view.light}"),
        aside=definition,
        action=Action(text=text, href=view.href),
        class_name="sv-decisions",
    )


def build_overdue(view: DecisionsView, visit: Visit) -> Component:
    """The same list on the page about timeliness, under a title that counts."""
    if not view.total:
        return build_decisions(view, visit, title=visit.words("approvals.overdue.title_none"))
    return build_decisions(view, visit, title=sentence(counted(visit.words, "approvals.overdue.title", view.total)))


def _table(view: DecisionsView, visit: Visit) -> Component:
    words = visit.words
    columns = [
        Column(text=words("overview.decisions.light"), width="5em"),
        Column(text=words("overview.decisions.item")),
        Column(text=words(f"overview.decisions.days_{view.light}"), width="8em"),
        Column(text=words("overview.decisions.time"), width="9em"),
        Column(text=words("overview.decisions.who"), width="24%"),
    ]
    longest = max(abs(case.left) for case in view.cases)
    rows = [_row(case, view.light, longest, visit) for case in view.cases]
    return ledger(columns, rows, caption=words("overview.decisions.caption"), dense=True)


def _days(case: OpenCase, visit: Visit) -> str:
    """``16 / 12 工作日``."""
    used, limit = formats.count(case.used), formats.count(case.limit)
    return visit.words("overview.decisions.days", used=used, limit=limit)


def _row(case: OpenCase, kind: Light, longest: int, visit: Visit) -> Row:
    words = visit.words
    days = formats.days(abs(case.left), visit.lang, places=0)
    label = words(f"overview.decisions.label_{kind}", light=lamp_word(kind, words), days=days)
    place = words("overview.decisions.place", unit=unit_name(case.unit, words), stage=stage_name(case.stage, words))
    due = words(f"overview.decisions.due_{kind}", day=formats.day_short(case.due, visit.lang))
    cells: tuple[Child, ...] = (
        light(kind.value, lamp_word(kind, words), label=label),
        two_lines(
            words("overview.decisions.name", item=case.item, project=case.project) if case.project else case.item,
            words("overview.decisions.particulars", place=place, number=case.case_key),
        ),
        mini_bar(formats.count(abs(case.left)), abs(case.left), of=longest, kind=kind.value),
        html.Div([html.Div(_days(case, visit)), html.Div(due, className="t2")]),
        html.Div([html.B(case.department), html.Div(words("overview.decisions.holds"), className="t2")])
        if case.department
        else formats.NONE,
    )
    return Row(cells=cells, href=visit.to(case_path(case.case_key)), link_at=1)
