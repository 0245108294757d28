"""live.js in a real browser: once per revision, never under somebody's hands, honest about a lost server."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.layouts.assets.board import Version, build_board

Serve = Callable[..., str]


@pytest.fixture
def version() -> Version:
    return Version()


@pytest.fixture(autouse=True)
def _leave(page: Page, serve: Serve) -> Iterator[None]:
    """Leave the page before the server ends, because it asks until it is left."""
    yield
    page.goto("about:blank")


def opened(page: Page, serve: Serve, version: Version, *, revision: int | None = 5) -> None:
    page.goto(serve(build_board(version, revision=revision).server) + "/")
    expect(page.locator("[data-live-age]")).to_contain_text("分钟前")
    expect(page.locator("#graph .nsewdrag")).to_be_attached()


def test_what_the_page_was_drawn_from_is_no_news(page: Page, serve: Serve, version: Version) -> None:
    opened(page, serve, version)
    page.wait_for_timeout(1500)
    expect(page.locator("#told")).to_have_text("")


def test_each_revision_is_told_once(page: Page, serve: Serve, version: Version) -> None:
    opened(page, serve, version)
    version.revision = 6
    expect(page.locator("#told")).to_have_text("6 2026-02-09 revision 1", timeout=15000)
    page.wait_for_timeout(2000)
    expect(page.locator("#told")).to_have_text("6 2026-02-09 revision 1", timeout=15000)
    version.revision = 8
    expect(page.locator("#told")).to_have_text("8 2026-02-09 revision 2", timeout=15000)


def test_a_page_of_unknown_revision_is_told_the_first(page: Page, serve: Serve, version: Version) -> None:
    opened(page, serve, version, revision=None)
    expect(page.locator("#told")).to_have_text("5 2026-02-09 revision 1", timeout=15000)


def test_midnight_is_news_without_a_revision(page: Page, serve: Serve, version: Version) -> None:
    opened(page, serve, version)
    version.day = "2026-02-10"
    expect(page.locator("#told")).to_have_text("5 2026-02-10 day 1", timeout=15000)


def test_unchanged_answers_are_304(page: Page, serve: Serve, version: Version) -> None:
    opened(page, serve, version)
    for _ in range(60):
        if version.unchanged >= 3:
            break
        page.wait_for_timeout(250)
    assert version.unchanged >= 3
    assert version.asked - version.unchanged == 1


def test_nothing_is_refreshed_under_a_writing_hand(page: Page, serve: Serve, version: Version) -> None:
    opened(page, serve, version)
    page.locator("#note").fill("草稿")
    version.revision = 6
    expect(page.locator("[data-live-age]")).to_contain_text("有新数据", timeout=15000)
    expect(page.locator("#told")).to_have_text("")
    page.locator("#note").blur()
    expect(page.locator("#told")).to_have_text("6 2026-02-09 revision 1", timeout=15000)
    expect(page.locator("[data-live-age]")).not_to_contain_text("有新数据")


def test_a_refresh_keeps_the_place_on_the_page(page: Page, serve: Serve, version: Version) -> None:
    page.set_viewport_size({"width": 1000, "height": 300})
    opened(page, serve, version)
    page.evaluate("window.scrollTo(0, 120)")
    assert page.evaluate("window.scrollY") == 120
    version.revision = 6
    expect(page.locator("#told")).to_contain_text("6", timeout=15000)
    assert page.evaluate("window.scrollY") == 120


def test_age_follows_the_servers_clock_not_ours(page: Page, serve: Serve, version: Version) -> None:
    version.clock_ahead = timedelta(hours=5)
    opened(page, serve, version)
    expect(page.locator("[data-live-age]")).to_contain_text("3 分钟前")


def test_an_old_age_is_a_clock_time(page: Page, serve: Serve, version: Version) -> None:
    version.age = timedelta(hours=2)
    page.goto(serve(build_board(version).server) + "/")
    expect(page.locator("[data-live-age]")).not_to_have_text("—")
    expect(page.locator("[data-live-age]")).not_to_contain_text("分钟前")


@pytest.mark.slow
def test_a_lost_server_is_said_and_its_return_refreshes(
    page: Page, serve: Serve, version: Version, page_log: Any
) -> None:
    page_log.allow_console_errors = True
    opened(page, serve, version)
    banner, main = page.locator("[data-live-banner]"), page.locator("main")
    version.broken = True
    page.wait_for_timeout(6000)
    expect(banner).to_be_hidden()
    expect(banner).to_be_visible(timeout=15000)
    expect(banner).to_contain_text("没有应答，停在")
    assert "is-stale" in (main.get_attribute("class") or "")
    version.broken = False
    expect(banner).to_be_hidden(timeout=30000)
    assert "is-stale" not in (main.get_attribute("class") or "")
    expect(page.locator("#told")).to_have_text("5 2026-02-09 recovered 1")
