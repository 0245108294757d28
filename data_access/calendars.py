"""The calendar table: seeded from the State Council's notices, with provisional years after the last of them."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import chinese_calendar
import holidays
import pandas as pd
from sqlalchemy import Connection, select

from dashboard.calendar import CalendarDay, WorkCalendar
from dashboard.timekeeping import day_number
from data_access.schema import calendar_day

FIRST_YEAR = 2004
PROVISIONAL_YEARS = 10
"""Years after the last notice that are filled in, so that any due day can be computed (and is marked 暂定)."""

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


def last_notice_year() -> int:
    """The last year whose notice the seed knows."""
    return int(max(chinese_calendar.holidays).year)


def seed_days() -> pd.DataFrame:
    """All days from ``FIRST_YEAR`` on: official ones from the notices, later years from the statutory days."""
    last = last_notice_year()
    rows = [_official(day) for day in _days(FIRST_YEAR, last)]
    years = range(last + 1, last + 1 + PROVISIONAL_YEARS)
    statutory = dict(holidays.country_holidays("CN", years=years, language="zh_CN"))
    rows += [_provisional(day, statutory) for day in _days(years[0], years[-1])]
    return pd.DataFrame(rows, columns=["day", "is_workday", "name", "source", "official"])


def _days(first: int, last: int) -> Iterable[date]:
    start = date(first, 1, 1)
    return (start + timedelta(days=step) for step in range((date(last + 1, 1, 1) - start).days))


def _official(day: date) -> tuple[int, bool, str, str, bool]:
    is_workday = chinese_calendar.is_workday(day)
    _, english = chinese_calendar.get_holiday_detail(day)
    name = _NAMES.get(english or "", english or "")
    return day_number(day), is_workday, name, f"国务院办公厅 {day.year} 年通知", True


def _provisional(day: date, statutory: Mapping[date, str]) -> tuple[int, bool, str, str, bool]:
    name = statutory.get(day, "")
    return day_number(day), not name and day.weekday() < 5, name, "法定节日推定", False


def read_calendar(conn: Connection) -> WorkCalendar:
    """The working calendar as it stands."""
    rows = conn.execute(select(calendar_day).order_by(calendar_day.c.day))
    return WorkCalendar(CalendarDay(row.day, row.is_workday, row.name, row.official) for row in rows)
