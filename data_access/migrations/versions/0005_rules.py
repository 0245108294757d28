"""History of thresholds, calendar days and reporting units, so that each change can be undone.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables and their indexes."""
    op.create_table(
        "threshold_change",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("actor", KEY, server_default="", nullable=False),
        sa.Column("area", KEY, server_default="", nullable=False),
        sa.Column("key", KEY, server_default="", nullable=False),
        sa.Column("before", sa.Float(), nullable=False),
        sa.Column("after", sa.Float(), nullable=False),
        sa.Column("undoes", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_threshold_change_key", "threshold_change", ["area", "key"])
    op.create_table(
        "calendar_change",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("actor", KEY, server_default="", nullable=False),
        sa.Column("kind", KEY, server_default="", nullable=False),
        sa.Column("note", KEY, server_default="", nullable=False),
        sa.Column("undoes", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "calendar_change_day",
        sa.Column("change_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("was_workday", sa.Boolean(), nullable=False),
        sa.Column("was_name", KEY, server_default="", nullable=False),
        sa.Column("was_source", KEY, server_default="", nullable=False),
        sa.Column("was_official", sa.Boolean(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("name", KEY, server_default="", nullable=False),
        sa.Column("source", KEY, server_default="", nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("change_id", "day"),
    )
    op.create_index("ix_calendar_change_day", "calendar_change_day", ["day"])
    op.create_table(
        "reporting_unit",
        sa.Column("code", KEY, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("note", KEY, server_default="", nullable=False),
        sa.Column("changed_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("changed_by", KEY, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "reporting_unit_change",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("actor", KEY, server_default="", nullable=False),
        sa.Column("code", KEY, server_default="", nullable=False),
        sa.Column("was_active", sa.Boolean(), nullable=False),
        sa.Column("was_note", KEY, server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("note", KEY, server_default="", nullable=False),
        sa.Column("undoes", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_reporting_unit_change_code", "reporting_unit_change", ["code"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("reporting_unit_change")
    op.drop_table("reporting_unit")
    op.drop_table("calendar_change_day")
    op.drop_table("calendar_change")
    op.drop_table("threshold_change")
