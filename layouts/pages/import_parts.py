"""What an import did, as parts of pages: numbers, counts by table, problems of files and rows, the list of imports."""

from collections.abc import Sequence
from datetime import datetime

from dash import html
from dash.development.base_component import Component

from dashboard.import_report import FileIssueLine, ImportReport, RowIssue, TableCount
from layouts import formats
from layouts.parts import Action, Cell, Column, Empty, Row, banner, ledger, light, panel
from layouts.visit import Visit

SHOWN_ISSUES = 100
LEFT_OUT = "personal_left_out"
"""The remark on columns that are never read: good news, not a warning."""
COUNTS = ("read", "new", "updated", "unchanged", "retired", "invalid", "orphan", "duplicate", "sentinel")


def sums(report: ImportReport) -> dict[str, int]:
    """The counts of all tables together."""
    return {name: sum(getattr(table, name) for table in report.tables) for name in COUNTS}


def importable(report: ImportReport) -> int:
    """Rows that an import would write."""
    count = sums(report)
    return count["new"] + count["updated"] + count["retired"]


def result_of(report: ImportReport, visit: Visit) -> tuple[str, str]:
    """The outcome of an import as the kind of its light and its words."""
    words, key = visit.words, "import_page.result."
    invalid = sums(report)["invalid"]
    if report.refused:
        return "red", words(key + "refused")
    if report.dry_run:
        return "grey", words(key + "checked")
    if invalid:
        return "yellow", words(key + "invalid", n=formats.count(invalid))
    if not importable(report):
        return "done", words(key + "same")
    return "done", words(key + "clean")


def draw_facts(report: ImportReport, visit: Visit) -> Component:
    """The strip of numbers: read, new, updated, unchanged, errors, waiting, remarks."""
    words, count = visit.words, sums(report)
    tones = {"invalid": "red" if count["invalid"] else ""}
    names = ("read", "new", "updated", "unchanged", "retired", "invalid", "orphan")
    kept = [name for name in names if count[name] or name not in ("retired", "orphan")]
    facts = [(name, count[name]) for name in kept] + [("remarks", report.issues_total)]
    boxes = [
        html.Div(
            [
                html.Dt(words(f"import_page.fact.{name}")),
                html.Dd(html.B(formats.count(n), className=f"t-{tones[name]}" if tones.get(name) else "")),
            ]
        )
        for name, n in facts
    ]
    return html.Dl(boxes, className="sv-facts")


def draw_report(report: ImportReport, visit: Visit) -> list[Component]:
    """Problems of files, counts by table beside problems in rows."""
    parts: list[Component] = [_file_issue(issue, visit) for issue in report.file_issues]
    if report.left_out_personal and all(issue.code != LEFT_OUT for issue in report.file_issues):
        text = visit.words("import_page.preview.left_out", n=formats.count(report.left_out_personal))
        parts.append(banner("info", text))
    stack: list[Component] = [html.Div(parts, className="sv-stack")] if parts else []
    if report.refused and not report.rows:
        return stack
    return [*stack, html.Div([_tables(report.tables, visit), _issues(report, visit)], className="sv-below")]


def _file_issue(issue: FileIssueLine, visit: Visit) -> Component:
    place = f"{issue.file}（{issue.sheet}）" if issue.sheet else issue.file
    sentence = ["　", issue.sentence(visit.words)]
    if issue.code == LEFT_OUT:
        return banner("info", place, sentence)
    return banner("red" if issue.severity == "error" else "yellow", place, sentence)


def _tables(tables: Sequence[TableCount], visit: Visit) -> Component:
    words, key = visit.words, "import_page.tables."
    columns = [Column(text=words(key + "table"), width="16%")]
    columns += [Column(text=words(key + name), number=True) for name in COUNTS]
    rows = [
        Row(cells=(words(f"imports.table.{table.table}"), *(_number(name, table, visit) for name in COUNTS)))
        for table in tables
    ]
    table = ledger(columns, rows, caption=words(key + "caption"))
    total = words(key + "total", n=len(tables))
    return panel(words(key + "title"), table, unit=f"{words(key + 'unit')} · {total}")


def _number(name: str, table: TableCount, visit: Visit) -> str | Cell:
    n = int(getattr(table, name))
    if name == "invalid" and n:
        return Cell(children=html.B(formats.count(n)), mark="bad")
    if name == "orphan" and n:
        return Cell(children=html.B(formats.count(n)), mark="warn")
    return formats.count(n) if n else formats.NONE


def _issues(report: ImportReport, visit: Visit) -> Component:
    words, key = visit.words, "import_page.issues."
    if not report.issues:
        text = html.P(words(key + "none"), className="text-2 sm")
        return panel(words(key + "title_none"), text)
    ranked = sorted(report.issues, key=lambda issue: issue.severity != "error")
    shown = ranked[:SHOWN_ISSUES]
    columns = [
        Column(text=words(key + "severity"), width="5.5em"),
        Column(text=words(key + "place"), width="20%"),
        Column(text=words(key + "row"), number=True, width="4.5em"),
        Column(text=words(key + "column"), width="12%"),
        Column(text=words(key + "value"), width="16%"),
        Column(text=words(key + "sentence")),
    ]
    table = ledger(columns, [_issue(issue, visit) for issue in shown], caption=words(key + "caption"))
    unit = words(key + "unit_all")
    if len(shown) < report.issues_total:
        unit = words(key + "unit", shown=formats.count(len(shown)))
    return panel(words(key + "title", n=formats.count(report.issues_total)), table, unit=unit)


def _issue(issue: RowIssue, visit: Visit) -> Row:
    words, is_error = visit.words, issue.severity == "error"
    word = words(f"import_page.issues.{'error' if is_error else 'notice'}")
    place = f"{issue.file}（{issue.sheet}）" if issue.sheet else issue.file
    value = Cell(children=issue.value or formats.NONE, mark="bad" if is_error else "warn" if issue.value else "")
    cells = (
        light("red" if is_error else "yellow", word),
        place,
        str(issue.row),
        issue.column or formats.NONE,
        value,
        issue.sentence(words),
    )
    return Row(cells=cells)


def draw_imports(imports: Sequence[ImportReport], visit: Visit, *, brief: bool = False) -> Component:
    """The list of imports, newest first; each leads to its report."""
    words, key = visit.words, "import_page.past."
    if not imports:
        return panel(words(key + "title_none"), state=Empty(title=words(key + "title_none"), text=words(key + "none")))
    columns = [
        Column(text=words(key + "time"), width="10.5em"),
        Column(text=words(key + "files")),
        Column(text=words(key + "rows"), number=True),
        Column(text=words(key + "changed"), number=True),
        Column(text=words(key + "result"), width="10em"),
    ]
    rows = [_import(report, visit) for report in imports]
    title = words(key + ("title_brief" if brief else "title"), n=len(imports))
    action = Action(text=words(key + "way"), href=visit.to("/imports")) if brief else None
    table = ledger(columns, rows, caption=words(key + "caption"))
    return panel(title, table, unit=words(key + "unit"), action=action)


def _import(report: ImportReport, visit: Visit) -> Row:
    count = sums(report)
    kind, word = result_of(report, visit)
    cells = (
        html.Span(finished(report, visit), className="nowrap"),
        file_names(report.files, visit),
        formats.count(report.rows),
        f"{formats.count(count['new'])} / {formats.count(count['updated'])}",
        light(kind, word),
    )
    return Row(cells=cells, href=visit.to("/imports", kind=report.batch_id), link_at=1)


def finished(report: ImportReport, visit: Visit) -> str:
    """When an import ended."""
    return formats.moment(datetime.fromisoformat(report.finished_at), visit.lang)


def file_names(files: Sequence[str], visit: Visit) -> str:
    """The files of an import: one by name, more by the first and their number."""
    if not files:
        return formats.NONE
    return files[0] if len(files) == 1 else visit.words("import_page.past.more", first=files[0], n=len(files))
