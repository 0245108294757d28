"""nav.js in a real browser: the address is the state."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.layouts.assets.board import Version, build_board

Serve = Callable[..., str]


@pytest.fixture
def base(page: Page, serve: Serve) -> Iterator[str]:
    """Address of a board; the page leaves it before the server ends, because it asks until it is left."""
    yield serve(build_board(Version()).server)
    page.goto("about:blank")


def html_attributes(page: Page) -> tuple[str, str, str]:
    found = page.evaluate("(e => [e.dataset.bsTheme, e.dataset.scale, e.lang])(document.documentElement)")
    return (found[0], found[1], found[2])


def test_defaults_need_no_address(page: Page, base: str) -> None:
    page.goto(base + "/")
    expect(page.locator("#where")).to_have_text("/")
    assert html_attributes(page) == ("light", "desk", "zh-CN")


def test_the_address_decides_and_is_not_remembered(page: Page, base: str) -> None:
    page.goto(base + "/?theme=dark&scale=projector&lang=en")
    expect(page.locator("#where")).to_have_text("/?theme=dark&scale=projector&lang=en")
    assert html_attributes(page) == ("dark", "projector", "en")
    page.goto(base + "/")
    expect(page.locator("#where")).to_have_text("/")
    assert html_attributes(page) == ("light", "desk", "zh-CN")


def test_nonsense_in_the_address_is_the_default(page: Page, base: str) -> None:
    page.goto(base + "/?theme=purple&scale=7")
    expect(page.locator("#where")).to_contain_text("/")
    assert html_attributes(page) == ("light", "desk", "zh-CN")


def test_a_choice_goes_into_the_address_and_follows_everywhere(page: Page, base: str) -> None:
    page.goto(base + "/")
    page.get_by_role("button", name="深色").click()
    expect(page.locator("#where")).to_have_text("/?theme=dark")
    assert html_attributes(page)[0] == "dark"
    expect(page.get_by_role("button", name="浅色")).to_be_visible()
    page.get_by_role("link", name="审批时效").click()
    expect(page.locator("#where")).to_have_text("/approvals?theme=dark")
    page.goto(base + "/")
    expect(page.locator("#where")).to_have_text("/?theme=dark")
    page.get_by_role("button", name="浅色").click()
    expect(page.locator("#where")).to_have_text("/")


def test_pages_change_without_a_load_and_back_works(page: Page, base: str) -> None:
    page.goto(base + "/")
    page.evaluate("window.kept = true")
    page.get_by_role("link", name="审批时效").click()
    expect(page.locator("#where")).to_have_text("/approvals")
    page.go_back()
    expect(page.locator("#where")).to_have_text("/")
    assert page.evaluate("window.kept") is True


def test_a_point_of_a_chart_leads_to_its_records(page: Page, base: str) -> None:
    page.goto(base + "/")
    plot = page.locator("#graph .nsewdrag")
    plot.hover()
    expect(page.locator("#graph .hoverlayer .hovertext")).to_be_visible()
    plot.click()
    expect(page.locator("#where")).to_have_text("/cases?month=1")


def test_slash_searches_and_escape_leaves_then_goes_up(page: Page, base: str) -> None:
    page.goto(base + "/")
    expect(page.locator("#where")).to_have_text("/")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.locator("#search")).to_have_value("a/b")
    page.keyboard.press("Escape")
    expect(page.locator("#search")).not_to_be_focused()
    expect(page.locator("#where")).to_have_text("/")
    page.keyboard.press("Escape")
    expect(page.locator("#where")).to_have_text("/approvals")


def test_the_way_past_the_bar_comes_first(page: Page, base: str) -> None:
    page.goto(base + "/")
    expect(page.locator("#where")).to_have_text("/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("跳到正文")).to_be_focused()
