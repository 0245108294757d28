"""The rules and the board in this process: due dates, a board from nothing, first and later answers of a board."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from benchmarks.measures import Row, milliseconds, seconds, spread, telling
from benchmarks.product import open_product
from dashboard.board import Board
from dashboard.indicators import REGISTRY
from dashboard.period import Period, Query, Where, add_months, month_bounds, month_of, months_between
from dashboard.permissions import WHOLE_CITY
from dashboard.services import Services
from dashboard.vocabulary import REPORTING_UNITS

DUE_DATES = 10_000_000
SAMPLES = 24
CACHED = 2_000
COLD_MS, CACHED_MS = 300.0, 10.0

ITEM_KEYS = tuple(f"approvals.{key}" for key in ("closed", "on_time_rate", "mean_used", "mean_limit"))
TREND_KEYS = (*ITEM_KEYS, "approvals.online_rate")

Ask = Callable[[Board], object]


def measure_figures(url: str) -> Iterator[Row]:
    """All lines of this module."""
    with telling("figures in this process"), open_product(url) as services:
        took, _ = seconds(services.boards.current)
        yield Row(key="build", name="rules and board from nothing", unit="ms", median=took * 1000, target=COLD_MS)
        yield from due_dates(services)
        for key, name, asks in questions(services):
            yield cold(services, key, name, asks)
        yield cached(services)


def due_dates(services: Services) -> Iterator[Row]:
    """Due dates of many cases at once."""
    calendar, rng = services.reader.read_rules().calendar, np.random.default_rng(1)
    today = services.boards.current().today
    accepted = rng.integers(today - 730, today, DUE_DATES)
    limit, paused = rng.integers(1, 60, DUE_DATES), rng.integers(0, 30, DUE_DATES)
    took = milliseconds([lambda: calendar.due(accepted=accepted, limit=limit, paused=paused)] * 5)
    name = f"{DUE_DATES // 10**6} million due dates"
    yield Row(key="due", name=name, unit="s", median=float(np.median(took)) / 1000, n=len(took), target=1)


def questions(services: Services) -> Iterator[tuple[str, str, list[Ask]]]:
    """Kinds of questions, each asked for many selections."""
    today = services.boards.current().today
    months = months_between(add_months(month_of(today), 1 - SAMPLES), month_of(today))
    places = [Where(unit=unit.code) for unit in REPORTING_UNITS]

    def query(month: int, where: Where = Where()) -> Query:  # noqa: B008
        return Query(where, Period.month(month), min(month_bounds(month)[1], today))

    def now(month: int, where: Where = Where()) -> Query:  # noqa: B008
        return Query(where, Period.month(month), today)

    where = [places[number % len(places)] for number in range(SAMPLES)]
    yield "city", "the city, a month, all figures", [_figures(now(month)) for month in months]
    yield "unit", "a unit, a month, all figures", [_figures(now(m, w)) for m, w in zip(months, where, strict=True)]
    yield "units", "every unit, a month", [_members(now(month), "unit", REGISTRY.keys) for month in months]
    yield "items", "every item, a month", [_members(now(month), "item", ITEM_KEYS) for month in months]
    yield (
        "unit-items",
        "every item of a unit, a month",
        [_members(now(m, w), "item", ITEM_KEYS) for m, w in zip(months, where, strict=True)],
    )
    yield "trend", "24 months of a unit or the city", [_trend(query(months[-1], w), months) for w in [*where, Where()]]
    past = [query(month) for month in months[:-1]]
    yield "travel", "time travel: the city as it stood at a month's end, all figures", [_figures(q) for q in past]
    days = [Query(Where(), Period.month(month_of(day)), day) for day in range(today - 400, today - 1, 17)]
    yield "travel-day", "time travel: the city as it stood on a day, all figures", [_figures(q) for q in days]


def _figures(query: Query) -> Ask:
    return lambda board: board.figures(query)


def _members(query: Query, by: str, keys: tuple[str, ...]) -> Ask:
    return lambda board: board.by_member(query, by, keys)


def _trend(query: Query, months: tuple[int, ...]) -> Ask:
    return lambda board: board.by_month(query, months, TREND_KEYS)


def cold(services: Services, key: str, name: str, asks: list[Ask]) -> Row:
    """The first answer of a new board to each question."""
    reader = services.reader
    rules, revision, today = reader.read_rules(), reader.read_revision(), services.boards.current().today

    def fresh() -> Board:
        return Board(reader=reader, rules=rules, revision=revision, scope=WHOLE_CITY, today=today)

    took = [seconds(partial(ask, fresh()))[0] * 1000 for ask in asks]
    return spread(f"cold-{key}", f"cold answer: {name}", "ms", took, target=COLD_MS)


def cached(services: Services) -> Row:
    """The same question again, through the boards that all viewers share."""
    query = services.query(period="2026-01")
    took = milliseconds([lambda: services.boards.answer(_figures(query))] * (CACHED + 1))[1:]
    return spread("cached", "cached answer of the board, in process", "ms", took, target=CACHED_MS)
