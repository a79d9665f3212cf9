"""Alembic revisions of the tables: the ledger's own, then v2's. They never import live models."""
