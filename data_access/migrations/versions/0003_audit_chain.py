"""The audit ledger becomes a chain: each row carries a hash of its content and of the row before it.

Triggers refuse to change a row, and to remove one that is younger than 180 days.

Revision ID: 0003
Revises: 0002
"""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TEXTS = ("offset", "address", "request", "before_hash", "after_hash", "result", "previous", "hash")
GENESIS = "0" * 64
LEAST_SECONDS = 180 * 86400

SQLITE = (
    """
    CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END
    """,
    f"""
    CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    WHEN OLD.at > CAST(strftime('%s', 'now') AS INTEGER) - {LEAST_SECONDS}
    BEGIN SELECT RAISE(ABORT, 'audit rows are kept for 180 days'); END
    """,
    """
    CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'audit rows are never replaced'); END
    """,
)
POSTGRESQL = (
    f"""
    CREATE FUNCTION audit_guard() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            RAISE EXCEPTION 'audit rows are never changed';
        END IF;
        IF TG_OP = 'TRUNCATE' THEN
            RAISE EXCEPTION 'audit rows are kept for 180 days';
        END IF;
        IF OLD.at > extract(epoch FROM now()) - {LEAST_SECONDS} THEN
            RAISE EXCEPTION 'audit rows are kept for 180 days';
        END IF;
        RETURN OLD;
    END;
    $$ LANGUAGE plpgsql
    """,
    "CREATE TRIGGER audit_rows BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE PROCEDURE audit_guard()",
    "CREATE TRIGGER audit_table BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE PROCEDURE audit_guard()",
)

audit = sa.table(
    "audit",
    *(sa.column(name) for name in ("id", "at", "actor", "action", "object", "detail", "revision", "account_id")),
    *(sa.column(name) for name in TEXTS),
)
audit_head = sa.table("audit_head", *(sa.column(name) for name in ("id", "last_id", "last_hash", "base_id")),
                      *(sa.column(name) for name in ("base_hash", "pruned_at")))  # fmt: skip


def upgrade() -> None:
    """New columns and the head, the rows there are as a chain, and then the triggers."""
    for name in TEXTS:
        op.add_column("audit", sa.Column(name, KEY, server_default="", nullable=False))
    op.add_column("audit", sa.Column("account_id", sa.BigInteger(), server_default="0", nullable=False))
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_action", "audit", ["action", "actor", "result"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_hash", KEY, server_default="", nullable=False),
        sa.Column("base_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("base_hash", KEY, server_default="", nullable=False),
        sa.Column("pruned_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    chain(op.get_bind())
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(sa.text(statement))


def chain(conn: sa.Connection) -> None:
    """Number the rows without gaps and give each its hashes."""
    number, last = 0, GENESIS
    for found in conn.execute(sa.select(audit).order_by(audit.c.id)).mappings().all():
        number += 1
        row = dict(found) | {"id": number, "offset": "+08:00", "result": "ok", "previous": last}
        row.pop("hash")
        text = json.dumps(row, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        last = row["hash"] = hashlib.sha256(text.encode()).hexdigest()
        conn.execute(sa.update(audit).where(audit.c.id == found["id"]).values(row))
    head = {"id": 1, "last_id": number, "last_hash": last, "base_id": 0, "base_hash": GENESIS, "pruned_at": 0}
    conn.execute(sa.insert(audit_head).values(head))


def downgrade() -> None:
    """The plain ledger, whose rows stay."""
    if op.get_bind().dialect.name == "sqlite":
        for name in ("audit_no_update", "audit_no_delete", "audit_no_replace"):
            op.execute(sa.text(f"DROP TRIGGER {name}"))
    else:
        for name in ("audit_rows", "audit_table"):
            op.execute(sa.text(f"DROP TRIGGER {name} ON audit"))
        op.execute(sa.text("DROP FUNCTION audit_guard()"))
    op.drop_table("audit_head")
    op.drop_index("ix_audit_action", table_name="audit")
    op.drop_index("ix_audit_at", table_name="audit")
    for name in ("account_id", *reversed(TEXTS)):
        op.drop_column("audit", name)
