"""Every export is on the audit ledger before it is sent; the ledger itself can be exported and verified elsewhere."""

import csv
import hashlib
import io
import json

import openpyxl
import pytest

from callbacks.http.export_audit import COLUMNS
from callbacks.http.server import make_server
from dashboard.audit import AuditFilter, BadRow
from dashboard.errors import Conflict
from dashboard.permissions import OPERATOR, WHOLE_CITY, Identity, Permission
from data_access.exporters import FileExporter
from tests.callbacks.demo_city import open_city
from tests.fakes import FakeAccounts, FakeAudit, FakeExporter, make_services

EXPORTS = {
    "/export/records.xlsx?key=approvals.red&unit=350502&lang=en": ("records approvals.red", "xlsx", "unit=350502"),
    "/export/findings.csv": ("findings", "csv", ""),
    "/export/audit.csv?kind=export": ("audit", "csv", "kind=export"),
}


@pytest.mark.parametrize("address", EXPORTS)
def test_an_export_is_noted_before_it_is_sent(address: str) -> None:
    audit = FakeAudit()
    audit.note(OPERATOR, action="export", object="former")
    client = make_server(make_services(audit=audit), FileExporter()).test_client()
    assert client.get(address, buffered=True).status_code == 200
    row = audit.rows[-1]
    what, kind, selected = EXPORTS[address]
    detail = json.loads(row.detail)
    assert (row.action, row.object, row.result) == ("export", what, "ok")
    assert (detail["format"], detail["filter"]) == (kind, selected) or detail["filter"].endswith(selected)
    assert isinstance(detail["rows"], int)


@pytest.mark.parametrize("address", EXPORTS)
def test_what_cannot_be_noted_is_not_sent(address: str) -> None:
    audit = FakeAudit(failure=Conflict("errors.busy"))
    client = make_server(make_services(audit=audit), FakeExporter()).test_client()
    answer = client.get(address, buffered=True)
    assert answer.status_code == 409
    assert "errors" not in answer.text and b"PK" not in answer.data


def test_the_empty_template_is_not_an_export() -> None:
    audit = FakeAudit()
    client = make_server(make_services(audit=audit), FakeExporter()).test_client()
    assert client.get("/export/template.xlsx", buffered=True).status_code == 200
    assert audit.rows == []


def test_issues_of_an_import_are_noted() -> None:
    services = open_city()
    batch = services.importer.read_imports(scope=WHOLE_CITY, limit=1)[0].batch_id
    client = make_server(services, FileExporter()).test_client()
    assert client.get(f"/export/import-issues.csv?batch={batch}", buffered=True).status_code == 200
    newest = services.audit.read_rows(AuditFilter(action="export"), limit=1).rows[0]
    assert newest.object == f"import-issues {batch}"


def test_a_reader_without_the_permission_gets_nothing() -> None:
    class Reader(FakeAccounts):
        guest = Identity("chen", frozenset(Permission) - {Permission.AUDIT}, kind="session")

    audit = FakeAudit()
    audit.note(OPERATOR, action="export", object="secret thing")
    client = make_server(make_services(audit=audit, accounts=Reader()), FileExporter()).test_client()
    for kind in ("xlsx", "csv"):
        answer = client.get(f"/export/audit.{kind}", buffered=True)
        assert answer.status_code == 403
        assert b"secret thing" not in answer.data
    assert [row.object for row in audit.rows if row.action == "export"] == ["secret thing"]


def test_the_exported_ledger_has_every_row_and_its_verdict() -> None:
    audit = FakeAudit()
    for number in range(30):
        audit.note(OPERATOR, action="sign_in", object=f"=o{number}", detail="一\n二")
    client = make_server(make_services(audit=audit), FileExporter()).test_client()
    book = openpyxl.load_workbook(io.BytesIO(client.get("/export/audit.xlsx", buffered=True).data))
    rows = [row for row in book.worksheets[0].iter_rows(min_row=3, values_only=True) if row[0]]
    assert book.sheetnames == ["审计台账", "口径"]
    assert [row[0] for row in rows] == list(range(30, 0, -1))
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert {row[9] for row in rows} == {"一\\n二"}
    assert {row[8][0] for row in rows} == {"'"}
    notes = dict(row[:2] for row in book.worksheets[1].iter_rows(values_only=True))
    assert (notes["链条"], notes["末条指纹"], notes["筛选"]) == ("链条完整", "ab" * 32, "无")


def test_a_broken_chain_is_told_in_the_export() -> None:
    audit = FakeAudit(bad=(BadRow(4, "missing"),))
    client = make_server(make_services(audit=audit), FileExporter()).test_client()
    book = openpyxl.load_workbook(io.BytesIO(client.get("/export/audit.xlsx", buffered=True).data))
    notes = dict(row[:2] for row in book.worksheets[1].iter_rows(values_only=True))
    assert notes["链条"].startswith("链条不完整：第 4 条")


def test_a_real_ledger_comes_out_as_a_chain() -> None:
    client = make_server(open_city(), FileExporter()).test_client()
    client.get("/export/findings.csv", buffered=True).close()
    answer = client.get("/export/audit.csv?lang=en", buffered=True)
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    hashes = [row["Hash"] for row in rows]
    assert [row["Hash before"] for row in rows[:-1]] == hashes[1:]
    assert rows[-1]["Hash before"] == "0" * 64
    assert all(len(one) == hashlib.sha256().digest_size * 2 for one in hashes)
    assert rows[0]["Action code"] == "export"


@pytest.mark.parametrize(
    ("address", "status"),
    [("/export/audit.pdf", 400), ("/export/audit.csv?kind=export,perhaps", 400), ("/export/audit.csv?period=13", 400)],
)
def test_what_makes_no_sense_is_refused(address: str, status: int) -> None:
    client = make_server(make_services(), FileExporter()).test_client()
    assert client.get(address, buffered=True).status_code == status
