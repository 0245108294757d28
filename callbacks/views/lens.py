"""Through which questions a page looks at the board: its period, the day it stands on, the months around them."""

from dataclasses import dataclass, replace
from datetime import date

from dashboard.board import Board
from dashboard.indicators import REGISTRY
from dashboard.period import Period, Query, Where, add_months, month_bounds, month_of, months_between
from dashboard.timekeeping import day_number, day_of
from layouts.panels.base import FigureView, PeriodView
from layouts.urls import records_path
from layouts.visit import Visit

CLOSED = "approvals.closed"
MONTHS_SHOWN = 12
EARLIEST = 301
"""The earliest last month of a chart: what an address may ask for reaches back to the year 1."""


@dataclass(frozen=True, slots=True)
class Lens:
    """The questions of one visit. ``period`` asks about the period, ``stock`` about the open cases on day ``moment``.

    The period is seen from its own last day or from ``moment``, whichever is earlier; so a page that looks back to a
    day shows what it showed on that day.
    """

    visit: Visit
    moment: int
    period: Query
    stock: Query
    is_default: bool

    @property
    def is_past(self) -> bool:
        """Whether the visitor looks back to an earlier day."""
        return self.moment < self.visit.today

    @property
    def previous(self) -> Query:
        """The same question about the period before."""
        return self._about(previous_period(self.period.period))

    @property
    def last_year(self) -> Query:
        """The same question about the same period a year earlier."""
        return self._about(year_before(self.period.period))

    @property
    def months(self) -> tuple[int, ...]:
        """Twenty-four months up to the period's last one: the last twelve are shown, the others are the year before."""
        end = max(min(month_of(self.period.period.last), month_of(self.moment)), EARLIEST)
        return months_between(add_months(end, 1 - 2 * MONTHS_SHOWN), end)

    def everywhere(self, query: Query) -> Query:
        """The same question about all units."""
        return replace(query, where=replace(query.where, unit=""))

    def records(self, key: str, *, period: Period | None = None, **filters: str) -> str:
        """Where the records behind a figure are listed: of the open stock for a stock figure, else of the period."""
        if REGISTRY.get(key).is_stock:
            return self.visit.records(records_path(key), **({"period": ""} | filters))
        period = period or self.period.period
        as_of = day_of(min(period.last, self.moment)).isoformat() if self.visit.state.as_of else ""
        return self.visit.records(records_path(key), **({"period": period.text, "as_of": as_of} | filters))

    def export(self, key: str) -> str:
        """The address that downloads the records behind a figure of the period."""
        state, period = self.visit.state, self.period.period
        as_of = day_of(self.period.as_of).isoformat()
        pairs = {"period": period.text, "as_of": as_of, "sort": "", "q": "", "kind": "", "theme": "", "scale": ""}
        return f"{state.url('/export/records.xlsx', **pairs)}&key={key}"

    def figures(self, board: Board, query: Query, *keys: str) -> dict[str, FigureView]:
        """Figures of one question with the links to their records (which are those of the lens's own period)."""
        return {
            key: FigureView.of(figure, href=self.records(key, period=query.period))
            for key, figure in board.figures(query, keys).items()
        }

    def _about(self, period: Period) -> Query:
        return replace(self.period, period=period, as_of=min(period.last, self.moment))


def make_lens(board: Board, visit: Visit) -> Lens:
    """The lens of a visit; without a period in the address it is the last full month that has data."""
    state, where = visit.state, visit.query.where
    moment = visit.query.as_of if state.as_of else visit.today
    period = Period.parse(state.period) if state.period else default_period(board, moment, today=visit.today)
    stock = Query(where, Period.month(month_of(moment)), moment)
    return Lens(visit, moment, Query(where, period, min(period.last, moment)), stock, is_default=not state.period)


def default_period(board: Board, moment: int, *, today: int) -> Period:
    """The last full month before ``moment``; if nothing closed in it the current one, then the newest with data."""
    current = month_of(moment)
    is_full = moment == month_bounds(current)[1] and moment < today
    full = current if is_full else add_months(current, -1)
    newest = board.revision.last_event_day
    candidates = [full, current] + ([month_of(newest)] if 0 < newest < moment else [])
    for month in candidates:
        period = Period.month(month)
        if board.figures(Query(Where(), period, min(period.last, moment)), (CLOSED,))[CLOSED].n:
            return period
    return Period.month(full)


def previous_period(period: Period) -> Period:
    """The period of the same kind that ends the day before: month, year, or as many days."""
    kind = period_kind(period)
    if day_of(period.first).year < 2:
        return period
    if kind == "month":
        return Period.month(add_months(month_of(period.first), -1))
    if kind == "year":
        return Period.parse(str(day_of(period.first).year - 1))
    first, last = period.first - (period.last - period.first) - 1, period.first - 1
    return Period(first, last, f"{day_of(first).isoformat()}..{day_of(last).isoformat()}")


def year_before(period: Period) -> Period:
    """The same days a year earlier."""
    if day_of(period.first).year < 2:
        return period
    if period_kind(period) == "month":
        return Period.month(month_of(period.first) - 100)
    first, last = (_year_earlier(day_of(day)) for day in (period.first, period.last))
    return Period(day_number(first), day_number(last), f"{first.isoformat()}..{last.isoformat()}")


def _year_earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def period_kind(period: Period) -> str:
    """Whether a period is one whole "month", one whole "year", or other "days"."""
    month = month_of(period.first)
    if (period.first, period.last) == month_bounds(month):
        return "month"
    first, last = day_of(period.first), day_of(period.last)
    whole_year = first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    return "year" if whole_year else "days"


def view_period(period: Period) -> PeriodView:
    """A period as a page names it."""
    return PeriodView(kind=period_kind(period), first=day_of(period.first), last=day_of(period.last), text=period.text)
