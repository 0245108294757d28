"""First schema: exchange tables, approval facts and tallies, calendar, audit, imports."""

from alembic import op

from data_access.schema import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table of the first release."""
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    """Drop them."""
    metadata.drop_all(op.get_bind())
