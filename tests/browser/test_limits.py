"""Limits never meet somebody who simply works, however much of a hurry they are in."""

from playwright.sync_api import Page

from tests.browser.pages import PAGES
from tests.browser.site import Site
from tests.browser.view import SLOW, View
from tests.conftest import PageLog


def test_whoever_hurries_through_all_pages_is_never_refused(guarded_city: Site, page: Page, page_log: PageLog) -> None:
    view = View(page, guarded_city.url, page_log)
    page.goto(f"{guarded_city.url}/login")
    page.locator("button[name=role][value=coordinator]").click()
    page.wait_for_url(lambda url: "/login" not in url, timeout=SLOW)
    refused: list[str] = []
    for other in (page, page.context.new_page()):
        other.on("response", lambda answer: refused.append(answer.url) if answer.status == 429 else None)
        for address in [*PAGES.values(), *PAGES.values()]:
            other.goto(f"{guarded_city.url}{address}", wait_until="commit")
    for address in ("/", "/approvals", "/imports"):
        view.open(address)
    assert refused == []
