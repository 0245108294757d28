"""Every page in both languages, themes and scales: it is drawn, nothing goes wrong, nothing leaves the machine."""

import re
from collections.abc import Iterable

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Locator, Page, expect

from layouts.theme import Scale, Theme
from layouts.theme.tokens import colours
from tests.browser.pages import CASE, PAGES, with_query
from tests.browser.site import Site, texts_in
from tests.browser.view import SLOW, View
from tests.seen import has_chinese

LANGUAGES = {"zh_CN": "zh-CN", "en": "en"}
LOOKS: tuple[tuple[str, Theme, Scale], ...] = (
    ("zh_CN", "dark", "projector"),
    ("en", "light", "projector"),
    ("en", "dark", "desk"),
    ("zh_CN", "light", "desk"),
)
"""Every pair of language, theme and scale."""
VIEWPORTS = {"desk": (1440, 900), "projector": (1920, 1080)}
NARROWER = (1280, 720)
"""Widths at which a desk page must not become wider than its window: a small screen, and 1440 at 200 %."""

OVERFLOW = """() => new Promise((done) => {
  const end = Date.now() + 10000;
  (function look() {
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (over <= 0 || Date.now() > end) { done(over); } else { requestAnimationFrame(look); }
  })();
})"""
"""How much wider than its window a page stays: charts follow a new width a moment later."""

READ_ALL = """() => {
  const found = [document.title];
  const own = "[data-set=lang], .sv-skip, script, style, input";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.nodeType === 1 ? node : node.parentElement;
    if (element.closest(own)) { continue; }
    if (node.nodeType === 3) { found.push(node.textContent); continue; }
    for (const name of ["title", "aria-label", "alt", "placeholder"]) {
      if (node.hasAttribute(name)) { found.push(node.getAttribute(name)); }
    }
  }
  return found.filter((text) => text.trim());
}"""
"""Every text and every spoken label, but for the switch and the first link that name the languages in themselves."""


def rgb(colour: str) -> str:
    """A token's colour as the browser computes it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"


@pytest.fixture(scope="module")
def names(city: Site) -> list[str]:
    """Names in the data, and what titles show of long ones; the longest first."""
    whole = texts_in(city.database)
    short = {f"{name[:13]}…" for name in whole if len(name) > 14}
    return sorted(whole | short, key=len, reverse=True)


@pytest.mark.parametrize("name", PAGES)
def test_page_in_every_look(view: View, names: list[str], name: str) -> None:
    for lang, theme, scale in LOOKS:
        width, height = VIEWPORTS[scale]
        view.page.set_viewport_size({"width": width, "height": height})
        assert view.open(with_query(PAGES[name], lang=lang, theme=theme, scale=scale)) == 200
        view.draw_charts()
        check_frame(view, lang=lang, theme=theme, scale=scale)
        assert view.failed + view.violations + view.log.console_errors == [], (lang, theme, scale)
        assert overflow(view) <= 0, (lang, theme, scale)
        if lang == "en":
            check_english(view, names)
        if scale == "desk":
            check_accessibility(view)
            assert [width for width in NARROWER if overflow(view, width) > 0] == []


def check_frame(view: View, *, lang: str, theme: Theme, scale: str) -> None:
    """The page says in its root what it is, wears the theme's colours, and nothing on it has failed."""
    root = view.page.locator("html")
    expect(root).to_have_attribute("lang", LANGUAGES[lang])
    expect(root).to_have_attribute("data-bs-theme", theme)
    expect(root).to_have_attribute("data-scale", scale)
    expect(view.page.locator("h1")).to_have_count(1)
    expect(view.page.locator("body")).to_have_css("background-color", rgb(colours(theme)["bg"]))
    expect(view.page.locator(".sv-nav [aria-current=page]")).to_have_count(0 if "/cases/" in view.address else 1)
    expect(view.main.locator(".sv-banner.red, .sv-banner.yellow")).to_have_count(0)


def check_english(view: View, names: list[str]) -> None:
    """Nothing on the page is Chinese but what the data call so."""
    texts: list[str] = view.page.evaluate(READ_ALL)
    assert len(texts) > 20
    assert left_over(texts, names) == []


def check_accessibility(view: View) -> None:
    """axe finds nothing serious."""
    results = Axe().run(view.page)
    worst = [
        (found["id"], node["target"], node["html"][:120])
        for found in results.response["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]
    assert worst == []
    assert results.response["passes"]


def overflow(view: View, width: int = 0) -> int:
    """By how many pixels the page is wider than its window (of another width, if one is given)."""
    if width:
        view.page.set_viewport_size({"width": width, "height": 900})
    found: int = view.page.evaluate(OVERFLOW)
    return found


def left_over(texts: Iterable[str], names: list[str]) -> list[str]:
    """The texts that are still Chinese without the names in the data."""
    found = []
    for text in filter(has_chinese, texts):
        rest = text
        for name in names:
            rest = rest.replace(name, "")
        if has_chinese(rest):
            found.append(text)
    return found


def test_a_chinese_sentence_would_be_noticed() -> None:
    assert left_over(["12 cases 红灯", "永春县医院 ok"], ["永春县医院"]) == ["12 cases 红灯"]


def test_a_violation_of_the_policy_would_be_noticed(view: View) -> None:
    view.open("/definitions")
    view.log.allow_console_errors = True
    with view.page.expect_event("console", lambda message: message.type == "error"):
        view.page.evaluate(
            "() => { document.body.append(Object.assign(document.createElement('script'), {text: '1'})); }"
        )
    expect(view.page.locator("h1")).to_have_count(1)
    assert [text.partition(" ")[0] for text in view.violations] == ["script-src-elem"]
    view.violations.clear()


def test_overview_stands_on_one_screen(view: View) -> None:
    view.open("/")
    view.draw_charts()
    assert view.page.evaluate("() => document.documentElement.scrollHeight") <= VIEWPORTS["desk"][1]
    expect(view.page.locator(".sv-foot")).to_be_in_viewport(ratio=1)


def test_switches_change_the_look_without_loading_the_page(view: View) -> None:
    view.open("/")
    view.page.evaluate("() => { window.stillHere = true; }")
    root = view.page.locator("html")
    switches = (("theme", "data-bs-theme", "dark"), ("scale", "data-scale", "projector"), ("lang", "lang", "en"))
    for button, attribute, value in switches:
        view.page.locator(f"[data-set={button}][aria-pressed=false]").click()
        expect(root).to_have_attribute(attribute, value)
    view.settle()
    expect(view.title).to_have_text(re.compile("red case"), timeout=SLOW)
    assert set(view.address.removeprefix("/?").split("&")) == {"lang=en", "theme=dark", "scale=projector"}
    assert view.page.evaluate("() => window.stillHere")
    link(view.page, "/approvals").click()
    expect(view.page).to_have_url(re.compile("/approvals[?].*theme=dark"))
    view.settle()
    expect(root).to_have_attribute("lang", "en")


def link(page: Page, path: str) -> Locator:
    """The link of the navigation to a path."""
    return page.locator(f".sv-nav a[href^='{path}']")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_path_that_is_no_page_is_a_sentence_with_404(view: View, lang: str) -> None:
    view.allow_trouble()
    assert view.open(f"/nowhere/at/all?lang={lang}") == 404
    expect(view.main).to_contain_text("没有这个页面" if lang == "zh_CN" else "no such page", ignore_case=True)
    view.main.locator("a").click()
    expect(view.page.locator("#overview-kpis .sv-kpi")).to_have_count(5, timeout=SLOW)


UNKNOWN = ("/cases/NO-SUCH-CASE", "/records/approvals.nonsense", "/records/%00", "/imports?kind=nope")


@pytest.mark.parametrize("address", UNKNOWN)
def test_a_name_that_nothing_has_is_a_sentence(view: View, address: str) -> None:
    assert view.open(address) == 200
    expect(view.main).to_contain_text("没有")
    expect(view.main.locator("a").first).to_be_visible()


def test_the_case_of_these_tests_is_a_red_one(view: View) -> None:
    view.open(f"/cases/{CASE}")
    expect(view.main.locator(".sv-light.boxed.red")).to_have_count(1)
