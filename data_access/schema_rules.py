"""Tables of the administration of rules: reporting units, and the history from which each change can be undone."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, Table

from data_access.schema import KEY, _big, _text, metadata

SERIAL = BigInteger().with_variant(Integer, "sqlite")

threshold_change = Table(
    "threshold_change",
    metadata,
    Column("id", SERIAL, primary_key=True, autoincrement=True),
    _big("at"),
    _text("actor"),
    _text("area"),
    _text("key"),
    Column("before", Float, nullable=False),
    Column("after", Float, nullable=False),
    _big("undoes"),
)
Index("ix_threshold_change_key", threshold_change.c.area, threshold_change.c.key)

calendar_change = Table(
    "calendar_change",
    metadata,
    Column("id", SERIAL, primary_key=True, autoincrement=True),
    _big("at"),
    _text("actor"),
    _text("kind"),
    _text("note"),
    _big("undoes"),
)
calendar_change_day = Table(
    "calendar_change_day",
    metadata,
    Column("change_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("was_workday", Boolean, nullable=False),
    _text("was_name"),
    _text("was_source"),
    Column("was_official", Boolean, nullable=False),
    Column("is_workday", Boolean, nullable=False),
    _text("name"),
    _text("source"),
    Column("official", Boolean, nullable=False),
)
"""The days of a change that became different in anything, as they were and as they became."""
Index("ix_calendar_change_day", calendar_change_day.c.day)

reporting_unit = Table(
    "reporting_unit",
    metadata,
    Column("code", KEY, primary_key=True),
    Column("active", Boolean, nullable=False),
    _text("note"),
    _big("changed_at"),
    _text("changed_by"),
)
"""Units that somebody has switched; a unit without a row reports."""

reporting_unit_change = Table(
    "reporting_unit_change",
    metadata,
    Column("id", SERIAL, primary_key=True, autoincrement=True),
    _big("at"),
    _text("actor"),
    _text("code"),
    Column("was_active", Boolean, nullable=False),
    _text("was_note"),
    Column("active", Boolean, nullable=False),
    _text("note"),
    _big("undoes"),
)
Index("ix_reporting_unit_change_code", reporting_unit_change.c.code)
