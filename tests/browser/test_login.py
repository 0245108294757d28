"""In and out through a real browser, before the real server with its real accounts."""

from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from app import open_services
from dashboard.permissions import OPERATOR
from tests.browser.site import Site
from tests.conftest import PageLog


def enter(page: Page, site: Site, role: str, way: str = "/") -> None:
    """Through the demonstration's button of a role."""
    page.goto(site.url + way)
    expect(page).to_have_url(f"{site.url}/login?{urlencode({'next': way})}")
    page.locator(f"button[value={role}]").click()


def test_one_click_leads_to_the_page_that_was_asked_for(guarded_city: Site, page: Page) -> None:
    enter(page, guarded_city, "director", "/approvals?unit=350582")
    expect(page).to_have_url(f"{guarded_city.url}/approvals?unit=350582")
    expect(page.locator(".sv-bullets tbody tr").first).to_be_visible()
    expect(page.get_by_role("link", name="演示领导")).to_be_visible()


def test_signing_out_leads_to_the_login_page(guarded_city: Site, page: Page) -> None:
    enter(page, guarded_city, "director")
    expect(page.locator(".sv-kpi").first).to_be_visible()
    page.get_by_role("button", name="退出").click()
    expect(page).to_have_url(f"{guarded_city.url}/login")
    page.go_back()
    expect(page.get_by_role("button", name="登录").first).to_be_visible()


def test_an_open_page_goes_to_the_login_when_its_session_is_ended_and_comes_back(
    guarded_city: Site, page: Page, page_log: PageLog
) -> None:
    enter(page, guarded_city, "director", "/approvals?unit=350582")
    expect(page.locator(".sv-bullets tbody tr").first).to_be_visible()
    page_log.allow_console_errors = True  # the poll that is refused
    services = open_services(guarded_city.settings, clock=guarded_city.clock)
    for session in services.account_admin.read_sessions(OPERATOR):
        services.account_admin.end_session(OPERATOR, session.id)
    expect(page.get_by_role("button", name="登录").first).to_be_visible()
    page.locator("button[value=director]").click()
    expect(page).to_have_url(f"{guarded_city.url}/approvals?unit=350582")


def test_a_role_sees_its_own_pages_and_a_calm_refusal_of_others(guarded_city: Site, page: Page) -> None:
    enter(page, guarded_city, "monitor")
    expect(page.locator(".sv-kpi").first).to_be_visible()
    bar = page.get_by_role("navigation").first
    expect(bar.get_by_role("link", name="办件台账")).to_have_count(0)
    page.goto(f"{guarded_city.url}/records")
    expect(page.get_by_text("这个页面不对你开放")).to_be_visible()
    expect(page.locator(".sv-ledger")).to_have_count(0)


def test_a_coordinator_sees_one_unit(guarded_city: Site, page: Page) -> None:
    enter(page, guarded_city, "coordinator", "/records/accepted?period=2025")
    rows = page.locator(".sv-ledger tbody tr")
    expect(rows.first).to_be_visible()
    assert all("晋江市" in text for text in rows.all_inner_texts())
