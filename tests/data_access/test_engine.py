"""Transactions: rows, audit row and revision appear together; readers see one state; writers take turns."""

import threading

import pytest
from sqlalchemy import Engine, event, insert, select, text, update

from dashboard.errors import Conflict, Unavailable
from dashboard.permissions import OPERATOR
from data_access.engine import change, make_engine, snapshot
from data_access.schema import revision, threshold
from data_access.schema_audit import audit
from tests.data_access.conftest import NewDatabase, Store, opened


def set_threshold(conn, value: float) -> None:  # type: ignore[no-untyped-def]
    conn.execute(update(threshold).where(threshold.c.key == "light.days").values(value=value))


def read_state(engine: Engine) -> tuple[float, int, int]:
    with snapshot(engine) as conn:
        value = conn.execute(select(threshold.c.value).where(threshold.c.key == "light.days")).scalar_one()
        number = conn.execute(select(revision.c.number)).scalar_one()
        return value, number, len(conn.execute(select(audit)).all())


def test_a_change_commits_rows_audit_and_revision_together(store: Store) -> None:
    _, number, _ = read_state(store.engine)
    with change(store.engine, clock=store.clock) as unit:
        set_threshold(unit.conn, 5)
        unit.record(by=OPERATOR, action="threshold", object="light.days", detail="5")
    assert read_state(store.engine) == (5, number + 1, 1)
    with snapshot(store.engine) as conn:
        row = conn.execute(select(audit)).one()
        changed_at = conn.execute(select(revision.c.changed_at)).scalar_one()
    assert (row.revision, row.actor, row.at) == (number + 1, OPERATOR.name, int(store.clock.at.timestamp()))
    assert changed_at == row.at


def test_an_exception_undoes_everything(store: Store) -> None:
    before = read_state(store.engine)
    with pytest.raises(ZeroDivisionError), change(store.engine, clock=store.clock) as unit:
        set_threshold(unit.conn, 5)
        unit.record(by=OPERATOR, action="threshold")
        raise ZeroDivisionError
    assert read_state(store.engine) == before


def test_a_discarded_change_leaves_nothing(store: Store) -> None:
    before = read_state(store.engine)
    with change(store.engine, clock=store.clock) as unit:
        set_threshold(unit.conn, 5)
        unit.record(by=OPERATOR, action="threshold")
        unit.discard()
    assert read_state(store.engine) == before


def test_a_change_that_moves_no_figure_leaves_the_revision(store: Store) -> None:
    value, number, _ = read_state(store.engine)
    with change(store.engine, clock=store.clock) as unit:
        unit.record(by=OPERATOR, action="looked")
        unit.leave_revision()
    assert read_state(store.engine) == (value, number, 1)


def test_a_reader_sees_one_state_from_first_to_last(store: Store) -> None:
    with snapshot(store.engine) as conn:
        old = conn.execute(select(revision.c.number)).scalar_one()
        with change(store.engine, clock=store.clock) as unit:
            set_threshold(unit.conn, 9)
        seen = conn.execute(select(threshold.c.value).where(threshold.c.key == "light.days")).scalar_one()
        assert (seen, conn.execute(select(revision.c.number)).scalar_one()) == (2, old)
    assert read_state(store.engine)[:2] == (9, old + 1)


def test_writers_take_turns(new_database: NewDatabase) -> None:
    """Read, add one, write: no increment may be lost."""
    url, errors = new_database(), []

    def work(store: Store) -> None:
        try:
            for _ in range(10):
                with change(store.engine, clock=store.clock) as unit:
                    wanted = select(threshold.c.value).where(threshold.c.key == "light.days")
                    set_threshold(unit.conn, unit.conn.execute(wanted).scalar_one() + 1)
                    unit.record(by=OPERATOR, action="add")
        except Conflict as error:  # pragma: no cover - told, never silent
            errors.append(error)

    with opened(url) as store:
        _, number, _ = read_state(store.engine)
        threads = [threading.Thread(target=work, args=(store,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert errors == []
        assert read_state(store.engine) == (62, number + 60, 60)


def test_a_busy_sqlite_database_is_told(migrated_sqlite, tmp_path) -> None:  # type: ignore[no-untyped-def]
    url = f"sqlite:///{tmp_path / 'busy.db'}"
    (tmp_path / "busy.db").write_bytes(migrated_sqlite.read_bytes())
    with opened(url) as holder, opened(url) as other:
        event.listen(other.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=20"))
        other.engine.dispose()
        with change(holder.engine, clock=holder.clock) as unit:
            set_threshold(unit.conn, 7)
            with pytest.raises(Conflict) as caught, change(other.engine, clock=other.clock):
                pytest.fail("two writers at once")
            assert caught.value.key == "errors.busy"
            assert read_state(other.engine)[0] == 2  # readers go on
        assert read_state(other.engine)[0] == 7


def test_sqlite_keeps_a_write_ahead_log_and_makes_its_folder(tmp_path) -> None:  # type: ignore[no-untyped-def]
    engine = make_engine(f"sqlite:///{tmp_path / 'new' / 'folder' / 'duban.db'}")
    with engine.connect() as conn:
        assert conn.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert conn.execute(text("PRAGMA busy_timeout")).scalar() == 5000
    engine.dispose()


def test_a_database_that_is_not_there_is_unavailable(tmp_path) -> None:  # type: ignore[no-untyped-def]
    engine = make_engine(f"postgresql+psycopg://postgres@/nothing?host={tmp_path}")
    with pytest.raises(Unavailable) as caught, snapshot(engine):
        pytest.fail("connected to nothing")
    assert caught.value.key == "errors.database"
    engine.dispose()


def test_a_double_key_is_refused_by_both_databases(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)unique"), change(store.engine, clock=store.clock) as unit:
        unit.conn.execute(insert(threshold).values(area="approvals", key="light.days", value=1))
