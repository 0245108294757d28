"""The periods a page offers: the default one, two years of months, and whole years."""

from datetime import date

from dashboard.period import add_months
from layouts import formats
from layouts.panels.base import PeriodView, month_day, period_name
from layouts.visit import Visit

MONTHS_OFFERED = 24
YEARS_OFFERED = 3
LATEST = "latest"
"""Value of the choice that leaves the period to the page: the last full month."""


def period_options(period: PeriodView, *, is_default: bool, moment: date, visit: Visit) -> list[tuple[str, str]]:
    """(value, words) pairs; the value is the text in the address, ``LATEST`` for the default period."""
    words, current = visit.words, moment.year * 100 + moment.month
    months = [month_day(add_months(current, -back)) for back in range(MONTHS_OFFERED)]
    options = [(f"{day:%Y-%m}", formats.month(day, visit.lang)) for day in months]
    years = range(moment.year, moment.year - YEARS_OFFERED, -1)
    options += [(str(year), words("overview.year", year=year)) for year in years]
    named = period_name(period, visit)
    if is_default:
        rest = [option for option in options if option[0] != period.text]
        return [(LATEST, words("overview.filter.last_month", period=named)), *rest]
    others = options if period.text in dict(options) else [(period.text, named), *options]
    return [(LATEST, words("overview.filter.default")), *others]
