"""A year of the calendar: every day is told in words as well, and a preview counts what it would change."""

from datetime import date

import pytest

from callbacks.visits import read_visit
from dashboard.calendar import CalendarDay
from dashboard.permissions import OPERATOR
from dashboard.rule_admin import CalendarChange, CalendarPreview, CalendarYear
from dashboard.timekeeping import day_number
from layouts.pages.calendar import draw_body, draw_head, draw_preview, draw_problems, span_of
from layouts.pages.calendar_year import draw_months
from layouts.visit import Visit
from tests.fakes import make_services
from tests.layouts.parts.tree import by_class, of, text
from tests.seen import text_of

YEAR = 2026
FIRST, LAST = day_number(date(YEAR, 1, 1)), day_number(date(YEAR, 12, 31))
SPECIAL = {
    day_number(date(YEAR, 2, 17)): (False, "春节"),
    day_number(date(YEAR, 2, 14)): (True, "补班"),
}


def days(*, official: bool = True) -> list[CalendarDay]:
    found = []
    for day in range(FIRST, LAST + 1):
        work, name = SPECIAL.get(day, ((day + 3) % 7 < 5, ""))
        found.append(CalendarDay(day, work, name, official))
    return found


def visit(search: str = "") -> Visit:
    return read_visit(make_services(), "/admin/calendar/2026", search, identity=OPERATOR)


def test_twelve_months_of_whole_weeks() -> None:
    shown = draw_months(YEAR, days(), [2025, 2026, 2027], visit())
    tables = of(shown, "Table")
    assert len(tables) == 12
    for table in tables:
        rows = [row for row in of(table, "Tr") if of(row, "Td")]
        assert {len(of(row, "Td")) for row in rows} == {7}
    assert sum(1 for cell in of(shown, "Td") if text(cell)) == 365
    february = tables[1]
    first = of(february, "Td")
    assert [text(cell) for cell in first[:6]] == [""] * 6  # 1 February 2026 is a Sunday
    assert text(first[6]).startswith("1")


def test_a_day_says_what_it_is_without_colour() -> None:
    shown = draw_months(YEAR, days(), [2026], visit())
    holiday, make_up, weekend, today = (
        next(cell for cell in of(shown, "Td") if str(getattr(cell, "title", "")).startswith(day))
        for day in ("2026-02-17", "2026-02-14", "2026-02-07", "2026-02-09")
    )
    assert text(holiday) == "17休 放假" and holiday.title == "2026-02-17，放假（春节）"
    assert text(make_up) == "14班 调休上班" and text(weekend) == "7 周末"
    assert getattr(today, "aria-current") == "date" and "今天" in today.title
    assert {cell.className.split()[0] for cell in (holiday, make_up, weekend)} == {"holiday", "make_up", "weekend"}


def test_days_without_a_notice_are_marked() -> None:
    assert len(by_class(draw_months(YEAR, days(official=False), [2026], visit()), "provisional")) == 365


@pytest.mark.parametrize(("official", "said"), [(True, "已由通知确认"), (False, "待通知确认")])
def test_the_title_counts_working_days(official: bool, said: str) -> None:
    year = CalendarYear(year=YEAR, workdays=248, official=official, sources=("x",))
    assert f"2026 年共 248 个工作日，{said}" in text_of(draw_head(year, visit()))


def preview(**changes: object) -> CalendarPreview:
    parts = {"flips": (), "renamed": 0, "confirmed": (), "reopened": (), "open_cases": 0, "seen": 3}
    return CalendarPreview(**(parts | changes))  # type: ignore[arg-type]


def test_a_preview_says_what_it_would_do() -> None:
    flips = tuple((CalendarDay(day, True), CalendarDay(day, False, "停工")) for day in range(FIRST + 4, FIRST + 19))
    shown = text_of(draw_preview("改吗？", preview(flips=flips, open_cases=1200), visit(), action="save"))
    for sentence in (
        "改吗？",
        "将影响 1,200 个在办件的到期日",
        "15 天在上班与放假之间改变",
        "另有 3 天",
        "放假 · 停工",
    ):
        assert sentence in shown
    shown = text_of(draw_preview("改吗？", preview(confirmed=(2027,), renamed=2), visit(), action="apply"))
    assert "不影响任何在办件的到期日" in shown and "2 天只改名称" in shown and "2027 年由待通知变为已确认" in shown
    nothing = draw_preview("改吗？", preview(), visit(), action="apply")
    assert "完全相同" in text_of(nothing) and not of(nothing, "Button")


def test_history_offers_to_undo_only_what_nothing_rests_on() -> None:
    changes = [
        CalendarChange(
            id=number, at=1, by="a", kind="days", note="停工", first=FIRST, last_day=FIRST, days=1, flips=1, last=last
        )
        for number, last in ((2, True), (1, False))
    ]
    year = CalendarYear(year=YEAR, workdays=248, official=True, sources=("x",))
    shown = draw_body(year, days(), [year], changes, visit())
    undo = [button for button in of(shown, "Button") if isinstance(getattr(button, "id", None), dict)]
    assert [button.id["row"] for button in undo if button.id["action"] == "check_undo"] == [2]
    assert span_of(changes[0], visit()) == "2026-01-01"


def test_problems_are_listed_without_a_way_to_confirm() -> None:
    shown = draw_problems("a.csv", [f"第 {n} 行" for n in range(20)], visit())
    assert "a.csv 不能导入" in text_of(shown) and len(of(shown, "Li")) == 8
    assert not of(shown, "Button")
