"""Scripts in every free text that the product takes in: in a real browser none of them runs on any page.

``FUZZ_PAYLOADS`` says of how many the page of their case is opened as well.
"""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Page

from app import open_services
from dashboard.errors import SignInRefused
from dashboard.permissions import OPERATOR, WHOLE_CITY, Role
from dashboard.timekeeping import FrozenClock
from data_access.build import migrate
from tests.browser.site import Site
from tests.browser.view import View
from tests.conftest import PageLog
from tests.exchange import Exchange
from tests.fakes import NOW, make_settings
from tests.fuzz.payloads import PAYLOADS

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file <_io.BufferedReader:ResourceWarning")
CASE_PAGES = int(os.environ.get("FUZZ_PAYLOADS", "8"))
LISTS = (
    "/", "/?lang=en&theme=dark", "/approvals", "/records", "/records/approvals.red", "/records/approvals.closed",
    "/records?sort=-case_key", "/quality", "/imports", "/definitions",
    "/admin/users", "/admin/tokens", "/admin/devices", "/admin/audit", "/admin/sessions", "/admin/units",
)  # fmt: skip
QUOTE = '"'
IN_ADDRESS = ("unit", "item", "department", "period", "q", "sort", "kind", "lang", "after", "theme")


def hostile_exchange() -> Exchange:
    """A case for each payload: in the names of its project, item, department and office, and in its flow."""
    made = Exchange()
    flow = {"SPLCBM": "LC1", "SPLCBBH": "1"}
    made.add("SPGL_DFXMSPLCXXB", **flow, SPLCMC=PAYLOADS[0], SPLCSXSJ="2023-01-01", SPLCLX="3")
    stage = {"SPJDBM": "JD1", "SPJDMC": PAYLOADS[1], "DYBZSPJDXH": "3", "SPJDSX": 30}
    made.add("SPGL_DFXMSPLCJDXXB", **flow, SPJDXH=1, LCBSXLX=1, **stage)
    for number, text in enumerate(PAYLOADS):
        item = {"SPSXBM": f"SX{number}", "SPSXBBH": "1", "SPSXMC": text}
        made.add("SPGL_DFXMSPLCJDSXXXB", **flow, **item, SPJDXH=1, SPSXBLSX=10, BJLX=2, SFLCBSX=1)
        made.project(f"GC{number}", XMMC=text)
        made.case(key_of(number), project=f"GC{number}", item=f"SX{number}", SPBMBM=f"BM{number}", SPBMMC=text, **flow)
        made.event(key_of(number), 3, "2026-01-05 09:00:00", BLCS=text)
        if number % 3 == 0:
            made.event(key_of(number), 11, "2026-02-06 09:00:00", BLCS=text)
    return made


def key_of(number: int) -> str:
    return f"SL{number:04}"


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server whose whole content is hostile; whoever opens it may see everything."""
    folder = tmp_path_factory.mktemp("hostile")
    settings = make_settings(database_url=f"sqlite:///{folder / 'hostile.db'}")
    migrate(settings)
    clock = FrozenClock(NOW)
    services = open_services(settings, clock=clock)
    report = services.importer.import_files([hostile_exchange().write(folder / "files")], by=OPERATOR)
    assert not report.refused
    for number, text in enumerate(PAYLOADS[:40]):
        admin = services.account_admin
        admin.create_account(OPERATOR, name=f"user-{number}", display=text[:60], role=Role.DIRECTOR, units=None)
        for kind in ("token", "device"):
            admin.create_key(OPERATOR, kind=kind, name=text[:60], role=Role.MONITOR, units=None, days=9)
        with pytest.raises(SignInRefused):
            services.accounts.sign_in(name=text, password="x", address=f"10.0.0.{number}", agent=text)
    site = Site(settings, clock).start()
    upload_hostile_files(site.url)
    yield site
    site.kill()


def upload_hostile_files(url: str) -> list[str]:
    """Files whose names and cells are hostile; gives the numbers of their imports."""
    head = "LSH,SJYXBS,XZQHDM,GCDM,SPSXSLBM,BLZT,BLSJ,BLCS\n"
    batches = []
    for first in range(0, len(PAYLOADS), 50):
        rows = [
            f'L{number},1,350500,GC{number},{key_of(number)},"{text.replace(QUOTE, QUOTE * 2)}",2026-01-06 09:00:00,x\n'
            for number, text in enumerate(PAYLOADS[first : first + 50], start=first)
        ]
        content = (head + "".join(rows)).encode("utf-8-sig")
        name = f"SPGL_XMSPSXBLXXXXB_{PAYLOADS[first]}.csv"
        answer = httpx.post(f"{url}/api/v1/imports", files={"files": (name, io.BytesIO(content))}, timeout=60)
        assert answer.status_code in (200, 422), answer.text
        batches.append(answer.json()["batch_id"])
    return batches


@pytest.fixture
def hostile(hostile_site: Site, page: Page, page_log: PageLog) -> Iterator[View]:
    """A page on it."""
    view = View(page, hostile_site.url, page_log)
    view.allow_failed = page_log.allow_console_errors = True
    yield view


def ran(view: View) -> object:
    """Whether a script of ours ran, or anything of a payload became an element."""
    tags = "script iframe object embed img[src=x] [onerror] [onload] [ontoggle] [onfocus]"
    strange = ", ".join(f"main {tag}" for tag in tags.split())
    return view.page.evaluate("selector => [window.ran || 0, document.querySelectorAll(selector).length]", strange)


def look(view: View, address: str) -> None:
    """Open an address and see that nothing ran, also when the mouse goes over it."""
    view.page.goto(f"{view.base}{address}")
    view.settle()
    view.page.mouse.move(400, 400)
    assert ran(view) == [0, 0], address
    assert not view.violations, f"{address}: only the policy stopped {view.violations}"


def test_there_are_two_hundred() -> None:
    assert len(set(PAYLOADS)) == 200


def test_the_flag_would_be_raised(hostile: View) -> None:
    """The oracle itself: a payload that is taken for HTML is noticed, by the flag or by the policy that stops it."""
    hostile.open("/definitions")
    hostile.page.evaluate("text => { document.querySelector('main').innerHTML = text; }", PAYLOADS[1])
    hostile.page.wait_for_timeout(200)
    assert ran(hostile) != [0, 0]


@pytest.mark.slow
@pytest.mark.parametrize("address", LISTS)
def test_nothing_runs_on_a_page_full_of_scripts(hostile: View, address: str) -> None:
    look(hostile, address)
    if address == "/records":
        assert "onerror" in hostile.main.inner_text(), "the texts are really there"


@pytest.mark.slow
def test_nothing_runs_on_any_page_of_the_ledger(hostile: View) -> None:
    for key in ("approvals.red", "approvals.closed"):
        after = ""
        while True:
            asked = {"limit": 50, "after": after, "period": "2026"}
            answer = httpx.get(f"{hostile.base}/api/v1/indicators/{key}/records", params=asked, timeout=60).json()
            look(hostile, f"/records/{key}?period=2026&after={quote(after)}")
            after = answer["next"] or ""
            if not after:
                break


@pytest.mark.slow
def test_nothing_runs_on_the_page_of_a_case(hostile: View) -> None:
    for number in range(0, len(PAYLOADS), max(1, len(PAYLOADS) // CASE_PAGES)):
        look(hostile, f"/cases/{key_of(number)}")


@pytest.mark.slow
def test_nothing_runs_in_the_report_of_an_import(hostile: View, hostile_site: Site) -> None:
    services = open_services(hostile_site.settings, clock=hostile_site.clock)
    for report in services.importer.read_imports(limit=6, scope=WHOLE_CITY):
        look(hostile, f"/imports?kind={report.batch_id}")


@pytest.mark.slow
def test_nothing_runs_out_of_the_address(hostile: View) -> None:
    step = max(1, len(PAYLOADS) // max(CASE_PAGES, 4))
    for number, text in enumerate(PAYLOADS[::step]):
        name = IN_ADDRESS[number % len(IN_ADDRESS)]
        look(hostile, f"/records?{name}={quote(text)}")
    for text in (PAYLOADS[0], PAYLOADS[2], "javascript:window.ran=1"):
        hostile.page.goto(f"{hostile.base}/login?next={quote(text)}&lang={quote(text)}")
        assert hostile.page.evaluate("window.ran || 0") == 0


def test_files_are_stored_under_harmless_names(hostile_site: Site, tmp_path: Path) -> None:
    for batch in upload_hostile_files(hostile_site.url):
        assert batch.replace("-", "").isalnum()
