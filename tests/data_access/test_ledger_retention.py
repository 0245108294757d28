"""Retention of the audit ledger: the oldest rows go, never before 180 days, and the rest stays a whole chain."""

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from dashboard.errors import BadRequest
from dashboard.timekeeping import FrozenClock, SystemClock, parse_instant
from data_access import engine as engine_module
from data_access import ledger
from data_access.engine import AUDIT_DAYS, note, prune, snapshot
from data_access.schema_audit import audit, audit_head
from tests.data_access.conftest import Store
from tests.data_access.ledgers import (
    ASKER,
    fill,
    head_removal,
    one_column,
    removal,
    tampered,
    unguarded,
    verified,
)

OLD = parse_instant("2020-03-01T09:00:00+08:00")


def aged(store: Store, rows: int) -> None:
    """Rows a day apart from ``OLD`` on."""
    present, store.clock.at = store.clock.at, OLD
    for _ in range(rows):
        note(store.engine, store.clock, by=ASKER, action="sign_in")
        store.clock.at += timedelta(days=1)
    store.clock.at = present


@pytest.fixture
def kept(store: Store) -> Iterator[Store]:
    """A store that takes nothing away by itself."""
    store.engine.update_execution_options(**{AUDIT_DAYS: 0})
    yield store


def test_pruning_takes_the_oldest_rows_and_leaves_a_whole_chain(kept: Store) -> None:
    aged(kept, 300)
    clock = FrozenClock(OLD + timedelta(days=300))
    assert prune(kept.engine, clock, days=200) == 100
    report = verified(kept.engine)
    assert (report.ok, report.first_id, report.last_id, report.rows) == (True, 101, 301, 201)
    last = kept.rows("audit")[-1]
    assert last[2:6] == (engine_module.RETENTION.name, "prune", "", '{"rows": 100, "days": 200}')
    assert prune(kept.engine, clock, days=200) == 0
    note(kept.engine, clock, by=ASKER, action="sign_in")
    assert verified(kept.engine).ok
    for tamper in (removal, head_removal, one_column):
        assert not tampered(kept.engine, lambda conn, t=tamper: t(conn, 101, random.Random(3))).ok  # type: ignore[misc]


def test_less_than_180_days_is_refused(kept: Store) -> None:
    aged(kept, 3)
    with pytest.raises(BadRequest) as caught:
        prune(kept.engine, kept.clock, days=179)
    assert caught.value.key == "errors.audit_days"
    assert verified(kept.engine).rows == 3


def test_a_clock_that_is_ahead_takes_nothing_away(kept: Store) -> None:
    kept.clock.at = SystemClock().now() - timedelta(days=10)
    fill(kept, 3)
    ahead = FrozenClock(SystemClock().now() + timedelta(days=5000))
    assert prune(kept.engine, ahead, days=180) == 0
    assert verified(kept.engine).rows == 3


def test_rows_that_were_tampered_with_are_not_taken_away(kept: Store) -> None:
    aged(kept, 20)
    with kept.engine.begin() as conn:
        unguarded(conn)
        conn.execute(update(audit).where(audit.c.id == 7).values(actor="nobody"))
    assert prune(kept.engine, kept.clock, days=180) == 0
    assert [(bad.id, bad.why) for bad in verified(kept.engine).bad] == [(7, "content")]


def test_a_write_prunes_once_a_day(kept: Store) -> None:
    aged(kept, 10)
    kept.engine.update_execution_options(**{AUDIT_DAYS: 400})
    note(kept.engine, kept.clock, by=ASKER, action="sign_in")
    assert [row[3] for row in kept.rows("audit")] == ["sign_in", "prune"]
    assert verified(kept.engine).ok
    with snapshot(kept.engine) as conn:
        pruned_at = conn.execute(select(audit_head.c.pruned_at)).scalar_one()
    for _ in range(3):
        kept.clock.at += timedelta(hours=7)
        note(kept.engine, kept.clock, by=ASKER, action="sign_in")
    with snapshot(kept.engine) as conn:
        assert conn.execute(select(audit_head.c.pruned_at)).scalar_one() == pruned_at
    kept.clock.at += timedelta(hours=7)
    note(kept.engine, kept.clock, by=ASKER, action="sign_in")
    with snapshot(kept.engine) as conn:
        assert conn.execute(select(audit_head.c.pruned_at)).scalar_one() > pruned_at
    assert verified(kept.engine).ok


def test_a_long_ledger_is_pruned_in_pieces(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "PRUNED_AT_ONCE", 4)
    aged(kept, 10)
    gone = [prune(kept.engine, kept.clock, days=400) for _ in range(4)]
    assert gone[:3] == [4, 4, 2]
    assert verified(kept.engine).ok
