"""The audit ledger in a real browser: the administrator looks who did what, filters, turns pages, and takes it away."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.audit import AuditLedger
from dashboard.permissions import OPERATOR
from data_access.engine import make_engine
from data_access.readers.audit import AuditStore
from tests.browser.site import Site
from tests.browser.view import SLOW, View
from tests.conftest import PageLog

ROWS = "#audit-body tbody tr"


@pytest.fixture
def ledger(guarded_city: Site) -> Iterator[AuditLedger]:
    """The ledger of that server, with sixty rows more."""
    engine = make_engine(guarded_city.settings.database_url)
    store = AuditStore(engine, clock=guarded_city.clock)
    for number in range(60):
        store.note(OPERATOR, action="api", object=f"call {number}", detail="<b>bold</b>\nnext")
    yield store
    engine.dispose()


@pytest.fixture
def admin_view(guarded_city: Site, ledger: AuditLedger, page: Page, page_log: PageLog) -> Iterator[View]:
    """A page of the signed-in administrator."""
    view = View(page, guarded_city.url, page_log)
    page.goto(f"{guarded_city.url}/login")
    page.locator("button[name=role][value=admin]").click()
    page.wait_for_url(lambda url: "/login" not in url, timeout=SLOW)
    yield view
    view.check()


def test_the_administrator_reads_filters_and_exports(admin_view: View, ledger: AuditLedger, tmp_path: Path) -> None:
    admin_view.open("/admin/audit")
    page = admin_view.page
    expect(page.locator("#audit-chain")).to_contain_text("链条完整", timeout=SLOW)
    expect(page.locator(ROWS)).to_have_count(50)
    expect(page.locator(ROWS).first).to_contain_text("登录")
    body = page.locator("#audit-body")
    expect(body).to_contain_text("<b>bold</b>\\nnext")  # as text, its line end spelled out

    body.locator(".sv-pager a").click()
    expect(body).to_contain_text("call 3", timeout=SLOW)
    expect(body).not_to_contain_text("call 59")
    assert "after=" in admin_view.address

    page.locator("#audit-action").select_option("import")
    expect(page.locator(ROWS)).to_have_count(1, timeout=SLOW)
    assert admin_view.address == "/admin/audit?kind=import"
    page.locator("#audit-result").select_option("refused")
    expect(body).to_contain_text("没有符合筛选的记录", timeout=SLOW)
    page.go_back()
    expect(page.locator(ROWS)).to_have_count(1, timeout=SLOW)
    expect(page.locator("#audit-result")).to_have_value("")

    with page.expect_download() as waiting:
        page.locator("#audit-export a", has_text="CSV").click()
    path = tmp_path / "audit.csv"
    waiting.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        exported = list(csv.DictReader(file))
    assert [row["操作"] for row in exported] == ["导入"]
    assert waiting.value.suggested_filename == "审计台账_2026-02-09.csv"

    admin_view.open("/admin/audit?kind=export")
    expect(page.locator(ROWS).first).to_contain_text("筛选 kind=import")
    assert ledger.verify(fresh=True).ok


def test_somebody_else_sees_nothing_of_it(guarded_city: Site, ledger: AuditLedger, page: Page) -> None:
    page.goto(f"{guarded_city.url}/login")
    page.locator("button[name=role][value=director]").click()
    page.wait_for_url(lambda url: "/login" not in url, timeout=SLOW)
    page.goto(f"{guarded_city.url}/admin/audit")
    expect(page.locator("main h1")).to_be_visible(timeout=SLOW)
    expect(page.locator("main")).not_to_contain_text("call 59")
    assert page.request.get(f"{guarded_city.url}/export/audit.csv").status == 403
