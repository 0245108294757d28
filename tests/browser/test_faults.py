"""A panel that cannot be built says so in its own place; the others show their data."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from callbacks.views import approvals as approvals_views
from callbacks.views import overview as overview_views
from dashboard.services import Services
from tests.browser.view import SLOW, View

SORRY = re.compile("编号 ([0-9a-f]{8})")
OVERVIEW = {
    "kpis": "view_kpis",
    "decisions": "view_decisions",
    "units": "view_units",
    "months": "view_months",
}
APPROVALS = {"trend": "view_trend", "distance": "view_distance", "spread": "view_spread", "split": "view_split"}
REST = {"overview": (*OVERVIEW, "sources"), "approvals": (*APPROVALS, "items", "rules", "overdue")}
PANELS = [("overview", panel) for panel in OVERVIEW] + [("approvals", panel) for panel in APPROVALS]


def fail(*_: object, **__: object) -> Iterator[object]:
    """What a bug does."""
    raise ZeroDivisionError("broken on purpose")


@pytest.mark.faults
@pytest.mark.parametrize(("key", "panel"), PANELS)
def test_one_broken_panel_leaves_the_others_alive(
    view: View, monkeypatch: pytest.MonkeyPatch, key: str, panel: str
) -> None:
    module, names = (overview_views, OVERVIEW) if key == "overview" else (approvals_views, APPROVALS)
    monkeypatch.setattr(module, names[panel], fail)
    view.open("/" if key == "overview" else "/approvals")
    broken = view.page.locator(f"#{key}-{panel}")
    expect(broken.locator(".sv-banner.red")).to_contain_text(SORRY)
    expect(broken).not_to_contain_text("ZeroDivisionError")
    for other in REST[key]:
        if other != panel:
            whole = view.page.locator(f"#{key}-{other}")
            expect(whole.locator(".sv-banner.red")).to_have_count(0)
            expect(whole).to_contain_text(re.compile(r"\d"))


@pytest.mark.faults
def test_a_page_that_cannot_be_built_at_all_is_one_sentence(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    view.open("/")
    seen = view.page.locator("#overview-kpis").inner_text()
    monkeypatch.setattr(overview_views, "view_message", fail)
    view.page.select_option("#overview-unit", "350505")
    expect(view.page.locator("#shell-error")).to_contain_text(SORRY, timeout=SLOW)
    expect(view.page.locator("#overview-kpis")).to_have_text(seen, use_inner_text=True)
    monkeypatch.undo()
    view.page.select_option("#overview-unit", "350583")
    expect(view.page.locator("#shell-error")).to_be_empty(timeout=SLOW)
    expect(view.title).to_contain_text("南安市", timeout=SLOW)


@pytest.mark.faults
def test_a_refresh_that_fails_keeps_what_was_shown(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    view.open("/records/approvals.red")
    rows = view.page.locator("#records-body tbody tr")
    count = rows.count()
    assert count > 1
    monkeypatch.setattr(Services, "case", fail)
    rows.first.locator("a").first.click()
    expect(view.page.locator("#shell-error")).to_contain_text(SORRY, timeout=SLOW)
    monkeypatch.undo()
    view.page.go_back()
    expect(rows).to_have_count(count, timeout=SLOW)
    expect(view.page.locator("#shell-error")).to_be_empty(timeout=SLOW)
