"""What the overview shows of a board."""

from dataclasses import replace

import pandas as pd

from callbacks.views.lens import MONTHS_SHOWN, Lens, previous_period, view_period
from dashboard.board import Board
from dashboard.indicators import Figure, RecordSet
from dashboard.lights import Light
from dashboard.period import Period, Query, month_of
from dashboard.ports import RecordQuery
from dashboard.timekeeping import day_of, moment_of
from dashboard.vocabulary import CITY, REPORTING_UNITS
from layouts.panels.decisions import DecisionsView, OpenCase
from layouts.panels.head import HeadView
from layouts.panels.kpis import Course, KpisView
from layouts.panels.message import MessageView
from layouts.panels.months import MonthsView, MonthView
from layouts.panels.units import UnitsView, UnitView

ON_TIME, USED, LIMIT = "approvals.on_time_rate", "approvals.mean_used", "approvals.mean_limit"
SPEEDUP, CLOSED, ACCEPTED = "approvals.speedup_committed", "approvals.closed", "approvals.accepted"
ONLINE, OPEN, RED = "approvals.online_rate", "approvals.open", "approvals.red"
YELLOW, GREEN, PAUSED = "approvals.yellow", "approvals.green", "approvals.paused"

FLOWING = (ON_TIME, USED, LIMIT, SPEEDUP, CLOSED, ACCEPTED, ONLINE)
MONTHLY = (ON_TIME, USED, LIMIT, CLOSED, ONLINE)
STANDING = (OPEN, RED, YELLOW, GREEN, PAUSED)
WEEK = 7
DECISIONS = 7

Months = dict[int, dict[str, Figure]]


def view_head(board: Board, lens: Lens) -> HeadView:
    """Period, day and age of the data."""
    data_time = board.revision.data_time
    calendar = board.rules.calendar
    return HeadView(
        period=view_period(lens.period.period),
        is_default=lens.is_default,
        moment=day_of(lens.moment),
        is_past=lens.is_past,
        data_at=moment_of(data_time) if data_time else None,
        calendar_year=day_of(lens.moment).year,
        provisional=calendar.is_provisional(min(lens.period.period.first, lens.moment), lens.moment),
        inactive=board.rules.inactive_units,
    )


def view_message(board: Board, lens: Lens) -> MessageView:
    """The numbers of the title."""
    period, stock = board.figures(lens.period, FLOWING), board.figures(lens.stock, STANDING)
    rate = period[ON_TIME]
    return MessageView(
        unit=lens.period.where.unit,
        red=int(stock[RED].value or 0),
        open=int(stock[OPEN].value or 0),
        rate=rate.value,
        good=rate.target.good if rate.target else None,
        has_data=board.revision.data_time > 0,
        period=view_period(lens.period.period),
    )


def months_of(board: Board, lens: Lens) -> Months:
    """Twenty-four months of figures, asked once."""
    return board.by_month(lens.period, lens.months, MONTHLY)


def view_kpis(board: Board, lens: Lens) -> KpisView:
    """The five tiles."""
    now = lens.figures(board, lens.period, *FLOWING)
    months = months_of(board, lens)
    before = board.figures(lens.previous, FLOWING)
    earlier = board.figures(_week_before(lens), (OPEN, RED))
    stock = lens.figures(board, lens.stock, *STANDING)

    def course(key: str) -> Course:
        values = tuple(months[month][key].value for month in lens.months)
        return Course(
            now=now[key],
            before=before[key].value,
            months=values[MONTHS_SHOWN:],
            last_year=values[:MONTHS_SHOWN],
        )

    return KpisView(
        on_time=course(ON_TIME),
        used=course(USED),
        limit=now[LIMIT],
        speedup=now[SPEEDUP],
        closed=course(CLOSED),
        accepted=now[ACCEPTED],
        online=course(ONLINE),
        stock={key.rpartition(".")[2]: figure for key, figure in stock.items()},
        red_before=int(earlier[RED].value or 0),
        open_before=int(earlier[OPEN].value or 0),
        previous=view_period(previous_period(lens.period.period)),
    )


def view_decisions(board: Board, lens: Lens, *, limit: int = DECISIONS, only_red: bool = False) -> DecisionsView:
    """The red cases with the earliest due day; where none is red, the yellow ones, unless only red ones are wanted."""
    stock = lens.stock
    figures = lens.figures(board, stock, *STANDING)
    kind = Light.RED if figures[RED].count or only_red or not figures[YELLOW].count else Light.YELLOW
    figure = figures[RED if kind is Light.RED else YELLOW]
    page = board.records(
        RecordQuery(
            records=RecordSet(kind.value),
            where=stock.where,
            first=stock.period.first,
            last=stock.period.last,
            as_of=stock.as_of,
            sort="due_day",
            limit=limit,
        )
    )
    cases = sorted((_open_case(row) for _, row in page.rows.iterrows()), key=lambda case: case.left)
    return DecisionsView(
        light=kind,
        cases=tuple(cases),
        total=figure.count,
        href=lens.records(figure.figure.key, sort="due_day"),
        open=figures[OPEN].count,
        open_href=figures[OPEN].href,
    )


def view_units(board: Board, lens: Lens) -> UnitsView:
    """Lights now and rate of the period, by unit, of the whole city whatever unit is chosen."""
    lights = board.by_member(lens.everywhere(lens.stock), "unit", STANDING)
    rates = board.by_member(lens.everywhere(lens.period), "unit", (ON_TIME,))
    units = {}
    for code in {unit.code for unit in REPORTING_UNITS} | set(lights) | set(rates):
        stock = lights.get(code)
        rate = rates.get(code)
        units[code] = UnitView(
            code=code,
            red=int(stock[RED].value or 0) if stock else 0,
            yellow=int(stock[YELLOW].value or 0) if stock else 0,
            green=int(stock[GREEN].value or 0) if stock else 0,
            open=int(stock[OPEN].value or 0) if stock else 0,
            rate=rate[ON_TIME].value if rate else None,
            href=lens.visit.records("/approvals", unit=unit_filter(code)),
        )
    return UnitsView(units=units, inactive=board.rules.inactive_units)


def view_months(board: Board, lens: Lens) -> MonthsView:
    """Twelve months of days used and promised."""
    months = months_of(board, lens)
    shown, former = lens.months[MONTHS_SHOWN:], lens.months[:MONTHS_SHOWN]
    return MonthsView(
        months=tuple(
            MonthView(
                month=month,
                used=months[month][USED].value,
                limit=months[month][LIMIT].value,
                last_year=months[year_ago][USED].value,
                n=months[month][USED].n,
                href=lens.records(USED, period=Period.month(month)),
            )
            for month, year_ago in zip(shown, former, strict=True)
        )
    )


def unit_filter(code: str) -> str:
    """How a unit stands in an address: the city's own level has a word of its own."""
    return "own" if code == CITY else code


def _week_before(lens: Lens) -> Query:
    day = lens.moment - WEEK
    return replace(lens.stock, period=Period.month(month_of(day)), as_of=day)


def _open_case(row: "pd.Series") -> OpenCase:
    due = int(row["due_day"])
    return OpenCase(
        case_key=str(row["case_key"]),
        item=str(row["item_name"]),
        project=str(row["project_name"] or ""),
        unit=str(row["unit"]),
        stage=str(row["stage"]),
        department=str(row["department_name"] or ""),
        left=int(row["remaining"]),
        used=int(row["used"]),
        limit=int(row["limit_days"]),
        due=day_of(due),
    )
