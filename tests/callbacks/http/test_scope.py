"""Pages, API and exports get units and masks from storage: none of them shows a word of another unit, or a person."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from plotly.utils import PlotlyJSONEncoder

from callbacks.approvals import show_approvals
from callbacks.case import show_case
from callbacks.http.server import make_server
from callbacks.imports import show_imports
from callbacks.overview import show_overview
from callbacks.quality import show_quality
from callbacks.records import show_records
from callbacks.visits import read_visit
from dashboard.permissions import WHOLE_CITY, Identity, Permission, Scope
from dashboard.services import Services
from data_access.engine import make_engine
from data_access.exporters import FileExporter
from data_access.setup import migrate
from tests.data_access.canaries import UNITS, WORDS, coordinator, fill, strangers
from tests.data_access.conftest import opened
from tests.exchange import Exchange
from tests.fakes import FakeAccounts

SOME = (UNITS[0], UNITS[3], UNITS[9])
NAME, MOBILE, IDENTITY = "王小明", "13812341234", "350502199001011234"
STRANGER = Identity(
    "reader without persons",
    frozenset(Permission) - {Permission.PERSONAL},
    scope=Scope(personal=False),
    kind="session",
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The city of words, and in it a private home whose owner every text names."""
    folder = tmp_path_factory.mktemp("scope")
    url = f"sqlite:///{folder / 'city.db'}"
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    with opened(url) as store:
        fill(store, folder)
        made = Exchange(serial=990_000)
        made.project("GC-HOME", site=UNITS[0], XMMC=f"{NAME}个人住宅翻建")
        made.case("SL-HOME", project="GC-HOME", SPBMMC=f"住建局（经办人：{NAME}）")
        made.event("SL-HOME", 3, "2026-01-05", BLCS=f"窗口 {MOBILE}")
        made.document("SL-HOME", PFWH="泉建许〔2026〕1号", PFWJBT=f"申请人：{NAME}，{IDENTITY}")
        made.event("SL-HOME", 3, f"{MOBILE}")
        store.bring(made.write(folder / "home"))
        yield replace(store.services, accounts=FakeAccounts())  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def client(city: Services) -> FlaskClient:
    return make_server(city, FileExporter()).test_client()


def fetch(client: FlaskClient, address: str) -> str:
    """Status and everything readable in an answer, workbooks unpacked."""
    answer = client.get(address, buffered=True)
    body = answer.data
    if body[:2] == b"PK":
        book = zipfile.ZipFile(io.BytesIO(body))
        body = b"\n".join(book.read(name) for name in book.namelist())
    return f"{answer.status_code} {answer.headers.get('Content-Disposition', '')} {body.decode('utf-8-sig')}"


def addresses(services: Services) -> Iterator[str]:
    period = "period=2025-12..2026-02"
    for key in ("approvals.accepted", "approvals.closed", "approvals.open"):
        yield f"/export/records.csv?key={key}&{period}"
        yield f"/api/v1/indicators/{key}/records?{period}&limit=500"
    yield f"/export/records.xlsx?key=approvals.accepted&{period}"
    for by in ("unit", "item", "department", "stage", "month"):
        yield f"/api/v1/indicators?{period}&by={by}"
    yield "/export/findings.csv"
    yield "/export/findings.xlsx"
    yield "/api/v1/imports?limit=100"
    for report in services.importer.read_imports(scope=WHOLE_CITY):
        yield f"/export/issues.csv?batch={report.batch_id}"


def pages(services: Services, identity: Identity, case: str) -> Iterator[str]:
    """What the callbacks of the pages put on the screen."""
    shown: list[tuple[Any, str, str]] = [
        (show_overview, "/", ""),
        (show_approvals, "/approvals", ""),
        (show_records, "/records/approvals.accepted", "?period=2025-12..2026-02"),
        (show_case, f"/case/{case}", ""),
        (show_quality, "/quality", "?kind=bad_row"),
        (show_imports, "/imports", ""),
    ]
    for show, path, search in shown:
        visit = read_visit(services, path, search, identity=identity)
        yield json.dumps(show(services, visit), cls=PlotlyJSONEncoder, ensure_ascii=False)


def sign_in(services: Services, identity: Identity) -> None:
    services.accounts.guest = replace(identity, kind="process")  # type: ignore[misc]  # asks faster than a person may


@pytest.mark.parametrize("unit", SOME)
def test_a_unit_gets_its_own_and_nothing_else(city: Services, client: FlaskClient, unit: str) -> None:
    sign_in(city, coordinator(unit))
    said = [fetch(client, address) for address in addresses(city)]
    assert all(answer[:3] in ("200", "404") for answer in said)
    assert sum(answer[:3] == "200" for answer in said) > 12
    for other in UNITS:
        if other != unit:
            answer = client.get(f"/api/v1/cases/{WORDS[other]}-open", buffered=True)
            assert answer.status_code == 404
    said += pages(city, coordinator(unit), f"{WORDS[unit]}-open")
    whole = "\n".join(said)
    assert strangers(whole, unit) == set()
    assert whole.count(WORDS[unit]) > 50


def test_the_centre_gets_all(city: Services, client: FlaskClient) -> None:
    sign_in(city, replace(STRANGER, scope=WHOLE_CITY, permissions=frozenset(Permission)))
    said = "\n".join(fetch(client, address) for address in addresses(city))
    assert all(word in said for word in WORDS.values())
    assert NAME in said and MOBILE in said


def test_no_person_is_in_any_answer_to_whoever_may_not_see_persons(city: Services, client: FlaskClient) -> None:
    sign_in(city, STRANGER)
    said = [fetch(client, address) for address in (*addresses(city), "/api/v1/cases/SL-HOME")]
    said += pages(city, STRANGER, "SL-HOME")
    whole = "\n".join(said)
    assert [secret for secret in (NAME, MOBILE, IDENTITY) if secret in whole] == []
    assert "王*明个人住宅翻建" in whole
    assert "138****1234" in whole
