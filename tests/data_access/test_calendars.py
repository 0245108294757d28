"""The calendar table: the notices day by day, years that await theirs, and what the next notice changes."""

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pandas as pd
import pytest
from sqlalchemy import select

from dashboard.calendar import CalendarDay, DayKind, WorkCalendar
from dashboard.timekeeping import day_of
from data_access.calendars import FIRST_YEAR, PROVISIONAL_YEARS, last_notice_year, seed_days
from data_access.check import check
from data_access.schema import approval_fact
from tests.data_access.conftest import Store
from tests.exchange import Exchange
from tests.oracle import Case, day, due_day, is_workday


@pytest.fixture(scope="module")
def seeded() -> pd.DataFrame:
    return seed_days()


def test_the_seed_has_every_day_once(seeded: pd.DataFrame) -> None:
    last = last_notice_year() + PROVISIONAL_YEARS
    assert seeded["day"].tolist() == list(range(day(f"{FIRST_YEAR}-01-01"), day(f"{last}-12-31") + 1))
    assert last_notice_year() >= 2026


def test_official_days_are_those_of_the_notices(seeded: pd.DataFrame) -> None:
    official = seeded[seeded["official"]]
    days = [day_of(number) for number in official["day"]]
    assert {on.year for on in days} == set(range(FIRST_YEAR, last_notice_year() + 1))
    assert official["is_workday"].tolist() == [chinese_calendar.is_workday(on) for on in days]


@pytest.mark.parametrize("year", range(2007, 2027))
def test_statutory_days_are_never_working_days(seeded: pd.DataFrame, year: int) -> None:
    working = {day_of(number) for number in seeded.loc[seeded["is_workday"], "day"]}
    statutory = set(holidays.country_holidays("CN", years=[year], observed=False))
    assert len(statutory) >= 10
    assert statutory & working == set()


def test_the_make_up_days_of_2026(seeded: pd.DataFrame) -> None:
    calendar = WorkCalendar(CalendarDay(row.day, row.is_workday, row.name) for row in rows(seeded))
    made_up = [
        day_of(one.day) for one in calendar.span(day("2026-01-01"), day("2026-12-31")) if one.kind is DayKind.MAKE_UP
    ]
    assert made_up == [date(2026, *on) for on in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))]


def rows(frame: pd.DataFrame) -> list[CalendarDay]:
    known = zip(frame["day"], frame["is_workday"], frame["name"], frame["official"], strict=True)
    return [CalendarDay(*row) for row in known]


def test_years_without_a_notice_are_provisional(seeded: pd.DataFrame) -> None:
    later = seeded[~seeded["official"]]
    assert day_of(later["day"].min()) == date(last_notice_year() + 1, 1, 1)
    days = [day_of(number) for number in later["day"]]
    statutory = holidays.country_holidays("CN", years=sorted({on.year for on in days}))
    assert later["is_workday"].tolist() == [on.weekday() < 5 and on not in statutory for on in days]
    assert set(later["source"]) == {"法定节日推定"}


def test_every_holiday_of_the_notices_has_a_chinese_name(seeded: pd.DataFrame) -> None:
    off = seeded[seeded["official"] & ~seeded["is_workday"] & (seeded["name"] != "")]
    assert off["name"].str.fullmatch("[\u4e00-\u9fff]+").all()
    assert "春节" in set(off["name"])


# The next notice

FREE = {date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3), *(date(2027, 2, n) for n in range(5, 13))}
MAKE_UP = {date(2027, 1, 30), date(2027, 2, 14)}


def write_notice(path: Path, *, without: frozenset[date] = frozenset()) -> Path:
    """A notice lists what differs from Monday to Friday."""
    lines = [f"{on},0,春节" for on in sorted(FREE)] + [f"{on},1,补班" for on in sorted(MAKE_UP - without)]
    path.write_text("\n".join(["date,is_workday,name", *lines]) + "\n", encoding="utf-8")
    return path


def works_after_the_notice(number: int) -> bool:
    on = day_of(number)
    return is_workday(number) if on.year != 2027 else (on.weekday() < 5 and on not in FREE) or on in MAKE_UP


def test_a_notice_makes_its_year_official_and_moves_due_days(store: Store, tmp_path: Path) -> None:
    made = Exchange()
    accepted = [date(2026, 12, 1) + timedelta(days=step) for step in range(0, 80, 4)]
    for number, on in enumerate(accepted):
        made.case(f"C{number:02}", limit=15)
        made.event(f"C{number:02}", 3, str(on))
        if number % 3 == 0:
            made.event(f"C{number:02}", 9, str(on + timedelta(days=2)))
            made.event(f"C{number:02}", 10, str(on + timedelta(days=9)))
        if number % 4 == 0:
            made.event(f"C{number:02}", 11, str(on + timedelta(days=30)))
    store.clock.at = store.clock.at.replace(year=2027, month=5)
    store.bring(made.write(tmp_path / "1"))
    before, revision = dues(store), store.revision
    calendar = store.board().rules.calendar
    assert calendar.is_provisional(day("2026-12-20"), day("2027-01-08"))
    assert not calendar.is_provisional(day("2026-12-01"), day("2026-12-31"))

    report = store.bring(write_notice(tmp_path / "notice.csv"))
    assert {table.table: table.read for table in report.tables}["calendar"] == len(FREE) + len(MAKE_UP)
    assert store.revision == revision + 1
    calendar = store.board().rules.calendar
    assert not calendar.is_provisional(day("2026-12-20"), day("2027-12-31"))
    assert calendar.is_provisional(day("2027-12-31"), day("2028-01-01"))
    for number in range(day("2026-11-01"), day("2027-12-31")):
        assert calendar.between(number - 1, number) == works_after_the_notice(number)
    after = dues(store)
    for number, on in enumerate(accepted):
        start = day(str(on))
        paused = range(start + 3, start + 10) if number % 3 == 0 else range(0)
        left = 15 + sum(works_after_the_notice(one) for one in paused)
        due = start
        while left:
            due += 1
            left -= works_after_the_notice(due)
        assert after[f"C{number:02}"] == due
    moved = {key for key in after if after[key] != before[key]}
    assert moved
    assert "C00" not in moved  # due before the year began
    assert check(store.engine, clock=store.clock, rules=store.services.settings.clock_rules).ok


def test_a_corrected_notice_reaches_cases_that_began_after_the_day(store: Store, tmp_path: Path) -> None:
    """W counts from the first day of the table, so one day less moves the counts of everything that follows."""
    made = Exchange()
    for key, finish in (("open", ""), ("closed", "2027-03-10")):
        made.case(key, limit=5)
        made.event(key, 3, "2027-03-01")
        if finish:
            made.event(key, 11, finish)
    store.clock.at = store.clock.at.replace(year=2027, month=3, day=5)
    store.bring(write_notice(tmp_path / "notice.csv"), made.write(tmp_path / "1"))
    wanted = store.values(period="2027-03")
    assert (wanted["green"], wanted["yellow"], wanted["open"]) == (0, 2, 2)
    store.bring(write_notice(tmp_path / "corrected.csv", without=frozenset({date(2027, 1, 30)})))
    assert store.values(period="2027-03") == wanted
    store.clock.at = store.clock.at.replace(day=12)
    values = store.values(period="2027-03")
    assert (values["closed"], values["overdue_days"], values["red"], values["mean_used"]) == (1, 2, 1, 7)
    assert check(store.engine, clock=store.clock, rules=store.services.settings.clock_rules).ok


def dues(store: Store) -> dict[str, int]:
    with store.engine.connect() as conn:
        return {row.case_key: row.due_day for row in conn.execute(select(approval_fact))}


def test_before_the_notice_due_days_follow_the_statutory_days(store: Store, tmp_path: Path) -> None:
    made = Exchange()
    made.case("A", limit=20)
    made.event("A", 3, "2026-12-15")
    store.clock.at = store.clock.at.replace(year=2026, month=12, day=20)
    store.bring(made.write(tmp_path / "1"))
    assert dues(store) == {"A": due_day(Case("A", 20), day("2026-12-15"), 0)}
    calendar = store.board().rules.calendar
    assert calendar.is_provisional(day("2026-12-15"), dues(store)["A"])


def test_the_same_notice_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    notice = write_notice(tmp_path / "notice.csv")
    store.bring(notice)
    table = store.rows("calendar_day")
    store.bring(notice)
    assert store.rows("calendar_day") == table
