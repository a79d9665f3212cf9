"""Rules over plans and catalogue that give candidates: what to try so that the patterns read less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from sark_lib.evidence.candidates import Candidate
from sark_lib.evidence.catalogue import Catalogue


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A statement that was asked, and its plan.

    Args:
        pattern: The pattern's id.
        kind: The class of its parameter: ``common``, ``rare``, …
        sql: The statement, with ``:name`` binds.
        plan: Its plan, as ``plans.read_plan`` returns it; of EXPLAIN (ANALYZE, BUFFERS).
    """

    pattern: str
    kind: str = ""
    sql: str
    plan: pd.DataFrame = field(repr=False, compare=False)


def advise(workload: Sequence[Asked], catalogue: Catalogue) -> list[Candidate]:
    """Return what to try, merged over all patterns, the greatest gain first.

    Args:
        workload: What was asked; several cases of one pattern are welcome.
        catalogue: The database it was asked of.
    """
    raise NotImplementedError
