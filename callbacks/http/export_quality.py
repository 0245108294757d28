"""Doubts about the data, and what an import found, as exports."""

from collections.abc import Iterator, Sequence
from typing import Any

from dashboard.exporting import ExportColumn, ExportRow, ExportTable, Kind, Value
from dashboard.import_report import ImportReport
from dashboard.services import Services
from dashboard.timekeeping import day_of
from layouts.pages.quality_rows import describe_detail, finding_words
from layouts.panels.base import unit_name
from layouts.visit import Visit

BATCH_ROWS = 5_000
MOST_ROWS = 200_000
FINDING_COLUMNS = (
    ("kind", Kind.TEXT, 22),
    ("case_key", Kind.TEXT, 26),
    ("unit", Kind.TEXT, 12),
    ("file", Kind.TEXT, 30),
    ("sheet", Kind.TEXT, 14),
    ("row", Kind.WHOLE, 8),
    ("column", Kind.TEXT, 14),
    ("value", Kind.TEXT, 20),
    ("detail", Kind.TEXT, 48),
    ("remedy", Kind.TEXT, 48),
)
ISSUE_COLUMNS = (
    ("severity", Kind.TEXT, 8),
    ("file", Kind.TEXT, 30),
    ("sheet", Kind.TEXT, 14),
    ("row", Kind.WHOLE, 8),
    ("column", Kind.TEXT, 14),
    ("value", Kind.TEXT, 24),
    ("sentence", Kind.TEXT, 80),
)


def _columns(names: Sequence[tuple[str, Kind, int]], visit: Visit) -> list[ExportColumn]:
    return [
        ExportColumn(head=visit.words(f"export.column.{name}"), kind=kind, width=width) for name, kind, width in names
    ]


def finding_rows(services: Services, kinds: Sequence[str], visit: Visit) -> Iterator[ExportRow]:
    """Every row of these kinds of doubt, in batches."""
    left = MOST_ROWS
    for kind in kinds:
        after, more = "", True
        while more and left > 0:
            page = services.reader.read_finding_rows(
                kind=kind, scope=visit.identity.scope, after=after, limit=min(BATCH_ROWS, left)
            )
            for row in page.rows.to_dict("records"):
                yield _finding(kind, row, visit)
            left -= len(page.rows)
            after, more = page.next, bool(page.next)


def _finding(kind: str, row: dict[Any, Any], visit: Visit) -> ExportRow:
    name, _, remedy = finding_words(kind, visit)
    place = str(row["row"])
    values: dict[str, Value] = {
        "kind": name,
        "unit": unit_name(str(row["unit"]), visit.words),
        "row": int(place) if place.isdecimal() and int(place) else None,
        "detail": describe_detail(kind, row, visit),
        "remedy": remedy,
    }
    return [values[column] if column in values else str(row[column] or "") for column, _, _ in FINDING_COLUMNS]


def finding_table(services: Services, kinds: Sequence[str], visit: Visit) -> ExportTable:
    """The export of doubts; the second sheet explains each kind."""
    words = visit.words
    notes: list[tuple[str, Value]] = []
    for kind in kinds:
        name, explain, remedy = finding_words(kind, visit)
        notes += [
            (words("export.note.kind"), name),
            (words("export.note.explain"), explain),
            (words("export.note.remedy"), remedy),
        ]
    notes.append((words("export.note.as_of"), day_of(visit.today)))
    notes.append((words("export.note.exported_at"), services.clock.now()))
    return ExportTable(
        name=words("export.findings_name"),
        columns=_columns(FINDING_COLUMNS, visit),
        rows=finding_rows(services, kinds, visit),
        notes_name=words("export.notes_name"),
        notes=notes,
        closing=lambda written: [(words("export.note.rows"), written)],
    )


def issue_table(report: ImportReport, visit: Visit) -> ExportTable:
    """Everything an import found, files first."""
    words = visit.words
    files = [
        (words(f"imports.severity.{issue.severity}"), issue.file, issue.sheet, None, "", "", issue.sentence(words))
        for issue in report.file_issues
    ]
    rows = [
        (
            words(f"imports.severity.{issue.severity}"),
            issue.file,
            issue.sheet,
            issue.row,
            issue.column,
            issue.value,
            issue.sentence(words),
        )
        for issue in report.issues
    ]
    return ExportTable(name=words("export.issues_name"), columns=_columns(ISSUE_COLUMNS, visit), rows=[*files, *rows])
