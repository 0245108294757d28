"""A database is brought to the program's schema, seeded once, and refused when it is at another one."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, select, update

from dashboard.errors import Unavailable
from dashboard.lights import LightRule
from data_access.engine import make_engine
from data_access.schema import calendar_day, metadata, revision, threshold
from data_access.setup import DEFAULT_THRESHOLDS, migrate, require_schema, schema_version, wanted_version
from tests.data_access.conftest import NewDatabase, Store


@pytest.fixture
def engine(database_url: str):  # type: ignore[no-untyped-def]
    made = make_engine(database_url)
    yield made
    made.dispose()


def test_an_empty_database_gets_the_schema(engine: Engine) -> None:
    with engine.connect() as conn:
        assert schema_version(conn) is None
    require_schema(engine)
    assert migrate(engine) == wanted_version()
    with engine.connect() as conn:
        assert schema_version(conn) == wanted_version()
        assert conn.execute(select(revision.c.number)).scalars().all() == [1]
        assert len(conn.execute(select(calendar_day)).all()) > 7000
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert [change for change in compare_metadata(context, metadata) if change[0] != "remove_index"] == []


def test_migrating_again_keeps_what_people_decided(new_database: NewDatabase) -> None:
    engine = make_engine(new_database())
    with engine.begin() as conn:
        conn.execute(update(threshold).where(threshold.c.key == "light.days").values(value=4, changed_by="director"))
        conn.execute(update(revision).values(number=17))
    assert migrate(engine) == wanted_version()
    with engine.connect() as conn:
        values = {row.key: (row.value, row.changed_by) for row in conn.execute(select(threshold))}
        number = conn.execute(select(revision.c.number)).scalar_one()
    engine.dispose()
    assert values["light.days"] == (4, "director")
    assert set(values) == set(DEFAULT_THRESHOLDS)
    assert number == 17


def test_another_schema_is_refused_naming_both(new_database: NewDatabase) -> None:
    engine = make_engine(new_database())
    with engine.begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = 'future'")
    with pytest.raises(Unavailable) as caught:
        require_schema(engine)
    engine.dispose()
    assert caught.value.params == {"found": "future", "wanted": wanted_version()}


def test_thresholds_are_the_rules_of_the_board(store: Store) -> None:
    rules = store.board().rules
    assert rules.light == LightRule(days=2, percent=20)
    assert set(rules.targets) == {
        key.removeprefix("target.").removesuffix(".good") for key in DEFAULT_THRESHOLDS if key.endswith(".good")
    }
    assert rules.targets["approvals.on_time_rate"].higher_is_better
