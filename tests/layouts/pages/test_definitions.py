"""The definitions: every indicator of the register, in both languages, with an anchor and its present value."""

from dataclasses import replace

import pytest

from callbacks.visits import read_visit
from dashboard.indicators import REGISTRY, Figure
from dashboard.lights import LightRule, Target
from dashboard.permissions import OPERATOR
from dashboard.text import LANGUAGES, words_for
from dashboard.timekeeping import day_of
from layouts.ids import Definitions
from layouts.pages.definitions import skeleton
from layouts.panels.base import FigureView
from layouts.panels.definitions import (
    CalendarView,
    ClockView,
    FiguresView,
    build_calendar,
    build_clock,
    build_figures,
    build_lights,
    build_places,
    spans,
)
from layouts.panels.rules import RulesView
from layouts.visit import Visit
from tests.fakes import TODAY, make_services
from tests.seen import has_chinese, ids_of, links_of, text_of


def visit(search: str = "") -> Visit:
    return read_visit(make_services(), "/definitions", search, identity=OPERATOR)


ZH, EN = visit(), visit("?lang=en")
TARGET = Target(0.99, 0.975)


def figures() -> FiguresView:
    views = {
        one.key: FigureView(Figure(one.key, one.unit, 0.5, 7, None, None, TARGET, None), f"/records/{one.key}")
        for one in REGISTRY
    }
    return FiguresView(figures=views, end=day_of(TODAY - 9), moment=day_of(TODAY))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_has_its_words(language: str) -> None:
    words = words_for(language)
    for indicator in REGISTRY:
        for part in ("name", "short", "definition", "base", "unit"):
            assert words(f"{indicator.text_key}.{part}")
        assert words(f"vocabulary.records.{indicator.records.value}")
        assert words(f"vocabulary.measure.{indicator.unit.value}")


def test_both_languages_have_the_same_sentences() -> None:
    assert words_for("zh_CN").keys == words_for("en").keys


@pytest.mark.parametrize("looker", [ZH, EN])
def test_each_indicator_is_a_row_with_anchor_definition_value_and_records(looker: Visit) -> None:
    table = build_figures(figures(), looker)
    text = text_of(table)
    for indicator in REGISTRY:
        assert looker.words(f"{indicator.text_key}.definition") in text
        assert indicator.key in ids_of(table)
        assert f"/records/{indicator.key}" in links_of(table)
    assert "2026" in text and (looker is ZH or not has_chinese(text))


def test_clock_rules_follow_the_settings() -> None:
    usual = text_of(build_clock(ClockView(count_acceptance_day=False, correction_pauses=True), ZH))
    other = text_of(build_clock(ClockView(count_acceptance_day=True, correction_pauses=False), ZH))
    assert "受理当日不计入期限" in usual and "停止计时（当前设置）" in usual
    assert "受理当日计入期限" in other and "不停止计时" in other


def test_light_rule_is_the_one_in_force() -> None:
    text = text_of(build_lights(RulesView(rule=LightRule(days=4, percent=30), target=None), ZH))
    assert "不超过 4 与时限的 30%" in text
    assert not has_chinese(text_of(build_lights(RulesView(rule=LightRule(), target=None), EN)))


def test_calendar_names_the_provisional_years() -> None:
    view = CalendarView(years=((2025, 248, True), (2026, 248, True), (2027, 249, False)), now=2026)
    assert "暂定年份：2027" in text_of(build_calendar(view, ZH)) and "2026 年 248 个工作日" in text_of(
        build_calendar(view, ZH)
    )
    confirmed = replace(view, years=view.years[:2])
    assert "均已按通知确认" in text_of(build_calendar(confirmed, ZH))


def test_years_are_drawn_together() -> None:
    assert spans((2027, 2028, 2029)) == "2027–2029"
    assert spans((2027, 2030, 2031)) == "2027, 2030–2031"
    assert spans(()) == ""


def test_places_list_every_unit_and_who_does_not_report() -> None:
    text = text_of(build_places(ZH))
    assert "金门县 350527 不在统计范围" in text and "QZ-TSQ" in text and "市级部门自身的办件" in text
    assert not has_chinese(text_of(build_places(EN)))


def test_skeleton_holds_every_container() -> None:
    assert {str(member) for member in Definitions} <= ids_of(skeleton(ZH))
    assert not has_chinese(text_of(skeleton(EN)))
