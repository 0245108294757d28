"""plain.js in a real browser: what was folded looks as before, and nothing that could run is drawn."""

from collections.abc import Callable
from typing import Any

import pytest
from dash import Dash, html
from playwright.sync_api import Page, expect

from layouts.parts.plain import Plain
from layouts.theme import TOKENS_CSS

Serve = Callable[..., str]

NODES: list[Any] = [
    ["h2", {"className": "title", "style": {"marginTop": "3px"}}, "<b>超期</b> & 3 件"],
    ["a", {"href": "/records?x=1", "data-nav": "push"}, "清单"],
    ["details", 0, ["summary", 0, "看数据"], ["table", 0, ["tbody", 0, ["tr", 0, ["td", {"colSpan": 2}, 7]]]]],
    "尾",
]
HOSTILE: list[Any] = [
    ["script", 0, "window.ran = 1"],
    ["iframe", {"src": "javascript:window.ran = 2"}],
    ["a", {"href": "javascript:window.ran = 3", "id": "bad"}, "坏"],
    ["a", {"href": " JAVASCRIPT:window.ran = 4", "id": "worse"}, "更坏"],
    ["img", {"src": "x:1", "onError": "window.ran = 5", "id": "picture"}],
    ["p", {"dangerouslySetInnerHTML": {"__html": "<img src=x onerror='window.ran = 6'>"}, "id": "raw"}],
    ["SCRIPT", 0, "window.ran = 7"],
    ["p", {"id": "end"}, "完"],
]


@pytest.fixture
def shown(page: Page, serve: Serve) -> Callable[[list[Any]], Page]:
    """A page with these elements."""

    def show(nodes: list[Any]) -> Page:
        app = Dash("plain", assets_folder=str(TOKENS_CSS.parent), pages_folder="", use_pages=False, serve_locally=True)
        app.layout = html.Main(Plain(nodes), id="main")
        page.goto(serve(app.server))
        return page

    return show


def test_elements_attributes_and_texts(shown: Callable[[list[Any]], Page]) -> None:
    page = shown(NODES)
    expect(page.locator("h2.title")).to_have_text("<b>超期</b> & 3 件")
    assert page.locator("h2").evaluate("e => e.style.marginTop") == "3px"
    expect(page.get_by_role("link", name="清单")).to_have_attribute("href", "/records?x=1")
    page.get_by_text("看数据").click()
    expect(page.locator("td[colspan='2']")).to_have_text("7")
    expect(page.locator("main")).to_contain_text("尾")


def test_nothing_that_could_run_is_drawn(shown: Callable[[list[Any]], Page]) -> None:
    page = shown(HOSTILE)
    expect(page.locator("#end")).to_have_text("完")
    for name in ("bad", "worse"):
        assert page.locator(f"#{name}").get_attribute("href") is None
        page.locator(f"#{name}").click()
    assert page.locator("#picture").get_attribute("src") is None
    assert page.locator("#raw").inner_html() == ""
    assert page.locator("main script, main iframe").count() == 0
    assert page.evaluate("window.ran") is None
