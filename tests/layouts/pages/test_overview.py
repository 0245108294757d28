"""The overview's panels: numbers given are numbers shown, each leads to its records, less data says less."""

from dataclasses import replace
from datetime import timedelta

import pytest

from callbacks.visits import read_visit
from dashboard.indicators import REGISTRY, Figure
from dashboard.lights import Light, Target
from dashboard.permissions import OPERATOR
from dashboard.timekeeping import day_of
from dashboard.vocabulary import CITY, REPORTING_UNITS
from layouts.ids import Overview
from layouts.pages.overview import skeleton
from layouts.panels.base import FigureView, PeriodView, joined, period_name
from layouts.panels.decisions import DecisionsView, OpenCase, build_decisions, build_overdue
from layouts.panels.kpis import Course, KpisView, build_kpis
from layouts.panels.message import MessageView, overview_title
from layouts.panels.months import MonthsView, MonthView, build_months, months_title
from layouts.panels.sources import SourcesView, SourceView, build_sources, cycle_words
from layouts.panels.units import UnitsView, UnitView, build_units, units_title
from layouts.visit import Visit
from tests.fakes import NOW, TODAY, make_services
from tests.seen import has_chinese, ids_of, links_of, text_of

JANUARY = PeriodView(kind="month", first=day_of(TODAY - 39), last=day_of(TODAY - 9), text="2026-01")


def visit(search: str = "") -> Visit:
    return read_visit(make_services(), "/", search, identity=OPERATOR)


ZH, EN = visit(), visit("?lang=en")


def figure(key: str, value: float | int | None, *, target: Target | None = None) -> FigureView:
    unit = REGISTRY.get(key).unit
    light = target.light(value) if target else None
    return FigureView(Figure(key, unit, value, 10, None, None, target, light), href=f"/records/{key}")


def course(key: str, value: float | int | None, before: float | int | None, target: Target | None = None) -> Course:
    return Course(now=figure(key, value, target=target), before=before, months=(value,) * 12, last_year=(None,) * 12)


def kpis(red: int = 7, rate: float | None = 0.986) -> KpisView:
    stock = {"open": 128, "red": red, "yellow": 19, "green": 96, "paused": 6}
    target = Target(0.99, 0.975)
    return KpisView(
        on_time=course("approvals.on_time_rate", rate, 0.983, target),
        used=course("approvals.mean_used", 3.8, 3.9),
        limit=figure("approvals.mean_limit", 9.6),
        speedup=figure("approvals.speedup_committed", 0.604),
        closed=course("approvals.closed", 2306, 2200),
        accepted=figure("approvals.accepted", 2410),
        online=course("approvals.online_rate", 0.912, None),
        stock={name: figure(f"approvals.{name}", n) for name, n in stock.items()},
        red_before=5,
        open_before=120,
        previous=replace(JANUARY, first=JANUARY.first - timedelta(days=31)),
    )


def message(**changes: object) -> MessageView:
    view = MessageView(unit="", red=7, open=128, rate=0.986, good=0.99, has_data=True, period=JANUARY)
    return replace(view, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        (
            {},
            "7 件红灯；按时办结率 98.6%，距目标差 0.4 个百分点",
            "7 red cases; on-time rate 98.6%, 0.4 pp short of target",
        ),
        (
            {"red": 0, "rate": 0.995},
            "没有红灯；按时办结率 99.5%，达到目标 99.0%",
            "No red cases; on-time rate 99.5%, target 99.0% met",
        ),
        ({"red": 1, "rate": None}, "1 件红灯；2026 年 1 月没有办结件", "1 red case; nothing closed in Jan 2026"),
        ({"good": None}, "7 件红灯；按时办结率 98.6%", "7 red cases; on-time rate 98.6%"),
        (
            {"unit": "own", "red": 0, "good": None},
            "市本级：没有红灯；按时办结率 98.6%",
            "City level: no red cases; on-time rate 98.6%",
        ),
    ],
)  # fmt: skip
def test_title_says_the_numbers(changes: dict[str, object], zh: str, en: str) -> None:
    assert overview_title(message(**changes), ZH) == zh
    assert overview_title(message(**changes), EN) == en


def test_title_without_data_speaks_of_importing() -> None:
    assert "导入" in overview_title(message(has_data=False), ZH)


def test_tiles_show_what_they_were_given_and_lead_to_the_records() -> None:
    strip = build_kpis(kpis(), ZH)
    text, links = text_of(strip), links_of(strip)
    for shown in ("98.6", "−0.4", "+0.3", "3.8", "9.6", "60.4%", "128", "19", "96", "2,306", "2,410", "91.2", "+106"):
        assert shown in text, shown
    for key in ("on_time_rate", "mean_used", "speedup_committed", "closed", "accepted", "online_rate"):
        assert f"/records/approvals.{key}" in links, key
    for key in ("open", "red", "yellow", "green", "paused"):
        assert f"/records/approvals.{key}" in links, key


def test_a_tile_without_a_value_says_so_and_shows_no_light() -> None:
    text = text_of(build_kpis(kpis(rate=None), ZH))
    assert "无办结件" in text and "低于目标" not in text


def test_tiles_in_english_are_english() -> None:
    assert not has_chinese(text_of(build_kpis(kpis(), EN)))


def case(left: int, key: str = "SL1") -> OpenCase:
    return OpenCase(
        case_key=key, item="Item", project="Project", unit="350505", stage="3", department="Bureau",
        left=left, used=11, limit=5, due=day_of(TODAY - 7),
    )  # fmt: skip


def decisions(
    light: Light = Light.RED, total: int = 2, cases: tuple[OpenCase, ...] = (case(-6), case(-1, "S/2"))
) -> DecisionsView:
    return DecisionsView(
        light=light,
        cases=cases,
        total=total,
        href="/records/approvals.red",
        open=128,
        open_href="/records/approvals.open",
    )


def test_decisions_name_the_case_its_delay_and_who_holds_it() -> None:
    listed = build_decisions(decisions(), ZH)
    text = text_of(listed)
    assert "现在需要决定的 2 件事" in text
    assert "泉港区 · 施工许可 · SL1" in text and "Bureau" in text and "逾期 6 工作日" in text and "11 / 5" in text
    assert {"/cases/SL1", "/cases/S%2F2", "/records/approvals.red"} <= set(links_of(listed))


def test_decisions_count_the_rest() -> None:
    assert "其余 10 件" in text_of(build_decisions(decisions(total=12), ZH))


def test_without_red_the_cases_close_to_their_limit_are_shown() -> None:
    text = text_of(build_decisions(decisions(Light.YELLOW, 1, (case(1),)), ZH))
    assert "没有红灯，1 件黄灯临近时限" in text and "剩 1 工作日" in text


def test_without_anything_to_decide_there_is_a_way_out() -> None:
    nothing = decisions(total=0, cases=())
    assert "没有红灯，无需决定" in text_of(build_decisions(nothing, ZH))
    assert "/records/approvals.open" in links_of(build_decisions(nothing, ZH))
    assert not has_chinese(text_of(build_overdue(nothing, EN)))


def unit(code: str, red: int = 0, yellow: int = 0, green: int = 1, rate: float | None = 0.99) -> UnitView:
    return UnitView(code=code, red=red, yellow=yellow, green=green, rate=rate, href=f"/approvals?unit={code}")


def test_every_reporting_unit_has_a_tile_and_jinmen_has_none() -> None:
    view = UnitsView(units={u.code: unit(u.code) for u in REPORTING_UNITS} | {CITY: unit(CITY, red=1)})
    grid = build_units(view, ZH)
    assert {f"/approvals?unit={u.code}" for u in REPORTING_UNITS} <= set(links_of(grid))
    assert "/approvals?unit=350527" not in links_of(grid) and "金门县不在" in text_of(grid)
    assert f"/approvals?unit={CITY}" in links_of(grid)


@pytest.mark.parametrize(
    ("reds", "yellow", "title"),
    [
        ({"350505": 2, "350583": 2, "350582": 1}, 0, "泉港、南安各有 2 盏红灯"),
        ({"350505": 3, "350583": 1}, 0, "泉港有 3 盏红灯，最多"),
        ({"350505": 1, "350583": 1, "350582": 1, "350521": 1}, 0, "4 个单位有红灯，每个至多 1 盏"),
        ({}, 1, "没有红灯，13 个单位有黄灯"),
        ({}, 0, "各单位均无红灯、黄灯"),
    ],
)
def test_title_of_the_units(reds: dict[str, int], yellow: int, title: str) -> None:
    shown = [unit(u.code, red=reds.get(u.code, 0), yellow=yellow) for u in REPORTING_UNITS]
    assert units_title(shown, ZH) == title
    assert not has_chinese(units_title(shown, EN))


def months(*pairs: tuple[float | None, float | None]) -> MonthsView:
    return MonthsView(
        months=tuple(
            MonthView(month=202501 + at, used=used, limit=limit, last_year=None, n=3, href=f"/records/{at}")
            for at, (used, limit) in enumerate(pairs)
        )
    )


def test_title_of_the_months_counts_the_run() -> None:
    assert (
        months_title(months((9.0, 8.0), (4.0, 9.0), (3.8, 9.6)), ZH)
        == "实际用时连续 2 个月短于承诺，3月快 5.8 个工作日"
    )
    assert months_title(months((3.0, 8.0), (9.0, 8.5)), ZH) == "2月实际用时超过承诺 0.5 个工作日"
    assert months_title(months((None, None)), ZH) == "实际用时与承诺时限"


def test_months_lead_to_their_records_and_have_a_table() -> None:
    shown = build_months(months((4.0, 9.0), (None, None)), ZH)
    assert {"/records/0", "/records/1"} <= set(links_of(shown)) and "看数据" in text_of(shown)
    assert "近 12 个月没有办结的承诺件" in text_of(build_months(months((None, None)), ZH))


def source(table: str, light: Light, minutes: int, cycle: int = 900) -> SourceView:
    return SourceView(table=table, cycle_seconds=cycle, newest=NOW - timedelta(minutes=minutes), light=light)


def test_sources_name_what_is_late() -> None:
    late = SourcesView(sources=(source("event", Light.YELLOW, 89), source("case", Light.GREEN, 3)), now=NOW)
    text = text_of(build_sources(late, ZH))
    assert "1 个数据来源延迟：办理详细信息" in text and "延迟 89 分钟" in text and "3 分钟前" in text
    days = SourcesView(sources=(source("event", Light.RED, 3 * 1440),), now=NOW)
    assert "延迟 3 天" in text_of(build_sources(days, ZH))
    assert "还没有导入任何数据" in text_of(build_sources(SourcesView(sources=(), now=NOW), ZH))


@pytest.mark.parametrize(
    ("seconds", "zh"),
    [
        (300, "每 5 分钟"),
        (3600, "每小时"),
        (7200, "每 2 小时"),
        (86400, "每天"),
        (7 * 86400, "每 7 天"),
        (30 * 86400, "每月"),
    ],
)
def test_cycles_in_words(seconds: int, zh: str) -> None:
    assert cycle_words(seconds, ZH) == zh
    assert not has_chinese(cycle_words(seconds, EN))


def test_skeleton_holds_every_container_and_no_data() -> None:
    assert {str(member) for member in Overview} <= ids_of(skeleton(ZH))
    assert not has_chinese(text_of(skeleton(EN)))


def test_lists_and_periods_in_both_languages() -> None:
    assert joined(["泉港", "南安", "晋江"], ZH.words) == "泉港、南安、晋江"
    assert joined(["Quangang", "Nan'an", "Jinjiang"], EN.words) == "Quangang, Nan'an and Jinjiang"
    assert period_name(JANUARY, ZH) == "2026 年 1 月" and period_name(JANUARY, EN) == "Jan 2026"
