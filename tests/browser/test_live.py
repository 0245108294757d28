"""An open page follows the data by itself, and says so when it cannot."""

import re
import threading
import time
from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import MovableClock
from tests.browser.site import Site
from tests.browser.view import PATIENCE, SLOW, View, within

OPEN = "#overview-kpis a.num[href*='approvals.open']"
MARK = "() => { window.stillHere = true; }"
LIVE_SECONDS, LOST_SECONDS = 3, 10


def begins_with(number: int) -> re.Pattern[str]:
    """A text that begins with exactly this number."""
    return re.compile(rf"^{number}(?!\d)")


def open_marked(view: View, address: str) -> int:
    """Open a page with the open cases, mark it so that a reload would be noticed; gives their number."""
    view.open(address)
    view.draw_charts()
    view.page.evaluate(MARK)
    return view.number(OPEN)


def assert_not_reloaded(view: View) -> None:
    """The mark survives as long as the page does."""
    assert view.page.evaluate("() => window.stillHere") is True


def lost(view: View) -> Locator:
    """The banner that is shown while the server does not answer."""
    return view.page.locator(".sv-live-banner")


def badge(view: View) -> Locator:
    """The age of the data."""
    return view.page.locator("[data-live-age]")


def test_an_import_shows_on_the_open_page(own_view: View, own_city: Site, tmp_path: Path) -> None:
    own_view.page.set_viewport_size({"width": 1440, "height": 500})
    before = open_marked(own_view, "/")
    own_view.page.evaluate("() => window.scrollTo(0, 200)")
    revision = own_city.revision()
    took = [seconds_until_shown(own_view, own_city, tmp_path, before + turn) for turn in (1, 2, 3)]
    assert median(took) <= LIVE_SECONDS * PATIENCE, took
    news: dict[str, Any] = own_view.page.request.get(f"{own_city.url}/version").json()
    assert news["revision"] == own_city.revision() == revision + len(took)
    assert_not_reloaded(own_view)
    assert own_view.page.evaluate("() => window.scrollY") == 200
    assert own_view.records("/records/approvals.open")[1] == before + len(took)


def seconds_until_shown(view: View, site: Site, folder: Path, count: int) -> float:
    """Commit one more open case; the seconds until the open page shows so many."""
    site.add_open_cases(folder, f"SL-SHOWN-{count}")
    begun = time.monotonic()
    expect(view.page.locator(OPEN)).to_have_text(begins_with(count), timeout=SLOW)
    return time.monotonic() - begun


def test_a_field_in_hand_is_left_alone_until_it_is_left(own_view: View, own_city: Site, tmp_path: Path) -> None:
    own_view.open("/records/approvals.open")
    total, field = own_view.number("#records-body h2"), own_view.page.locator("#records-search")
    field.click()
    field.press_sequentially("施工")
    own_city.add_open_cases(tmp_path, "SL-LIVE-3")
    # The page has heard of it: the badge says that it waits.
    expect(badge(own_view)).to_contain_text("有新数据", timeout=SLOW)
    expect(field).to_be_focused()
    expect(field).to_have_value("施工")
    assert own_view.number("#records-body h2") == total
    field.fill("")
    own_view.page.locator("#records-say h1").click()
    expect(own_view.page.locator("#records-body h2")).to_contain_text(re.compile(rf"\D{total + 1}\D"), timeout=SLOW)


def test_the_age_of_the_data_counts_up(own_view: View, own_city: Site) -> None:
    own_view.open("/")
    clock = own_city.clock
    assert isinstance(clock, MovableClock)
    # The server's clock jumps to shortly before the twentieth minute; the page learns of it from the next answer.
    newest = own_view.page.request.get(f"{own_city.url}/version").json()["data_time"]
    age = clock.now() - clock.now().fromisoformat(newest)
    clock.ahead += timedelta(minutes=19, seconds=50) - age
    expect(badge(own_view)).to_contain_text("19 分钟前", timeout=9_000)
    # From here on the page is on its own: it counts without any answer.
    own_view.allow_trouble()
    own_view.page.route("**/version", lambda route: route.abort())
    expect(badge(own_view)).to_contain_text("20 分钟前", timeout=15_000)


def test_a_stopped_server_is_said_and_its_return_is_seen(own_view: View, own_city: Site, tmp_path: Path) -> None:
    own_view.allow_trouble()
    before = open_marked(own_view, "/")
    expect(lost(own_view)).to_be_hidden()
    own_city.kill()
    with within(LOST_SECONDS) as limit:
        expect(lost(own_view)).to_be_visible(timeout=limit)
    expect(own_view.main).to_have_class(re.compile("is-stale"))
    expect(lost(own_view)).to_contain_text("连不上服务器")
    expect(own_view.page.locator(OPEN)).to_have_text(begins_with(before))
    own_city.add_open_cases(tmp_path, "SL-LIVE-4")
    own_city.start()
    expect(lost(own_view)).to_be_hidden(timeout=SLOW)
    expect(own_view.main).not_to_have_class(re.compile("is-stale"))
    expect(own_view.page.locator(OPEN)).to_have_text(begins_with(before + 1), timeout=SLOW)
    assert_not_reloaded(own_view)


class Held:
    """Holds back the callbacks that a word names, once it is told to: a server that dies before it has answered."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application
        self.word = b""
        self.caught = threading.Event()
        self.release = threading.Event()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or wait for the release."""
        if self.word and environ["PATH_INFO"] == "/_dash-update-component":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = BytesIO(body)
            if self.word in body:
                self.caught.set()
                self.release.wait(timeout=60)
        return self.application(environ, start_response)


@pytest.mark.parametrize(("held", "unit"), [(b"overview-kpis.children", "350505"), (b"shell-location.search", "")])
def test_a_server_killed_in_the_middle_of_an_answer_is_recovered_from(
    own_view: View, own_city: Site, held: bytes, unit: str
) -> None:
    """Killed while it draws the page, it draws it later; killed while it takes a choice, the choice is taken back."""
    own_view.allow_trouble()
    made: list[Held] = []

    def wrap(application: WSGIApplication) -> WSGIApplication:
        made.append(Held(application))
        return made[0]

    own_city.kill()
    own_city.start(wrap)
    everywhere = open_marked(own_view, "/")
    made[0].word = held
    chip = own_view.page.locator("#overview-unit")
    chip.select_option("350505")
    assert made[0].caught.wait(timeout=30)
    own_city.kill()
    with within(LOST_SECONDS) as limit:
        expect(lost(own_view)).to_be_visible(timeout=limit)
    made[0].release.set()
    own_city.start()
    expect(lost(own_view)).to_be_hidden(timeout=SLOW)
    # Address, control and content agree, and the page still does what it is told.
    expect(chip).to_have_value(unit, timeout=SLOW)
    assert own_view.address == (f"/?unit={unit}" if unit else "/")
    link = f"/records/approvals.open?unit={unit}" if unit else "/records/approvals.open"
    expect(own_view.page.locator(OPEN)).to_have_attribute("href", link, timeout=SLOW)
    chip.select_option("350583")
    expect(own_view.title).to_contain_text("南安市", timeout=SLOW)
    chip.select_option(index=1)  # the first one is hidden and stands for an empty choice
    expect(own_view.page.locator(OPEN)).to_have_text(begins_with(everywhere), timeout=SLOW)
    assert_not_reloaded(own_view)
