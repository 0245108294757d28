"""Data quality: counts of doubts by kind, and the rows of the kind that the address names."""

from typing import Any

from dash import Output

from callbacks._guard import Guard, panel_boundary
from dashboard.calendar import WorkCalendar
from dashboard.permissions import Permission
from dashboard.services import Services
from dashboard.timekeeping import day_of
from layouts.ids import Quality
from layouts.pages import quality as page
from layouts.visit import Visit

PAGE_ROWS = 50
IMPORTS_SHOWN = 6


def provisional_years(calendar: WorkCalendar) -> tuple[int, ...]:
    """Years with a day that no notice has confirmed."""
    return tuple(sorted({day_of(row.day).year for row in calendar.rows if not row.official}))


def read_view(services: Services, visit: Visit) -> page.QualityView:
    """Everything the page shows for one address."""
    scope, reader = visit.identity.scope, services.reader
    board = services.boards.current(scope)
    findings = tuple(reader.read_findings(scope=scope))
    kind = visit.state.kind
    is_known = kind in {finding.kind for finding in findings} or f"findings.{kind}.name" in visit.words
    rows = None
    if kind and is_known:
        rows = reader.read_finding_rows(kind=kind, scope=scope, after=visit.state.after, limit=PAGE_ROWS)
        if rows.rows.empty and visit.state.after:
            rows = reader.read_finding_rows(kind=kind, scope=scope, after="", limit=PAGE_ROWS)
    calendar = board.rules.calendar
    return page.QualityView(
        findings=findings,
        kind=kind if is_known else "",
        page=rows,
        provisional=provisional_years(calendar),
        years=(day_of(calendar.first).year, day_of(calendar.last).year),
        imports=tuple(services.importer.read_imports(limit=IMPORTS_SHOWN, scope=scope)),
        has_data=board.revision.data_time > 0,
    )


def show_quality(services: Services, visit: Visit) -> dict[str, Any]:
    """Head and body of the page."""
    view = read_view(services, visit)
    return {
        "head": page.draw_head(view, visit),
        "body": panel_boundary(visit.words, lambda: page.draw_body(view, visit)),
    }


def register(guard: Guard, services: Services) -> None:
    """Register the page."""
    outputs = {"head": Output(Quality.HEAD, "children"), "body": Output(Quality.BODY, "children")}

    @guard.page("quality", outputs, permission=Permission.VIEW_RECORDS)
    def show(visit: Visit) -> dict[str, Any]:
        return show_quality(services, visit)
