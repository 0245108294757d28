"""Migrations make exactly the schema that the program describes, on either database."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from data_access.engine import make_engine
from data_access.schema import metadata
from data_access.setup import migrate, schema_version, wanted_version


def test_migrating_an_empty_database_gives_the_schema(database_url: str) -> None:
    engine = make_engine(database_url)
    try:
        assert migrate(engine) == wanted_version()
        with engine.connect() as conn:
            context = MigrationContext.configure(conn, opts={"compare_type": True, "compare_server_default": False})
            assert compare_metadata(context, metadata) == []
    finally:
        engine.dispose()


def test_migrating_again_changes_nothing(database_url: str) -> None:
    engine = make_engine(database_url)
    try:
        migrate(engine)
        with engine.connect() as conn:
            before = schema_version(conn)
        assert migrate(engine) == before
    finally:
        engine.dispose()
