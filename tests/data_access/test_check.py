"""The check finds what does not follow from the delivered rows, and repairs it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from dashboard.audit import BadRow
from dashboard.clock import ClockRules
from data_access.check import CheckReport, check
from data_access.engine import is_sqlite
from data_access.schema import approval_fact, approval_pause, tally_closed, tally_flow, tally_open
from data_access.schema_audit import audit
from tests.data_access.conftest import DERIVED, Store

RULES = ClockRules()


def run(store: Store, *, repair: bool = False) -> CheckReport:
    return check(store.engine, clock=store.clock, rules=RULES, repair=repair)


def late_due_day(conn: Connection) -> None:
    key = conn.execute(select(approval_fact.c.case_key).where(approval_fact.c.due_day > 0).limit(1)).scalar_one()
    moved = update(approval_fact).where(approval_fact.c.case_key == key)
    conn.execute(moved.values(due_day=approval_fact.c.due_day + 1))


def wrong_tally(conn: Connection) -> None:
    row = conn.execute(select(tally_closed).where(tally_closed.c.n > 0).limit(1)).one()
    same = [
        tally_closed.c[name] == getattr(row, name) for name in ("axis", "month", "unit", "member", "used", "out_day")
    ]
    conn.execute(update(tally_closed).where(*same).values(n=row.n + 1))


def missing_tally(conn: Connection) -> None:
    row = conn.execute(select(tally_flow).where(tally_flow.c.open > 0).limit(1)).one()
    same = [tally_flow.c[name] == getattr(row, name) for name in ("axis", "unit", "member", "day")]
    conn.execute(delete(tally_flow).where(*same))


def invented_tally(conn: Connection) -> None:
    values = {"unit": "350527", "stage": "1", "item": "X", "department": "Y", "limit_days": 5, "due_day": 20_000}
    conn.execute(insert(tally_open).values(**values, paused=0, n=3))


def missing_pause(conn: Connection) -> None:
    row = conn.execute(select(approval_pause).limit(1)).one()
    same = [approval_pause.c[name] == value for name, value in row._mapping.items()]
    conn.execute(delete(approval_pause).where(*same))


def missing_fact(conn: Connection) -> None:
    key = conn.execute(select(approval_fact.c.case_key).limit(1)).scalar_one()
    conn.execute(delete(approval_fact).where(approval_fact.c.case_key == key))


def invented_fact(conn: Connection) -> None:
    row = conn.execute(select(approval_fact).limit(1)).one()
    conn.execute(insert(approval_fact).values(**(dict(row._mapping) | {"case_key": "GHOST"})))


def test_a_sound_database_is_sound(sample: Store) -> None:
    before, revision = sample.signature(), sample.revision
    report = run(sample)
    assert (report.ok, report.total, report.differences) == (True, 0, [])
    assert report.cases == 800
    assert run(sample, repair=True).ok
    assert (sample.signature(), sample.revision) == (before, revision)


@pytest.mark.parametrize(
    ("corrupt", "table"),
    [
        (late_due_day, "approval_fact"),
        (wrong_tally, "tally_closed"),
        (missing_tally, "tally_flow"),
        (invented_tally, "tally_open"),
        (missing_pause, "approval_pause"),
        (missing_fact, "approval_fact"),
        (invented_fact, "approval_fact"),
    ],
)
def test_what_was_corrupted_is_found_and_repaired(
    sample: Store, corrupt: Callable[[Connection], None], table: str
) -> None:
    sound, revision = [sample.rows(name) for name in DERIVED], sample.revision
    with sample.engine.begin() as conn:
        corrupt(conn)
    corrupted = sample.signature()
    report = run(sample)
    assert not report.ok
    assert table in {difference.table for difference in report.differences}
    first = next(difference for difference in report.differences if difference.table == table)
    assert first.key
    assert first.stored != first.computed
    assert (sample.signature(), sample.revision) == (corrupted, revision)  # looking changes nothing

    assert run(sample, repair=True).total == report.total
    assert sample.revision == revision + 1
    assert run(sample).ok
    assert [sample.rows(name) for name in DERIVED] == sound
    assert [row[3] for row in sample.rows("audit")][-1] == "repair"


def test_an_empty_database_is_sound(store: Store, tmp_path: Path) -> None:
    assert run(store).ok
    assert run(store).cases == 0


def test_a_tampered_ledger_is_named_and_never_repaired(sample: Store) -> None:
    assert run(sample).chain.rows == 1
    with sample.engine.begin() as conn:
        guard = "DROP TRIGGER audit_no_update" if is_sqlite(conn) else "ALTER TABLE audit DISABLE TRIGGER USER"
        conn.execute(text(guard))
        conn.execute(update(audit).values(actor="nobody"))
    for repair in (False, True):
        report = run(sample, repair=repair)
        assert (report.ok, report.total, report.chain.ok) == (False, 0, False)
        assert report.chain.first_bad == BadRow(1, "content")
    assert [row[2] for row in sample.rows("audit")] == ["nobody"]
