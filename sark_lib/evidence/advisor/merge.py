"""Candidates of several patterns become one where one is enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sark_lib.evidence.advisor.candidate import Candidate
from sark_lib.evidence.advisor.catalog import Key


def merged(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates without those that another one contains; that one says so, and serves their patterns.

    An index is contained in one of the same table, method and condition whose key begins with its own, and which
    carries what it carries. Everything else is contained in what is the same apart from pattern, reason and gain.
    """
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda one: (-len(one.key), -len(one.include), one.name)):
        place = next((n for n, one in enumerate(kept) if _contains(one, candidate)), None)
        if place is None:
            kept.append(candidate)
        else:
            kept[place] = _taking(kept[place], candidate)
    return _renamed_needs(kept)


def _contains(wide: Candidate, narrow: Candidate) -> bool:
    if (wide.kind, wide.table, wide.method) != (narrow.kind, narrow.table, narrow.method):
        return False
    if wide.kind != "index":
        return (wide.name, wide.sql) == (narrow.name, narrow.sql)
    if wide.method != "btree":
        return wide.key == narrow.key
    named = {key.expression for key in wide.key}
    same_order = all(_same(have, want) for have, want in zip(wide.key, narrow.key, strict=False))
    rest = set(narrow.include) - {*wide.include, *named}
    carries = not rest or (bool(wide.include) and len(rest) <= 1)
    return wide.predicate == narrow.predicate and len(wide.key) >= len(narrow.key) and same_order and carries


def _same(have: Key, want: Key) -> bool:
    return (have.expression, have.order, have.opclass) == (want.expression, want.order, want.opclass)


def _taking(wide: Candidate, narrow: Candidate) -> Candidate:
    """Return the wider candidate for the patterns of both."""
    named = {key.expression for key in wide.key}
    include = (*wide.include, *(one for one in narrow.include if one not in {*wide.include, *named}))
    said = f"also serves {narrow.rule} for {', '.join(narrow.patterns) or narrow.table}: {narrow.reason}"
    notes = wide.notes if narrow.reason == wide.reason else (*wide.notes, said)
    if narrow.kind != "index" or (narrow.rule == wide.rule and narrow.patterns == wide.patterns):
        notes = wide.notes  # the same, asked with another value
    return replace(
        wide,
        include=include if wide.kind == "index" else wide.include,
        patterns=tuple(sorted({*wide.patterns, *narrow.patterns})),
        gain=max((gain for gain in (wide.gain, narrow.gain) if gain is not None), default=None),
        reason=narrow.reason
        if (narrow.gain or 0) > (wide.gain or 0) and narrow.patterns == wide.patterns
        else wide.reason,
        notes=tuple(dict.fromkeys([*notes, *(note for note in narrow.notes if note.startswith("replaces"))])),
        needs=tuple(dict.fromkeys([*wide.needs, *narrow.needs])),
    )


def _renamed_needs(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates, each needing what is there by the name of what contains it."""
    names = {one.name for one in candidates}

    def standing(needed: str) -> str:
        if needed in names:
            return needed
        wide = (one.name for one in candidates if one.kind == "index" and one.name.startswith(f"{needed}_"))
        return next(wide, needed)

    return [replace(one, needs=tuple(standing(name) for name in one.needs)) for one in candidates]
