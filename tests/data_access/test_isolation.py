"""Units are kept apart: whatever is asked within the scope of one, no answer holds a word of another."""

import contextlib
import hashlib
import inspect
import random
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from dashboard.errors import NotFound
from dashboard.indicators import REGISTRY, RecordSet
from dashboard.period import Where
from dashboard.permissions import WHOLE_CITY, Scope
from dashboard.ports import SORTS, RecordQuery
from dashboard.services import Services
from data_access.build import build_services
from tests.data_access.canaries import UNITS, WORDS, case_keys, fill, spoken, strangers, text_of
from tests.data_access.conftest import NewDatabase, Store, opened

PERIOD = {"period": "2025-12..2026-02"}
DIMENSIONS = ("", "unit", "stage", "item", "department", "month")
DAYS = ("2026-02-09", "2026-01-07")

Answers = Iterator[Any]


def asked(store: Store, where: Where, as_of: str) -> dict[str, Any]:
    query = store.query(**PERIOD, as_of=as_of)
    return {"where": where, "first": query.period.first, "last": query.period.last, "as_of": query.as_of}


def wheres(other: str) -> list[Where]:
    """Every filter that speaks of another unit."""
    word, place = WORDS[other], other if other.isdecimal() else "350500"
    return [Where(unit=other), Where(item=f"{word}-SX"), Where(department=f"{place}-{word}")]


def one_each(others: tuple[str, ...]) -> list[Where]:
    """For each other unit one of these filters, each kind in turn."""
    return [wheres(other)[number % 3] for number, other in enumerate(others)]


def ask_closed(store: Store, scope: Scope, others: tuple[str, ...]) -> Answers:
    reader, revision = store.services.reader, store.services.reader.read_revision()
    for where in (Where(), Where(item="SX1"), *(where for other in others for where in wheres(other))):
        for by in DIMENSIONS if where == Where() else ("department",):
            for day in DAYS if where == Where() else DAYS[:1]:
                yield reader.read_closed(by=by, scope=scope, revision=revision, **asked(store, where, day))


def ask_flows(store: Store, scope: Scope, others: tuple[str, ...]) -> Answers:
    reader, revision = store.services.reader, store.services.reader.read_revision()
    for where in (Where(), Where(item="SX1"), *one_each(others)):
        for by in DIMENSIONS if where == Where() else ("department",):
            days = {name: day for name, day in asked(store, where, DAYS[0]).items() if name != "as_of"}
            yield reader.read_flows(by=by, scope=scope, revision=revision, **days)


def ask_open(store: Store, scope: Scope, others: tuple[str, ...]) -> Answers:
    reader, revision = store.services.reader, store.services.reader.read_revision()
    for where in (Where(), *one_each(others)):
        for by in DIMENSIONS[:-1] if where == Where() else ("department",):
            yield reader.read_open(where=where, by=by, scope=scope, revision=revision)


def ask_alive(store: Store, scope: Scope, others: tuple[str, ...]) -> Answers:
    reader, revision = store.services.reader, store.services.reader.read_revision()
    for where in (Where(), *one_each(others)):
        as_of = asked(store, where, DAYS[1])["as_of"]
        yield reader.read_alive(where=where, as_of=as_of, scope=scope, revision=revision)


def ask_records(store: Store, scope: Scope, others: tuple[str, ...]) -> Answers:
    board = store.board(scope)
    for records in RecordSet:
        for day in DAYS:
            yield board.records(RecordQuery(records, **asked(store, Where(), day), limit=200))
    for sort in SORTS:
        yield board.records(RecordQuery(RecordSet.CLOSED, **asked(store, Where(), DAYS[0]), sort=sort, limit=3))
    for other in others:
        for text in (WORDS[other], f"{WORDS[other][-3:]}项目"):
            yield board.records(RecordQuery(RecordSet.ACCEPTED, **asked(store, Where(), DAYS[0]), search=text))
        yield board.records(RecordQuery(RecordSet.OPEN, **asked(store, Where(unit=other), DAYS[0])))
        after = RecordQuery(RecordSet.ACCEPTED, **asked(store, Where(), DAYS[0]), after=f"20458~{case_keys(other)[0]}")
        yield board.records(after)


def ask_case(store: Store, scope: Scope, others: tuple[str, ...]) -> Answers:
    reader = store.services.reader
    for other in others:
        for key in case_keys(other)[::4]:
            with pytest.raises(NotFound) as refused:
                reader.read_case(case_key=key, scope=scope)
            assert refused.value.key == "errors.case"
            assert refused.value.params == {"value": key}  # what was asked, and nothing else
    for unit in scope.units or ():
        for key in case_keys(unit)[:-1]:
            yield reader.read_case(case_key=key, scope=scope)


def ask_names(store: Store, scope: Scope, others: tuple[str, ...]) -> Answers:
    for by in ("item", "department"):
        yield store.services.reader.read_names(by=by, scope=scope)


def ask_sources(store: Store, scope: Scope, others: tuple[str, ...]) -> Answers:
    sources = store.services.reader.read_sources(scope=scope)
    assert {source.rows for source in sources} == {-1}
    yield sources


def ask_findings(store: Store, scope: Scope, others: tuple[str, ...]) -> Answers:
    found = {finding.kind: finding.count for finding in store.services.reader.read_findings(scope=scope)}
    assert "orphan_event" not in found
    yield found


def ask_finding_rows(store: Store, scope: Scope, others: tuple[str, ...]) -> Answers:
    reader = store.services.reader
    own = {finding.kind: finding.count for finding in reader.read_findings(scope=scope)}
    for finding in reader.read_findings(scope=WHOLE_CITY):
        page = reader.read_finding_rows(kind=finding.kind, scope=scope, after="", limit=500)
        assert page.total == len(page.rows) == own.get(finding.kind, 0)
        yield page
    for other in others:
        yield reader.read_finding_rows(kind="no_project", scope=scope, after=case_keys(other)[0], limit=5)


def ask_imports(store: Store, scope: Scope, others: tuple[str, ...]) -> Answers:
    yield store.services.importer.read_imports(scope=scope, limit=500)
    yield store.services.importer.read_imports(scope=scope, limit=1)


def ask_import(store: Store, scope: Scope, others: tuple[str, ...]) -> Answers:
    importer = store.services.importer
    own = {report.batch_id for report in importer.read_imports(scope=scope, limit=500)}
    for report in importer.read_imports(scope=WHOLE_CITY, limit=500):
        if report.batch_id in own:
            yield importer.read_import(report.batch_id, scope=scope)
            continue
        with pytest.raises(NotFound):
            importer.read_import(report.batch_id, scope=scope)


SCOPED: dict[str, Callable[[Store, Scope, tuple[str, ...]], Answers]] = {
    "reader.read_closed": ask_closed,
    "reader.read_flows": ask_flows,
    "reader.read_open": ask_open,
    "reader.read_alive": ask_alive,
    "reader.read_records": ask_records,
    "reader.read_case": ask_case,
    "reader.read_names": ask_names,
    "reader.read_sources": ask_sources,
    "reader.read_findings": ask_findings,
    "reader.read_finding_rows": ask_finding_rows,
    "importer.read_imports": ask_imports,
    "importer.read_import": ask_import,
}
"""Every read port that answers about units, and how it is asked."""

CITY_WIDE = {
    "reader.read_revision": "a counter and three times of the city's data, no rows",
    "reader.read_rules": "calendar, thresholds and targets are the same for all units",
}
NOT_ABOUT_CASES = frozenset({"accounts", "account_admin", "audit", "rule_admin"})
"""Ports of accounts, rules and the audit ledger: who may ask them is a matter of permissions, not of units."""


def ports() -> dict[str, Callable[..., Any]]:
    """Every read method of the ports that pages and routes are given."""
    hints = get_type_hints(Services)
    return {
        f"{field}.{name}": method
        for field, port in hints.items()
        if getattr(port, "_is_protocol", False) and field not in NOT_ABOUT_CASES
        for name, method in vars(port).items()
        if name.startswith("read_")
    }


def test_every_read_port_is_known_here_and_takes_a_scope() -> None:
    found = ports()
    assert set(found) == {*SCOPED, *CITY_WIDE}
    assert len(found) > 10
    for name in SCOPED:
        scope = inspect.signature(found[name]).parameters["scope"]
        assert scope.default is inspect.Parameter.empty, f"{name} may be called without a scope"


def fill_city(store: Store) -> None:
    with tempfile.TemporaryDirectory() as folder:
        fill(store, Path(folder))


@pytest.fixture
def city(new_database: NewDatabase) -> Iterator[Store]:
    with opened(new_database(fill_city)) as made:
        yield made


@pytest.mark.slow
def test_no_answer_within_a_unit_holds_a_word_of_another(city: Store) -> None:
    """Cold, then again after the whole city has been asked and every cache is warm."""
    assert len(UNITS) >= 12
    for turn in ("cold", "warm"):
        for unit in UNITS:
            others = tuple(other for other in UNITS if other != unit)
            others = others if turn == "cold" else others[:1]
            for name, ask in SCOPED.items():
                said = "\n".join(text_of(answer) for answer in ask(city, Scope(frozenset({unit})), others))
                assert strangers(said, unit) == set(), f"{turn}: {name} within {unit}"
                assert WORDS[unit] in said or name in SILENT, f"{turn}: {name} within {unit} says nothing of its own"
        if turn == "cold":
            for name in ("reader.read_closed", "reader.read_names", "reader.read_records", "reader.read_finding_rows"):
                everything = "\n".join(map(text_of, SCOPED[name](city, WHOLE_CITY, UNITS)))
                assert all(word in everything for word in WORDS.values()), name
    assert strangers("\n".join(spoken(city.services.reader.read_rules().targets)), "") == set()


SILENT = frozenset({"reader.read_sources", "reader.read_findings"})
"""Ports whose answers have no text of a unit in them."""


def test_two_units_together_see_both_and_no_third(city: Store) -> None:
    mine = UNITS[2:4]
    others = tuple(unit for unit in UNITS if unit not in mine)
    scope = Scope(frozenset(mine))
    said = "\n".join(text_of(answer) for name, ask in SCOPED.items() for answer in ask(city, scope, others[:2]))
    assert {unit for unit in UNITS if WORDS[unit] in said} == set(mine)


def test_nobody_without_units_hears_anything(city: Store) -> None:
    said = "\n".join(text_of(answer) for ask in SCOPED.values() for answer in ask(city, Scope(frozenset()), UNITS[:3]))
    assert strangers(said, "") == set()


# Caches

QUESTIONS: dict[str, Callable[[Services, Scope], Any]] = {
    "figures": lambda s, scope: s.boards.current(scope).figures(s.query(**PERIOD)),
    "units": lambda s, scope: s.boards.current(scope).by_member(s.query(**PERIOD), "unit", REGISTRY.keys),
    "departments": lambda s, scope: s.boards.current(scope).by_member(s.query(**PERIOD), "department", REGISTRY.keys),
    "months": lambda s, scope: s.boards.current(scope).by_month(
        s.query(**PERIOD), (202512, 202601, 202602), ("approvals.closed", "approvals.open")
    ),
    "records": lambda s, scope: s.boards.current(scope).records(
        RecordQuery(RecordSet.OPEN, Where(), 20_000, 30_000, s.query().as_of)
    ),
    "item names": lambda s, scope: s.reader.read_names(by="item", scope=scope),
    "department names": lambda s, scope: s.reader.read_names(by="department", scope=scope),
    "findings": lambda s, scope: s.reader.read_findings(scope=scope),
    "imports": lambda s, scope: s.importer.read_imports(scope=scope),
}


def fingerprint(value: Any) -> str:
    return hashlib.sha256(text_of(value).encode()).hexdigest()


def test_warm_caches_answer_as_cold_ones_do(city: Store) -> None:
    rng = random.Random(77)
    scopes = [
        WHOLE_CITY,
        Scope(personal=False),
        Scope(frozenset()),
        *(Scope(frozenset({unit})) for unit in UNITS[:5]),
        Scope(frozenset(UNITS[:2])),
        Scope(frozenset(UNITS[:1]), personal=False),
    ]
    cold: dict[tuple[str, Scope], str] = {}
    for scope in scopes:
        for name, ask in QUESTIONS.items():
            fresh = build_services(city.services.settings, city.clock, build="cold", engine=city.engine)
            cold[name, scope] = fingerprint(ask(fresh, scope))
    assert len(set(cold.values())) > len(scopes) * 3

    asked = [rng.choice(list(cold)) for _ in range(600)]
    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(lambda pair: fingerprint(QUESTIONS[pair[0]](city.services, pair[1])), asked))
    different = {pair for pair, found in zip(asked, told, strict=True) if found != cold[pair]}
    assert different == set()


CONDITIONS = ("cases.in_scope", "walk.fact_conditions", "tallies.fact_conditions", "quality.batch_in_scope")


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_reader_that_forgets_the_scope_is_seen(city: Store, condition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words are where they must be: with the condition gone from one reader, some answer holds them."""
    monkeypatch.setattr(f"data_access.readers.{condition}", lambda *_: [])
    scope, others = Scope(frozenset(UNITS[:1])), UNITS[1:3]
    names = ("reader.read_closed", "reader.read_records", "reader.read_names", "reader.read_finding_rows")
    said = []
    for name in names:
        with contextlib.suppress(AssertionError):
            said += [text_of(answer) for answer in SCOPED[name](city, scope, others)]
    assert strangers("\n".join(said), UNITS[0]) != set()
