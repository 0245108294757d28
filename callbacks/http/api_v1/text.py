"""Answers of the API as lines for a terminal."""

from typing import Any

from dashboard.calendar import WorkCalendar
from dashboard.indicators import FigureUnit
from dashboard.text import Words
from dashboard.timekeeping import day_of
from layouts import formats


def indicator_lines(answer: dict[str, Any], words: Words) -> str:
    """One line a figure."""
    return "\n".join(_figure_line(item, words) for item in answer["items"])


def _figure_line(item: dict[str, Any], words: Words) -> str:
    shown = _shown(item["value"], item["unit"], "zh" if words.is_chinese else "en")
    name = " ".join(part for part in (item.get("member_name", ""), item["name"]) if part)
    return words("cli.figure", name=name, value=shown, n=item["n"])


def _shown(value: float | None, unit: str, lang: formats.Lang) -> str:
    if unit == FigureUnit.RATE:
        return formats.rate(value)
    if unit == FigureUnit.CASES:
        return formats.cases(value, lang)
    return formats.days(value, lang, places=0 if unit == FigureUnit.DAYS_SUM else 1)


def record_lines(answer: dict[str, Any], words: Words) -> str:
    """One line a case, then how many there are in all."""
    names = ("case_key", "unit", "item_name", "accepted_day", "due_day", "finish_day", "used", "limit_days", "light")
    lines = [
        "\t".join(formats.NONE if item[name] is None else str(item[name]) for name in names) for item in answer["items"]
    ]
    return "\n".join([*lines, words("cli.total", total=answer["total"], shown=len(answer["items"]))])


def calendar_years(calendar: WorkCalendar) -> list[dict[str, Any]]:
    """Working days of each year, and whether the year's notice is known."""
    years: dict[int, dict[str, Any]] = {}
    for row in calendar.rows:
        year = years.setdefault(day_of(row.day).year, {"year": day_of(row.day).year, "workdays": 0, "official": True})
        year["workdays"] += row.is_workday
        year["official"] &= row.official
    return list(years.values())


def calendar_lines(years: list[dict[str, Any]], words: Words) -> str:
    """One line a year."""
    return "\n".join(
        words(
            "cli.calendar",
            year=year["year"],
            workdays=year["workdays"],
            state=words("cli.calendar_official" if year["official"] else "cli.calendar_provisional"),
        )
        for year in years
    )
