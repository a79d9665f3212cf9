"""Rules for indexes that cost more than they give. Nothing is removed silently: each says what has to be true."""

from __future__ import annotations

from collections.abc import Iterator

from sark_lib.evidence.advisor.candidate import Candidate
from sark_lib.evidence.advisor.catalog import Index
from sark_lib.evidence.advisor.workload import Workload

_MIB = 2**20


def duplicates(workload: Workload) -> Iterator[Candidate]:
    """R13: an index that says what another one says, or the beginning of it."""
    for index in workload.catalogue.indexes:
        others = workload.catalogue.indexes_of(index.table)
        wider = next((other for other in others if _says_more(other, index)), None)
        if index.valid and wider:
            same = "the same as" if wider.key == index.key else "the beginning of"
            yield _removal(index, "R13", f"{index.name} is {same} {wider.name}", "no statement names it in a hint")


def unused(workload: Workload) -> Iterator[Candidate]:
    """R14: an index that no plan of the workload uses, or one that a failed build left behind invalid."""
    named = {name for asked in workload.asked for name in asked.ran["index"].dropna()}
    indexes = workload.catalogue.indexes
    # What a duplicate was used for falls to the index that stays.
    used = named | {wide.name for one in indexes if one.name in named for wide in indexes if _says_more(wide, one)}
    for index in indexes:
        if not index.valid:
            words = f"{index.name} is invalid: a failed build left it, writes pay for it and nothing reads it"
            yield _removal(index, "R14", words, "no CREATE INDEX CONCURRENTLY is building it now")
        elif workload.asked and index.name not in used and not index.unique and not _refers(workload, index):
            scans = index.scans
            words = f"{index.name} is used by no plan of these patterns"
            yield _removal(index, "R14", words, "nothing else uses it", _counted(scans))


def _counted(scans: int | None) -> str:
    if not scans:
        return "no scan of it has been counted" if scans == 0 else "its scans are not known"
    return f"{scans:,} scans of it have been counted: other statements, or the planner's own look at its ends"


def _says_more(wider: Index, index: Index) -> bool:
    """Tell whether another index makes an index superfluous; of two that say the same, the one whose name is later."""
    if wider is index or wider.table != index.table or not wider.valid or index.unique or index.constraint:
        return False
    if wider.method != index.method or wider.predicate != index.predicate or index.key != wider.key[: len(index.key)]:
        return False
    if not set(index.include) <= {*wider.include, *(key.expression for key in wider.key)}:
        return False
    if wider.key == index.key and wider.include == index.include and not wider.unique:
        return index.name > wider.name
    return wider.method == "btree" or wider.key == index.key


def _refers(workload: Workload, index: Index) -> bool:
    """Tell whether an index begins with the columns of a foreign key, which a delete on the other side needs."""
    return any(
        foreign.table == index.table
        and foreign.columns == tuple(key.expression for key in index.key[: len(foreign.columns)])
        for foreign in workload.catalogue.foreign_keys
    )


def _removal(index: Index, rule: str, words: str, holds_if: str, note: str = "") -> Candidate:
    return Candidate(
        kind="removal",
        rule=rule,
        table=index.table,
        name=index.name,
        key=index.key,
        method=index.method,
        include=index.include,
        predicate=index.predicate,
        reason=f"{words}; {index.bytes / _MIB:,.1f} MiB, and each insert writes to it",
        holds_if=holds_if,
        notes=(note,) if note else (),
    )
