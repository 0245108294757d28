"""One case: its clock as seen from the address's day, and every day that explains it."""

from typing import Any

from dash import Output

from callbacks._guard import Guard, panel_boundary
from dashboard.case_clock import events_of, explain, findings, run_clock
from dashboard.case_events import in_order
from dashboard.errors import NotFound
from dashboard.permissions import Permission
from dashboard.ports import Rules
from dashboard.services import Services
from dashboard.timekeeping import instant_of
from layouts.ids import Case
from layouts.pages import case as page
from layouts.visit import Visit


def read_view(services: Services, rules: Rules, visit: Visit) -> page.CaseView:
    """One case as it stood at the end of the address's day. Raises ``NotFound``."""
    record = services.case(visit.name, visit.identity.scope)
    facts = record.facts.iloc[0]
    events = tuple(in_order(events_of(record.events)))
    clock = run_clock(
        events,
        limit=int(facts["limit_days"]),
        as_of_day=visit.query.as_of,
        calendar=rules.calendar,
        rules=rules.clock,
        light_rule=rules.light,
    )
    lines = tuple(explain(clock, rules.calendar, rules.clock))
    return page.CaseView(
        case_key=visit.name,
        fields=record.fields,
        clock=clock,
        lines=lines,
        events=events,
        findings=tuple(findings(events, instant_of(services.clock.now()))),
        documents=tuple(record.documents),
        statutory=int(facts["statutory_days"]),
        instant=bool(facts["instant"]),
        provisional=any(line.provisional for line in lines),
        rules=rules.clock,
        back=visit.state.kind,
    )


def show_case(services: Services, visit: Visit) -> dict[str, Any]:
    """Head and body of the page; a case that is not there is a sentence."""
    rules = services.boards.current(visit.identity.scope).rules
    try:
        view = read_view(services, rules, visit)
    except NotFound as error:
        return page.draw_missing(visit.name, visit.words(error.key, **error.params), visit)
    return {
        "head": page.draw_head(view, visit),
        "body": panel_boundary(visit.words, lambda: page.draw_body(view, visit)),
    }


def register(guard: Guard, services: Services) -> None:
    """Register the page."""
    outputs = {"head": Output(Case.HEAD, "children"), "body": Output(Case.BODY, "children")}

    @guard.page("case", outputs, permission=Permission.VIEW_RECORDS)
    def show(visit: Visit) -> dict[str, Any]:
        return show_case(services, visit)
