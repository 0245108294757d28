"""Tables of accounts. Secrets of sessions, tokens and devices are kept as keyed hashes, second factors encrypted."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from data_access.schema import KEY, metadata

SERIAL = BigInteger().with_variant(Integer, "sqlite")


def _text(name: str) -> "Column[str]":
    return Column(name, Text, nullable=False, server_default="")


def _time(name: str) -> "Column[int]":
    return Column(name, BigInteger, nullable=False, server_default="0")


account = Table(
    "account",
    metadata,
    Column("id", SERIAL, primary_key=True, autoincrement=True),
    Column("name", KEY, nullable=False, unique=True),
    _text("display"),
    Column("role", String(20), nullable=False),
    _text("units"),
    Column("disabled", Boolean, nullable=False),
    _text("password_hash"),
    _text("former_hashes"),
    _time("password_at"),
    Column("must_change", Boolean, nullable=False),
    _text("factor"),
    _text("factor_pending"),
    _time("factor_step"),
    _time("created_at"),
    _time("last_login"),
    Column("version", Integer, nullable=False, server_default="1"),
)
"""``units``: codes separated by commas, ``*`` for the whole city. ``factor_step``: the last one-time code used."""

access_key = Table(
    "access_key",
    metadata,
    Column("id", SERIAL, primary_key=True, autoincrement=True),
    Column("kind", String(10), nullable=False),
    _text("name"),
    Column("role", String(20), nullable=False),
    _text("units"),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("hint", String(8), nullable=False),
    _text("created_by"),
    _time("created_at"),
    _time("expires_at"),
    _time("last_used"),
    _time("revoked_at"),
)

session = Table(
    "session",
    metadata,
    Column("id", SERIAL, primary_key=True, autoincrement=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("account_id", SERIAL, ForeignKey("account.id")),
    Column("key_id", SERIAL, ForeignKey("access_key.id")),
    _text("address"),
    _text("agent"),
    _time("created_at"),
    _time("seen_at"),
    _time("expires_at"),
    _time("ended_at"),
)
Index("ix_session_account", session.c.account_id)
Index("ix_session_key", session.c.key_id)

login_failure = Table(
    "login_failure",
    metadata,
    Column("id", SERIAL, primary_key=True, autoincrement=True),
    Column("name", KEY, nullable=False),
    _text("address"),
    _time("at"),
)
Index("ix_login_failure_name", login_failure.c.name, login_failure.c.at)
Index("ix_login_failure_at", login_failure.c.at)
