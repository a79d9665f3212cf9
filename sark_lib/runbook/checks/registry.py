"""Every check there is, by id: what may be waived, and what docs/reference/checks.md explains."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from sark_lib.evidence.checks.findings import Severity
from sark_lib.pg.benchmark import parameters
from sark_lib.pg.ddl import tables
from sark_lib.pg.diff import counts
from sark_lib.pg.repair import registry
from sark_lib.pg.validate import checks
from sark_lib.schema import v1
from sark_lib.schema.mapping import ENTITIES

# The page that explains every check at an anchor of its id, from the project's root.
PAGE = "docs/reference/checks.md"

# What stages declare themselves, by the heading of the runbook that explains it; a test compares it with their code.
DECLARED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "00 Start here": ("ledger_chain",),
        "10 Preflight": (
            "unknown_columns",
            *(
                f"unmappable.{reason}"
                for reason in ("no_endpoint", "null", "too_long", "not_jsonb", "server_quarantined")
            ),
            "disk_free",
            "in_the_way",
        ),
        "20 Backup": ("backup.checksum", "backup.restored", "backup.same"),
        "30 Schema": ("adopted_tables",),
        "40 Migrate": ("unmappable", "removed_rows", "v2_edits", "forecast_kept"),
        "50 Validate": ("sync_healthy", "cost_history"),
        "65 Optimize": ("optimize.built", "optimize.slower", "optimize.redundant"),
        "70 Cutover": tuple(f"cutover.{n}" for n in ("validated", "unchanged", "backed_up", "noted", "quarantine")),
        "80 Finalize": tuple(
            f"finalize.{n}" for n in ("written", "read", "told_apart", "dependants", "naming", "sync_whole", "kept")
        ),
        "90 Rollback": ("rollback.loss", "rollback.kept"),
        "95 Recover": ("recover.restored", *(f"recover.{repair.id}" for repair in registry.REPAIRS)),
    }
)


@cache
def derived() -> Mapping[str, tuple[str, ...]]:
    """Return the checks that follow from declarations: by the prefix of their ids, what there is one for."""
    return {
        "structure": tuple(tables.TABLES),
        **{f"parity.{e.v2}": (*counts.asked_of_v2(e.columns), "in_motion") for e in ENTITIES},
        **{f"law.{e.v1}": (*counts.asked_of_mirror(v1.KNOWN[e.v1]), "in_motion") for e in ENTITIES},
        "coverage": ("parity", "law"),
        "target": tuple(pattern.id for pattern in parameters.patterns("")),
        "answer": tuple(variant.id for variant in parameters.variants(parameters.patterns(""))),
    }


@cache
def known() -> Mapping[str, Severity | None]:
    """Return every check by id, with its severity where that is always the same."""
    made = chain(*DECLARED.values(), (f"{prefix}.{name}" for prefix, names in derived().items() for name in names))
    return {**dict.fromkeys(made), **{check.id: check.severity for check in checks.authored()}}


def page_from(folder: Path, project: Path) -> str:
    """Return the way from a folder to the page of checks, for links in what is written there.

    Args:
        folder: Where the text with the links lies.
        project: The project's root.
    """
    return Path(os.path.relpath(project / PAGE, folder)).as_posix()
