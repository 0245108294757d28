"""The audit ledger as an export: every row of a filter, with its hashes, so that it can be verified elsewhere."""

from collections.abc import Iterator
from urllib.parse import unquote

from dashboard.audit import AuditFilter, AuditRow
from dashboard.exporting import ExportColumn, ExportRow, ExportTable, Kind, Value
from dashboard.services import Services
from dashboard.timekeeping import moment_of
from layouts import formats
from layouts.pages.audit_rows import action_word, result_word, visible, who
from layouts.visit import Visit

BATCH_ROWS = 5_000
MOST_ROWS = 200_000
COLUMNS: tuple[tuple[str, Kind, int], ...] = (
    ("id", Kind.WHOLE, 9),
    ("time", Kind.MOMENT, 20),
    ("offset", Kind.TEXT, 8),
    ("actor", Kind.TEXT, 16),
    ("account_id", Kind.WHOLE, 10),
    ("address", Kind.TEXT, 18),
    ("action", Kind.TEXT, 14),
    ("action_code", Kind.TEXT, 16),
    ("object", Kind.TEXT, 30),
    ("detail", Kind.TEXT, 48),
    ("result", Kind.TEXT, 9),
    ("request", Kind.TEXT, 20),
    ("revision", Kind.WHOLE, 10),
    ("previous", Kind.TEXT, 24),
    ("hash", Kind.TEXT, 24),
)


def told_filter(visit: Visit) -> str:
    """What an address selects, without language and look: as it is put on the ledger."""
    return unquote(visit.state.url("", lang="", theme="", scale="").lstrip("?"))


def audit_rows(services: Services, where: AuditFilter, visit: Visit) -> Iterator[ExportRow]:
    """Every row of a filter, newest first, in batches."""
    after, left = "", MOST_ROWS
    while left > 0:
        page = services.audit.read_rows(where, after=after, limit=min(BATCH_ROWS, left))
        for row in page.rows:
            yield _row(row, visit)
        left -= len(page.rows)
        after = page.next
        if not after:
            return


def _row(row: AuditRow, visit: Visit) -> ExportRow:
    words = visit.words
    values: dict[str, Value] = {
        "time": moment_of(row.at),
        "actor": who(row, visit),
        "action": action_word(row.action, words),
        "action_code": visible(row.action),
        "result": result_word(row.result, words),
    }
    for name in ("object", "detail", "address", "request"):
        values[name] = visible(getattr(row, name))
    return [values[name] if name in values else getattr(row, name) for name, _, _ in COLUMNS]


def audit_table(services: Services, where: AuditFilter, visit: Visit) -> ExportTable:
    """The export; its second sheet says whether the chain is whole and what the rows are."""
    words, key = visit.words, "audit.export.note."
    report = services.audit.verify()
    verdict = words("audit.chain.ok" if report.ok else "audit.chain.bad")
    if report.first_bad is not None:
        why = words(f"audit.why.{report.first_bad.why}")
        verdict += words("audit.chain.at", id=report.first_bad.id, why=why)
    notes: list[tuple[str, Value]] = [
        (words(key + "chain"), verdict),
        (words(key + "print"), report.last_hash),
        (words(key + "filter"), told_filter(visit) or words(key + "filter_none")),
        (words("export.note.exported_at"), services.clock.now()),
        (words(key + "about"), words(key + "about_text")),
    ]
    return ExportTable(
        name=words("audit.export.name"),
        columns=[
            ExportColumn(head=words(f"audit.export.column.{name}"), kind=kind, width=width)
            for name, kind, width in COLUMNS
        ],
        rows=audit_rows(services, where, visit),
        notes_name=words("export.notes_name"),
        notes=notes,
        closing=lambda written: [(words("export.note.rows"), formats.count(written))],
    )
