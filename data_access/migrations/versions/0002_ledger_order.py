"""Cases in the orders of the ledger: a page is read along an index, however many cases there are.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

FACT = "approval_fact"
ORDERS = ("used", "limit_days", "due_day")
FINISHED = "coalesce(finish_day, 0) < 999999"


def create(name: str, columns: list[str], where: str) -> None:
    """An index of the cases that a condition holds for."""
    op.create_index(name, FACT, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    """An index for each order; the one of open cases under a condition that no other index has."""
    op.drop_index("ix_fact_due", table_name=FACT)
    create("ix_fact_due", ["due_day", "case_key"], "coalesce(end_day, 0) = 999999")
    op.drop_index("ix_fact_accepted", table_name=FACT)
    op.create_index("ix_fact_accepted", FACT, ["accepted_day", "case_key", "finish_day"])
    for name in ORDERS:
        create(f"ix_fact_finished_{name}", [name, "case_key", "finish_day"], FINISHED)
    create("ix_fact_late", ["finish_day", "case_key"], f"{FINISHED} AND used > limit_days")


def downgrade() -> None:
    """The indexes as they were."""
    for name in ("ix_fact_late", *(f"ix_fact_finished_{order}" for order in ORDERS), "ix_fact_accepted", "ix_fact_due"):
        op.drop_index(name, table_name=FACT)
    op.create_index("ix_fact_accepted", FACT, ["accepted_day", "case_key"])
    create("ix_fact_due", ["due_day", "case_key"], "end_day = 999999")
