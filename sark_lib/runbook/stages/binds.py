"""The values authored checks may bind, said once for all of them."""

from __future__ import annotations

from sark_lib.runbook.session import Session
from sark_lib.schema.mapping import SERVERS, TOOLS
from sark_lib.schema.rules import Metadata


def binds(run: Session) -> dict[str, object]:
    """Return every bind a check may name: the schema, our own, and the reserved metadata keys of each table."""
    words = {entity.v1: next(list(rule.reserved) for rule in entity.rules if isinstance(rule, Metadata)) for entity in (SERVERS, TOOLS)}
    return {
        "schema": run.params.schema_,
        "server_words": words[SERVERS.v1],
        "tool_words": words[TOOLS.v1],
        "tool_parameters": next(name for name in ("parameters", "parameters_schema") if name in run.shape.tools.columns),
    }
