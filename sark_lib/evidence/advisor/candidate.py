"""What the advisor proposes: things to try, not verdicts. Whoever tries one measures what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from sark_lib.evidence.advisor.catalog import Key

Kind = Literal["index", "matview", "rewrite", "removal"]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One thing to try.

    Args:
        kind: What sort of thing.
        rule: The rule that found it, ``R1`` to ``R15``; the rules are in docs/reference/rules.md.
        table: The table it stands on; of a materialized view or a rewrite, the largest table it reads.
        name: The name it would have; of a removal, the index to remove; of a rewrite, the pattern it replaces.
        patterns: The patterns that asked for it, sorted.
        reason: Why, in words with numbers.
        gain: About how many times fewer rows or pages are read by what asks for it; None where nobody can tell.
        method: Of an index: ``btree``, ``gin``, ``brin``.
        key: Of an index: its key in order.
        include: Of an index: columns beside the key.
        predicate: Of an index: the condition of a partial one.
        unique: Of an index: whether it is unique.
        options: Of an index: its storage parameters.
        sql: Of a materialized view its SELECT; of a rewrite the statement, with the binds of the one it replaces.
        indexes: Of a materialized view: the indexes on it, the unique one that REFRESH CONCURRENTLY needs first.
        needs: Names of the candidates without which this one is worth nothing.
        holds_if: What has to be true of the data for equal answers; empty where the answers are always equal.
        notes: What was merged into it, or weighed against it.
    """

    kind: Kind
    rule: str
    table: str
    name: str
    patterns: tuple[str, ...] = ()
    reason: str
    gain: float | None = None
    method: str = "btree"
    key: tuple[Key, ...] = ()
    include: tuple[str, ...] = ()
    predicate: str = ""
    unique: bool = False
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    sql: str = ""
    indexes: tuple[Candidate, ...] = ()
    needs: tuple[str, ...] = ()
    holds_if: str = ""
    notes: tuple[str, ...] = ()
