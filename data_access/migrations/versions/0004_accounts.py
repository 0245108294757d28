"""Accounts, sessions, failed logins, API tokens and wall devices.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def number() -> "sa.Column[int]":
    """The number of a row."""
    return sa.Column("id", SERIAL, primary_key=True, autoincrement=True)


def text(name: str) -> "sa.Column[str]":
    """A text, empty when nobody gave one."""
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def time(name: str) -> "sa.Column[int]":
    """An instant in epoch seconds, 0 when there is none."""
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "account",
        number(),
        sa.Column("name", KEY, nullable=False, unique=True),
        text("display"),
        sa.Column("role", sa.String(20), nullable=False),
        text("units"),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        text("password_hash"),
        text("former_hashes"),
        time("password_at"),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        text("factor"),
        text("factor_pending"),
        time("factor_step"),
        time("created_at"),
        time("last_login"),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
    )
    op.create_table(
        "access_key",
        number(),
        sa.Column("kind", sa.String(10), nullable=False),
        text("name"),
        sa.Column("role", sa.String(20), nullable=False),
        text("units"),
        sa.Column("secret_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("hint", sa.String(8), nullable=False),
        text("created_by"),
        time("created_at"),
        time("expires_at"),
        time("last_used"),
        time("revoked_at"),
    )
    op.create_table(
        "session",
        number(),
        sa.Column("secret_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("account_id", SERIAL, sa.ForeignKey("account.id")),
        sa.Column("key_id", SERIAL, sa.ForeignKey("access_key.id")),
        text("address"),
        text("agent"),
        time("created_at"),
        time("seen_at"),
        time("expires_at"),
        time("ended_at"),
    )
    op.create_index("ix_session_account", "session", ["account_id"])
    op.create_index("ix_session_key", "session", ["key_id"])
    op.create_table(
        "login_failure",
        number(),
        sa.Column("name", KEY, nullable=False),
        text("address"),
        time("at"),
    )
    op.create_index("ix_login_failure_name", "login_failure", ["name", "at"])
    op.create_index("ix_login_failure_at", "login_failure", ["at"])


def downgrade() -> None:
    """Drop them."""
    for name in ("login_failure", "session", "access_key", "account"):
        op.drop_table(name)
