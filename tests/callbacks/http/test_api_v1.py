"""The REST API: shapes, filters, caching, nonsense, uploads, and its own description."""

import gzip
import io
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from callbacks.http.api_v1 import models
from callbacks.http.api_v1.uploads import shown_name
from callbacks.http.server import make_server
from dashboard.errors import Conflict
from dashboard.indicators import REGISTRY
from dashboard.ports import RECORD_COLUMNS
from tests.fakes import CASE, FakeExporter, FakeImporter, FakeReader, make_services


@pytest.fixture(scope="module")
def server() -> Flask:
    return make_server(make_services(), FakeExporter())


@pytest.fixture
def client(server: Flask) -> FlaskClient:
    return server.test_client()


def read(client: FlaskClient, path: str, **values: str) -> Any:
    answer = client.get(f"/api/v1{path}", query_string=values)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


# Figures


def test_the_answer_is_exactly_what_the_api_promises(client: FlaskClient) -> None:
    body = read(client, "/indicators", period="2026-02")
    models.Indicators.model_validate(body)
    assert set(body) == {"revision", "as_of", "items"}
    assert (body["revision"], body["as_of"]) == (7, "2026-02-09")
    assert [item["key"] for item in body["items"]] == list(REGISTRY.keys)
    names = {"key", "name", "value", "unit", "numerator", "denominator", "n", "target", "light", "definition"}
    assert all(set(item) == names for item in body["items"])


def test_values_are_not_rounded_and_nothing_is_null(client: FlaskClient) -> None:
    figures = {item["key"]: item for item in read(client, "/indicators")["items"]}
    rate = figures["approvals.on_time_rate"]
    assert (rate["numerator"], rate["denominator"], rate["value"]) == (2, 4, 0.5)
    assert (rate["target"], rate["light"]) == (0.99, "red")
    assert figures["approvals.mean_used"]["value"] == 13 / 3
    assert figures["approvals.speedup_statutory"]["value"] is None


@pytest.mark.parametrize(
    ("by", "member", "name"),
    [
        ("unit", "350502", "鲤城区"),
        ("stage", "3", "施工许可"),
        ("item", "I1", "事项"),
        ("department", "D1", "部门"),
        ("month", "2026-02", "2026-02"),
    ],
)
def test_figures_by_member_say_whose_they_are(client: FlaskClient, by: str, member: str, name: str) -> None:
    body = read(client, "/indicators", by=by, period="2026-02")
    models.Indicators.model_validate(body)
    assert {(item["member"], item["member_name"]) for item in body["items"]} == {(member, name)}
    assert len(body["items"]) == len(REGISTRY.keys)


def test_names_and_definitions_come_in_english_too(client: FlaskClient) -> None:
    item = read(client, "/indicators", lang="en")["items"][0]
    assert item["name"].isascii()


NONSENSE = [
    ("/indicators?period=zzz", 400, "period"),
    ("/indicators?period=2026-03..2026-01", 400, "period_order"),
    ("/indicators?period=2026-13", 400, "period"),
    ("/indicators?period=0000", 400, "period"),
    ("/indicators?as_of=2026-02-30", 400, "day"),
    ("/indicators?as_of=2030-01-01", 400, "as_of_future"),
    ("/indicators?as_of=%EF%BC%92026-01-01", 400, "day"),
    ("/indicators?unit=1%27%20OR%201=1", 400, "unit"),
    ("/indicators?unit=" + "9" * 100, 400, "value"),
    ("/indicators?stage=9", 400, "stage"),
    ("/indicators?by=colour", 400, "by"),
    ("/indicators?by=month&period=1900..2026", 400, "months"),
    ("/indicators?nope=1", 400, "parameter"),
    ("/indicators?item=%00", 400, "body"),
    ("/indicators?lang=xx", 400, "value"),
    ("/indicators/nope/records", 404, "indicator"),
    ("/indicators/approvals.red/records?limit=0", 400, "number"),
    ("/indicators/approvals.red/records?limit=501", 400, "number"),
    ("/indicators/approvals.red/records?limit=ten", 400, "number"),
    ("/indicators/approvals.red/records?limit=1e9", 400, "number"),
    ("/cases/nope", 404, "case"),
    ("/cases/%00", 400, "body"),
    ("/imports?limit=-1", 400, "number"),
    ("/nope", 404, "not_found"),
]


@pytest.mark.parametrize(("path", "status", "code"), NONSENSE)
@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_nonsense_is_one_sentence_in_the_one_shape(
    client: FlaskClient, path: str, status: int, code: str, lang: str
) -> None:
    mark = "&" if "?" in path else "?"
    path = path if "lang=" in path else f"{path}{mark}lang={lang}"
    answer = client.get(f"/api/v1{path}")
    models.Error.model_validate(answer.get_json())
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (status, code)
    assert answer.content_type == "application/json"


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/indicators"), ("POST", "/indicators"), ("PUT", "/imports")])
def test_other_methods_are_405_and_say_which_are_allowed(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(f"/api/v1{path}", method=method)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (405, "method")
    assert "GET" in answer.headers["Allow"]


def test_an_unforeseen_failure_is_500_with_a_number_and_no_detail(client: FlaskClient) -> None:
    importer = FakeImporter(failure=RuntimeError("secret://dsn"))
    broken = make_server(make_services(importer=importer), FakeExporter()).test_client()
    answer = broken.post("/api/v1/imports", data={"files": (io.BytesIO(b"x"), "a.csv")})
    assert answer.status_code == 500
    error = answer.get_json()["error"]
    assert error["code"] == "unexpected" and error["id"] in error["message"]
    assert "secret" not in answer.get_data(as_text=True)


# Caching


def test_an_answer_is_304_until_the_revision_moves() -> None:
    reader = FakeReader()
    client = make_server(make_services(reader), FakeExporter()).test_client()
    first = client.get("/api/v1/indicators")
    tag = first.headers["ETag"]
    assert client.get("/api/v1/indicators", headers={"If-None-Match": tag}).status_code == 304
    reader.moves = 1
    client.get("/api/v1/indicators?period=2025")
    later = client.get("/api/v1/indicators", headers={"If-None-Match": tag})
    assert (later.status_code, later.get_json()["revision"]) == (200, 8)


def test_an_answer_never_mixes_two_revisions() -> None:
    reader = FakeReader(moves=2)
    client = make_server(make_services(reader), FakeExporter()).test_client()
    assert client.get("/api/v1/indicators").get_json()["revision"] == 9


def test_data_that_never_rests_is_503_and_not_500() -> None:
    client = make_server(make_services(FakeReader(moves=10**6)), FakeExporter()).test_client()
    answer = client.get("/api/v1/indicators")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "moving")


def test_compressed_and_plain_answers_say_the_same(client: FlaskClient) -> None:
    plain = client.get("/api/v1/indicators")
    packed = client.get("/api/v1/indicators", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data)) == plain.get_json()
    assert "Accept-Encoding" in packed.headers["Vary"]


# Records and cases


def test_records_have_every_column_and_the_total_is_the_figure(client: FlaskClient) -> None:
    body = read(client, "/indicators/approvals.red/records")
    models.Records.model_validate(body)
    assert tuple(body["items"][0]) == RECORD_COLUMNS
    assert body["total"] == 1 and body["next"] is None
    row = body["items"][0]
    assert (row["accepted_day"], row["finish_day"], row["statutory_days"], row["remaining"]) == (
        "2026-01-20",
        None,
        None,
        -9,
    )
    assert (row["instant"], row["online"], row["item_name"]) == (False, True, None)


def test_a_case_is_told_with_its_clock_day_by_day(client: FlaskClient) -> None:
    body = read(client, f"/cases/{CASE}")
    models.Case.model_validate(body)
    assert body["clock"]["accepted_day"] == "2026-01-20"
    assert body["clock"]["light"] == "red"
    assert body["events"][0]["state_name"] == "受理"
    counted = [line for line in body["explanation"] if line["kind"] in ("counted", "overdue") and not line["future"]]
    assert len(counted) == body["clock"]["used"]


def test_a_case_can_be_seen_from_a_past_day(client: FlaskClient) -> None:
    assert read(client, f"/cases/{CASE}", as_of="2026-01-21")["clock"]["used"] == 1


# Imports


def post(client: FlaskClient, *, query: str = "", **fields: Any) -> Any:
    return client.post(f"/api/v1/imports{query}", data=fields, content_type="multipart/form-data")


@pytest.fixture
def importer() -> FakeImporter:
    return FakeImporter()


@pytest.fixture
def uploads(importer: FakeImporter) -> FlaskClient:
    return make_server(make_services(importer=importer, upload_megabytes=1), FakeExporter()).test_client()


def test_files_are_imported_and_the_report_comes_back(uploads: FlaskClient, importer: FakeImporter) -> None:
    files = [(io.BytesIO(b"one"), "甲.csv"), (io.BytesIO(b"two"), "甲.csv")]
    answer = post(uploads, files=files, profile=(io.BytesIO(b"p"), "p.toml"))
    assert answer.status_code == 200
    assert answer.get_json()["files"] == ["甲.csv", "甲.csv"]
    assert importer.seen == [("甲.csv", b"one"), ("甲.csv", b"two")]
    assert importer.profiles == [b"p"]


def test_refused_files_are_422_with_the_same_report(uploads: FlaskClient) -> None:
    answer = post(uploads, files=(io.BytesIO(b"bad"), "bad.csv"))
    assert answer.status_code == 422
    assert answer.get_json()["file_issues"][0]["file"] == "bad.csv"


def test_a_dry_run_says_so(uploads: FlaskClient) -> None:
    assert post(uploads, query="?dry_run=true", files=(io.BytesIO(b"x"), "a.csv")).get_json()["dry_run"] is True


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\data\\a.csv", "a.csv"),
        ("..", "file"),
        ("a\tb:c.csv", "a_b_c.csv"),
        (" .hidden", "hidden"),
        ("长" * 100 + ".csv", "长" * 38 + ".csv"),
        ("x" * 300, "x" * 120),
    ],
)
def test_only_the_last_part_of_a_name_is_kept(name: str, kept: str) -> None:
    assert shown_name(name) == kept


def test_a_name_cannot_lead_out_of_the_folder(uploads: FlaskClient, importer: FakeImporter) -> None:
    post(uploads, files=(io.BytesIO(b"x"), "../../a.csv"))
    assert [name for name, _ in importer.seen] == ["a.csv"]


def test_another_running_import_is_409() -> None:
    importer = FakeImporter(failure=Conflict("errors.busy"))
    client = make_server(make_services(importer=importer), FakeExporter()).test_client()
    assert post(client, files=(io.BytesIO(b"x"), "a.csv")).status_code == 409


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data"),
        (b"garbage", "multipart/form-data; boundary=x"),
        (b"", ""),
    ],
)
def test_a_body_without_files_is_a_sentence(uploads: FlaskClient, body: bytes, kind: str) -> None:
    answer = uploads.post("/api/v1/imports", data=body, content_type=kind)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "upload_missing")


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded", "x"])
def test_a_body_that_is_no_form_with_files_is_415(uploads: FlaskClient, kind: str) -> None:
    answer = uploads.post("/api/v1/imports", data=b"{}", content_type=kind)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (415, "media")


def test_a_file_beyond_the_limit_is_413(uploads: FlaskClient, importer: FakeImporter) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="big.csv"\r\n\r\n'
    body = head + b"x" * (2 << 20) + b"\r\n--b--\r\n"
    answer = uploads.post("/api/v1/imports", data=body, content_type="multipart/form-data; boundary=b")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (413, "upload_size")
    assert importer.seen == []


def test_past_imports_are_listed(client: FlaskClient) -> None:
    body = read(client, "/imports", limit="1")
    models.Imports.model_validate(body)
    assert body["items"][0]["batch_id"] == "b1"


# The description


def test_the_description_lists_exactly_the_routes(server: Flask, client: FlaskClient) -> None:
    document = read(client, "/openapi.json")
    described = {(path, method.upper()) for path, item in document["paths"].items() for method in item}
    routed = {
        (rule.rule.replace("<path:", "{").replace("<", "{").replace(">", "}"), method)
        for rule in server.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.rule.endswith("openapi.json")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == routed
    assert document["openapi"].startswith("3.1")


def test_the_description_refers_only_to_what_it_defines(client: FlaskClient) -> None:
    text = client.get("/api/v1/openapi.json").get_data(as_text=True)
    schemas = json.loads(text)["components"]["schemas"]
    used = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert used and used <= set(schemas)
