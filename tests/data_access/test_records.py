"""No number without its records: paging through them gives as many as the figure counts, in order, each once."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.board import Board
from dashboard.errors import BadRequest, NotFound
from dashboard.indicators import Figure, RecordSet
from dashboard.period import Query, Where
from dashboard.permissions import Scope
from dashboard.ports import RECORD_COLUMNS, SORTS, RecordQuery
from data_access.readers import walk
from tests.data_access.conftest import SAMPLE, Store, compare
from tests.data_access.test_tallies import ask_of, deliver, random_query
from tests.exchange import Exchange
from tests.oracle import REFUSALS, WITHDRAWALS, Ask, Case, Delivery, Standing, day, figures, stand

Member = Callable[[Case, Standing, Ask], bool]


def closed(case: Case, s: Standing, ask: Ask) -> bool:
    return s.kind == "closed" and s.finish is not None and ask.first <= s.finish <= min(ask.last, ask.as_of)


def inside(number: int | None, ask: Ask) -> bool:
    return number is not None and ask.first <= number <= min(ask.last, ask.as_of)


MEMBERS: dict[RecordSet, Member] = {
    RecordSet.ACCEPTED: lambda case, s, ask: inside(s.accepted, ask),
    RecordSet.WITHDRAWN: lambda case, s, ask: inside(s.out, ask) and s.out_state in WITHDRAWALS,
    RecordSet.REFUSED: lambda case, s, ask: inside(s.out, ask) and s.out_state in REFUSALS,
    RecordSet.CLOSED: closed,
    RecordSet.AVERAGED: lambda case, s, ask: closed(case, s, ask) and not case.instant,
    RecordSet.STATUTORY: lambda case, s, ask: closed(case, s, ask) and not case.instant and case.statutory > 0,
    RecordSet.INSTANT: lambda case, s, ask: closed(case, s, ask) and case.instant,
    RecordSet.ONLINE: lambda case, s, ask: closed(case, s, ask) and case.online,
    RecordSet.LATE: lambda case, s, ask: closed(case, s, ask) and s.used > case.limit,
    RecordSet.DUE: lambda case, s, ask: closed(case, s, ask) or s.light == "red",
    RecordSet.OPEN: lambda case, s, ask: s.kind == "open",
    RecordSet.RED: lambda case, s, ask: s.light == "red",
    RecordSet.YELLOW: lambda case, s, ask: s.light == "yellow",
    RecordSet.GREEN: lambda case, s, ask: s.light == "green",
    RecordSet.PAUSED: lambda case, s, ask: s.light == "pause",
}


def record_query(records: RecordSet, query: Query, **more: Any) -> RecordQuery:
    return RecordQuery(records, query.where, query.period.first, query.period.last, query.as_of, **{"limit": 7, **more})


def page_through(board: Board, asked: RecordQuery) -> tuple[list[dict[str, Any]], int]:
    """All rows of a record set by following the cursor, and the total that every page told."""
    rows: list[dict[str, Any]] = []
    after, totals = asked.after, set()
    while True:
        page = board.records(
            RecordQuery(**{name: getattr(asked, name) for name in asked.__slots__} | {"after": after})  # type: ignore[arg-type]
        )
        assert tuple(page.rows.columns) == RECORD_COLUMNS
        totals.add(page.total)
        rows += page.rows.to_dict("records")
        if not page.next:
            break
        assert len(page.rows) == asked.limit
        after = page.next
    assert len(totals) == 1
    return rows, totals.pop()


def test_every_record_set_has_an_independent_reading() -> None:
    assert set(MEMBERS) == set(RecordSet)


@pytest.mark.parametrize("seed", [1, 2])
def test_paging_gives_the_cases_of_a_brute_force_reading(store: Store, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    cases = deliver(store, tmp_path, rng)
    counted = 0
    for _ in range(6):
        query = random_query(rng)
        query = Query(Where(unit=query.where.unit) if rng.random() < 0.7 else query.where, query.period, query.as_of)
        ask = ask_of(query)
        standings = [(case, stand(case, ask.as_of)) for case in cases if ask.takes(case)]
        for records, member in MEMBERS.items():
            rows, total = page_through(store.board(), record_query(records, query))
            keys = [row["case_key"] for row in rows]
            assert len(set(keys)) == len(keys) == total
            assert set(keys) == {case.key for case, s in standings if member(case, s, ask)}, (records, query)
            counted += len(keys)
    assert counted > 30


def test_the_rows_say_where_the_case_stood(store: Store, tmp_path: Path) -> None:
    rng = random.Random(4)
    cases = {case.key: case for case in deliver(store, tmp_path, rng)}
    for as_of in ("2026-02-09", "2025-12-31", "2025-10-15"):
        query = store.query(period="2025-08..2026-02", as_of=as_of)
        for records in (RecordSet.OPEN, RecordSet.CLOSED):
            for row in page_through(store.board(), record_query(records, query))[0]:
                case = cases[row["case_key"]]
                then = stand(case, query.as_of)
                assert (row["unit"], row["stage"], row["item_code"]) == (case.unit, case.stage, case.item)
                assert (row["limit_days"], row["accepted_day"]) == (case.limit, then.accepted)
                assert (row["used"], row["remaining"]) == (then.used, case.limit - then.used)
                assert row["light"] == (then.light or "done")
                assert row["paused"] == then.paused


@pytest.mark.parametrize("records", [RecordSet.CLOSED, RecordSet.OPEN, RecordSet.DUE, RecordSet.ACCEPTED])
@pytest.mark.parametrize("sort", SORTS)
def test_any_order_is_kept_over_pages(sample: Store, records: RecordSet, sort: str) -> None:
    query = sample.query(period="2025-06..2026-02")
    wanted = None
    for descending in (False, True):
        asked = record_query(records, query, sort=sort, descending=descending)
        rows, total = page_through(sample.board(), asked)
        assert len({row["case_key"] for row in rows}) == len(rows) == total > 7
        keys = [(row[sort], row["case_key"]) for row in rows]
        if sort == "used" and records is not RecordSet.CLOSED:
            continue  # the days of an open case are counted when it is asked for; storage orders it before all others
        assert keys == sorted(keys, reverse=descending)
        wanted = wanted or set(keys)
        assert set(keys) == wanted


@pytest.mark.parametrize("steps", [(), (0, 1), (0, 9)])
@pytest.mark.parametrize("sort", ["", "used", "accepted_day"])
def test_a_page_is_the_same_whether_a_walk_finds_it_or_not(
    sample: Store, sort: str, steps: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    query = sample.query(period="2025-11..2026-02", unit="350502")
    for records in (RecordSet.CLOSED, RecordSet.DUE, RecordSet.LATE, RecordSet.OPEN):
        asked = record_query(records, query, sort=sort, descending=True, limit=40)
        usual, _ = page_through(sample.board(), asked)
        with monkeypatch.context() as few:
            few.setattr(walk, "STEPS", steps)
            assert page_through(sample.board(), asked)[0] == usual


@pytest.mark.parametrize("limit", [1, 8, 9, 500])
def test_the_first_and_the_last_page(sample: Store, limit: int) -> None:
    query = sample.query(period="2026-01", as_of="2026-02-09")
    assert sample.ask(period="2026-01", as_of="2026-02-09")["open"].n == 8
    first = sample.board().records(record_query(RecordSet.OPEN, query, limit=limit))
    assert len(first.rows) == min(limit, 8)
    assert bool(first.next) == (limit < 8)
    assert first.total == 8
    rows, total = page_through(sample.board(), record_query(RecordSet.OPEN, query, limit=limit))
    assert (len(rows), total) == (8, 8)


def test_an_empty_set_is_an_empty_page(sample: Store) -> None:
    page = sample.board().records(record_query(RecordSet.RED, sample.query(unit="350527", period="2026-01")))
    assert (len(page.rows), page.next, page.total) == (0, "", 0)
    assert tuple(page.rows.columns) == RECORD_COLUMNS


@pytest.mark.parametrize("after", ["nonsense", "1", "x~SL7-0000001", "'; --", "~", "1~2~3~", "٣~a"])
def test_a_cursor_that_makes_no_sense_is_told(sample: Store, after: str) -> None:
    asked = record_query(RecordSet.CLOSED, sample.query(period="2025"), after=after)
    try:
        page = sample.board().records(asked)
    except BadRequest as error:
        assert error.key == "errors.cursor"
    else:
        assert len(page.rows) <= 7


def test_a_column_that_nobody_sorts_by_is_told(sample: Store) -> None:
    with pytest.raises(BadRequest) as caught:
        sample.board().records(record_query(RecordSet.CLOSED, sample.query(period="2025"), sort="digest"))
    assert caught.value.key == "errors.sort"


@pytest.mark.parametrize(
    ("text", "least"),
    [("SL7-000001", 1), ("项目7", 1), ("nothing like it", 0), ("%", 0), ("_", 0), ("'", 0), ("\\", 0)],
)
def test_a_search_finds_numbers_and_projects(sample: Store, text: str, least: int) -> None:
    names = {row["GCDM"]: row["XMMC"] for row in Delivery().deliver(SAMPLE).valid("SPGL_XMJBXXB")}
    query = sample.query(period="2024..2026")
    everything, _ = page_through(sample.board(), record_query(RecordSet.CLOSED, query, limit=200))
    rows, total = page_through(sample.board(), record_query(RecordSet.CLOSED, query, search=text))
    found = {row["case_key"] for row in rows}
    assert len(found) == len(rows) == total >= least
    assert found == {
        row["case_key"]
        for row in everything
        if row["case_key"].startswith(text) or text in names.get(row["project_key"], "")
    }


# Scope

MINE, CANARY = "350502", "QZ-CANARY-350583"


@pytest.fixture
def two_units(store: Store, tmp_path: Path) -> Store:
    """Random cases, and one in another unit whose every text carries a canary."""
    rng = random.Random(8)
    deliver(store, tmp_path / "random", rng)
    made = Exchange(serial=50_000)
    made.project(f"{CANARY}-GC", site="350583", XMMC=CANARY)
    for state in ("open", "closed"):
        made.case(f"{CANARY}-{state}", project=f"{CANARY}-GC", item="SX1", SPBMMC=CANARY)
        made.event(f"{CANARY}-{state}", 3, "2026-01-05", BLCS=CANARY)
    made.event(f"{CANARY}-closed", 11, "2026-01-20")
    store.bring(made.write(tmp_path / "canary"))
    return store


def test_a_scope_of_one_unit_answers_as_a_question_about_that_unit(two_units: Store) -> None:
    scope = Scope(frozenset({MINE}))
    for texts in (
        {"period": "2025"},
        {"period": "2025-07-09..2026-01-17", "as_of": "2025-11-05"},
        {"period": "2026-01", "item": "SX1"},
        {"period": "2025", "department": "BM1", "as_of": "2025-10-10"},
        {"period": "2025", "stage": "1", "item": "SX5"},
    ):
        inside_scope = two_units.ask(scope, **texts)
        assert inside_scope == two_units.ask(unit=MINE, **texts)
        query, own = two_units.query(**texts), two_units.query(unit=MINE, **texts)
        for by in ("unit", "item", "department", "stage"):
            keys = ["approvals.closed", "approvals.open", "approvals.on_time_rate", "approvals.accepted"]
            found = counted(two_units.board(scope).by_member(query, by, keys))
            assert found == counted(two_units.board().by_member(own, by, keys))
            assert by != "unit" or set(found) <= {MINE}
        months = (202508, 202509, 202601)
        assert two_units.board(scope).by_month(query, months, keys) == two_units.board().by_month(own, months, keys)


def counted(members: dict[str, dict[str, Figure]]) -> dict[str, dict[str, Figure]]:
    """Members with anything to count: whether others are listed depends on where the sums came from."""
    return {member: found for member, found in members.items() if any(figure.n for figure in found.values())}


def test_a_scope_shows_no_row_of_another_unit(two_units: Store) -> None:
    scope = Scope(frozenset({MINE}))
    seen = 0
    for as_of in ("2026-02-09", "2026-01-15"):
        query = two_units.query(period="2025-07..2026-02", as_of=as_of)
        assert CANARY in repr(page_through(two_units.board(), record_query(RecordSet.ACCEPTED, query)))
        for records in RecordSet:
            for search in ("", CANARY):
                asked = record_query(records, query, search=search)
                rows, total = page_through(two_units.board(scope), asked)
                assert CANARY not in repr(rows)
                assert {row["unit"] for row in rows} <= {MINE}
                assert len(rows) == total
                seen += len(rows)
    assert seen > 20
    reader = two_units.services.reader
    with pytest.raises(NotFound):
        reader.read_case(case_key=f"{CANARY}-open", scope=scope)
    assert CANARY in repr(reader.read_case(case_key=f"{CANARY}-open", scope=Scope()).fields)
    everything = {finding.kind: finding.count for finding in reader.read_findings(scope=Scope())}
    mine = {finding.kind: finding.count for finding in reader.read_findings(scope=scope)}
    assert mine.keys() <= everything.keys()
    assert "orphan_event" in everything.keys() - mine.keys()
    for kind in everything:
        page = reader.read_finding_rows(kind=kind, scope=scope, after="", limit=500)
        assert CANARY not in repr(page.rows.to_dict())
        assert page.total == mine.get(kind, 0)
        assert {unit for unit in page.rows["unit"] if unit} <= {MINE}


def test_a_scope_without_units_sees_nothing(two_units: Store) -> None:
    nothing = Scope(frozenset())
    assert not any(two_units.values(nothing, period="2025").values())
    for records in RecordSet:
        rows, total = page_through(two_units.board(nothing), record_query(records, two_units.query(period="2025")))
        assert (rows, total) == ([], 0)


def test_boards_of_different_scopes_are_not_mixed(two_units: Store) -> None:
    cases = figures([], Ask(day("2025-01-01"), day("2025-12-31"), day("2025-12-31")))
    compare(two_units.values(Scope(frozenset()), period="2025"), cases, "nothing")
    for _ in range(2):
        whole = two_units.values(period="2025")["closed"]
        mine = two_units.values(Scope(frozenset({MINE})), period="2025")["closed"]
        assert 0 < mine < whole  # type: ignore[operator]
