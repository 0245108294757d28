"""Bringing a database to the schema the program needs, and filling what it must hold from the start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, insert, select

from dashboard.errors import Unavailable
from data_access import schema_audit as schema_audit  # its tables join the metadata
from data_access import schema_rules as schema_rules  # its tables join the metadata
from data_access.bulk import insert_frame, is_empty
from data_access.calendars import seed_days
from data_access.schema import calendar_day, revision, threshold

AREA = "approvals"
DEFAULT_THRESHOLDS: dict[str, float] = {
    "light.days": 2,
    "light.percent": 20,
    "pause.limit_days": 30,
    "target.approvals.on_time_rate.good": 0.99,
    "target.approvals.on_time_rate.warn": 0.975,
    "target.approvals.speedup_committed.good": 0.5,
    "target.approvals.speedup_committed.warn": 0.3,
}
"""Where nobody has decided otherwise; the limit of a pause and the target of 提速率 are 待核定."""


def _config(conn: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = conn
    return config


def migrate(engine: Engine) -> str:
    """Bring the schema to the newest version in one transaction and seed new tables. Returns the version."""
    with engine.connect().execution_options(writes=True) as conn, conn.begin():
        command.upgrade(_config(conn), "head")
        seed(conn)
        return schema_version(conn) or ""


def schema_version(conn: Connection) -> str | None:
    """The version of the database's schema, None for an empty database."""
    return MigrationContext.configure(conn).get_current_revision()


def wanted_version() -> str:
    """The version this program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def require_schema(engine: Engine) -> None:
    """Make the schema in an empty database. Raises ``Unavailable`` naming both versions when it has another one."""
    with engine.connect() as conn:
        found = schema_version(conn)
    if found is None:
        found = migrate(engine)
    if found != wanted_version():
        raise Unavailable("errors.schema", found=found or "—", wanted=wanted_version())


def seed(conn: Connection) -> None:
    """Fill what is empty: the calendar, the revision row, the thresholds nobody has set."""
    if is_empty(conn, calendar_day.name):
        insert_frame(conn, calendar_day, seed_days())
    if is_empty(conn, revision.name):
        conn.execute(insert(revision).values(id=1, number=1))
    known = set(conn.execute(select(threshold.c.key).where(threshold.c.area == AREA)).scalars())
    missing = {key: value for key, value in DEFAULT_THRESHOLDS.items() if key not in known}
    if missing:
        rows = [{"area": AREA, "key": key, "value": value, "changed_by": "default"} for key, value in missing.items()]
        conn.execute(insert(threshold), rows)
