"""No number without its records: what is shown on a page is what the ledger behind the link counts."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect

from dashboard.indicators import REGISTRY, FigureUnit
from dashboard.vocabulary import REPORTING_UNITS
from tests.browser.view import SLOW, View, figure_in, number_in

TO_RECORDS = "a[href^='/records/']"
LIGHTS = ("red", "yellow", "green")
UNIT = "350505"
"""The figures of one unit rest on few cases, so that many ledgers are soon read."""
WAYS_ON = re.compile("全部红灯|看数据|All red|Data")
"""Links to records that name no number."""


def key_of(address: str) -> str:
    """The indicator whose records an address lists."""
    return urlsplit(address).path.removeprefix("/records/")


def counts_cases(key: str) -> bool:
    """Whether the figure is the number of its records."""
    return REGISTRY.get(key).unit is FigureUnit.CASES


def links_in(part: Locator) -> list[tuple[str, str]]:
    """What each link to records shows, and where it leads."""
    found = [(link.inner_text(), link.get_attribute("href") or "") for link in part.locator(TO_RECORDS).all()]
    return [(text, href) for text, href in found if text.strip() and not WAYS_ON.search(text)]


def rows_of(details: Locator) -> list[tuple[list[str], str]]:
    """The cells of each row of a panel's table, and where the row leads."""
    rows = []
    for row in details.locator("tbody tr").all():
        cells = [cell.text_content() or "" for cell in row.locator("th,td").all()]
        rows.append((cells, row.locator("a").first.get_attribute("href") or ""))
    return rows


def mistaken(view: View, shown: Iterable[tuple[str, str]]) -> list[str]:
    """The figures that the ledger at their link does not confirm: its total, or the value in its message."""
    wrong = []
    for text, href in dict.fromkeys(shown):
        message, total = view.records(href)
        said = figure_in(text)
        # A message begins with the name of the figure and its value; the count of its cases follows.
        good = number_in(text) == total if counts_cases(key_of(href)) else said in re.findall(r"[\d.,]*\d", message)
        if not good:
            wrong.append(f"{text!r} leads to {href}: {message}, {total} rows")
    return wrong


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_headline_figures_are_those_of_their_records(view: View, lang: str) -> None:
    view.open(f"/?unit={UNIT}&lang={lang}")
    shown = links_in(view.page.locator("#overview-kpis"))
    keys = {key_of(href).removeprefix("approvals.") for _, href in shown}
    assert keys >= {"on_time_rate", "mean_used", "open", "red", "yellow", "green", "paused", "closed", "accepted"}
    assert mistaken(view, shown) == []


def test_the_whole_city_has_the_cases_of_its_records(view: View) -> None:
    view.open("/")
    shown = links_in(view.page.locator("#overview-kpis .val"))
    stock = [(text, href) for text, href in shown if "?" not in href or "closed" in href]
    assert len(stock) == 5
    assert mistaken(view, stock) == []


def test_lights_of_the_units_are_those_of_their_records(view: View) -> None:
    view.open("/")
    tiles = view.page.locator("#overview-units .sv-tile")
    expect(tiles).to_have_count(len(REPORTING_UNITS))
    shown = []
    for tile in tiles.all():
        unit = parse_qs(urlsplit(tile.get_attribute("href") or "").query)["unit"][0]
        for kind in LIGHTS:
            lamps = tile.locator(f".sv-light.{kind}")
            if lamps.count():
                shown.append((lamps.inner_text(), f"/records/approvals.{kind}?unit={unit}"))
    assert {key_of(href) for _, href in shown} == {f"approvals.{kind}" for kind in LIGHTS}
    reds = sum(number_in(text) for text, href in shown if key_of(href) == "approvals.red")
    assert reds == view.number("#overview-kpis .beside .red")
    assert mistaken(view, shown) == []


def test_a_tile_leads_to_the_approvals_of_its_unit_and_on_to_the_cases(view: View) -> None:
    view.open("/")
    tile = view.page.locator("#overview-units .sv-tile.red").first
    red = number_in(tile.locator(".sv-light.red").inner_text())
    tile.click()
    expect(view.page).to_have_url(re.compile(r"/approvals\?unit="))
    view.settle()
    overdue = view.page.locator("#approvals-overdue")
    assert number_in(overdue.locator("h2").inner_text()) == red
    expect(overdue.locator("tbody tr")).to_have_count(red)
    overdue.locator("tbody tr a").first.click()
    expect(view.page).to_have_url(re.compile("/cases/"))
    expect(view.main.locator(".sv-light.boxed.red")).to_be_visible(timeout=SLOW)


def test_decisions_are_the_red_cases(view: View) -> None:
    view.open("/")
    panel = view.page.locator("#overview-decisions")
    red = number_in(panel.locator("h2").inner_text())
    expect(panel.locator("tbody tr")).to_have_count(min(red, 7))
    cases = [row.locator("a").get_attribute("href") for row in panel.locator("tbody tr").all()]
    _, total = view.records(panel.locator(f".act {TO_RECORDS}").get_attribute("href") or "")
    assert total == red
    listed = [row.locator("a").first.get_attribute("href") for row in view.page.locator("#records-body tbody tr").all()]
    assert {urlsplit(str(href)).path for href in cases} <= {urlsplit(str(href)).path for href in listed}


def test_a_column_of_the_chart_leads_to_the_cases_of_its_month(view: View) -> None:
    view.open(f"/?unit={UNIT}")
    view.draw_charts()
    rows = rows_of(view.page.locator("#overview-months details"))
    assert len(rows) == 12
    (_, used, _, _, n), href = rows[-2]
    assert number_in(n) > 1
    bars = view.page.locator("#overview-months .barlayer .trace").last.locator(".point")
    expect(bars).to_have_count(12)
    box = bars.nth(10).bounding_box()
    assert box is not None
    view.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 4)
    expect(view.page).to_have_url(f"{view.base}{href}")
    view.settle()
    expect(view.title).to_contain_text(used)
    assert number_in(view.page.locator("#records-body h2").inner_text()) == number_in(n)


PANELS = {
    # panel of 审批时效: the cell that holds the figure and the one that counts its cases, None where there is none
    "items": (2, None),
    "trend": (1, -1),
    "distance": (1, 3),
}


@pytest.mark.parametrize("panel", PANELS)
def test_tables_of_approvals_are_confirmed_by_their_records(view: View, panel: str) -> None:
    value, count = PANELS[panel]
    view.open(f"/approvals?unit={UNIT}")
    rows = rows_of(view.page.locator(f"#approvals-{panel} details"))
    assert len(rows) >= 6
    wrong = []
    for cells, href in rows:
        message, total = view.records(href)
        if figure_in(cells[value]) not in message or (count is not None and number_in(cells[count]) != total):
            wrong.append(f"{cells} leads to {href}: {message}, {total} rows")
    assert wrong == []


def test_links_of_approvals_are_confirmed_by_their_records(view: View) -> None:
    view.open(f"/approvals?unit={UNIT}")
    shown = links_in(view.page.locator("#approvals-spread .hd, #approvals-split tbody"))
    rows = view.page.locator("#approvals-split tbody tr").all()
    shown = [(text, href) for text, href in shown if re.search(r"\d", text)]
    shown += [
        (row.locator("td").first.inner_text(), row.locator(".sv-rowlink").get_attribute("href") or "") for row in rows
    ]
    assert len(shown) >= 4 * len(rows)
    assert mistaken(view, shown) == []


def test_distribution_adds_up_to_the_closed_cases(view: View) -> None:
    view.open("/approvals")
    rows = rows_of(view.page.locator("#approvals-spread details"))
    sums: dict[str, int] = {}
    for cells, href in rows:
        sums[href] = sums.get(href, 0) + number_in(cells[1])
    closed, late = (next(href for href in sums if key in href) for key in ("closed", "overdue_days"))
    assert view.records(late)[1] == sums[late] > 0
    assert view.records(closed)[1] == sums[closed] + sums[late]
