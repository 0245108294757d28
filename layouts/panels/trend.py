"""The on-time rate over twelve months, with the year before and the target."""

from dataclasses import dataclass

from dash.development.base_component import Component

from layouts import formats
from layouts.figures import TrendPoint, TrendWords, draw_rate_trend
from layouts.panels.base import counted, definition_link, month_day, sentence
from layouts.parts import Column, DataTable, Empty, Row, chart, panel
from layouts.visit import Visit

KEY = "approvals.on_time_rate"
HEIGHT = 170
TICK_EVERY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RateMonth:
    """One month: the rate, the rate a year before, on how many cases it rests, where they are listed."""

    month: int
    rate: float | None
    last_year: float | None
    n: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendView:
    """The months, oldest first, and the target of the rate."""

    months: tuple[RateMonth, ...]
    good: float | None


def build_trend(view: TrendView, visit: Visit) -> Component:
    """The line, with the numbers as a table."""
    words = visit.words
    known = [month.rate for month in view.months if month.rate is not None]
    if not known:
        state = Empty(title=words("approvals.trend.none"), text=words("approvals.trend.none_text"))
        return panel(words("approvals.trend.title_none"), state=state)
    target = 100 * view.good if view.good is not None else None
    labels = TrendWords(
        target=words("approvals.trend.target", target=formats.percent(view.good)),
        now=formats.percent(known[-1]),
        last_year=words("overview.legend.py"),
    )
    points = [_point(month, at, len(view.months), visit) for at, month in enumerate(view.months)]
    figure = draw_rate_trend(points, words=labels, target=target, theme=visit.theme, scale=visit.scale, height=HEIGHT)
    title = trend_title(view, visit)
    return panel(
        title,
        chart(figure, alt=title),
        unit=words("approvals.trend.unit"),
        aside=definition_link(visit, KEY),
        data_table=_table(view, visit),
    )


def trend_title(view: TrendView, visit: Visit) -> str:
    """How the rate moved over the months shown, and what is still missing to the target."""
    words = visit.words
    known = [month.rate for month in view.months if month.rate is not None]
    n, moved = len(known), known[-1] - known[0]
    way = "flat" if round(1000 * abs(moved)) == 0 else "up" if moved > 0 else "down"
    first = (
        words("approvals.trend.first")
        if n < 2
        else counted(words, f"approvals.trend.{way}", n, change=formats.percent(abs(moved)))
    )
    if view.good is None:
        return sentence(first)
    short = view.good - known[-1]
    rest = words("approvals.trend.short", gap=formats.percent(short)) if short > 0 else words("approvals.trend.met")
    return sentence(words("approvals.trend.join", first=first, rest=rest))


def _point(month: RateMonth, at: int, of: int, visit: Visit) -> TrendPoint:
    words, day = visit.words, month_day(month.month)
    is_marked = at in (0, of - 1) or at == of // 2
    lines = [
        f"<b>{formats.month(day, visit.lang)}</b>",
        f"{words('overview.legend.ac')} {formats.rate(month.rate)}",
        f"{words('overview.legend.py')} {formats.rate(month.last_year)}",
        counted(words, "approvals.trend.hover_n", month.n),
    ]
    tick = "" if not is_marked else f"{day:%Y-%m}" if at == 0 or day.month == 1 else f"{day:%m}"
    return TrendPoint(
        tick=tick,
        actual=None if month.rate is None else 100 * month.rate,
        last_year=None if month.last_year is None else 100 * month.last_year,
        hover="<br>".join(lines),
        href=month.href,
    )


def _table(view: TrendView, visit: Visit) -> DataTable:
    words = visit.words
    heads = ("month", "rate", "last_year", "n")
    columns = tuple(Column(text=words(f"approvals.trend.col.{head}"), number=head != "month") for head in heads)
    rows = tuple(
        Row(
            cells=(
                formats.month(month_day(month.month), visit.lang),
                formats.rate(month.rate),
                formats.rate(month.last_year),
                formats.count(month.n),
            ),
            href=month.href,
        )
        for month in view.months
    )
    return DataTable(toggle=words("overview.data"), caption=words("approvals.trend.unit"), columns=columns, rows=rows)
