"""Alembic's entry point: runs on the caller's connection, or writes SQL when it is offline."""

from alembic import context

OPTIONS = {"version_table": "alembic_version", "version_table_schema": "sark_migration", "transactional_ddl": True}

connection = context.config.attributes.get("connection")
if context.is_offline_mode():
    context.configure(dialect_name="postgresql", literal_binds=True, **OPTIONS)
else:
    context.configure(connection=connection, **OPTIONS)
with context.begin_transaction():
    context.run_migrations()
