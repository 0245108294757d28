"""Tables. Raw tables keep every delivered version as it came; fact and tally tables are derived and can be rebuilt.

Days are whole numbers since 1970-01-01, instants UTC epoch seconds. Keys are the natural ones, so that a case's rows
could be distributed by case. ``digest`` is a hash of the delivered content: equal digests mean nothing changed.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    and_,
    func,
    literal_column,
)

from dashboard.flows import FLOW_MEASURES
from dashboard.frames import CLOSED_MEASURES

metadata = MetaData()

KEY = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that is compared: by its bytes on either database, whatever language the server was set up in."""


def _text(name: str) -> "Column[Any]":
    return Column(name, KEY, nullable=False, server_default="")


def _int(name: str, default: int = 0) -> "Column[Any]":
    return Column(name, Integer, nullable=False, server_default=str(default))


def _big(name: str, default: int = 0) -> "Column[Any]":
    return Column(name, BigInteger, nullable=False, server_default=str(default))


def _raw(name: str, key: "list[str]", *columns: "Column[Any]") -> Table:
    """A table of delivered rows: key + serial number identify a version."""
    return Table(
        name,
        metadata,
        *(Column(part, KEY, primary_key=True) for part in [*key, "lsh"]),
        Column("valid", Boolean, nullable=False),
        _big("digest"),
        *columns,
        sqlite_with_rowid=False,
    )


workflow = _raw(
    "workflow", ["workflow_code", "workflow_version"], _text("name"), _int("effective_day"), _text("workflow_type")
)
stage = _raw(
    "stage",
    ["workflow_code", "workflow_version"],
    _text("stage_code"),
    _text("stage_name"),
    _text("stage_no"),
    _text("standard_stage"),
    _int("limit_days", -1),
    _int("milestone_rule", -1),
)
stage_item = _raw(
    "stage_item",
    ["item_code", "item_version"],
    _text("workflow_code"),
    _text("workflow_version"),
    _text("stage_no"),
    _text("item_name"),
    _int("limit_days", -1),
    _text("department_code"),
    _text("department_name"),
    _int("item_kind", -1),
    _int("commitment", -1),
    _int("milestone", -1),
)
item = _raw(
    "item",
    ["item_code", "item_version"],
    _text("item_name"),
    _int("statutory_days", -1),
    _int("committed_days", -1),
    _text("department_code"),
    _text("department_name"),
    _int("item_kind", -1),
)
project = _raw(
    "project",
    ["project_key"],
    _text("city_code"),
    _text("project_code"),
    _text("project_name"),
    _text("previous_key"),
    _text("workflow_type"),
    _text("site_code"),
    _big("filed_at", -1),
    _text("workflow_code"),
    _text("workflow_version"),
    Column("investment", Float),
    _int("planned_start_day", -1_000_000),
    _int("planned_end_day", -1_000_000),
    _int("upload_state", -1),
)
organisation = _raw(
    "organisation", ["project_key"], _text("project_code"), _text("credit_code"), _text("name"), _text("role")
)
approval_case = _raw(
    "approval_case",
    ["case_key"],
    _text("city_code"),
    _text("project_key"),
    _text("item_code"),
    _text("item_version"),
    _text("workflow_code"),
    _text("workflow_version"),
    _text("department_code"),
    _text("department_name"),
    _text("apply_mode"),
    _text("bundle_key"),
    _int("limit_days"),
    _int("upload_state", -1),
    _text("unit_code"),
    _text("item_name"),
    _int("item_kind", -1),
    _int("statutory_days", -1),
)
approval_event = _raw(
    "approval_event",
    ["case_key"],
    _text("project_key"),
    Column("state", SmallInteger, nullable=False),
    _big("at"),
    _text("office"),
)
special = _raw(
    "special",
    ["case_key"],
    _text("project_key"),
    _text("procedure"),
    _text("procedure_name"),
    _big("start_at", -1),
    _text("limit_kind"),
    _int("limit_days", -1),
)
document = _raw(
    "document", ["case_key"], _text("project_key"), _int("issued_day", -1_000_000), _text("number"), _text("title")
)
Index("ix_case_project", approval_case.c.project_key)
Index("ix_case_item", approval_case.c.item_code)

unit_mapping = Table(
    "unit_mapping",
    metadata,
    Column("kind", KEY, primary_key=True),
    Column("code", KEY, primary_key=True),
    _text("unit"),
)

RAW_TABLES: dict[str, Table] = {
    "workflow": workflow,
    "stage": stage,
    "stage_item": stage_item,
    "item": item,
    "project": project,
    "organisation": organisation,
    "case": approval_case,
    "event": approval_event,
    "special": special,
    "document": document,
}
"""Canonical table name of the importer → table."""

approval_fact = Table(
    "approval_fact",
    metadata,
    Column("case_key", KEY, primary_key=True),
    _text("unit"),
    _text("stage"),
    _text("item"),
    _text("department"),
    _int("limit_days"),
    _int("statutory_days", -1),
    _int("online"),
    _int("received_day"),
    _int("accepted_day"),
    _int("finish_day"),
    _int("finish_state"),
    _int("out_day"),
    _int("out_state"),
    _int("end_day"),
    Column("instant", Boolean, nullable=False),
    _int("start_count"),
    _int("paused"),
    _int("special_days"),
    _int("applicant_days"),
    _int("used", -1),
    _int("due_day"),
    _int("pause_day"),
    Column("has_pause", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
"""One row per case with at least one valid version: dimensions and the facts of ``clock.derive_facts``."""


FACT = approval_fact.c


def _until(name: str) -> Any:
    """A day column in a shape that only a partial index has, so that no planner prefers another index and sorts."""
    return func.coalesce(FACT[name], literal_column("0"))


def _partial(name: str, where: Any, *columns: "Column[Any]") -> None:
    Index(name, *columns, sqlite_where=where, postgresql_where=where)


OPEN = _until("end_day") == literal_column("999999")
FINISHED = _until("finish_day") < literal_column("999999")
LATE = and_(FINISHED, FACT.used > FACT.limit_days)
LEFT = FACT.out_day < literal_column("999999")
ORDERED = ("used", "limit_days", "due_day")
"""Columns by which the ledger orders finished cases."""
STANDING = "end_day accepted_day case_key unit stage item department limit_days start_count has_pause"
STANDING_COLUMNS = tuple(FACT[name] for name in STANDING.split())
"""What tells where a case stood on a day: all of it in the index, or each of thousands of cases would be looked up."""
LONG_DAYS = 120
LONG = FACT.end_day - FACT.accepted_day > literal_column(str(LONG_DAYS))
"""Cases open for longer than ``LONG_DAYS`` or still open: all others that stood on a day ended soon after it."""
Index("ix_fact_finish", FACT.finish_day, FACT.case_key)
Index("ix_fact_accepted", FACT.accepted_day, FACT.case_key, FACT.finish_day)
Index("ix_fact_end", *STANDING_COLUMNS)
Index("ix_fact_item", FACT.item, FACT.unit)
Index("ix_fact_department", FACT.department, FACT.unit)
_partial("ix_fact_long", LONG, *STANDING_COLUMNS)
_partial("ix_fact_due", OPEN, FACT.due_day, FACT.case_key)
_partial("ix_fact_late", LATE, FACT.finish_day, FACT.case_key)
_partial("ix_fact_out", LEFT, FACT.out_day)
for _name in ORDERED:
    _partial(f"ix_fact_finished_{_name}", FINISHED, FACT[_name], FACT.case_key, FACT.finish_day)

approval_pause = Table(
    "approval_pause",
    metadata,
    Column("case_key", KEY, primary_key=True),
    Column("kind", SmallInteger, primary_key=True),
    Column("start_day", Integer, primary_key=True),
    Column("end_day", Integer, primary_key=True),
    sqlite_with_rowid=False,
)

orphan = Table("orphan", metadata, Column("case_key", KEY, primary_key=True), _int("events"))
"""Cases that events speak of and no case row has brought yet."""

pending = Table("pending", metadata, Column("case_key", KEY, primary_key=True), _big("at"))
"""Cases with an event dated after the moment they were derived, and when the first of these takes effect."""

finding = Table(
    "finding",
    metadata,
    Column("case_key", KEY, primary_key=True),
    Column("kind", KEY, primary_key=True),
    _text("unit"),
    _text("detail"),
)
Index("ix_finding_kind", finding.c.kind, finding.c.unit)

tally_flow = Table(
    "tally_flow",
    metadata,
    Column("axis", KEY, primary_key=True),
    Column("unit", KEY, primary_key=True),
    Column("member", KEY, primary_key=True),
    Column("day", Integer, primary_key=True),
    *(_big(name) for name in FLOW_MEASURES),
    sqlite_with_rowid=False,
)
"""Daily changes: axis ``place`` (unit × stage) and axis ``item`` (unit empty)."""

tally_closed = Table(
    "tally_closed",
    metadata,
    Column("axis", KEY, primary_key=True),
    Column("month", Integer, primary_key=True),
    Column("unit", KEY, primary_key=True),
    Column("member", KEY, primary_key=True),
    Column("used", Integer, primary_key=True),
    Column("out_day", Integer, primary_key=True),
    *(_big(name) for name in CLOSED_MEASURES),
    sqlite_with_rowid=False,
)
"""Closed cases by month: axes ``place`` (unit × stage), ``item``, ``department``, ``unit_item``."""

tally_open = Table(
    "tally_open",
    metadata,
    Column("unit", KEY, primary_key=True),
    Column("stage", KEY, primary_key=True),
    Column("item", KEY, primary_key=True),
    Column("department", KEY, primary_key=True),
    Column("limit_days", Integer, primary_key=True),
    Column("due_day", Integer, primary_key=True),
    Column("paused", Integer, primary_key=True),
    _big("n"),
    sqlite_with_rowid=False,
)

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("day", Integer, primary_key=True),
    Column("is_workday", Boolean, nullable=False),
    _text("name"),
    _text("source"),
    Column("official", Boolean, nullable=False),
)
threshold = Table(
    "threshold",
    metadata,
    Column("area", KEY, primary_key=True),
    Column("key", KEY, primary_key=True),
    Column("value", Float, nullable=False),
    _big("changed_at"),
    _text("changed_by"),
)
"""Light thresholds and targets as data: keys ``light.days``, ``light.percent``, ``target.<indicator>.good``…"""

revision = Table(
    "revision",
    metadata,
    Column("id", Integer, primary_key=True),
    _big("number"),
    _big("changed_at"),
    _big("data_time"),
    _int("last_event_day"),
    _big("wakes_at"),
)
import_batch = Table(
    "import_batch",
    metadata,
    Column("batch_id", String(64), primary_key=True),
    Column("content", String(64), nullable=False, index=True),
    _big("finished_at"),
    _text("actor"),
    _text("report"),
)
import_unit = Table(
    "import_unit",
    metadata,
    Column("batch_id", String(64), primary_key=True),
    Column("unit", KEY, primary_key=True),
)
"""Units whose data an import brought; an empty unit: data of a unit that nobody can tell."""

import_issue = Table(
    "import_issue",
    metadata,
    Column("batch_id", String(64), primary_key=True),
    Column("position", Integer, primary_key=True),
    _text("file"),
    _text("sheet"),
    _big("row"),
    _text("column"),
    _text("code"),
    _text("value"),
    _text("severity"),
)
source = Table(
    "source",
    metadata,
    Column("table", KEY, primary_key=True),
    _big("rows"),
    _big("last_import"),
    _big("data_time"),
    _int("cycle_seconds", 900),
)
