"""Reading the audit ledger: filters, pages, search, and how long a verdict is repeated."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from dashboard.audit import AuditFilter, AuditLedger
from dashboard.permissions import OPERATOR
from dashboard.timekeeping import day_number
from data_access.engine import is_sqlite
from data_access.readers.audit import VERIFIED_SECONDS, AuditStore
from data_access.schema_audit import audit
from tests.data_access.conftest import Store

ZHANG = replace(OPERATOR, name="张三", address="10.0.0.5", request="req-1")
LI = replace(OPERATOR, name="李四", address="10.0.0.6", request="req-2")


@pytest.fixture
def ledger(store: Store) -> AuditLedger:
    """Twelve rows of two people over three days."""
    made = AuditStore(store.engine, clock=store.clock)
    for number in range(12):
        by, action = (ZHANG, "export") if number % 3 else (LI, "sign_in")
        result = "refused" if number == 3 else "ok"
        made.note(by, action=action, object=f"o{number}", detail={"rows": number, "p": "100%_a"}, result=result)  # type: ignore[arg-type]
        if number % 4 == 3:
            store.clock.at += timedelta(days=1)
    return made


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (AuditFilter(), [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
        (AuditFilter(action="sign_in"), [9, 6, 3, 0]),
        (AuditFilter(actor="张三", text="O1"), [11, 10, 1]),
        (AuditFilter(result="refused"), [3]),
        (AuditFilter(text="10.0.0.6"), [9, 6, 3, 0]),
        (AuditFilter(text="REQ-2"), [9, 6, 3, 0]),
        (AuditFilter(text="李"), [9, 6, 3, 0]),
        (AuditFilter(text="100%_a"), [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
        (AuditFilter(text="100__a"), []),
        (AuditFilter(text="%"), [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
        (AuditFilter(action="sign_in", result="failed"), []),
    ],
)
def test_filters_select(ledger: AuditLedger, where: AuditFilter, expected: list[int]) -> None:
    page = ledger.read_rows(where)
    assert [int(row.object[1:]) for row in page.rows] == expected
    assert (page.total, page.next) == (len(expected), "")


def test_days_are_days_of_shanghai(store: Store) -> None:
    store.clock.at = store.clock.at.replace(hour=0, minute=0, second=0)
    made, day = AuditStore(store.engine, clock=store.clock), day_number(store.clock.at.date())
    made.note(ZHANG, action="export", object="first second")
    store.clock.at += timedelta(days=1, seconds=-1)
    made.note(ZHANG, action="export", object="last second")
    store.clock.at += timedelta(seconds=1)
    made.note(ZHANG, action="export", object="next day")
    assert made.read_rows(AuditFilter(first=day, last=day)).total == 2
    assert made.read_rows(AuditFilter(first=day + 1)).rows[0].object == "next day"
    assert made.read_rows(AuditFilter(last=day - 1)).total == 0


@pytest.mark.parametrize("limit", [1, 5, 12])
def test_pages_follow_one_another_without_gap_or_double(ledger: AuditLedger, limit: int) -> None:
    seen, after = [], ""
    while True:
        page = ledger.read_rows(AuditFilter(), after=after, limit=limit)
        assert page.total == 12
        seen += [row.id for row in page.rows]
        after = page.next
        if not after:
            break
    assert seen == list(range(12, 0, -1))


def test_rows_added_meanwhile_do_not_shift_a_page(ledger: AuditLedger) -> None:
    first = ledger.read_rows(AuditFilter(), limit=5)
    ledger.note(LI, action="sign_out")
    assert [row.id for row in ledger.read_rows(AuditFilter(), after=first.next, limit=5).rows] == [7, 6, 5, 4, 3]


@pytest.mark.parametrize("after", ["x", "-1", "1e9", "9" * 30, "１２", "7; DROP TABLE audit"])
def test_a_cursor_that_means_nothing_is_the_first_page_or_an_empty_one(ledger: AuditLedger, after: str) -> None:
    assert ledger.read_rows(AuditFilter(), after=after).total == 12


def test_a_row_says_everything_but_the_hashes_of_contents(ledger: AuditLedger) -> None:
    row = ledger.read_rows(AuditFilter(result="refused")).rows[0]
    assert (row.actor, row.address, row.request, row.action, row.object) == (
        "李四",
        "10.0.0.6",
        "req-2",
        "sign_in",
        "o3",
    )
    assert (row.detail, row.offset, row.result) == ('{"rows": 3, "p": "100%_a"}', "+08:00", "refused")
    assert len(row.hash) == len(row.previous) == 64


def test_actions_are_those_of_the_ledger(ledger: AuditLedger) -> None:
    assert ledger.read_actions() == ["export", "sign_in"]


def test_a_verdict_is_repeated_for_some_minutes(ledger: AuditLedger, store: Store) -> None:
    first = ledger.verify()
    assert (first.ok, first.rows, first.verified_at) == (True, 12, int(store.clock.at.timestamp()))
    with store.engine.begin() as conn:
        guard = "DROP TRIGGER audit_no_update" if is_sqlite(conn) else "ALTER TABLE audit DISABLE TRIGGER USER"
        conn.execute(text(guard))
        conn.execute(update(audit).where(audit.c.id == 5).values(result="failed"))
    assert ledger.verify() is first
    assert not ledger.verify(fresh=True).ok
    with store.engine.begin() as conn:
        conn.execute(update(audit).where(audit.c.id == 5).values(result="ok"))
    assert not ledger.verify().ok
    store.clock.at += timedelta(seconds=VERIFIED_SECONDS)
    assert ledger.verify().ok
