"""How a test looks at a page: opening, waiting until it is drawn, reading numbers, and noting what went wrong."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Request, Response, expect

from tests.conftest import PageLog

SLOW = 30_000
"""Milliseconds that a busy machine may take for what has no promise."""
PATIENCE = 2.0 if os.environ.get("CI") else 1.0
"""By how much a promised time may be missed: not at all, but on shared machines."""
PARTS = {
    "/": "#overview-kpis",
    "/approvals": "#approvals-items",
    "/records": "#records-body",
    "/cases": "#case-body",
    "/definitions": "#definitions-figures",
    "/quality": "#quality-body",
    "/imports": "#imports-body",
    "/admin": "#admin-body",
    "/admin/users": "#users-body",
    "/admin/sessions": "#sessions-body",
    "/admin/tokens": "#keys-body",
    "/admin/devices": "#keys-body",
    "/admin/audit": "#audit-body",
    "/admin/rules": "#rules-body",
    "/admin/calendar": "#calendar-body",
    "/admin/units": "#units-body",
}
"""A part that only the page of a path has."""

NOTE_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", function (event) {
  window.noteViolation(event.violatedDirective + " " + event.blockedURI + " " + event.sample);
});
"""
GO = """address => {
  history.pushState({}, "", address);
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}"""


@dataclass
class View:
    """A page of the site at ``base``. ``failed`` and ``violations`` must be empty in the end, unless allowed."""

    page: Page
    base: str
    log: PageLog
    failed: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    allow_failed: bool = False

    def __post_init__(self) -> None:
        self.page.on("requestfailed", self._note_failure)
        self.page.on("response", self._note_status)
        self.page.expose_function("noteViolation", self._note_violation)
        self.page.add_init_script(NOTE_VIOLATIONS)

    def _note_failure(self, request: Request) -> None:
        # Leaving a page ends its requests, and Chromium says the same of a 304 that the page itself asked for.
        if request.failure != "net::ERR_ABORTED":
            self.failed.append(f"{request.failure} {request.url}")

    def _note_status(self, response: Response) -> None:
        if response.status >= 400:
            self.failed.append(f"{response.status} {response.url}")

    def _note_violation(self, what: str) -> None:
        self.violations.append(what)

    def check(self) -> None:
        """Fail when a request failed or the page's policy was violated."""
        assert self.allow_failed or not self.failed, f"failed requests: {self.failed}"
        assert not self.violations, f"policy violations: {self.violations}"

    def allow_trouble(self) -> None:
        """The test breaks connections: the browser says so."""
        self.allow_failed = self.log.allow_console_errors = True

    @property
    def main(self) -> Locator:
        """The content."""
        return self.page.locator("main")

    @property
    def title(self) -> Locator:
        """The message of the page."""
        return self.page.locator("main h1")

    @property
    def address(self) -> str:
        """Path and query of the page as it is."""
        parts = urlsplit(self.page.url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def open(self, address: str) -> int:
        """Load an address as if it had been pasted; gives the HTTP status of the frame."""
        response = self.page.goto(f"{self.base}{address}", timeout=SLOW)
        self.settle()
        assert response is not None
        return response.status

    def settle(self) -> None:
        """Wait until the page of the address stands: its message is there and no panel is loading."""
        path = urlsplit(self.page.url).path
        part = PARTS.get(path) or PARTS.get(path[: path.rfind("/")], "h1")
        expect(self.main.locator(part)).to_have_count(1, timeout=SLOW)
        expect(self.title).to_have_count(1, timeout=SLOW)
        expect(self.main.locator("[aria-busy=true], [data-dash-is-loading]")).to_have_count(0, timeout=SLOW)
        expect(self.title).to_have_text(re.compile(r"[^…\s]"), timeout=SLOW)

    def draw_charts(self) -> int:
        """Wait until every chart is drawn; gives their number."""
        charts = self.main.locator(".sv-chart")
        for chart in charts.all():
            expect(chart.locator(".main-svg").first).to_be_visible(timeout=SLOW)
        return charts.count()

    def go(self, address: str) -> None:
        """Go to another address without loading the page, as a link does."""
        self.page.evaluate(GO, address)

    def records(self, address: str) -> tuple[str, int]:
        """Message and total of the ledger at an address, which must be exactly the one that the ledger then has."""
        self.go(address)
        link = self.page.locator("#records-sets a[aria-current=true]")
        expect(link).to_have_attribute("href", without_sort(address), timeout=SLOW)
        self.settle()
        return self.title.inner_text(), number_in(self.page.locator("#records-body h2").inner_text())

    def number(self, selector: str) -> int:
        """The first whole number in a part of the page."""
        return number_in(self.page.locator(selector).first.inner_text())


def without_sort(address: str) -> str:
    """An address as the switch of the ledger writes it: in its order, without sort."""
    path, _, query = address.partition("?")
    pairs = [pair for pair in query.split("&") if pair and not pair.startswith("sort=")]
    return f"{path}?{'&'.join(pairs)}" if pairs else path


def number_in(text: str) -> int:
    """The first whole number in a text."""
    found = re.search(r"\d[\d,]*", text)
    assert found, f"no number in {text!r}"
    return int(found[0].replace(",", ""))


def figure_in(text: str) -> str:
    """The first number in a text as it is written, decimals included."""
    found = re.search(r"\d[\d,]*(\.\d+)?", text)
    assert found, f"no number in {text!r}"
    return found[0]


@contextmanager
def within(seconds: float) -> Iterator[float]:
    """What stands in the block must be true after at most so many seconds; gives the time-out for it in ms.

    Nothing in the block may wait longer than that time-out, and the clock is the machine's own.
    """
    allowed = seconds * PATIENCE
    begun = time.monotonic()
    yield allowed * 1000
    took = time.monotonic() - begun
    assert took <= allowed, f"{took:.1f} s instead of {seconds} s"
