"""One case (办件): where it stands, why, and every day that led there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.case_clock import CaseClock, CaseEvent, CaseFinding, CaseStatus, DayLine
from dashboard.clock import ClockRules
from dashboard.lights import Light
from dashboard.timekeeping import day_of
from layouts import formats
from layouts.ids import Case
from layouts.pages.case_days import draw_days
from layouts.pages.case_facts import draw_facts
from layouts.pages.case_lists import draw_documents, draw_events, draw_findings, draw_split
from layouts.pages.case_timeline import draw_timeline
from layouts.panels.base import unit_name
from layouts.parts import Action, Empty, Loading, banner, breadcrumbs, light, page_head, panel
from layouts.urls import records_path
from layouts.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """One case as seen at the end of a day. ``fields`` are stored texts, ``back`` the key of the former ledger."""

    case_key: str
    fields: Mapping[str, Any]
    clock: CaseClock
    lines: tuple[DayLine, ...]
    events: tuple[CaseEvent, ...]
    findings: tuple[CaseFinding, ...]
    documents: tuple[Mapping[str, Any], ...]
    statutory: int
    instant: bool
    provisional: bool
    rules: ClockRules
    back: str

    @property
    def item(self) -> str:
        """Name of the item, or its code."""
        return str(self.fields.get("item_name") or self.fields.get("item_code") or self.case_key)


def skeleton(visit: Visit) -> Component:
    """The places of head and body."""
    words = visit.words
    loading = Loading(label=words("case.loading"), shape="rows")
    return html.Div(
        [
            html.Div(page_head(words("case.heading"), sub=visit.name), id=Case.HEAD),
            html.Div(panel(words("case.heading"), state=loading), id=Case.BODY),
        ]
    )


def draw_head(view: CaseView, visit: Visit) -> list[Component]:
    """Crumbs, the message, what the case is, and a line when the page looks back."""
    words = visit.words
    as_of = formats.day_full(day_of(view.clock.as_of), visit.lang)
    fields = view.fields
    sub = words(
        "case.sub",
        case_key=view.case_key,
        project=fields.get("project_name") or words("case.no_project"),
        unit=unit_name(str(fields.get("unit", "")), words),
        department=fields.get("department_name") or words("case.no_department"),
        as_of=as_of,
    )
    kind = view.clock.light.value
    say = html.Div([html.H1(_title(view, visit)), html.Div(sub, className="sub")], className="say")
    badge = light(kind, words(f"vocabulary.light.{kind}"), boxed=True, size="lg")
    parts: list[Component] = [_crumbs(view.case_key, view.back, visit), html.Div([say, badge], className="sv-head")]
    if view.clock.as_of < visit.today:
        way = Action(text=words("case.past.way"), href=visit.here(as_of="", period=""))
        parts.append(banner("info", words("case.past.strong", day=as_of), words("case.past.rest"), action=way))
    return parts


def _crumbs(case_key: str, back: str, visit: Visit) -> Component:
    words, state = visit.words, visit.state
    path = records_path(back) if back else "/records"
    ledger = state.url(path, kind="", after=state.after)
    items = [(words("case.home"), visit.to("/")), (words("case.ledger"), ledger), (case_key, "")]
    return breadcrumbs(items, label=words("case.crumbs"))


def _title(view: CaseView, visit: Visit) -> str:
    words, clock, item = visit.words, view.clock, view.item
    key = "case.title."
    if clock.status is CaseStatus.NOT_ACCEPTED:
        return words(key + "not_accepted", item=item)
    if clock.status is CaseStatus.LEFT:
        state = words(f"vocabulary.state.{clock.out_state}")
        day = formats.day_full(day_of(clock.out_day or 0), visit.lang)
        return words(key + "left_out", item=item, state=state, day=day)
    if clock.status is CaseStatus.CLOSED:
        word = "late" if clock.overdue_days else "early" if clock.remaining else "exact"
        return words(key + word, item=item, used=clock.used, n=abs(clock.remaining))
    if clock.light is Light.PAUSED:
        return words(key + "pause", item=item, n=clock.paused)
    if clock.light is Light.RED:
        return words(key + "red", item=item, n=clock.overdue_days)
    return words(key + ("left" if clock.remaining else "last_day"), item=item, n=clock.remaining)


def draw_body(view: CaseView, visit: Visit) -> Component:
    """Facts, timeline, the day-by-day list beside events, split of time, findings, documents."""
    left: list[Component] = []
    if view.lines:
        left.append(draw_days(view.clock, view.lines, view.rules, visit, is_red=view.clock.light is Light.RED))
    right = [draw_events(view.clock, view.events, visit)]
    if view.clock.accepted_day is not None:
        right.append(draw_split(view.clock, view.rules, visit))
    right.append(draw_findings(view.findings, visit))
    if view.documents:
        right.append(draw_documents(view.documents, visit))
    top: list[Component] = []
    if view.clock.accepted_day is not None:
        facts = draw_facts(
            view.clock, visit, statutory=view.statutory, instant=view.instant, provisional=view.provisional
        )
        top = [facts, draw_timeline(view.clock, view.lines, visit)]
    columns = html.Div(
        [html.Div(left, className="col-12 col-xl-7"), html.Div(right, className="col-12 col-xl-5")]
        if left
        else [html.Div(right, className="col-12 col-xl-7")],
        className="row g-4 sv-after",
    )
    return html.Div([*top, columns])


def draw_missing(case_key: str, sentence: str, visit: Visit) -> dict[str, Any]:
    """What stands in place of a case that does not exist or may not be seen."""
    words = visit.words
    way = Action(text=words("case.missing_way"), href=visit.state.url("/records", kind=""))
    head = [_crumbs(case_key, "", visit), page_head(words("case.missing"))]
    return {"head": head, "body": panel(words("case.heading"), state=Empty(title=sentence, action=way))}
