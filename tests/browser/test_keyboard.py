"""Everything can be reached and done without a mouse, and every chart can be read as a table."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.pages import CASE, PAGES
from tests.browser.view import SLOW, View

NUMBER_ALL = """() => {
  const all = [...document.querySelectorAll("a[href], button, select, input, summary, [tabindex='0']")];
  const shown = all.filter((one) => one.checkVisibility() && !one.disabled);
  shown.forEach((one, at) => { one.dataset.at = at; });
  return shown.map((one) => one.outerHTML.slice(0, 120));
}"""
WHERE = """() => {
  const here = document.activeElement;
  const ring = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const box = here.closest(".sv-chip");
  const at = here.dataset.at === undefined ? -1 : Number(here.dataset.at);
  return { at, ring: ring(here) || Boolean(box && ring(box)) };
}"""
ROUNDED = 0.05 + 1e-9
VALUES = "(chart) => chart._fullData.map((trace) => Array.from(trace.y))"

BARS = "(chart) => Array.from(chart._fullData.find((trace) => trace.type === 'bar').y)"


@pytest.mark.parametrize("name", PAGES)
def test_tab_reaches_everything_and_shows_where_it_is(view: View, name: str) -> None:
    view.open(PAGES[name])
    view.draw_charts()
    targets: list[str] = view.page.evaluate(NUMBER_ALL)
    assert len(targets) > 10
    reached: list[int] = []
    for _ in range(len(targets) + 40):  # a field of a date holds more than one stop
        view.page.keyboard.press("Tab")
        stop = view.page.evaluate(WHERE)
        if stop["at"] < 0 and reached:
            break
        if stop["at"] >= 0:
            assert stop["ring"], f"no ring around {targets[stop['at']]}"
            reached.append(stop["at"])
    assert [targets[at] for at in range(len(targets)) if at not in reached] == []
    assert reached == sorted(reached)


def test_slash_goes_to_the_search_field_and_escape_out_of_it(view: View) -> None:
    view.open("/records")
    field = view.page.locator("#records-search")
    view.page.keyboard.press("/")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    view.page.keyboard.type("a/b")
    expect(field).to_have_value("a/b")
    view.page.keyboard.press("Escape")
    expect(field).not_to_be_focused()
    expect(view.page).to_have_url(re.compile("/records"))


def test_escape_goes_up_from_a_case_to_its_ledger(view: View) -> None:
    view.open("/records/approvals.red?sort=due_day")
    row = view.page.locator("#records-body tbody a").first
    row.focus()
    view.page.keyboard.press("Enter")
    expect(view.page).to_have_url(re.compile(f"/cases/{CASE}"))
    view.settle()
    view.page.keyboard.press("Escape")
    expect(view.page).to_have_url(f"{view.base}/records/approvals.red?sort=due_day")
    expect(view.page.locator("#records-body tbody tr").first).to_be_visible(timeout=SLOW)


def test_the_first_link_leads_to_the_content(view: View) -> None:
    view.open("/")
    view.page.keyboard.press("Tab")
    skip = view.page.locator(".sv-skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    view.page.keyboard.press("Enter")
    expect(view.main).to_be_focused()


def unfold(panel: Locator) -> list[list[str]]:
    """Open a panel's table by keyboard; gives its rows as they can be read."""
    summary = panel.locator("summary")
    expect(panel.locator("details table")).to_be_hidden()
    summary.focus()
    summary.press("Enter")
    expect(panel.locator("details table")).to_be_visible()
    return [row.locator("th, td").all_inner_texts() for row in panel.locator("details tbody tr").all()]


def column(rows: list[list[str]], at: int) -> list[float | None]:
    """The numbers of one column; none where a dash stands."""
    found = [re.search(r"\d[\d,]*(\.\d+)?", row[at]) for row in rows]
    return [float(one[0].replace(",", "")) if one else None for one in found]


def same(table: list[float | None], chart: list[float | None]) -> bool:
    """Whether a chart's values are those of the table, but for rounding."""
    return len(table) == len(chart) and all(
        (a is None) == (b is None) and (a is None or b is None or abs(a - b) <= ROUNDED)
        for a, b in zip(table, chart, strict=True)
    )


@pytest.mark.parametrize(
    ("address", "panel", "columns"), [("/", "#overview-months", (1, 2, 3)), ("/approvals", "#approvals-trend", (1,))]
)
def test_the_table_of_a_chart_has_its_numbers(view: View, address: str, panel: str, columns: tuple[int, ...]) -> None:
    view.open(address)
    view.draw_charts()
    box = view.page.locator(panel)
    traces: list[list[float | None]] = box.locator(".js-plotly-plot").evaluate(VALUES)
    rows = unfold(box)
    assert len(rows) == 12
    for at in columns:
        assert any(same(column(rows, at), trace) for trace in traces), (at, column(rows, at), traces)
    box.locator("summary").press("Escape")
    expect(box.locator("details table")).to_be_hidden()


def test_the_table_of_the_distribution_has_its_columns(view: View) -> None:
    view.open("/approvals")
    view.draw_charts()
    box = view.page.locator("#approvals-spread")
    drawn = sorted(value for value in box.locator(".js-plotly-plot").evaluate(BARS) if value)
    rows = unfold(box)[:-1]  # the last row are those closed on the spot, which are not drawn
    assert drawn == sorted(value for value in column(rows, 1) if value)


def test_the_tables_of_items_and_units_have_the_numbers_beside_the_bars(view: View) -> None:
    view.open("/approvals")
    items = view.page.locator("#approvals-items")
    beside = [row.locator("th, td").all_inner_texts()[:4] for row in items.locator(".sv-bullets tbody tr").all()]
    rows = unfold(items)
    assert [row[0] for row in rows] == [row[0] for row in beside]
    assert column(rows, 1) == column(beside, 1)
    assert column(rows, 2) == column(beside, 2)
    units = view.page.locator("#approvals-distance")
    shown = {line.locator(".nm").inner_text(): line.locator(".va").inner_text() for line in units.locator("a.ln").all()}
    assert {row[0]: row[1].rstrip("%") for row in unfold(units)} == shown
