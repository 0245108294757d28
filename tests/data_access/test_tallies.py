"""Figures from tallies equal a brute-force reading of random deliveries, for random selections and any past day."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.board import Board
from dashboard.clock import ClockRules
from dashboard.indicators import REGISTRY, Need
from dashboard.period import Period, Query, Where, months_between
from dashboard.timekeeping import day_of
from data_access.check import check
from tests.data_access.conftest import DERIVED, NewDatabase, Store, compare, opened
from tests.exchange import CASE, EVENT, PROJECT, Exchange, in_parts, random_exchange
from tests.oracle import CITY, COUNTIES, Ask, Case, Delivery, Settings, breakdown, day, figures

TODAY = day("2026-02-09")
DIMENSIONS = ("unit", "stage", "item", "department")


def random_query(rng: random.Random) -> Query:
    """A selection, a period of days, months or a year, and an as-of day that is today every other time."""
    where = Where(
        unit=rng.choice(["", "", "own", *COUNTIES[:6], "QZ-TSQ"]),
        stage=rng.choice(["", "", "", "0", "1", "3"]),
        item=rng.choice(["", "", "", "SX1", "SX5", "SX6"]),
        department=rng.choice(["", "", "", "BM1", "BM3"]),
    )
    first, last = sorted(TODAY - rng.randrange(260) for _ in range(2))
    texts = ["2025", "2026-01", "2025-10", f"2025-08..{rng.choice(('2025-11', '2026-02'))}"]
    period = Period.parse(rng.choice([*texts, f"{day_of(first)}..{day_of(last)}"]))
    as_of = rng.choice([TODAY, min(period.last, TODAY), TODAY - rng.randrange(260)])
    return Query(where, period, as_of)


def ask_of(query: Query) -> Ask:
    where = query.where
    unit = CITY if where.unit == "own" else where.unit
    period = query.period
    return Ask(period.first, period.last, query.as_of, unit, where.stage, where.item, where.department)


def values(board: Board, query: Query) -> dict[str, object]:
    return {key.removeprefix("approvals."): figure.value for key, figure in board.figures(query).items()}


def deliver(store: Store, folder: Path, rng: random.Random, *, parts: int = 1) -> list[Case]:
    """Import random cases in parts and read the same files by brute force."""
    delivery = Delivery()
    for number, part in enumerate(in_parts(random_exchange(rng), rng, parts)):
        delivery.deliver(part.write(folder / f"{number}"))
        store.bring(folder / f"{number}")
    return delivery.cases()


@pytest.fixture(params=[1, 2])
def rng(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(request.param)


def test_random_questions_are_answered_as_by_brute_force(store: Store, tmp_path: Path, rng: random.Random) -> None:
    cases = deliver(store, tmp_path, rng)
    for _ in range(50):
        query = random_query(rng)
        compare(values(store.board(), query), figures(cases, ask_of(query)), query)


def test_breakdowns_are_the_single_questions(store: Store, tmp_path: Path, rng: random.Random) -> None:
    cases, board = deliver(store, tmp_path, rng), store.board()
    for number in range(16):
        query = random_query(rng)
        by = DIMENSIONS[number % 4]
        members = board.by_member(query, by, REGISTRY.keys)
        ask = ask_of(query)
        for member, found in members.items():
            narrowed = query.where.narrowed(by, member)
            if getattr(query.where, by) not in ("", getattr(narrowed, by)):
                pytest.fail(f"{member} lies outside {query}")
            assert found == board.figures(replace(query, where=narrowed)), (query, by, member)
        for member, some in breakdown([case for case in cases if ask.takes(case)], by).items():
            wanted = figures(some, ask)
            if member in members:
                told = {key.removeprefix("approvals."): figure.value for key, figure in members[member].items()}
                compare(told, wanted, (query, by, member))
            else:
                assert not any(wanted.values()), f"{member} is missing from {query} by {by}: {wanted}"


def test_months_are_the_single_questions(store: Store, tmp_path: Path, rng: random.Random) -> None:
    cases, board = deliver(store, tmp_path, rng), store.board()
    calm = [key for key in REGISTRY.keys if Need.LIGHTS not in REGISTRY.get(key).needs]
    months = months_between(202506, 202602)
    for _ in range(6):
        query = random_query(rng)
        for keys in (calm, REGISTRY.keys):
            for month, found in board.by_month(query, months, keys).items():
                one = query.in_month(month)
                told = {key.removeprefix("approvals."): figure.value for key, figure in found.items()}
                wanted = {key: value for key, value in figures(cases, ask_of(one)).items() if key in told}
                compare(told, wanted, (query, month))


@pytest.mark.parametrize("count_acceptance_day", [False, True])
@pytest.mark.parametrize("correction_pauses", [False, True])
def test_both_settings_of_the_clock(
    new_database: NewDatabase, tmp_path: Path, count_acceptance_day: bool, correction_pauses: bool
) -> None:
    rng = random.Random(11)
    rules = ClockRules(count_acceptance_day=count_acceptance_day, correction_pauses=correction_pauses)
    known = Settings(count_acceptance_day=count_acceptance_day, correction_pauses=correction_pauses)
    with opened(new_database(), rules=rules) as store:
        cases = deliver(store, tmp_path, rng)
        for _ in range(12):
            query = random_query(rng)
            compare(values(store.board(), query), figures(cases, ask_of(query), known), query)


def test_the_order_of_deliveries_does_not_matter(new_database: NewDatabase, tmp_path: Path) -> None:
    rng = random.Random(5)
    whole = random_exchange(rng)
    with opened(new_database()) as one, opened(new_database()) as other:
        one.bring(whole.write(tmp_path / "whole"))
        for number, part in enumerate(in_parts(whole, rng, 5)):
            other.bring(part.write(tmp_path / f"{number}"))
        assert [other.rows(name) for name in DERIVED] == [one.rows(name) for name in DERIVED]


def changes(whole: Exchange, rng: random.Random) -> Iterator[Exchange]:
    """Later deliveries of known rows with other content: limits, units, times, states, validity."""
    for _ in range(4):
        later = Exchange()
        for table, share, edit in (
            (CASE, 0.2, lambda row: {"SXBLSX": str(rng.randrange(12)), "SJYXBS": rng.choice("0111")}),
            (EVENT, 0.1, lambda row: {"BLZT": str(rng.randrange(1, 17)), "SJYXBS": rng.choice("0111")}),
            (PROJECT, 0.3, lambda row: {"JSDDXZQH": rng.choice(COUNTIES), "SJYXBS": rng.choice("011")}),
        ):
            rows = [row for row in whole.tables[table] if rng.random() < share]
            later.tables[table] = [row | edit(row) for row in rows]
        later.zone(rng.choice(COUNTIES), project=f"GC-{rng.randrange(6)}")
        later.zone(rng.choice(COUNTIES), department=f"BM{rng.randrange(1, 5)}")
        yield later


def test_tallies_follow_every_change(
    store: Store, new_database: NewDatabase, tmp_path: Path, rng: random.Random
) -> None:
    whole, delivery = random_exchange(rng), Delivery()
    folders = [whole.write(tmp_path / "whole")]
    folders += [later.write(tmp_path / f"{number}") for number, later in enumerate(changes(whole, rng))]
    for folder in folders:
        store.bring(folder)
        cases = delivery.deliver(folder).cases()
        for _ in range(4):
            query = random_query(rng)
            compare(values(store.board(), query), figures(cases, ask_of(query)), query)
    report = check(store.engine, clock=store.clock, rules=ClockRules())
    assert (report.ok, report.differences) == (True, [])
    with opened(new_database()) as fresh:
        latest = Exchange()
        for (table, _, _), row in delivery.rows.items():
            latest.tables.setdefault(table, []).append(row)
        for (kind, code), unit in delivery.mapping.items():
            latest.zone(unit, **{kind: code})
        fresh.bring(latest.write(tmp_path / "latest"))
        assert [store.rows(name) for name in DERIVED] == [fresh.rows(name) for name in DERIVED]
