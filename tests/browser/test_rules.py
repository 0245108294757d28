"""Rules in a real browser: the administrator changes a target, a day, a year's notice and a unit, and takes it back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import Site
from tests.browser.view import SLOW, View
from tests.conftest import PageLog, open_page

NOTICE = "date,is_workday,name\n2027-01-01,0,元旦\n2027-01-04,0,元旦\n2027-02-05,0,春节\n2027-02-06,1,补班\n"
SIX_SECONDS = 6_000
"""Two rounds of an open page's question whether the data have moved."""


def sign_in(site: Site, page: Page, role: str) -> None:
    """Enter with the demonstration account of a role."""
    page.goto(f"{site.url}/login")
    page.locator(f"button[name=role][value={role}]").click()
    page.wait_for_url(lambda url: "/login" not in url, timeout=SLOW)


@pytest.fixture
def admin_view(guarded_city: Site, page: Page, page_log: PageLog) -> Iterator[View]:
    """A page of the signed-in administrator."""
    view = View(page, guarded_city.url, page_log)
    sign_in(guarded_city, page, "admin")
    yield view
    view.check()


def test_a_target_is_changed_and_an_open_page_follows(
    admin_view: View, guarded_city: Site, chromium: Browser, page_log: PageLog
) -> None:
    with open_page(chromium, page_log) as other:
        sign_in(guarded_city, other, "director")
        watching = View(other, guarded_city.url, page_log)
        watching.open("/definitions")
        goal = other.locator("[id='approvals.on_time_rate']")
        expect(goal).to_contain_text("99.0%")
        admin_view.open("/admin/rules")
        page = admin_view.page
        page.get_by_role("link", name=re.compile("按时办结率的绿灯界限")).click()
        field = page.get_by_role("textbox", name="新值")
        expect(field).to_have_value("99", timeout=SLOW)
        field.fill("50")
        page.get_by_role("button", name="核对改动").click()
        expect(page.get_by_role("alert")).to_contain_text("不能低于黄灯界限 97.5%", timeout=SLOW)
        field.fill("98.5")
        page.get_by_role("button", name="核对改动").click()
        question = page.locator(".sv-confirm")
        expect(question).to_contain_text("从 99% 改为 98.5%", timeout=SLOW)
        expect(goal).to_contain_text("99.0%")  # nothing is written yet
        question.get_by_role("button", name="确认改动").click()
        expect(page.locator("#rules-said")).to_contain_text("改为 98.5%", timeout=SLOW)
        expect(admin_view.title).to_contain_text("98.5%")
        expect(goal).to_contain_text("98.5%", timeout=SIX_SECONDS)
        page.locator(".sv-ask summary").click()
        page.get_by_role("button", name="确认撤销").click()
        expect(page.locator("#rules-said")).to_contain_text("恢复为 99%", timeout=SLOW)
        expect(goal).to_contain_text("99.0%", timeout=SIX_SECONDS)
        watching.check()


def test_two_administrators_see_both_versions(
    admin_view: View, guarded_city: Site, chromium: Browser, page_log: PageLog
) -> None:
    admin_view.open("/admin/rules/light.days")
    with open_page(chromium, page_log) as other:
        sign_in(guarded_city, other, "admin")
        second = View(other, guarded_city.url, page_log)
        for view, number in ((second, "5"), (admin_view, "7")):
            if view is second:
                view.open("/admin/rules/light.days")
            view.page.get_by_role("textbox", name="新值").fill(number)
            view.page.get_by_role("button", name="核对改动").click()
            if view is second:
                view.page.locator(".sv-confirm").get_by_role("button", name="确认改动").click()
                expect(view.page.locator("#rules-said")).to_contain_text("改为 5", timeout=SLOW)
    conflict = admin_view.page.locator(".sv-conflict")
    expect(conflict).to_contain_text("没有写入", timeout=SLOW)
    expect(conflict.locator("tbody")).to_contain_text("5 个工作日")
    expect(conflict.locator("tbody")).to_contain_text("7 个工作日")
    conflict.get_by_role("button", name="仍按我的写入").click()
    expect(admin_view.page.locator("#rules-said")).to_contain_text("改为 7", timeout=SLOW)


def test_a_day_off_is_set_by_keyboard_and_undone(admin_view: View) -> None:
    admin_view.open("/admin/calendar")
    page = admin_view.page
    page.get_by_role("button", name="核对改动").click()
    expect(page.get_by_role("alert").filter(has_text="请填写日期")).to_be_visible(timeout=SLOW)
    page.get_by_label("日期").fill("2026-02-11")
    page.get_by_label("原因").fill("防台风停工")
    page.get_by_label("原因").press("Tab")
    page.keyboard.press("Enter")
    question = page.locator(".sv-confirm")
    expect(question).to_contain_text(re.compile("将影响 \\d+ 个在办件的到期日"), timeout=SLOW)
    confirm = question.get_by_role("button", name="确认改动")
    confirm.focus()
    confirm.press("Enter")
    expect(page.locator("#calendar-said")).to_contain_text("1 天改变", timeout=SLOW)
    day = page.locator("td[title^='2026-02-11']")
    expect(day).to_have_attribute("title", "2026-02-11，放假（防台风停工）", timeout=SLOW)
    expect(day).to_contain_text("休")
    page.get_by_role("button", name=re.compile("撤销 2026-02-09")).click()
    expect(question).to_contain_text("个在办件的到期日", timeout=SLOW)
    expect(question).to_be_in_viewport()
    question.get_by_role("button", name="确认改动").click()
    expect(day).to_have_attribute("title", "2026-02-11，上班", timeout=SLOW)


def test_a_notice_is_uploaded_checked_and_confirmed(admin_view: View, tmp_path: Path) -> None:
    path = tmp_path / "2027 年通知.csv"
    path.write_text(NOTICE, encoding="utf-8")
    bad = tmp_path / "坏.csv"
    bad.write_text("date,is_workday,name\n2027-02-30,0,春节\n", encoding="utf-8")
    admin_view.open("/admin/calendar/2027")
    expect(admin_view.title).to_contain_text("待通知确认")
    page = admin_view.page
    for file, said in ((bad, "不能导入"), (path, "更新 2027 年的日历")):
        with page.expect_file_chooser() as chooser:
            page.locator("[data-pick]").click()
        chooser.value.set_files(file)
        expect(page.locator("#calendar-said")).to_contain_text(said, timeout=SLOW)
    expect(page.locator(".sv-confirm .sv-flips tbody tr").first).to_be_visible()
    page.get_by_label("文号").fill("国办发明电〔2026〕7 号")
    page.locator(".sv-confirm").get_by_role("button", name="确认改动").click()
    expect(admin_view.title).to_contain_text("已由通知确认", timeout=SLOW)
    expect(page.locator("td[title^='2027-02-06']")).to_contain_text("班")
    expect(page.locator("#calendar-body")).to_contain_text("国办发明电〔2026〕7 号")


def test_a_large_file_is_refused_in_the_browser(admin_view: View, tmp_path: Path) -> None:
    path = tmp_path / "大.csv"
    path.write_bytes(b"x" * 600_000)
    admin_view.open("/admin/calendar")
    with admin_view.page.expect_file_chooser() as chooser:
        admin_view.page.locator("[data-pick]").click()
    chooser.value.set_files(path)
    expect(admin_view.page.locator("#shell-error")).to_contain_text("文件超过 512 KB", timeout=SLOW)


def test_a_unit_is_switched_off(admin_view: View, guarded_city: Site) -> None:
    admin_view.open("/")
    tiles = admin_view.page.locator("#overview-units a.sv-tile")
    expect(tiles).to_have_count(13)
    admin_view.open("/admin/units/350505")
    page = admin_view.page
    page.get_by_label("状态").select_option("off")
    page.get_by_label("说明").fill("并入惠安县")
    page.get_by_role("button", name="核对改动").click()
    expect(page.locator(".sv-confirm")).to_contain_text("仍计入全市合计", timeout=SLOW)
    page.locator(".sv-confirm").get_by_role("button", name="确认改动").click()
    expect(page.locator("#units-said")).to_contain_text("泉港区：停用", timeout=SLOW)
    admin_view.open("/")
    expect(tiles).to_have_count(12)
    expect(page.locator("#overview-units")).to_contain_text("未列出：泉港区")
    expect(page.locator("#overview-unit option[value='350505']")).to_have_count(0)


def test_others_may_not_open_the_pages(guarded_city: Site, page: Page, page_log: PageLog) -> None:
    view = View(page, guarded_city.url, page_log)
    sign_in(guarded_city, page, "director")
    for path in ("/admin/rules", "/admin/calendar", "/admin/units"):
        page.goto(f"{guarded_city.url}{path}")
        expect(view.title).to_have_text("这个页面不对你开放", timeout=SLOW)
        expect(page.locator("#rules-body, #calendar-body, #units-body")).to_have_count(0)
