"""The overview over a real store: what a visitor sees, where each figure leads, and how it looks back."""

from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from dash import no_update

from callbacks.filters import do_filter
from callbacks.overview import show_overview
from callbacks.views.freshness import view_sources
from callbacks.views.lens import Lens, make_lens, period_kind, previous_period, year_before
from callbacks.views.overview import FLOWING, STANDING, view_decisions, view_kpis, view_months, view_units
from callbacks.visits import read_visit
from dashboard.board import Board
from dashboard.freshness import age_light
from dashboard.lights import Light
from dashboard.period import Period
from dashboard.permissions import OPERATOR
from dashboard.ports import Source
from dashboard.services import Services
from dashboard.timekeeping import instant_of
from layouts.panels.base import FigureView
from layouts.visit import Visit
from tests.callbacks.demo_city import demo_city, empty_city
from tests.fakes import NOW, TODAY, FakeReader, make_services
from tests.seen import has_chinese, links_of, text_of


def visit(search: str = "", services: Services | None = None, path: str = "/") -> Visit:
    return read_visit(services or demo_city(), path, search, identity=OPERATOR)


def lens_of(search: str = "") -> tuple[Board, Lens]:
    board = demo_city().boards.current()
    return board, make_lens(board, visit(search))


def show(search: str = "", services: Services | None = None) -> dict[str, Any]:
    services = services or demo_city()
    return show_overview(services, visit(search, services))


def figure_at(href: str) -> Any:
    """The figure that the ledger behind an address explains."""
    parts = urlsplit(href)
    asked = visit(f"?{parts.query}", path=parts.path)
    key = unquote(parts.path.rpartition("/")[2])
    return demo_city().boards.current().figures(asked.query, (key,))[key]


SEARCHES = (
    "",
    "?unit=350583",
    "?period=2025-11&unit=own",
    "?as_of=2025-11-30",
    "?as_of=2025-12-10&period=2025-10",
    "?period=2025",
)


@pytest.mark.parametrize("search", SEARCHES)
def test_each_figure_leads_to_the_records_it_counts(search: str) -> None:
    board, lens = lens_of(search)
    linked = {**lens.figures(board, lens.period, *FLOWING), **lens.figures(board, lens.stock, *STANDING)}
    for view in linked.values():
        assert figure_at(view.href) == view.figure, view.href


@pytest.mark.parametrize("search", SEARCHES)
def test_months_and_lists_lead_to_what_they_show(search: str) -> None:
    board, lens = lens_of(search)
    for month in view_months(board, lens).months:
        assert figure_at(month.href).value == month.used
        assert figure_at(month.href).n == month.n
    decisions = view_decisions(board, lens)
    if decisions.total:
        assert figure_at(decisions.href).value == decisions.total
    assert figure_at(decisions.open_href).value == decisions.open


def test_the_period_is_the_last_full_month_and_the_stock_is_now() -> None:
    _, lens = lens_of()
    assert lens.period.period.text == "2026-01" and lens.stock.as_of == TODAY and lens.is_default and not lens.is_past
    _, past = lens_of("?as_of=2025-11-30")
    assert past.period.period.text == "2025-11" and past.is_past
    _, middle = lens_of("?as_of=2025-11-15")
    assert middle.period.period.text == "2025-10" and middle.stock.as_of == middle.moment


def test_without_closed_cases_last_month_the_current_one_is_shown() -> None:
    services = make_services(FakeReader())
    board = services.boards.current()
    assert make_lens(board, visit("", services)).period.period.text in ("2026-01", "2026-02")


def test_units_tell_the_whole_city_whatever_unit_is_chosen() -> None:
    whole, one = (view_units(*lens_of(search)) for search in ("", "?unit=350583"))
    assert {code: (unit.red, unit.yellow) for code, unit in whole.units.items()} == {
        code: (unit.red, unit.yellow) for code, unit in one.units.items()
    }


def test_lights_of_the_units_add_up_to_the_city() -> None:
    board, lens = lens_of()
    units, kpis = view_units(board, lens).units.values(), view_kpis(board, lens)
    for name in ("red", "yellow", "green"):
        assert sum(getattr(unit, name) for unit in units) == kpis.stock[name].count


def test_decisions_are_the_longest_overdue_first() -> None:
    board, lens = lens_of()
    decisions = view_decisions(board, lens)
    left = [case.left for case in decisions.cases]
    assert decisions.light is Light.RED and left == sorted(left) and left[-1] < 0
    assert all(case.used - case.limit == -case.left for case in decisions.cases)
    assert len(decisions.cases) == min(7, decisions.total)


def test_the_page_shows_its_figures_in_both_languages() -> None:
    zh, en = show(), show("?lang=en")
    text = text_of([zh[name] for name in ("say", "kpis", "units", "months", "sources")])
    assert "件红灯；按时办结率" in text and "2026 年 1 月" in text and zh["past"] == []
    english = text_of([en[name] for name in ("say", "kpis", "units", "months", "sources", "past")])
    assert not has_chinese(english)


def test_looking_back_says_so_and_offers_the_way_to_now() -> None:
    past = show("?as_of=2025-11-30&unit=350583")["past"]
    assert "回看 2025-11-30 当日的情形" in text_of(past) and "/?unit=350583" in links_of(past)


def test_looking_back_to_today_shows_what_now_shows() -> None:
    now, same = show(), show("?as_of=2026-02-09")
    assert text_of(now["kpis"]) == text_of(same["kpis"]) and text_of(now["decisions"]) == text_of(same["decisions"])


def test_without_data_every_panel_says_why() -> None:
    shown = show("", empty_city())
    text = text_of([shown[name] for name in ("say", "kpis", "decisions", "units", "months", "sources")])
    for word in ("还没有办件数据", "尚无数据", "无办结件", "没有红灯，无需决定", "还没有导入任何数据"):
        assert word in text, word


def test_one_failing_panel_leaves_the_others_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    services = demo_city()

    def fail() -> Any:
        raise RuntimeError("broken")

    monkeypatch.setattr(type(services.reader), "read_sources", lambda self, **_: fail())
    shown = show()
    assert "出错了" in text_of(shown["sources"]) and "件红灯" in text_of(shown["kpis"])


@pytest.mark.parametrize("period", ["0001", "0001-01", "9999", "9999-12", "2024-02-10..2026-01-05"])
def test_far_periods_are_answered_calmly(period: str) -> None:
    shown = show(f"?period={period}")
    assert "出错了" not in text_of([shown[name] for name in ("say", "kpis", "units", "months")])


def test_filters_write_the_address_once() -> None:
    chosen = {"period": "latest", "unit": "350583", "as_of": "2026-02-09"}
    assert do_filter("?lang=en", today=TODAY, **chosen) == "?unit=350583&lang=en"
    assert do_filter("?unit=350583", today=TODAY, **chosen) is no_update
    assert do_filter("?unit=350583", today=TODAY, period="latest", unit="", as_of=None) == "?"
    assert do_filter("?as_of=2099-01-01", today=TODAY, period="latest", unit="", as_of="2026-02-09") is no_update


def test_chips_say_what_the_address_says() -> None:
    shown = show("?period=2025-10&unit=350500&as_of=2025-12-10")
    assert shown["values"] == ["2025-10", "", "2025-12-10"]
    assert {"2025-10", "latest", "2025"} <= {option["value"] for option in shown["periods"]}
    assert show()["values"] == ["latest", "", "2026-02-09"]


@pytest.mark.parametrize(
    ("text", "kind", "before", "year_ago"),
    [
        ("2026-01", "month", "2025-12", "2025-01"),
        ("2025", "year", "2024", "2024-01-01..2024-12-31"),
        ("2026-01-11..2026-01-20", "days", "2026-01-01..2026-01-10", "2025-01-11..2025-01-20"),
        ("2024-02-29", "days", "2024-02-28..2024-02-28", "2023-02-28..2023-02-28"),
        ("0001-01", "month", "0001-01", "0001-01"),
    ],
)
def test_neighbouring_periods(text: str, kind: str, before: str, year_ago: str) -> None:
    period = Period.parse(text)
    assert period_kind(period) == kind
    assert previous_period(period).text == before
    assert year_before(period).text == year_ago


@pytest.mark.parametrize(
    ("cycles", "light"), [(0.0, "green"), (3.0, "green"), (3.1, "yellow"), (12.0, "yellow"), (12.1, "red")]
)
def test_age_is_measured_in_cycles(cycles: float, light: str) -> None:
    assert age_light(int(cycles * 1000), 1000) == light
    assert age_light(5, 0) is Light.GREY


def test_sources_come_worst_first_and_empty_tables_not_at_all() -> None:
    now = instant_of(NOW)
    sources = [
        Source("project", 5, now, 0, 900),
        Source("event", 5, now, now - 90_000, 900),
        Source("item", 0, now, now, 900),
    ]
    assert [source.table for source in view_sources(sources, NOW).sources] == ["event", "project"]


def test_a_linked_figure_keeps_its_link() -> None:
    board, lens = lens_of()
    view = lens.figures(board, lens.stock, "approvals.red")["approvals.red"]
    assert isinstance(view, FigureView) and view.href == "/records/approvals.red"
