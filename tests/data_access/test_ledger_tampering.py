"""Tampering with the audit ledger is found, every time, and the first break is named."""

import random
from typing import Any

import pytest
from sqlalchemy import update

from data_access import ledger
from data_access.schema_audit import audit
from tests.data_access.conftest import Store
from tests.data_access.ledgers import (
    ROWS,
    SLOW_TAMPERING,
    TAMPERING,
    appended,
    closed_up,
    fill,
    head_removal,
    removal,
    swap_contents,
    tail_removal,
    tampered,
    verified,
    with_new_hash,
)


def test_every_one_of_1000_tampered_rows_is_found(store: Store) -> None:
    fill(store, ROWS)
    assert verified(store.engine).ok
    luck = random.Random(20260209)
    unseen = []
    for turn in range(1000):
        number, tamper = luck.randint(1, ROWS), luck.choice(TAMPERING)
        if turn % 20 == 0:
            tamper = luck.choice(SLOW_TAMPERING)
        if tampered(store.engine, lambda conn, n=number, t=tamper: t(conn, n, luck)).ok:  # type: ignore[misc]
            unseen.append((tamper.__name__, number))
    assert unseen == []
    report = verified(store.engine)
    assert (report.ok, report.rows, report.last_id, report.bad) == (True, ROWS, ROWS, ())


@pytest.mark.parametrize(
    ("tamper", "number", "why"),
    [
        (with_new_hash, 100, (101, "previous")),
        (removal, 100, (100, "missing")),
        (tail_removal, 200, (200, "missing")),
        (head_removal, 3, (1, "missing")),
        (appended, 1, (ROWS + 1, "extra")),
        (swap_contents, 100, (100, "previous")),
        (closed_up, 100, (100, "previous")),
        (with_new_hash, ROWS, (ROWS, "head")),
    ],
)
def test_the_first_break_is_named(store: Store, tamper: Any, number: int, why: tuple[int, str]) -> None:
    fill(store, ROWS)
    first = tampered(store.engine, lambda conn: tamper(conn, number, random.Random(1))).first_bad
    assert first is not None
    assert (first.id, first.why) == why


def test_changed_content_is_named_by_its_row(store: Store) -> None:
    fill(store, 9)
    report = tampered(store.engine, lambda conn: conn.execute(update(audit).where(audit.c.id == 4).values(detail="")))
    assert [(bad.id, bad.why) for bad in report.bad] == [(4, "content")]


def test_many_breaks_are_counted_and_few_are_named(store: Store) -> None:
    fill(store, 60)
    report = tampered(store.engine, lambda conn: conn.execute(update(audit).values(actor="nobody")))
    assert (report.breaks, len(report.bad)) == (60, ledger.KEPT_BREAKS)
