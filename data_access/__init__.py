"""Storage: schema, migrations, readers, writers, importers and exporters over SQLite or PostgreSQL."""
