"""Runs migrations on the connection that ``data_access.setup`` hands over, inside its transaction."""

from alembic import context

from data_access import schema_audit, schema_rules  # noqa: F401 - their tables join the metadata
from data_access.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
