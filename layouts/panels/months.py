"""Twelve months of promised against actual working days, with the year before."""

from dataclasses import dataclass
from itertools import takewhile

from dash.development.base_component import Component

from layouts import formats
from layouts.figures import ColumnWords, MonthColumn, draw_columns
from layouts.panels.base import counted, definition_link, month_day, sentence
from layouts.parts import Column, DataTable, Empty, Row, chart, panel
from layouts.visit import Visit

KEY = "approvals.mean_used"
HEIGHT = {"desk": 184, "projector": 164}
"""Height in px at desk scale: with it the page stands on one screen at either scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """One month (year × 100 + month): mean days used and promised, used a year before, its cases and records."""

    month: int
    used: float | None
    limit: float | None
    last_year: float | None
    n: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthsView:
    """The months, oldest first."""

    months: tuple[MonthView, ...]


def build_months(view: MonthsView, visit: Visit) -> Component:
    """The columns, with the numbers as a table."""
    words = visit.words
    if all(month.used is None for month in view.months):
        state = Empty(title=words("overview.months.none"), text=words("overview.months.none_text"))
        return panel(words("overview.months.title"), state=state)
    last = next(month for month in reversed(view.months) if month.used is not None)
    labels = ColumnWords(
        promised=words("overview.months.promised", value=formats.decimal(last.limit)),
        last_year=words("overview.months.last_year", value=formats.decimal(last.last_year)),
        actual=words("overview.months.actual", value=formats.decimal(last.used)),
    )
    figure = draw_columns(
        [_column(month, first=at == 0, visit=visit) for at, month in enumerate(view.months)],
        words=labels,
        theme=visit.theme,
        scale=visit.scale,
        height=HEIGHT[visit.scale],
    )
    title = months_title(view, visit)
    return panel(
        title,
        chart(figure, alt=title),
        unit=words("overview.months.unit"),
        aside=definition_link(visit, KEY),
        data_table=_table(view, visit),
    )


def months_title(view: MonthsView, visit: Visit) -> str:
    """How long the actual has stayed under the promise, and by how much in the last month."""
    words = visit.words
    known = [
        (month.month, month.used, month.limit)
        for month in view.months
        if month.used is not None and month.limit is not None
    ]
    if not known:
        return words("overview.months.title")
    run = len(list(takewhile(lambda one: one[1] < one[2], reversed(known))))
    last, used, limit = known[-1]
    month = formats.month_tick(month_day(last), visit.lang)
    gap = formats.decimal(abs(limit - used))
    if run:
        return sentence(counted(words, "overview.months.under", run, month=month, gap=gap))
    return sentence(words("overview.months.over", month=month, gap=gap))


def _column(month: MonthView, *, first: bool, visit: Visit) -> MonthColumn:
    day = month_day(month.month)
    return MonthColumn(
        tick=formats.month_tick(day, visit.lang),
        actual=month.used,
        promised=month.limit,
        last_year=month.last_year,
        actual_text=formats.decimal(month.used) if month.used is not None else "",
        hover=_hover(month, visit),
        year=str(day.year) if first or day.month == 1 else "",
        href=month.href,
    )


def _hover(month: MonthView, visit: Visit) -> str:
    """Actual, promise, difference, last year, number of cases: the unit in every line."""
    words, lang = visit.words, visit.lang
    gap = None if month.used is None or month.limit is None else month.used - month.limit
    difference = words("overview.months.hover_gap", value=formats.decimal(gap, signed=True))
    return "<br>".join(
        [
            f"<b>{formats.month(month_day(month.month), lang)}</b>",
            f"{words('overview.legend.ac')} {formats.days(month.used, lang)}",
            f"{words('overview.legend.pl')} {formats.days(month.limit, lang)}",
            difference,
            f"{words('overview.legend.py')} {formats.days(month.last_year, lang)}",
            counted(words, "overview.months.hover_n", month.n),
        ]
    )


def _table(view: MonthsView, visit: Visit) -> DataTable:
    words = visit.words
    heads = ("month", "used", "limit", "last_year", "n")
    columns = tuple(Column(text=words(f"overview.months.col.{head}"), number=head != "month") for head in heads)
    rows = tuple(
        Row(
            cells=(
                formats.month(month_day(month.month), visit.lang),
                formats.decimal(month.used),
                formats.decimal(month.limit),
                formats.decimal(month.last_year),
                formats.count(month.n),
            ),
            href=month.href,
        )
        for month in view.months
    )
    return DataTable(
        toggle=words("overview.data"), caption=words("overview.months.caption"), columns=columns, rows=rows
    )
