"""Puts storage together for the composition root: database, reader, importer."""

from sqlalchemy import Engine

from dashboard.services import Boards, Services
from dashboard.settings import Settings
from dashboard.timekeeping import Clock
from data_access.accounts import AccountAdminStore, Doorkeeper, Seal
from data_access.check import CheckReport
from data_access.check import check as check_engine
from data_access.engine import AUDIT_DAYS, make_engine
from data_access.import_service import ImportService
from data_access.reader import Reader
from data_access.readers.audit import AuditStore
from data_access.rule_admin import RuleAdminService
from data_access.setup import migrate as migrate_engine
from data_access.setup import require_schema


def open_database(settings: Settings) -> Engine:
    """The engine of the configured database."""
    return make_engine(settings.database_url)


def migrate(settings: Settings) -> str:
    """Create or upgrade the database. Returns its schema version."""
    engine = open_database(settings)
    try:
        return migrate_engine(engine)
    finally:
        engine.dispose()


def check(settings: Settings, clock: Clock, *, repair: bool = False) -> CheckReport:
    """Recompute facts and tallies of the configured database; see ``data_access.check``."""
    engine = open_database(settings)
    try:
        require_schema(engine)
        return check_engine(engine, clock=clock, rules=settings.clock_rules, repair=repair)
    finally:
        engine.dispose()


def build_services(settings: Settings, clock: Clock, *, build: str, engine: Engine | None = None) -> Services:
    """Everything pages and routes need. Makes the schema of an empty database; raises ``Unavailable`` on another."""
    engine = engine or open_database(settings)
    require_schema(engine)
    engine.update_execution_options(**{AUDIT_DAYS: settings.audit_days})
    rules = settings.clock_rules
    reader = Reader(engine, clock=clock, rules=rules)
    importer = ImportService(engine, clock=clock, rules=rules)
    seal = Seal(settings.read_secret())
    return Services(
        settings=settings,
        clock=clock,
        reader=reader,
        boards=Boards(reader=reader, clock=clock, wake=importer.wake),
        importer=importer,
        accounts=Doorkeeper(engine, clock=clock, settings=settings, seal=seal),
        account_admin=AccountAdminStore(engine, clock=clock, settings=settings, seal=seal),
        audit=AuditStore(engine, clock=clock),
        rule_admin=RuleAdminService(engine, clock=clock, rules=rules),
        build=build,
    )
