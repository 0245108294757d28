"""Downloads over HTTP: names, rows, definitions, and refusals; the data may move meanwhile."""

import csv
import io
from urllib.parse import quote, unquote

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from callbacks.http.export_records import COLUMNS
from callbacks.http.server import make_server
from callbacks.records import count_records, find_records
from callbacks.visits import read_visit
from dashboard.permissions import OPERATOR, WHOLE_CITY
from data_access.exporters import FileExporter
from tests.callbacks.demo_city import demo_city, open_city
from tests.fakes import FakeExporter, FakeReader, make_services


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return make_server(open_city(), FileExporter()).test_client()


def fetch(client: FlaskClient, address: str) -> TestResponse:
    """An answer that has been read to its end, so that its file is closed."""
    return client.get(address, buffered=True)


KEYS = ("approvals.closed", "approvals.on_time_rate", "approvals.red", "approvals.paused", "instant")


@pytest.mark.parametrize("key", KEYS)
def test_ledger_has_all_rows_and_says_what_they_are(client: FlaskClient, key: str) -> None:
    search = "?period=2025" if key != "approvals.red" else ""
    seen = read_visit(demo_city(), f"/records/{key}", search, identity=OPERATOR)
    expected = count_records(demo_city().boards.current(), seen.query, find_records(key)[2])
    answer = fetch(client, f"/export/records.xlsx?key={key}&{search.lstrip('?')}")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["办件台账", "口径"]
    rows = list(book.worksheets[0].iter_rows(min_row=3, values_only=True))
    assert len([row for row in rows if row[1]]) == expected
    notes = {row[0]: row[1] for row in book.worksheets[1].iter_rows(values_only=True)}
    assert notes["明细行数"] == str(f"{expected:,}")
    assert notes["行数核对"].startswith("与指标的件数")
    assert "不一致" not in notes["行数核对"]


def test_csv_has_the_same_rows(client: FlaskClient) -> None:
    answer = fetch(client, "/export/records.csv?key=approvals.red&lang=en")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][0] == "Light" and len(rows[0]) == len(COLUMNS)
    assert {row[0] for row in rows[1:]} == {"Red"}


def test_name_of_the_file_is_chinese_with_a_plain_one_beside(client: FlaskClient) -> None:
    header = fetch(client, "/export/records.csv?key=approvals.red").headers["Content-Disposition"]
    assert 'filename="records.csv"' in header
    assert unquote(header.partition("UTF-8''")[2]) == "办件台账_在办红灯件数_2026-02-09.csv"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/export/records.pdf", 400),
        ("/export/records.csv?unit=zz", 400),
        ("/export/records.csv?period=13", 400),
        ("/export/records.csv?as_of=2030-01-01", 400),
        ("/export/records.csv?key=nonsense", 404),
        (f"/export/records.csv?key={quote('../x')}", 404),
        ("/export/import-issues.csv?batch=zzz", 404),
        ("/export/findings.xlsx", 200),
        ("/export/findings.csv?kind=two_ends", 200),
        ("/export/template.xlsx", 200),
    ],
)
def test_what_makes_no_sense_is_refused(client: FlaskClient, address: str, status: int) -> None:
    assert fetch(client, address).status_code == status


def test_problems_of_an_import(client: FlaskClient) -> None:
    batch = demo_city().importer.read_imports(limit=1, scope=WHOLE_CITY)[0]
    answer = fetch(client, f"/export/import-issues.csv?batch={batch.batch_id}")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 1 + len(batch.issues) + len(batch.file_issues)


@pytest.mark.parametrize("moves", [1, 2])
def test_data_that_move_meanwhile_start_the_export_again(moves: int) -> None:
    services = make_services(reader=FakeReader(moves=moves))
    client = make_server(services, FileExporter()).test_client()
    assert fetch(client, "/export/records.csv?key=approvals.red").status_code == 200


def test_a_fake_exporter_is_enough() -> None:
    client = make_server(make_services(), FakeExporter()).test_client()
    assert fetch(client, "/export/template.xlsx").data == b"PK"
