"""导入: template, upload, preview and confirmation, and the reports of former imports.

Files are sent by ``assets/upload.js`` to the same address that programs use; what it answers is put into a store, from
which the preview is drawn here.
"""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.import_report import ImportReport
from layouts import formats
from layouts.ids import Imports
from layouts.pages.import_parts import draw_facts, draw_imports, draw_report, finished, importable, result_of, sums
from layouts.parts import Action, Empty, Loading, attrs, banner, breadcrumbs, button, link, page_head, panel, steps
from layouts.visit import Visit

UPLOAD_URL = "/api/v1/imports"
ACCEPTED = ".csv,.xlsx,.xls,.zip,.tsv,.txt"


def skeleton(visit: Visit) -> Component:
    """The places of head, upload, preview and list. The store keeps what the last upload answered."""
    words = visit.words
    state = Loading(label=words("import_page.loading"), shape="rows")
    return html.Div(
        [
            html.Div(page_head(words("import_page.heading")), id=Imports.HEAD),
            dcc.Store(id=Imports.RESULT),
            dcc.Download(id=Imports.DOWNLOAD),
            html.Div(id=Imports.PREVIEW),
            html.Div(panel(words("import_page.heading"), state=state), id=Imports.BODY),
        ]
    )


def draw_head(imports: Sequence[ImportReport], visit: Visit) -> Component:
    """The message: what the latest import did."""
    words = visit.words
    sub = words("import_page.sub")
    if not imports:
        return page_head(words("import_page.title_none"), sub=sub)
    rows = words("import_page.rows", n=formats.count(imports[0].rows))
    return page_head(words("import_page.title", rows=rows, result=result_of(imports[0], visit)[1]), sub=sub)


def draw_body(imports: Sequence[ImportReport], visit: Visit) -> Component:
    """The list of former imports."""
    return html.Div(draw_imports(imports, visit), className="sv-below")


def draw_upload(visit: Visit, *, limit: int, failure: str = "", step: int = 2) -> Component:
    """Steps and the place to drop files on; ``failure`` says why the last upload was refused."""
    words, key = visit.words, "import_page.upload."
    zone = html.Div(
        [
            html.Div(
                [
                    html.Span(words(key + "drop")),
                    html.Button(
                        words(key + "choose"),
                        type="button",
                        className="sv-btn primary",
                        **attrs(data_upload_choose="true"),
                    ),
                ],
                className="act",
            ),
            html.P(words(key + "hint"), className="sv-note"),
            html.Div(className="st", role="status", **attrs(data_upload_status="true", aria_live="polite")),
            html.Div(html.I(), className="pg", hidden=True, **attrs(data_upload_bar="true")),
        ],
        className="sv-drop",
        **_settings(visit, limit=limit),
    )
    template = html.A(words(key + "template"), href="/export/template.xlsx", className="sv-btn")
    failed = [banner("red", words(key + "failed"), ["　", failure])] if failure else []
    body = panel(words(key + "title"), [*failed, zone], unit=words(key + "unit", limit=limit), aside=template)
    return html.Div([_steps(visit, step), body])


def _steps(visit: Visit, current: int) -> Component:
    words, key = visit.words, "import_page.step."
    names = [words(key + name) for name in ("template", "upload", "preview", "confirm")]
    return html.Div(steps(names, current=current, label=words(key + "label")), className="sv-steps-box")


def _settings(visit: Visit, *, limit: int) -> dict[str, Any]:
    """What ``assets/upload.js`` needs to know."""
    words, key = visit.words, "import_page.upload."
    return attrs(
        data_upload="true",
        data_url=f"{UPLOAD_URL}?lang={words.language}",
        data_store_id=Imports.RESULT.value,
        data_accept=ACCEPTED,
        data_limit_mb=str(limit),
        data_sending=words(key + "sending"),
        data_checking=words(key + "checking"),
        data_writing=words(key + "writing"),
        data_lost=words(key + "lost"),
        data_too_large=words(key + "too_large"),
    )


def draw_preview(report: ImportReport, visit: Visit, *, limit: int) -> Component:
    """What an upload would do (``dry_run``) or did: message, numbers, what to do next, tables and problems."""
    words, key = visit.words, "import_page.preview."
    parts: list[Component] = [_steps(visit, 3 if report.dry_run else 4), _say(report, visit)]
    if report.rows or not report.refused:
        parts.append(draw_facts(report, visit))
    if report.already and report.dry_run:
        parts.append(banner("yellow", words(key + "already", batch=report.already), words(key + "already_rest")))
    parts += [_ways(report, visit, limit=limit), *draw_report(report, visit)]
    return html.Div(parts, className="sv-preview")


def _say(report: ImportReport, visit: Visit) -> Component:
    words = visit.words
    unit = words("import_page.preview.unit")
    if not report.dry_run:
        unit = words("import_page.preview.unit_done", batch=report.batch_id)
    return html.Div(html.Div([html.H2(preview_title(report, visit)), html.Div(unit, className="sub")], className="say"))


def preview_title(report: ImportReport, visit: Visit) -> str:
    """The message over a preview or a finished upload."""
    words, key, count = visit.words, "import_page.preview.", sums(report)
    rows, good = formats.count(report.rows), importable(report)
    if report.refused:
        errors = sum(issue.severity == "error" for issue in report.file_issues)
        return words(key + "title_refused", n=max(errors, 1))
    if not report.dry_run:
        if not good:
            return words(key + "title_done_same", rows=rows)
        new, updated = formats.count(count["new"]), formats.count(count["updated"])
        return words(key + "title_done", new=new, updated=updated)
    if count["invalid"]:
        return words(key + "title", rows=rows, good=formats.count(good), bad=formats.count(count["invalid"]))
    return words(key + ("title_clean" if good else "title_same"), rows=rows)


def _ways(report: ImportReport, visit: Visit, *, limit: int) -> Component:
    """Confirm or start again, and the list of problems."""
    words, key, good = visit.words, "import_page.preview.", importable(report)
    ways: list[Component] = []
    if report.dry_run and not report.refused and good:
        text = words(key + "confirm", n=formats.count(good))
        ways.append(html.Button(text, type="button", className="sv-btn primary", **attrs(data_upload_confirm="true")))
    if not report.dry_run and not report.refused:
        ways.append(
            link(words(key + "report"), visit.to("/imports", kind=report.batch_id), class_name="sv-btn primary")
        )
    ways.append(
        html.Button(words(key + "again"), type="button", className="sv-btn", **attrs(data_upload_choose="true"))
    )
    if report.issues_total or report.file_issues:
        ways.append(button(words(key + "download"), id=Imports.ISSUES))
    bad = sums(report)["invalid"]
    note = words(key + "note", bad=formats.count(bad)) if bad else words(key + "note_clean")
    status = html.Span(note if report.dry_run and not report.refused else "", className="text-2 sm")
    said = html.Span(className="sm", role="status", **attrs(data_upload_status="true", aria_live="polite"))
    return html.Div([*ways, status, said], className="sv-ways", **_settings(visit, limit=limit))


def draw_report_head(report: ImportReport, visit: Visit) -> Component:
    """Crumbs, outcome and particulars of one former import; the list of problems as a download."""
    words = visit.words
    crumbs = breadcrumbs(
        [(words("import_page.heading"), visit.here(kind="")), (report.batch_id, "")], label=words("import_page.crumbs")
    )
    sub = words(
        "import_page.sub_report",
        batch=report.batch_id,
        files=len(report.files),
        seconds=formats.decimal(report.seconds),
    )
    tools: list[Component] = []
    if report.issues_total or report.file_issues:
        href = f"/export/import-issues.xlsx?batch={report.batch_id}&lang={words.language}"
        tools.append(html.A(words("import_page.preview.download"), href=href, className="sv-btn"))
    title = words("import_page.title_report", when=finished(report, visit), result=result_of(report, visit)[1])
    return page_head(title, sub=sub, filters=tools, crumbs=crumbs)


def draw_report_body(report: ImportReport, visit: Visit) -> Component:
    """Numbers, tables and problems of one former import."""
    return html.Div([draw_facts(report, visit), *draw_report(report, visit)])


def draw_missing(sentence: str, visit: Visit) -> Component:
    """What stands in place of an import that does not exist."""
    words = visit.words
    way = Action(text=words("import_page.missing_way"), href=visit.here(kind=""))
    return panel(words("import_page.missing"), state=Empty(title=sentence, action=way))
