"""The chain of the audit ledger: nothing changes it unseen, writers never fork it, retention leaves it whole."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from alembic import command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from dashboard.errors import Unavailable
from dashboard.timekeeping import SystemClock
from data_access import ledger
from data_access.engine import change, is_sqlite, make_engine, note, snapshot
from data_access.schema import threshold
from data_access.schema_audit import audit, audit_head
from data_access.setup import _config as setup_config
from data_access.setup import migrate
from tests.data_access.conftest import NewDatabase, Store, opened
from tests.data_access.ledgers import ASKER, fill, verified

# What a row holds


def test_a_row_says_who_what_when_from_where_and_with_what_result(store: Store) -> None:
    with change(store.engine, clock=store.clock) as unit:
        unit.record(
            by=ASKER, action="threshold", object="light.days", detail={"新": 3}, before={"v": 2}, after={"v": 3}
        )
    note(store.engine, store.clock, by=ASKER, action="sign_in", result="refused")
    with snapshot(store.engine) as conn:
        first, second = conn.execute(select(audit).order_by(audit.c.id)).all()
    assert (first.actor, first.account_id, first.address, first.request) == ("王督办", 7, "10.1.2.3", "r-1")
    assert (first.at, first.offset) == (int(store.clock.at.timestamp()), "+08:00")
    assert (first.detail, first.result, second.result) == ('{"新": 3}', "ok", "refused")
    assert first.before_hash == ledger.content_hash({"v": 2}) != first.after_hash
    assert (first.previous, second.previous, second.before_hash) == (ledger.GENESIS, first.hash, "")
    assert (first.id, second.id, len(second.hash)) == (1, 2, 64)


def test_a_note_leaves_the_revision(store: Store) -> None:
    before = store.revision
    note(store.engine, store.clock, by=ASKER, action="export", object="records")
    assert store.revision == before
    with snapshot(store.engine) as conn:
        assert conn.execute(select(audit.c.revision)).scalar_one() == before


def test_an_unknown_result_is_a_mistake_of_ours(store: Store) -> None:
    with pytest.raises(ValueError, match="maybe"):
        note(store.engine, store.clock, by=ASKER, action="export", result="maybe")  # type: ignore[arg-type]
    assert store.rows("audit") == []


def test_without_a_head_nothing_is_written(store: Store) -> None:
    with store.engine.begin() as conn:
        conn.execute(delete(audit_head))
    revision = store.revision
    with pytest.raises(Unavailable) as caught, change(store.engine, clock=store.clock) as unit:
        unit.conn.execute(update(threshold).values(value=99))
        unit.record(by=ASKER, action="threshold")
    assert caught.value.key == "errors.audit_head"
    assert store.revision == revision
    with snapshot(store.engine) as conn:
        assert 99 not in conn.execute(select(threshold.c.value)).scalars().all()
    assert [bad.why for bad in verified(store.engine).bad] == ["head"]


# Content that tries to be something else

TEXTS = st.text(st.characters(), max_size=60) | st.sampled_from(
    ['a","result":"ok', "x\n2026-02-09 admin sign_in ok", "\u2028\u2029\r\n", "\u202eko", '"}\x00{"', "＂", "\ud800"]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=TEXTS, other=TEXTS)
def test_no_two_contents_have_the_same_text_to_hash(one: str, other: str) -> None:
    rows = [dict.fromkeys(ledger.HASHED, "") | {"object": a, "detail": b} for a, b in ((one, other), (other, one))]
    texts = [ledger.canonical(row) for row in rows]
    assert (texts[0] == texts[1]) == (one == other)
    assert all(line.isascii() and line.isprintable() for line in texts)


def test_whatever_a_detail_holds_one_row_is_written_and_verifies(store: Store) -> None:
    nasty = [
        '","hash":"0',
        "行一\n行二\r\n\u2028行三",
        "\x00\x01\x1b[31m",
        "\ud83d",
        "😀" * 5000,
        "'; DROP TABLE audit; --",
    ]
    for at, detail in enumerate(nasty, start=1):
        note(store.engine, store.clock, by=replace(ASKER, name=detail), action="export", detail=detail, object=detail)
        report = verified(store.engine)
        assert (report.ok, report.rows) == (True, at)


# Guards of the database


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'nobody' WHERE id = 2",
        "UPDATE audit SET hash = hash",
        "DELETE FROM audit WHERE id = 3",
        "DELETE FROM audit",
    ],
)
def test_the_database_refuses_to_change_the_ledger(store: Store, statement: str) -> None:
    store.clock.at = SystemClock().now() - timedelta(days=170)
    fill(store, 5)
    before = store.rows("audit")
    with pytest.raises(DatabaseError, match="audit rows are"), store.engine.begin() as conn:
        conn.execute(text(statement))
    assert store.rows("audit") == before


def test_a_row_cannot_be_replaced_nor_the_table_emptied(store: Store) -> None:
    fill(store, 5)
    before = store.rows("audit")
    with store.engine.connect() as conn:
        way = "REPLACE INTO audit (id, actor) VALUES (2, 'nobody')" if is_sqlite(conn) else "TRUNCATE audit"
    with pytest.raises(DatabaseError, match="audit rows are"), store.engine.begin() as conn:
        conn.execute(text(way))
    assert store.rows("audit") == before


def test_rows_older_than_180_days_may_go(store: Store) -> None:
    store.clock.at = SystemClock().now() - timedelta(days=181)
    fill(store, 5)
    with store.engine.begin() as conn:
        assert conn.execute(text("DELETE FROM audit WHERE id = 1")).rowcount == 1


# Writers at the same time


def test_writers_at_the_same_time_leave_one_chain(new_database: NewDatabase) -> None:
    url, errors = new_database(), []
    start = threading.Barrier(6)

    def work(name: str, *, figures: bool) -> None:
        with opened(url) as store:  # an engine of its own, as another process has
            start.wait(30)
            try:
                for turn in range(12):
                    with change(store.engine, clock=store.clock, figures=figures) as unit:
                        unit.record(by=replace(ASKER, name=name), action="export", object=str(turn))
                        unit.record(by=replace(ASKER, name=name), action="check", object=str(turn))
            except Exception as error:  # pragma: no cover - told below
                errors.append(error)

    threads = [threading.Thread(target=work, args=(f"w{n}",), kwargs={"figures": n % 2 == 0}) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert errors == []
    with opened(url) as store:
        report = verified(store.engine)
        assert (report.ok, report.rows, report.last_id) == (True, 144, 144)
        with snapshot(store.engine) as conn:
            told = conn.execute(select(audit.c.actor, audit.c.object, audit.c.action).order_by(audit.c.id)).all()
    for at in range(0, 144, 2):  # the two rows of one change stand together
        assert told[at][:2] == told[at + 1][:2]


@pytest.mark.postgres
def test_a_note_does_not_wait_for_an_import_under_way(postgres_url: str) -> None:
    with opened(postgres_url) as store:  # SQLite has one writer at a time
        with change(store.engine, clock=store.clock) as unit:
            unit.conn.execute(update(threshold).values(value=3))
            note(store.engine, store.clock, by=ASKER, action="sign_in")
            unit.record(by=ASKER, action="import")
        assert [row[3] for row in store.rows("audit")] == ["sign_in", "import"]
        assert verified(store.engine).ok


# Ledgers of former releases


def test_the_rows_of_a_former_release_become_a_chain(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.connect().execution_options(writes=True) as conn, conn.begin():
        command.upgrade(setup_config(conn), "0002")
        for number in (1, 2, 5, 9):
            values = {"id": number, "actor": "张三", "detail": f"{number}\n", "revision": number}
            conn.execute(text("INSERT INTO audit (id, at, actor, action, detail, revision)"
                              " VALUES (:id, 5, :actor, 'import', :detail, :revision)"), values)  # fmt: skip
    migrate(engine)
    report = verified(engine)
    assert (report.ok, report.rows, report.last_id) == (True, 4, 4)
    with snapshot(engine) as conn:
        kept = conn.execute(select(audit.c.id, audit.c.detail, audit.c.result).order_by(audit.c.id)).all()
    assert [tuple(row) for row in kept] == [(at, f"{n}\n", "ok") for at, n in enumerate((1, 2, 5, 9), start=1)]
    note(engine, SystemClock(), by=ASKER, action="sign_in")
    assert verified(engine).ok
    with engine.connect().execution_options(writes=True) as conn, conn.begin():
        command.downgrade(setup_config(conn), "0002")
        assert len(conn.execute(text("SELECT actor FROM audit")).all()) == 5
        conn.execute(text("UPDATE audit SET actor = 'x'"))
    engine.dispose()
