"""Tables of the audit ledger: rows that are only ever added, each with the hash of the one before, and their head."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table

from data_access.schema import KEY, metadata


def _text(name: str) -> "Column[str]":
    return Column(name, KEY, nullable=False, server_default="")


def _big(name: str) -> "Column[int]":
    return Column(name, BigInteger, nullable=False, server_default="0")


audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    _big("at"),
    _text("actor"),
    _text("action"),
    _text("object"),
    _text("detail"),
    _big("revision"),
    _text("offset"),
    _big("account_id"),
    _text("address"),
    _text("request"),
    _text("before_hash"),
    _text("after_hash"),
    _text("result"),
    _text("previous"),
    _text("hash"),
)
"""Numbered without gaps. ``hash`` is over all other columns, ``previous`` is the hash of the row before."""
Index("ix_audit_at", audit.c.at)
Index("ix_audit_action", audit.c.action, audit.c.actor, audit.c.result)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True),
    _big("last_id"),
    _text("last_hash"),
    _big("base_id"),
    _text("base_hash"),
    _big("pruned_at"),
)
"""One row: number and hash of the newest row, and of the last one that retention has removed (0 when none has)."""
