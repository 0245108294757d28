"""Administration and one's own account through a real browser, over the real storage."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyotp
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app import open_services
from dashboard.permissions import OPERATOR, Role
from dashboard.services import Services
from tests.browser.site import Site
from tests.browser.test_appearance import check_accessibility
from tests.browser.view import SLOW, View
from tests.conftest import PageLog, open_page

GOOD = "Hai-xia-2026-lan"
"""A password that nobody would guess of this office."""
BODIES = {"/admin": "#admin-body .sv-ledger", "/account": "#account-body input"}


@dataclass
class Office:
    """The site, and the services by which a test prepares it or looks behind it."""

    site: Site
    services: Services

    def hire(self, name: str, role: Role, *units: str, display: str = "") -> tuple[int, str]:
        """A new account that has replaced its first password; its number and its password."""
        admin, scope = self.services.account_admin, frozenset(units) or None
        made, first = admin.create_account(OPERATOR, name=name, display=display or name, role=role, units=scope)
        accounts = self.services.accounts
        begun = accounts.sign_in(name=name, password=first)
        identity = accounts.identify(begun.secret)
        assert identity is not None
        accounts.change_password(identity, old=first, new=GOOD)
        accounts.sign_out(identity)
        return made.id, GOOD


@pytest.fixture
def office(guarded_city: Site) -> Office:
    return Office(guarded_city, open_services(guarded_city.settings, clock=guarded_city.clock))


@pytest.fixture
def desk(office: Office, page: Page, page_log: PageLog) -> Iterator[View]:
    """The browser of 林, who administers."""
    office.hire("lin", Role.ADMIN, display="林管理")
    seen = View(page, office.site.url, page_log)
    enter(page, office.site, "lin", GOOD)
    yield seen
    seen.check()


@pytest.fixture
def other(chromium: Browser) -> Iterator[Page]:
    """The browser of somebody else."""
    log = PageLog(allow_console_errors=True)
    with open_page(chromium, log) as page:
        yield page
    log.check()


def enter(page: Page, site: Site, name: str, password: str) -> None:
    """Sign in by the form of the login page."""
    page.goto(f"{site.url}/login", timeout=SLOW)
    page.fill("#name", name)
    page.fill("#password", password)
    page.click("form[action='/login'] button")
    expect(page.locator("main h1")).to_have_text(re.compile(r"[^…\s]"), timeout=SLOW)


def open_admin(view: View, path: str) -> None:
    """Open a page of administration and wait until its body stands."""
    view.page.goto(f"{view.base}{path}", timeout=SLOW)
    body = BODIES.get(path.partition("?")[0], "[id$=-body] .sv-panel:not(:has([aria-busy]))")
    expect(view.main.locator(body).first).to_be_visible(timeout=SLOW)
    expect(view.main.locator("[aria-busy=true]")).to_have_count(0, timeout=SLOW)


def labelled(view: View, word: str) -> Locator:
    """The entry under a label."""
    return view.main.get_by_label(re.compile(f"^{word}"))


def confirm(where: Locator, word: str, yes: str) -> None:
    """Ask for something, and answer the question."""
    where.locator("summary", has_text=word).click()
    where.get_by_role("button", name=yes).click()


def test_an_account_is_created_used_and_its_password_replaced(desk: View, office: Office, other: Page) -> None:
    open_admin(desk, "/admin/users")
    desk.main.get_by_role("link", name="新建账号").click()
    labelled(desk, "用户名").fill("zhou")
    labelled(desk, "姓名").fill("<b>周联络</b>")
    desk.main.get_by_label("晋江市").check()
    desk.main.get_by_role("button", name="创建账号").click()
    secret = desk.main.locator(".sv-once .secret")
    expect(secret).to_be_visible(timeout=SLOW)
    first = secret.inner_text()
    expect(labelled(desk, "用户名")).to_have_value("")
    desk.main.locator(".sv-crumbs a", has_text="账号").click()
    expect(desk.main.locator("#users-body tbody tr", has_text="<b>周联络</b>")).to_have_count(1, timeout=SLOW)
    assert first not in desk.page.content()
    desk.page.go_back()
    expect(labelled(desk, "用户名")).to_be_visible(timeout=SLOW)
    expect(secret).to_have_count(0)
    check_first_login(other, office, first)


def check_first_login(page: Page, office: Office, first: str) -> None:
    """A first password opens one page only, until it is replaced."""
    enter(page, office.site, "zhou", first)
    expect(page).to_have_url(f"{office.site.url}/account")
    page.goto(f"{office.site.url}/records", timeout=SLOW)
    expect(page).to_have_url(f"{office.site.url}/account")
    expect(page.locator("main")).to_contain_text("为什么先到这里", timeout=SLOW)
    entries = page.locator("#account-body input")
    for at, value in enumerate((first, "short", "short")):
        entries.nth(at).fill(value)
    page.click("#account-body .primary")
    expect(page.locator("#account-body .sv-help.err:not(:empty)")).to_have_text("密码至少 12 个字符。", timeout=SLOW)
    for at, value in enumerate((first, GOOD, GOOD)):
        entries.nth(at).fill(value)
    page.click("#account-body .primary")
    expect(page.locator("#account-said")).to_contain_text("密码已更换", timeout=SLOW)
    expect(entries.nth(1)).to_have_value("", timeout=SLOW)
    page.click("#account-said a")
    expect(page.locator("#overview-kpis .sv-kpi")).to_have_count(5, timeout=SLOW)
    expect(page.locator(".sv-who")).to_contain_text("<b>周联络</b>")


def test_what_is_wrong_stands_at_its_entry_and_nothing_typed_is_lost(desk: View) -> None:
    open_admin(desk, "/admin/users/new")
    labelled(desk, "用户名").fill("X")
    labelled(desk, "姓名").fill("周")
    desk.main.get_by_label("晋江市").check()
    desk.main.get_by_role("button", name="创建账号").click()
    error = desk.main.locator(".sv-help.err:not(:empty)")
    expect(error).to_have_text("用户名用 3–32 位小写字母、数字、点、横线，以字母开头。", timeout=SLOW)
    expect(labelled(desk, "姓名")).to_have_value("周")
    expect(desk.main.get_by_label("晋江市")).to_be_checked()
    check_accessibility(desk)
    labelled(desk, "用户名").fill("zhou")
    desk.main.get_by_role("button", name="创建账号").click()
    expect(desk.main.locator(".sv-once")).to_be_visible(timeout=SLOW)
    expect(error).to_have_count(0)


def test_an_ended_session_is_out_at_the_next_click(desk: View, office: Office, other: Page) -> None:
    office.hire("chen", Role.DIRECTOR, display="陈主任")
    enter(other, office.site, "chen", GOOD)
    open_admin(desk, "/admin/sessions")
    row = desk.main.locator("#sessions-body tbody tr", has_text=re.compile("^chen"))
    mine = desk.main.locator("#sessions-body tbody tr", has_text=re.compile("^lin"))
    expect(mine).to_contain_text("当前会话")
    confirm(row, "结束", "确认结束")
    expect(row).to_have_count(0, timeout=SLOW)
    expect(desk.main.locator("#sessions-said")).to_contain_text("会话已结束")
    expect(desk.main.locator("details[open]")).to_have_count(0)
    other.goto(f"{office.site.url}/approvals", timeout=SLOW)
    expect(other.locator("#password")).to_be_visible(timeout=SLOW)


def test_a_disabled_account_is_out_and_may_come_back(desk: View, office: Office, other: Page) -> None:
    number, _ = office.hire("chen", Role.DIRECTOR, display="陈主任")
    enter(other, office.site, "chen", GOOD)
    open_admin(desk, f"/admin/users/{number}")
    acts = desk.main.locator(".sv-acts")
    confirm(acts, "停用", "确认停用")
    expect(desk.main.locator("#users-said")).to_contain_text("陈主任 已停用", timeout=SLOW)
    other.goto(f"{office.site.url}/", timeout=SLOW)
    expect(other.locator("#password")).to_be_visible(timeout=SLOW)
    acts.get_by_role("button", name="重新启用").click()
    expect(desk.main.locator("#users-said")).to_contain_text("已重新启用", timeout=SLOW)
    expect(acts.locator("details[open]")).to_have_count(0)
    enter(other, office.site, "chen", GOOD)
    expect(other.locator(".sv-who")).to_contain_text("陈主任", timeout=SLOW)


def test_two_who_edit_at_once_see_both_versions(desk: View, office: Office) -> None:
    number, _ = office.hire("chen", Role.DIRECTOR, display="陈主任")
    open_admin(desk, f"/admin/users/{number}")
    account = next(one for one in office.services.account_admin.read_accounts() if one.id == number)
    office.services.account_admin.change_account(
        OPERATOR, number, version=account.version, display="陈处长", role=account.role, units=None, disabled=False
    )
    labelled(desk, "姓名").fill("陈科长")
    desk.main.get_by_role("button", name="保存", exact=True).click()
    conflict = desk.main.locator(".sv-conflict")
    expect(conflict).to_contain_text("陈处长", timeout=SLOW)
    expect(conflict).to_contain_text("陈科长")
    check_accessibility(desk)
    conflict.get_by_role("button", name="仍按我的保存").click()
    expect(desk.main.locator("#users-said")).to_contain_text("已保存", timeout=SLOW)
    expect(desk.title).to_contain_text("陈科长")


def test_a_question_is_left_with_escape_and_nothing_happens(desk: View, office: Office) -> None:
    number, _ = office.hire("chen", Role.DIRECTOR, display="陈主任")
    open_admin(desk, f"/admin/users/{number}")
    ask = desk.main.locator(".sv-acts details", has_text="重置密码")
    ask.locator("summary").focus()
    desk.page.keyboard.press("Enter")
    expect(ask.get_by_role("button", name="确认重置密码")).to_be_visible()
    desk.page.keyboard.press("Tab")
    expect(ask.get_by_role("button", name="确认重置密码")).to_be_focused()
    desk.page.keyboard.press("Escape")
    expect(ask.get_by_role("button", name="确认重置密码")).to_be_hidden()
    expect(ask.locator("summary")).to_be_focused()
    assert office.services.accounts.sign_in(name="chen", password=GOOD)


def test_a_token_works_until_it_is_revoked(desk: View, office: Office, other: Page) -> None:
    open_admin(desk, "/admin/tokens")
    labelled(desk, "名称").fill("统计程序")
    desk.main.get_by_role("button", name="创建令牌").click()
    secret = desk.main.locator(".sv-once .secret")
    expect(secret).to_be_visible(timeout=SLOW)
    headers = {"Authorization": f"Bearer {secret.inner_text()}"}
    address = f"{office.site.url}/api/v1/indicators"
    assert other.request.get(address, headers=headers).status == 200
    confirm(desk.main.locator("#keys-body tbody tr", has_text="统计程序"), "停用", "确认停用")
    expect(desk.main.locator("#keys-said")).to_contain_text("令牌已停用", timeout=SLOW)
    expect(secret).to_have_count(0)
    assert other.request.get(address, headers=headers).status == 401


def test_a_wall_signs_in_with_its_token_until_it_is_revoked(desk: View, office: Office, other: Page) -> None:
    open_admin(desk, "/admin/devices")
    labelled(desk, "名称").fill("一楼大厅")
    desk.main.get_by_role("button", name="创建设备令牌").click()
    secret = desk.main.locator(".sv-once .secret")
    expect(secret).to_be_visible(timeout=SLOW)
    other.goto(f"{office.site.url}/login", timeout=SLOW)
    other.locator("summary", has_text="这是大厅的显示屏").click()
    other.fill("#token", secret.inner_text())
    other.locator("form[action='/login/device'] button").click()
    expect(other.locator("#overview-kpis .sv-kpi")).to_have_count(5, timeout=SLOW)
    expect(other.locator(".sv-who")).to_contain_text("一楼大厅")
    other.goto(f"{office.site.url}/records", timeout=SLOW)
    expect(other.locator("main")).to_contain_text("你的角色不能打开这个页面", timeout=SLOW)
    confirm(desk.main.locator("#keys-body tbody tr", has_text="一楼大厅"), "停用", "确认停用")
    expect(desk.main.locator("#keys-said")).to_contain_text("显示屏已退出", timeout=SLOW)
    other.goto(f"{office.site.url}/", timeout=SLOW)
    expect(other.locator("#password")).to_be_visible(timeout=SLOW)


def test_a_second_factor_is_set_up_asked_for_and_switched_off(desk: View, office: Office, other: Page) -> None:
    open_admin(desk, "/account")
    factor = desk.main.locator("#account-factor")
    factor.get_by_role("button", name="开启双因素").click()
    secret = factor.locator(".secret")
    expect(secret).to_be_visible(timeout=SLOW)
    assert factor.locator(".sv-qr").evaluate("image => image.complete && image.naturalWidth > 0")
    check_accessibility(desk)
    typed = secret.inner_text().replace(" ", "")
    factor.locator("input").fill("000000")
    factor.get_by_role("button", name="确认开启").click()
    expect(factor.locator(".sv-help.err:not(:empty)")).to_contain_text("动态口令不正确", timeout=SLOW)
    factor.locator("input").fill(pyotp.TOTP(typed).now())
    factor.get_by_role("button", name="确认开启").click()
    expect(factor).to_contain_text("双因素已开启", timeout=SLOW)
    assert typed[:4] not in factor.inner_text()
    other.goto(f"{office.site.url}/login", timeout=SLOW)
    other.fill("#name", "lin")
    other.fill("#password", GOOD)
    other.click("form[action='/login'] button")
    expect(other.locator(".sv-banner.red")).to_contain_text("请填写 6 位动态口令", timeout=SLOW)
    factor.locator("summary").click()
    factor.locator("input").fill(GOOD)
    factor.get_by_role("button", name="确认关闭").click()
    expect(factor).to_contain_text("双因素未开启", timeout=SLOW)


def test_the_way_out_needs_no_script_and_ends_the_session(desk: View, office: Office) -> None:
    open_admin(desk, "/account")
    cookie = desk.page.context.cookies()[0]["value"]
    desk.page.locator(".sv-bar form button").click()
    expect(desk.page.locator("#password")).to_be_visible(timeout=SLOW)
    assert office.services.accounts.identify(cookie) is None


LOOKS = ("", "?theme=dark", "?lang=en", "?theme=dark&scale=projector")


@pytest.mark.parametrize("path", ["/admin", "/admin/users", "/admin/users/new", "/admin/sessions", "/admin/tokens",
                                  "/admin/devices", "/account", "/records"])  # fmt: skip
def test_every_page_in_every_look(desk: View, path: str) -> None:
    desk.allow_failed = desk.log.allow_console_errors = path == "/records"  # refused, and answered so
    for look in LOOKS:
        width, height = (1920, 1080) if "projector" in look else (1440, 900)
        desk.page.set_viewport_size({"width": width, "height": height})
        desk.page.goto(f"{desk.base}{path}{look}", timeout=SLOW)
        expect(desk.page.locator(".sv-leave")).to_be_visible(timeout=SLOW)
        expect(desk.main.locator(".sv-panel").first).to_be_visible(timeout=SLOW)
        expect(desk.main.locator("[aria-busy=true]")).to_have_count(0, timeout=SLOW)
        over = desk.page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, look
        check_accessibility(desk)
