"""The values authored checks may bind, said once for all of them."""

from __future__ import annotations

from sark_lib.pg.ddl import tables
from sark_lib.runbook.session.session import Session
from sark_lib.schema import v2
from sark_lib.schema.codecs import CANONICAL_UUID
from sark_lib.schema.expected import OURS
from sark_lib.schema.mapping import SERVERS, TOOLS, Entity
from sark_lib.schema.metadata import Metadata
from sark_lib.schema.rules import UNSET


def binds(run: Session) -> dict[str, object]:
    """Return every bind a check may name."""
    return values(run.params.schema_, live_sync=run.params.live_sync)


def values(schema: str, *, live_sync: bool = True) -> dict[str, object]:
    """Return the binds for a schema.

    Only what the declarations say and a statement cannot: table names stay unqualified, since the search path is set.

    Args:
        schema: The schema of v1 and v2.
        live_sync: Whether triggers are to be put on v1.
    """
    return {
        "schema": schema,
        "ours": OURS,
        "live_sync": live_sync,
        "v2_tables": list(tables.TABLES),
        "audit_columns": list(v2.AUDIT_COLUMNS),
        "server_words": _reserved(SERVERS),
        "tool_words": _reserved(TOOLS),
        "placeholder": UNSET,
        "canonical_uuid": CANONICAL_UUID,
    }


def _reserved(entity: Entity) -> list[str]:
    """Return the metadata keys that only columns may set."""
    return [word for rule in entity.rules if isinstance(rule, Metadata) for word in rule.reserved]
