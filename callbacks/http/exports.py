"""Downloads: the ledger, doubts about the data, what an import found, the audit ledger, and the empty template.

Each but the template is put on the audit ledger before it is sent; when that fails nothing is sent.
"""

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from flask import Response, request, send_file

from callbacks._guard import current_identity
from callbacks.audit import read_filter
from callbacks.http.export_audit import audit_table, told_filter
from callbacks.http.export_quality import finding_table, issue_table
from callbacks.http.export_records import record_table, stream_for
from callbacks.http.gate import Gate
from callbacks.records import find_records
from callbacks.visits import read_visit
from dashboard.errors import BadRequest, NotFound
from dashboard.exporting import Exporter, ExportTable
from dashboard.permissions import Permission
from dashboard.ports import RevisionMoved
from dashboard.services import Services
from dashboard.timekeeping import day_of
from layouts.pages.quality_rows import known_kinds
from layouts.urls import records_path
from layouts.visit import Visit

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
PINNED_TRIES = 3
"""How often an export starts again because the data moved, before it goes on with moving data and says so."""


class Exports:
    """The views of the downloads."""

    def __init__(self, services: Services, exporter: Exporter) -> None:
        self._services = services
        self._exporter = exporter

    def records(self, kind: str) -> Response:
        """All rows of a record set: ``key`` and the filters of the ledger's address."""
        services = self._services
        key = request.args.get("key", "")
        visit = self._visit(records_path(key[:100]).rstrip("/"))
        if visit.name != key:
            raise NotFound("errors.record_set", value=key[:60])
        as_of = day_of(visit.query.as_of).isoformat()
        _, indicator, records = find_records(visit.name)
        is_stock = records.value in STOCKS
        text = f"{indicator.text_key}.name" if indicator else f"vocabulary.records.{records.value}"
        name = visit.words(
            "export.stock_file" if is_stock else "export.records_file",
            name=visit.words(text),
            period=visit.query.period.text,
            as_of=as_of,
        )
        for turn in range(PINNED_TRIES + 1):
            stream = stream_for(services, visit, pinned=turn < PINNED_TRIES)
            try:
                return self._send(kind, name, record_table(stream, visit), visit=visit, what=f"records {key}")
            except RevisionMoved:
                continue
        raise RevisionMoved

    def findings(self, kind: str) -> Response:
        """Doubts about the data, of one ``kind`` or all."""
        visit = self._visit("/quality")
        found = self._services.reader.read_findings(scope=visit.identity.scope)
        kinds = known_kinds([finding.kind for finding in found], visit.state.kind)
        name = visit.words("export.findings_file", as_of=day_of(visit.today).isoformat())
        return self._send(kind, name, finding_table(self._services, kinds, visit), visit=visit, what="findings")

    def issues(self, kind: str) -> Response:
        """What one import found; ``batch`` names it."""
        visit = self._visit("/imports")
        report = self._services.importer.read_import(request.args.get("batch", "")[:64], scope=visit.identity.scope)
        name = visit.words("export.issues_file", batch=report.batch_id)
        return self._send(kind, name, issue_table(report, visit), visit=visit, what=f"import-issues {report.batch_id}")

    def audit(self, kind: str) -> Response:
        """The rows of the audit ledger that the address selects."""
        visit = self._visit("/admin/audit")
        name = visit.words("audit.export.file", as_of=day_of(visit.today).isoformat())
        table = audit_table(self._services, read_filter(visit), visit)
        return self._send(kind, name, table, visit=visit, what="audit")

    def template(self) -> Response:
        """The empty 办件台账."""
        visit = self._visit("/imports")
        name = visit.words("export.template_file")
        return self._file("xlsx", name, self._exporter.write_template, lambda _: None)

    def _visit(self, path: str) -> Visit:
        """The visit of an address. What makes no sense is an error here: a download must not be of something else."""
        search = request.query_string.decode("utf-8", "replace")
        visit = read_visit(self._services, path, search, identity=current_identity())
        if visit.state.notices:
            raise visit.state.notices[0]
        return visit

    def _send(self, kind: str, name: str, table: ExportTable, *, visit: Visit, what: str) -> Response:
        """Write the table, put on the ledger ``what`` it is, and send it."""
        if kind not in TYPES:
            raise BadRequest("http.format", value=kind[:20])
        write = self._exporter.write_xlsx if kind == "xlsx" else self._exporter.write_csv

        def note(written: object) -> None:
            detail = {"format": kind, "rows": written, "filter": told_filter(visit)}
            self._services.audit.note(visit.identity, action="export", object=what, detail=detail)

        return self._file(kind, name, lambda path: write(path, table), note)

    def _file(self, kind: str, name: str, write: Callable[[Path], object], note: Callable[[object], None]) -> Response:
        """Write into a temporary file, note what was written, and send it; by then no listing shows the file."""
        handle, text = tempfile.mkstemp(prefix="duban-export-", suffix=f".{kind}")
        os.close(handle)
        path = Path(text)
        try:
            note(write(path))
            file = path.open("rb")
        finally:
            path.unlink()
        size = os.fstat(file.fileno()).st_size
        answer = send_file(file, mimetype=TYPES[kind])
        answer.content_length = size
        answer.headers["Content-Disposition"] = disposition(f"{name}.{kind}", plain=request.path.rpartition("/")[2])
        answer.headers["Cache-Control"] = "no-store"
        answer.call_on_close(file.close)
        return answer


def disposition(name: str, *, plain: str) -> str:
    """The header that names a download (RFC 6266): ``plain`` in ASCII for old programs, the whole name for others."""
    safe = re.sub(r"[^A-Za-z0-9._-]", "_", plain)
    return f"attachment; filename=\"{safe}\"; filename*=UTF-8''{quote(name, safe='')}"


STOCKS = frozenset({"open", "red", "yellow", "green", "paused"})


def mount(gate: Gate, services: Services, exporter: Exporter) -> None:
    """Mount the downloads."""
    exports = Exports(services, exporter)
    for rule, view, permission in (
        ("/export/records.<kind>", exports.records, Permission.EXPORT),
        ("/export/findings.<kind>", exports.findings, Permission.EXPORT),
        ("/export/import-issues.<kind>", exports.issues, Permission.EXPORT),
        ("/export/template.xlsx", exports.template, Permission.EXPORT),
        ("/export/audit.<kind>", exports.audit, Permission.AUDIT),
    ):
        gate.add(rule, view, name=f"export.{view.__name__}", permission=permission)
