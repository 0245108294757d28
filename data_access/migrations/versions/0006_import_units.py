"""Which units an import brought data of, so that each unit finds its own; departments of a unit are found by an index.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """The table, and the wider index."""
    op.create_table(
        "import_unit",
        sa.Column("batch_id", sa.String(64), nullable=False),
        sa.Column("unit", KEY, nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "unit"),
    )
    op.drop_index("ix_fact_department", table_name="approval_fact")
    op.create_index("ix_fact_department", "approval_fact", ["department", "unit"])


def downgrade() -> None:
    """As it was."""
    op.drop_index("ix_fact_department", table_name="approval_fact")
    op.create_index("ix_fact_department", "approval_fact", ["department"])
    op.drop_table("import_unit")
