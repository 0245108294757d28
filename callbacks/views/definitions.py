"""What the page of definitions shows of a board."""

import numpy as np

from callbacks.views.lens import Lens
from dashboard.board import Board
from dashboard.indicators import REGISTRY
from dashboard.timekeeping import day_of
from layouts.panels.base import FigureView
from layouts.panels.definitions import CalendarView, ClockView, FiguresView


def view_figures(board: Board, lens: Lens) -> FiguresView:
    """Every indicator for the chosen filters: states on the as-of day, sums over the period."""
    stock = tuple(indicator.key for indicator in REGISTRY if indicator.is_stock)
    flows = tuple(indicator.key for indicator in REGISTRY if not indicator.is_stock)
    figures: dict[str, FigureView] = {
        **lens.figures(board, lens.period, *flows),
        **lens.figures(board, lens.stock, *stock),
    }
    return FiguresView(figures=figures, end=day_of(lens.period.as_of), moment=day_of(lens.moment))


def view_clock(board: Board) -> ClockView:
    """The settings of the clock."""
    rules = board.rules.clock
    return ClockView(count_acceptance_day=rules.count_acceptance_day, correction_pauses=rules.correction_pauses)


def view_calendar(board: Board, lens: Lens) -> CalendarView:
    """Working days by year, and whether each year is confirmed."""
    calendar = board.rules.calendar
    rows = calendar.rows
    years = np.asarray([day_of(row.day).year for row in rows])
    work = np.asarray([row.is_workday for row in rows])
    official = np.asarray([row.official for row in rows])
    found = [
        (int(year), int(work[years == year].sum()), bool(official[years == year].all())) for year in np.unique(years)
    ]
    return CalendarView(years=tuple(found), now=day_of(lens.moment).year)
