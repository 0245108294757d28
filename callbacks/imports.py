"""The import page: former imports with their reports, and previews of uploads drawn from what the server answered."""

from typing import Any

from dash import Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from callbacks._guard import Guard, current_identity, panel_boundary
from callbacks.visits import read_visit
from dashboard.errors import BadRequest, NotFound
from dashboard.import_report import ImportReport
from dashboard.permissions import Permission
from dashboard.services import Services
from layouts.ids import Imports, Shell
from layouts.pages import imports as page
from layouts.visit import Visit

SHOWN = 50


def show_imports(services: Services, visit: Visit) -> dict[str, Any]:
    """The list of imports, or the report of the one that the address names."""
    if visit.state.kind:
        return show_report(services, visit)
    imports = services.importer.read_imports(limit=SHOWN, scope=visit.identity.scope)
    return {
        "head": page.draw_head(imports, visit),
        "body": panel_boundary(visit.words, lambda: page.draw_body(imports, visit)),
    }


def show_report(services: Services, visit: Visit) -> dict[str, Any]:
    """One former import; one that does not exist is a sentence."""
    try:
        report = services.importer.read_import(visit.state.kind, scope=visit.identity.scope)
    except NotFound as error:
        return {"head": no_update, "body": page.draw_missing(visit.words(error.key, **error.params), visit)}
    return {
        "head": page.draw_report_head(report, visit),
        "body": panel_boundary(visit.words, lambda: page.draw_report_body(report, visit)),
    }


def read_report(answer: object) -> ImportReport | None:
    """The report that an upload answered. It comes from the browser: what is no report is refused."""
    plain = answer.get("report") if isinstance(answer, dict) else None
    if plain is None:
        return None
    try:
        return ImportReport.from_json(plain)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise BadRequest("errors.body") from error


def show_preview(services: Services, visit: Visit, answer: object) -> Any:
    """Upload zone, or what the last upload would do or did; nothing over the report of a former import."""
    limit = services.settings.upload_megabytes
    if visit.state.kind:
        return None
    report = read_report(answer)
    if report is None:
        failure = str(answer.get("failure") or "")[:400] if isinstance(answer, dict) else ""
        return page.draw_upload(visit, limit=limit, failure=failure)
    return page.draw_preview(report, visit, limit=limit)


def write_issues(answer: object, visit: Visit) -> dict[str, Any]:
    """The list of problems of a preview, which is stored nowhere, as text for the browser to save."""
    report = read_report(answer)
    if report is None:
        raise PreventUpdate
    lines = [issue.line(visit.words) for issue in report.file_issues]
    lines += [issue.line(visit.words) for issue in report.issues]
    name = f"{visit.words('export.issues_name')}.txt"
    return {"content": "\ufeff" + "\r\n".join(lines), "filename": name, "type": "text/plain", "base64": False}


def register(guard: Guard, services: Services) -> None:
    """Register the page, the preview of an upload, and the list of its problems."""
    outputs = {
        "head": Output(Imports.HEAD, "children"),
        "body": Output(Imports.BODY, "children"),
        "preview": Output(Imports.PREVIEW, "children"),
    }

    @guard.page("imports", outputs, Input(Imports.RESULT, "data"), permission=Permission.IMPORT)
    def show(visit: Visit, answer: object) -> dict[str, Any]:
        return show_imports(services, visit) | {"preview": show_preview(services, visit, answer)}

    @guard.callback(
        Output(Imports.DOWNLOAD, "data"),
        Input(Imports.ISSUES, "n_clicks"),
        State(Imports.RESULT, "data"),
        State(Shell.LOCATION, "search"),
        permission=Permission.IMPORT,
        prevent_initial_call=True,
    )
    def save(clicks: object, answer: object, search: object) -> dict[str, Any]:
        if not clicks:
            raise PreventUpdate
        visit = read_visit(services, "/imports", search, identity=current_identity())
        file = write_issues(answer, visit)
        services.audit.note(visit.identity, action="export", object="import-preview", detail={"format": "txt"})
        return file
