"""Alembic's entry point: runs on the caller's connection, or writes SQL when it is offline."""

from alembic import context

offline = context.is_offline_mode()
context.configure(
    connection=context.config.attributes.get("connection"),
    dialect_name="postgresql" if offline else None,
    literal_binds=offline,
    version_table_schema="sark_migration",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
