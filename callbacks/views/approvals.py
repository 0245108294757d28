"""What the page on approval timeliness shows of a board."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from callbacks.views.lens import MONTHS_SHOWN, Lens
from callbacks.views.overview import CLOSED, LIMIT, ON_TIME, SPEEDUP, USED, unit_filter
from dashboard.board import Board
from dashboard.indicators import Figure
from dashboard.period import Period
from dashboard.vocabulary import CITY, REPORTING_UNITS, Stage
from layouts.panels.base import FigureView
from layouts.panels.distance import DistanceView, UnitRate
from layouts.panels.items import ALL, ItemsView, ItemView
from layouts.panels.rules import RulesView
from layouts.panels.split import PARTS, SplitRow, SplitView
from layouts.panels.spread import LEFT, OVER, SpreadView
from layouts.panels.trend import RateMonth, TrendView

ITEM_KEYS = (CLOSED, ON_TIME, USED, LIMIT, SPEEDUP)
LATE = "approvals.overdue_days"
ITEMS_SHOWN = 12

Numbers = NDArray[np.float64] | NDArray[np.int64]


def good_of(board: Board) -> float | None:
    """The target of the on-time rate."""
    target = board.rules.targets.get(ON_TIME)
    return target.good if target else None


def view_items(board: Board, lens: Lens, names: dict[str, str]) -> ItemsView:
    """The kinds with most closed cases (or all of them), the worst rate first."""
    now = board.by_member(lens.period, "item", ITEM_KEYS)
    before = board.by_member(lens.last_year, "item", (USED,))
    items = [
        _item(code, figures, before.get(code), lens=lens, name=names.get(code, code))
        for code, figures in now.items()
        if figures[ON_TIME].denominator
    ]
    items.sort(key=lambda item: (-item.closed, item.code))
    shown = items if lens.visit.state.kind == ALL else items[:ITEMS_SHOWN]
    shown.sort(key=lambda item: (item.rate is None, item.rate or 0.0, -item.closed, item.code))
    return ItemsView(items=tuple(shown), total=len(items), good=good_of(board))


def _item(
    code: str, figures: dict[str, Figure], before: dict[str, Figure] | None, *, lens: Lens, name: str
) -> ItemView:
    rate = figures[ON_TIME]
    base = int(rate.denominator or 0)
    return ItemView(
        code=code,
        name=name,
        closed=int(figures[CLOSED].value or 0),
        rate=rate.value,
        light=rate.light,
        late=base - int(rate.numerator or 0),
        base=base,
        speedup=figures[SPEEDUP].value,
        used=figures[USED].value,
        limit=figures[LIMIT].value,
        last_year=before[USED].value if before else None,
        href=lens.records(ON_TIME, item=code),
    )


def view_trend(board: Board, lens: Lens) -> TrendView:
    """Twelve months of the on-time rate."""
    months = board.by_month(lens.period, lens.months, (ON_TIME,))
    shown, former = lens.months[MONTHS_SHOWN:], lens.months[:MONTHS_SHOWN]
    return TrendView(
        months=tuple(
            RateMonth(
                month=month,
                rate=months[month][ON_TIME].value,
                last_year=months[year_ago][ON_TIME].value,
                n=months[month][ON_TIME].n,
                href=lens.records(ON_TIME, period=Period.month(month)),
            )
            for month, year_ago in zip(shown, former, strict=True)
        ),
        good=good_of(board),
    )


def view_distance(board: Board, lens: Lens) -> DistanceView:
    """The on-time rate of every reporting unit, and of the city's own level where it has cases."""
    rates = board.by_member(lens.everywhere(lens.period), "unit", (ON_TIME,))
    inactive = board.rules.inactive_units
    codes = [unit.code for unit in REPORTING_UNITS if unit.code not in inactive] + ([CITY] if CITY in rates else [])
    units = [_unit_rate(code, rates.get(code), lens) for code in codes]
    units.sort(key=lambda unit: (unit.rate is None, unit.rate or 0.0, unit.code))
    left_out = {code: rates[code][ON_TIME].n if code in rates else 0 for code in inactive}
    return DistanceView(units=tuple(units), good=good_of(board), left_out=left_out)


def _unit_rate(code: str, figures: dict[str, Figure] | None, lens: Lens) -> UnitRate:
    rate = figures[ON_TIME] if figures else None
    return UnitRate(
        code=code,
        rate=rate.value if rate else None,
        light=rate.light if rate else None,
        n=rate.n if rate else 0,
        href=lens.records(ON_TIME, unit=unit_filter(code)),
    )


def view_spread(board: Board, lens: Lens) -> SpreadView:
    """Closed cases by working days left or too late. Within an item, cases with equal use share their mean limit."""
    query = lens.period
    rows = board.closed_rows(query, "item")
    figures = lens.figures(board, query, CLOSED, LATE)
    left, over, instant = spread_rows(rows)
    return SpreadView(
        left=left,
        over=over,
        instant=instant,
        late=sum(over),
        closed=figures[CLOSED].count,
        href=figures[CLOSED].href,
        late_href=figures[LATE].href,
    )


def spread_rows(rows: pd.DataFrame) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    """Cases by the columns of ``LEFT`` and ``OVER``, and the on-the-spot cases that were on time.

    Whether a case is late is what the tallies say of it; only its place among the columns rests on a mean limit.
    """
    if rows.empty:
        return (0,) * len(LEFT), (0,) * len(OVER), 0
    used, n, on_time, averaged = (rows[name].to_numpy(np.int64) for name in ("used", "n", "on_time", "averaged"))
    limit = np.where(averaged > 0, rows["limit_sum"].to_numpy(np.float64) / np.maximum(averaged, 1), 1.0)
    late = n - on_time
    instant = np.minimum(n - averaged, on_time)
    days_left = np.maximum(np.rint(limit - used), 0)
    days_over = np.maximum(np.rint(used - limit), 1)
    left = _columns(days_left, on_time - instant, LEFT[::-1])[::-1]
    over = _columns(days_over, late, OVER)
    return left, over, int(instant.sum())


def _columns(days: Numbers, n: Numbers, lowers: tuple[int, ...]) -> tuple[int, ...]:
    column = np.searchsorted(np.asarray(lowers), days, side="right") - 1
    counts = np.bincount(np.maximum(column, 0), weights=n, minlength=len(lowers))
    return tuple(int(count) for count in counts)


def view_split(board: Board, lens: Lens) -> SplitView:
    """Mean days by part: all stages, then each stage that closed cases."""
    keys = (CLOSED, *(f"approvals.{part}" for part in PARTS))
    stages = board.by_member(lens.period, "stage", keys)
    order = [stage.value for stage in Stage if stage.value in stages]
    rows = [_split_row("", board.figures(lens.period, keys), lens)]
    rows += [_split_row(code, stages[code], lens) for code in order if stages[code][CLOSED].value]
    return SplitView(rows=tuple(rows if len(rows) != 2 else rows[:1]))


def _split_row(stage: str, figures: dict[str, Figure], lens: Lens) -> SplitRow:
    stage_filter = stage or lens.visit.state.stage

    def linked(key: str) -> FigureView:
        return FigureView.of(figures[key], href=lens.records(key, stage=stage_filter))

    closed = linked(CLOSED)
    parts = {part: linked(f"approvals.{part}") for part in PARTS}
    return SplitRow(stage=stage, parts=parts, n=closed.count, href=closed.href)


def view_rules(board: Board) -> RulesView:
    """The thresholds in force."""
    return RulesView(rule=board.rules.light, target=board.rules.targets.get(ON_TIME))
