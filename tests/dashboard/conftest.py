"""A working calendar made by the brute-force reading, for the rules that count with it."""

import pytest

from dashboard.calendar import CalendarDay, WorkCalendar
from tests.oracle import day, is_workday


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    """2025 to 2027; 2027 awaits its notice."""
    unknown = day("2027-01-01")
    numbers = range(day("2025-01-01"), day("2028-01-01"))
    return WorkCalendar(CalendarDay(number, is_workday(number), official=number < unknown) for number in numbers)
