"""Rules over plans and catalogue that give candidates: what to try so that the patterns read less.

A rule is a function from a ``Workload`` to candidates, listed in ``RULES``; its docstring begins with its number. No
rule measures anything, so nothing here is a verdict: docs/decisions/0021-advice.md says who judges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sark_lib.evidence.advisor.candidate import Candidate
from sark_lib.evidence.advisor.catalog import Catalogue
from sark_lib.evidence.advisor.merge import merged
from sark_lib.evidence.advisor.rules import json, matview, order, removal, rewrite
from sark_lib.evidence.advisor.workload import Asked, Workload

RULES: tuple[Callable[[Workload], Iterator[Candidate]], ...] = (
    order.ordered,
    json.contains,
    json.has_key,
    order.foreign_keys,
    order.selective,
    matview.materialized,
    rewrite.counts,
    rewrite.per_value,
    rewrite.direct,
    removal.duplicates,
    removal.unused,
)
_ORDER = ("index", "matview", "rewrite", "removal")


def advise(workload: Sequence[Asked], catalogue: Catalogue) -> list[Candidate]:
    """Return what to try, merged over all patterns: what others need before those, the greatest gain first.

    Args:
        workload: What was asked; several cases of one pattern are welcome.
        catalogue: The database it was asked of.

    Raises:
        DeclarationError: A statement cannot be read; the message names its pattern.
    """
    known = Workload(workload, catalogue)
    found = merged(candidate for rule in RULES for candidate in rule(known))
    return sorted(found, key=lambda one: (_ORDER.index(one.kind), -(one.gain or 0.0), one.name))
