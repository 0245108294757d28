"""Pages in a real Chromium: from the navigation until every panel is drawn, and from a commit to the open page."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.measures import Row, spread, telling
from benchmarks.product import Server, open_product, sign_in
from benchmarks.sets import Files
from dashboard.permissions import OPERATOR
from layouts.ids import Approvals, Overview, Records

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
LOADS = 7
COMMITS = 3
WARM_SECONDS, LIVE_SECONDS = 1.0, 3.0
LONGEST_SECONDS = 60

PAGES: dict[str, list[str]] = {
    "/": [Overview.KPIS, Overview.DECISIONS, Overview.UNITS, Overview.MONTHS, Overview.SOURCES],
    "/approvals": [
        Approvals.ITEMS,
        Approvals.RULES,
        Approvals.TREND,
        Approvals.DISTANCE,
        Approvals.SPREAD,
        Approvals.SPLIT,
        Approvals.OVERDUE,
    ],
    "/records": [Records.BODY],
}
"""The panels of each page."""

# Looks at every frame; a page is drawn when every panel has content and nothing is being loaded any more.
WATCH = """
window.benchDrawn = null;
(function look() {
  var panels = PANELS;
  var busy = document.querySelector("[aria-busy='true'],[data-dash-is-loading='true'],.dash-graph--pending");
  var ready = panels.every(function (id) {
    var panel = document.getElementById(id);
    return panel && panel.textContent.trim().length > 0;
  });
  if (ready && !busy) { requestAnimationFrame(function () { window.benchDrawn = performance.now(); }); return; }
  requestAnimationFrame(look);
})();
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, which can reach the loopback interface and nothing else."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        raise RuntimeError("Chromium is missing")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


def measure_pages(server: Server) -> Iterator[Row]:
    """First loads (empty browser cache) and warm loads of each page; the server has the figures at hand."""
    with chromium() as browser:
        for path, panels in PAGES.items():
            with telling(f"Chromium: {path}"):
                first = [_first_load(browser, server, path, panels) for _ in range(LOADS)]
                warm = list(_warm_loads(browser, server, path, panels))
            yield spread(f"page{path}-first", f"page {path}, first load, all drawn", "s", first)
            yield spread(
                f"page{path}", f"page {path}, warm, all drawn", "s", warm, target=WARM_SECONDS, judged="median"
            )


def _new_context(browser: Browser, server: Server, panels: list[str]) -> BrowserContext:
    """A browser that has nothing in its cache; its session begins before the clock runs."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai")
    listed = ",".join(f'"{panel}"' for panel in panels)
    name, _, value = sign_in(server).partition("=")
    context.add_cookies([{"name": name, "value": value, "url": server.address}])
    context.add_init_script(WATCH.replace("PANELS", f"[{listed}]"))
    return context


def _load(page: Page, address: str) -> float:
    page.goto(address, wait_until="commit")
    return _poll(page, "() => window.benchDrawn") / 1000


def _poll(page: Page, question: str, *given: str) -> float:
    """Ask the page until it answers with a number (its content policy forbids waiting inside the page)."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < deadline:
        answer = page.evaluate(question, *given)
        if answer is not None:
            return float(answer)
        time.sleep(0.02)
    raise RuntimeError(f"{page.url}: nothing was drawn in {LONGEST_SECONDS} s")


def _first_load(browser: Browser, server: Server, path: str, panels: list[str]) -> float:
    context = _new_context(browser, server, panels)
    try:
        return _load(context.new_page(), server.address + path)
    finally:
        context.close()


def _warm_loads(browser: Browser, server: Server, path: str, panels: list[str]) -> Iterator[float]:
    context = _new_context(browser, server, panels)
    try:
        page = context.new_page()
        _load(page, server.address + path)
        for _ in range(LOADS):
            yield _load(page, server.address + path)
    finally:
        context.close()


def measure_live(server: Server, files: Files, url: str) -> Iterator[Row]:
    """Small imports by another process while the overview is open: how long until its figures are the new ones."""
    took = []
    with telling("Chromium: commits on an open page"), chromium() as browser, open_product(url) as services:
        context = _new_context(browser, server, PAGES["/"])
        page = context.new_page()
        _load(page, server.address)
        for _ in range(COMMITS):
            folder = files.delivery(url)
            before = page.locator(f"#{Overview.KPIS}").inner_text()
            services.importer.import_files([folder], by=OPERATOR)
            committed = time.time()
            changed = f"before => document.getElementById('{Overview.KPIS}').innerText !== before ? Date.now() : null"
            took.append(max(_poll(page, changed, before) / 1000 - committed, 0.0))
        context.close()
    name = "commit → its figures on an open page"
    yield Row(key="live", name=name, unit="s", median=float(np.median(took)), n=len(took), target=LIVE_SECONDS)
