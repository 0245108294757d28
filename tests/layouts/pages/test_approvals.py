"""The panels on timeliness: who drags the rate down, the scales, the thresholds in words."""

import pytest

from callbacks.visits import read_visit
from dashboard.indicators import REGISTRY, Figure
from dashboard.lights import LightRule, Target
from dashboard.permissions import OPERATOR
from layouts.ids import Approvals
from layouts.pages.approvals import skeleton
from layouts.panels.base import FigureView
from layouts.panels.distance import DistanceView, UnitRate, build_distance, distance_title
from layouts.panels.items import ItemsView, ItemView, build_items, items_message
from layouts.panels.rules import RulesView, build_rules
from layouts.panels.split import PARTS, SplitRow, SplitView, build_split
from layouts.panels.spread import LEFT, OVER, SpreadView, build_spread
from layouts.panels.trend import RateMonth, TrendView, build_trend, trend_title
from layouts.visit import Visit
from tests.fakes import make_services
from tests.seen import has_chinese, ids_of, links_of, text_of

GOOD = Target(0.99, 0.975)


def visit(search: str = "") -> Visit:
    return read_visit(make_services(), "/approvals", search, identity=OPERATOR)


ZH, EN = visit(), visit("?lang=en")


def item(name: str, *, late: int, base: int) -> ItemView:
    rate = (base - late) / base if base else None
    return ItemView(
        code=name, name=name, closed=base, rate=rate, light=GOOD.light(rate), late=late, base=base, speedup=0.4,
        used=6.0, limit=10.0, last_year=7.0, href=f"/records/{name}",
    )  # fmt: skip


def items(*shown: ItemView, total: int = 0) -> ItemsView:
    return ItemsView(items=shown, total=total or len(shown), good=0.99)


def test_message_names_the_kinds_with_most_cases_too_many_late() -> None:
    view = items(
        item("A", late=1, base=4), item("B", late=9, base=100), item("C", late=2, base=90), item("D", late=0, base=50)
    )
    assert items_message(view, ZH) == "B、C、A 3 类事项拖低按时率"
    assert items_message(view, EN) == "B, C and A drag the on-time rate down"
    assert items_message(items(item("A", late=1, base=4)), EN) == "A drags the on-time rate down"
    assert items_message(items(item("D", late=0, base=50)), ZH) == "各类事项均达到按时办结率目标 99.0%"
    assert items_message(items(), ZH) == "这个范围内没有办件"


def test_items_show_rate_days_and_the_way_to_the_others() -> None:
    shown = build_items(items(item("A", late=1, base=4), item("B", late=9, base=100), total=14), ZH)
    text, links = text_of(shown), links_of(shown)
    assert "75.0" in text and "91.0" in text and "其余 12 类" in text and "看数据" in text
    assert {"/records/A", "/records/B", "/approvals?kind=all"} <= set(links)


def test_an_instant_kind_has_no_bars_but_a_word() -> None:
    from dataclasses import replace

    instant = replace(item("A", late=0, base=4), used=None, limit=None, last_year=None, speedup=None)
    assert "即办" in text_of(build_items(items(instant), ZH))


def trend(*rates: float | None) -> TrendView:
    months = tuple(
        RateMonth(month=202501 + at, rate=rate, last_year=None, n=5, href=f"/records/{at}")
        for at, rate in enumerate(rates)
    )
    return TrendView(months=months, good=0.99)


@pytest.mark.parametrize(
    ("rates", "zh"),
    [
        ((0.971, None, 0.986), "按时率 2 个月升 1.5 个百分点，仍差目标 0.4"),
        ((0.995, 0.992), "按时率 2 个月降 0.3 个百分点，达到目标"),
        ((0.98, 0.98), "按时率 2 个月持平，仍差目标 1.0"),
        ((0.98,), "按时率只有一个月的数据，仍差目标 1.0"),
    ],
)
def test_title_of_the_trend(rates: tuple[float | None, ...], zh: str) -> None:
    assert trend_title(trend(*rates), ZH) == zh
    assert not has_chinese(trend_title(trend(*rates), EN))


def test_trend_links_each_month_and_says_when_there_is_none() -> None:
    assert {"/records/0", "/records/1"} <= set(links_of(build_trend(trend(0.9, 0.95), ZH)))
    assert "近 12 个月没有可计算的按时率" in text_of(build_trend(trend(None), ZH))


def unit(code: str, rate: float | None) -> UnitRate:
    return UnitRate(code=code, rate=rate, light=GOOD.light(rate), n=9, href=f"/records/{code}")


def test_distance_names_the_unit_farthest_below() -> None:
    view = DistanceView(
        units=(unit("350505", 0.962), unit("350583", 0.97), unit("350502", 0.994), unit("350503", None)), good=0.99
    )
    assert distance_title(view, ZH) == "1 个单位达到 99.0%，泉港差 2.8 个百分点"
    shown = build_distance(view, ZH)
    assert {"/records/350505", "/records/350503"} <= set(links_of(shown)) and "96.2" in text_of(shown)
    met = DistanceView(units=(unit("350505", 1.0),), good=0.99)
    assert distance_title(met, ZH) == "1 个单位达到 99.0%"
    assert "还没有给按时办结率定目标" in text_of(
        build_distance(DistanceView(units=(unit("350505", 1.0),), good=None), ZH)
    )


def test_spread_counts_early_and_late() -> None:
    view = SpreadView(
        left=(1, 0, 0, 0, 0, 0, 1),
        over=(1, 0, 0, 1),
        instant=3,
        late=2,
        closed=7,
        href="/records/c",
        late_href="/records/l",
    )
    assert len(view.left) == len(LEFT) and len(view.over) == len(OVER)
    shown = build_spread(view, ZH)
    assert "25.0% 提前办结，2 件超期办结" in text_of(shown) and "另有即办件 3 件" in text_of(shown)
    assert {"/records/c", "/records/l"} <= set(links_of(shown))
    assert not has_chinese(text_of(build_spread(view, EN)))


def test_split_shows_each_part_of_each_stage() -> None:
    def row(stage: str) -> SplitRow:
        parts = {
            part: FigureView(
                Figure(f"approvals.{part}", REGISTRY.get(f"approvals.{part}").unit, 1.25, 4, 5, 4, None, None),
                f"/r/{part}",
            )
            for part in PARTS
        }
        return SplitRow(stage=stage, parts=parts, n=4, href=f"/r/{stage}")

    shown = build_split(SplitView(rows=(row(""), row("3"))), ZH)
    assert "部门平均用时 1.3 工作日，另停表 2.5 工作日" in text_of(shown) and "施工许可" in text_of(shown)
    assert {"/r/3", "/r/agency_days", "/r/special_days"} <= set(links_of(shown))
    assert "这个期间没有办结件" in text_of(build_split(SplitView(rows=()), ZH))


def test_rules_are_the_thresholds_in_force() -> None:
    text = text_of(build_rules(RulesView(rule=LightRule(days=3, percent=25), target=Target(0.98, 0.95)), ZH))
    assert "不低于 98.0%" in text and "95.0% 至 98.0%" in text and "低于 95.0%" in text
    assert "3 个工作日" in text and "25%" in text
    low = text_of(build_rules(RulesView(rule=LightRule(), target=Target(0.1, 0.2, higher_is_better=False)), ZH))
    assert "不高于 10.0%" in low and "高于 20.0%" in low


def test_skeleton_holds_every_container_and_no_data() -> None:
    assert {str(member) for member in Approvals} <= ids_of(skeleton(ZH))
    assert not has_chinese(text_of(skeleton(EN)))
