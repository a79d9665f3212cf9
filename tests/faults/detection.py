"""The page ``docs/reference/detection.md``, written from the corruptions: ``python -m tests.faults.detection``."""

from __future__ import annotations

from sark_lib.runbook import reference
from sark_lib.runbook.files.atomic import write_atomically
from sark_lib.runbook.files.project import project_dir
from sark_lib.schema import merge
from tests.faults.corruption import Corruption, read

NAME = "detection.md"
_HEAD = """<!-- Written by `make docs` from the files in tests/faults/corruptions; edit those. -->

# What the validator detects

Nobody should believe a checker that was not itself checked. Each line is a file of that name in
`tests/faults/corruptions`: it is done to a migrated database with live sync, cost rows, budgets and a federation, and a
test holds the validator to exactly this answer: these checks, with their severity, and the cause that the merge base
gives for rows that differ. A check in brackets cannot but fail with it. PostgreSQL 18 sees all of them, 15 one in four.

The databases are small, so that all of this takes minutes. Size is no matter to it: `parity` and `law` compare every
value of every row, and what finds one bit in one row of thirty finds it in one of a million.
"""
_INNOCENT = """
## What is not reported

It looks like a corruption and is none: on these no check may fail.

"""
_COLUMNS = ("corruption", "what happens", "found by", "severity", "cause")


def page() -> str:
    """Return the text of the page."""
    found = [each for each in read() if each.found]
    rows = [(f"`{c.name}`", c.title, _checks(c), _severities(c), _causes(c)) for c in found]
    silent = [(f"`{c.name}`", c.title) for c in read() if not c.found]
    table = reference.table
    return f"{_HEAD}\n{table(_COLUMNS, rows)}{_INNOCENT}{table(_COLUMNS[:2], silent)}"


def _checks(corruption: Corruption) -> str:
    named = [f"`{name}`" for name in sorted(corruption.found)]
    return ", ".join([*named, *(f"[`{name}`]" for name in sorted(corruption.also))])


def _severities(corruption: Corruption) -> str:
    severities = {severity for severity, _ in corruption.found.values()}
    return ", ".join(str(severity) for severity in sorted(severities, reverse=True))


def _causes(corruption: Corruption) -> str:
    return "; ".join(f"{state}: {merge.MEANING[state]}" for state in sorted(corruption.cause)) or "–"


def write() -> None:
    """Write the page.

    Raises:
        EvidenceUnwritable: It could not be written.
    """
    write_atomically(project_dir() / reference.FOLDER / NAME, page())


if __name__ == "__main__":
    write()
