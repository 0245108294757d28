"""The address is the state: controls write it, reading it again gives the same view; nonsense in it is a sentence."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import CASE, PAGES, with_query
from tests.browser.view import SLOW, View, number_in

UNIT, STAGE, PAST = "350505", "3", "2026-01-15"
NONSENSE = {
    "unit": "zzz", "stage": "99", "item": "no-such-item", "department": "no-such-department", "period": "2026-99",
    "as_of": "nope", "theme": "x", "scale": "wall9", "lang": "xx", "after": "%%%", "sort": "-drop table",
    "kind": "<script>", "q": "\u0000'\"%_",
}  # fmt: skip
SAID = ("unit", "stage", "period", "as_of", "theme", "scale", "lang", "sort")
"""Parameters whose nonsense can be told from a value; each is named in a sentence."""


def content(view: View) -> str:
    """Everything that stands on the page, charts included."""
    view.settle()
    view.draw_charts()
    return view.main.inner_text()


def test_filters_of_the_overview_write_the_address(view: View) -> None:
    view.open("/")
    everywhere = view.number("#overview-kpis a.num[href*='open']")
    view.page.select_option("#overview-unit", UNIT)
    expect(view.page).to_have_url(re.compile(f"unit={UNIT}"))
    expect(view.title).to_contain_text("泉港区", timeout=SLOW)
    view.page.select_option("#overview-period", "2025-12")
    expect(view.page).to_have_url(re.compile("period=2025-12"))
    expect(view.page.locator("#overview-kpis a.num[href*='closed']")).to_have_attribute(
        "href", f"/records/approvals.closed?unit={UNIT}&period=2025-12", timeout=SLOW
    )
    seen, address = content(view), view.address
    assert view.number("#overview-kpis a.num[href*='open']") < everywhere
    view.page.reload()
    assert content(view) == seen
    other = view.page.context.new_page()
    other.goto(f"{view.base}{address}")
    pasted = View(other, view.base, view.log)
    assert content(pasted) == seen
    expect(other.locator("#overview-unit")).to_have_value(UNIT)
    expect(other.locator("#overview-period")).to_have_value("2025-12")


def test_filters_of_approvals_write_the_address(view: View) -> None:
    view.open("/approvals")
    view.page.select_option("#approvals-stage", STAGE)
    expect(view.page).to_have_url(re.compile(f"stage={STAGE}"))
    expect(view.page.locator("#approvals-items tbody tr").first).to_be_visible(timeout=SLOW)
    links = view.page.locator("#approvals-items a[href^='/records/']")
    expect(links.first).to_have_attribute("href", re.compile(f"stage={STAGE}"), timeout=SLOW)
    seen = content(view)
    view.page.reload()
    assert content(view) == seen
    expect(view.page.locator("#approvals-stage")).to_have_value(STAGE)


def test_filters_search_and_sort_of_the_ledger_write_the_address(view: View) -> None:
    view.open("/records/approvals.open")
    whole = view.number("#records-body h2")
    view.page.select_option("#records-unit", UNIT)
    expect(view.page).to_have_url(re.compile(f"unit={UNIT}"))
    expect(view.page.locator("#records-say .sub")).to_contain_text("泉港区", timeout=SLOW)
    field = view.page.locator("#records-search")
    field.fill("SL2601")
    field.press("Enter")
    expect(view.page).to_have_url(re.compile("q=SL2601"))
    expect(view.page.locator("#records-body h2")).to_contain_text("SL2601", timeout=SLOW)
    view.page.locator("#records-body thead a", has_text="到期").click()
    expect(view.page).to_have_url(re.compile("sort=due_day"))
    expect(view.page.locator("#records-body th[aria-sort=ascending]")).to_have_text("到期", timeout=SLOW)
    days = view.page.locator("#records-body tbody tr td:nth-child(6)").all_inner_texts()
    known = [day for day in days if day[:1].isdigit()]
    assert known == sorted(known) and len(known) > 1
    assert len(days) < whole
    seen = content(view)
    view.page.reload()
    assert content(view) == seen
    expect(view.page.locator("#records-search")).to_have_value("SL2601")


def test_paging_goes_on_and_back_to_the_first_page(view: View) -> None:
    view.open("/records/approvals.accepted?period=2025")
    pager, rows = view.page.locator(".sv-pager"), view.page.locator("#records-body tbody tr")
    total = view.number("#records-body h2")
    assert total > 100
    expect(rows).to_have_count(50)
    first = rows.first.inner_text()
    pager.locator("a", has_text="下一页").click()
    expect(view.page).to_have_url(re.compile("after="))
    expect(rows.first).not_to_have_text(first, use_inner_text=True, timeout=SLOW)
    expect(rows).to_have_count(50)
    assert view.number("#records-body h2") == total
    pager.locator("a", has_text="第一页").click()
    expect(rows.first).to_have_text(first, use_inner_text=True, timeout=SLOW)


def test_back_restores_what_was_seen_before(view: View) -> None:
    view.open(f"/?unit={UNIT}")
    before = content(view)
    view.page.locator("#overview-kpis .beside a").first.click()
    expect(view.page).to_have_url(re.compile(r"/records/approvals\.red"))
    view.settle()
    ledger = content(view)
    view.page.locator("#records-body tbody a").first.click()
    expect(view.page).to_have_url(re.compile("/cases/"))
    view.settle()
    view.page.go_back()
    expect(view.page.locator("#records-body tbody tr").first).to_be_visible(timeout=SLOW)
    assert content(view) == ledger
    view.page.go_back()
    expect(view.page.locator("#overview-kpis .sv-kpi").first).to_be_visible(timeout=SLOW)
    assert content(view) == before


def test_an_earlier_day_shows_the_board_as_it_stood(view: View) -> None:
    view.open("/")
    today = view.number("#overview-kpis a.num[href*='open']")
    view.page.locator("#overview-as-of").fill(PAST)
    view.page.locator("#overview-as-of").press("Enter")
    expect(view.page).to_have_url(re.compile(f"as_of={PAST}"))
    banner = view.page.locator("#overview-past .sv-banner")
    expect(banner).to_contain_text(PAST, timeout=SLOW)
    link = view.page.locator("#overview-kpis a.num[href*='open']")
    expect(link).to_have_attribute("href", f"/records/approvals.open?as_of={PAST}")
    then = number_in(link.inner_text())
    assert then != today
    assert view.records(f"/records/approvals.open?as_of={PAST}")[1] == then
    view.page.go_back()
    expect(banner).to_be_visible(timeout=SLOW)
    banner.locator("a").click()
    expect(banner).to_have_count(0, timeout=SLOW)
    assert "as_of" not in view.address
    expect(link).to_have_text(re.compile(f"^{today}"))


@pytest.mark.parametrize("name", PAGES)
def test_nonsense_in_every_parameter_is_sentences_over_the_default_view(view: View, name: str) -> None:
    assert view.open(with_query(PAGES[name], **{key: quote(value) for key, value in NONSENSE.items()})) == 200
    notices = view.page.locator("#shell-notices .sv-banner.yellow")
    expect(notices).to_have_count(len(SAID))
    expect(view.page.locator("html")).to_have_attribute("data-bs-theme", "light")
    expect(view.page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert "出错了" not in view.main.inner_text()
    expect(view.page.locator("#shell-error")).to_be_empty()
    expect(view.main.locator(".sv-banner.red")).to_have_count(0)


@pytest.mark.parametrize("key", SAID)
def test_one_parameter_of_nonsense_leaves_the_default_view(view: View, key: str) -> None:
    view.open("/")
    default = view.page.locator("#overview-kpis").inner_text()
    view.go(f"/?{key}={quote(NONSENSE[key])}")
    notices = view.page.locator("#shell-notices .sv-banner.yellow")
    expect(notices).to_have_count(1, timeout=SLOW)
    expect(notices).to_contain_text(NONSENSE[key])
    expect(view.page.locator("#overview-kpis")).to_have_text(default, use_inner_text=True)


def test_a_day_to_come_is_a_sentence_over_today(view: View) -> None:
    view.open("/?as_of=2026-02-10")
    expect(view.page.locator("#shell-notices .sv-banner")).to_contain_text("2026-02-10")
    expect(view.page.locator("#overview-past .sv-banner")).to_have_count(0)


def test_a_lost_place_in_the_ledger_leads_to_its_first_page(view: View) -> None:
    view.open("/records/approvals.open?after=nonsense")
    expect(view.page.locator("#records-notes .sv-banner.yellow")).to_contain_text("第一页")
    rows = view.page.locator("#records-body tbody tr").count()
    assert rows == view.number("#records-body h2")


def test_what_was_chosen_is_remembered_in_a_new_tab(view: View, chromium: Browser) -> None:
    view.open("/")
    view.page.locator("[data-set=theme][aria-pressed=false]").click()
    expect(view.page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    other: Page = view.page.context.new_page()
    other.goto(f"{view.base}/cases/{CASE}")
    expect(other.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(other).to_have_url(re.compile("theme=dark"))
