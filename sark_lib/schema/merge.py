"""The three-way comparison: what v2 should be, what it is, and what was written when.

Every row falls into one state. Catch-up, parity, re-run, rollback and the causes of differences all read this one
query, as a merge tool reads base, ours and theirs.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.expression import FromClause

from sark_lib.schema import v1, v2
from sark_lib.schema.codecs import Sql, as_uuid
from sark_lib.schema.mapping import Entity

SAME = "same"
# The tool brings these over; nobody has touched v2.
NEW, CHANGED, REMOVED, ADOPT, CONVERGED, GONE = "new", "changed", "removed", "adopt", "converged", "gone"
# Here v2 was touched by somebody else: a finding, left alone unless v1 is to win.
EDITED, BOTH, FOREIGN, REMOVED_EDITED, DELETED = "edited", "both", "foreign", "removed-edited", "deleted"
CONFLICTS = (EDITED, BOTH, FOREIGN, REMOVED_EDITED, DELETED)
# No row of v1 and none of ours: it lives in v2 alone.
BORN = "born"

MEANING = {
    NEW: "in v1, not yet in v2",
    CHANGED: "v1 changed after the row was written",
    REMOVED: "deleted in v1 after the row was written",
    ADOPT: "already in v2 as the mapping has it, not written by us",
    CONVERGED: "both sides changed to the same",
    GONE: "deleted on both sides",
    EDITED: "edited in v2",
    BOTH: "changed in v1 and edited in v2",
    FOREIGN: "in v2 with other values, not written by us",
    REMOVED_EDITED: "deleted in v1, edited in v2",
    DELETED: "deleted in v2, still in v1",
}

# Why a row differs, in a word or two, as the merge base tells it: what a finding says, and which repair mends it.
CAUSES = {
    NEW: ("never migrated", "missed"),
    CHANGED: ("stale", "missed"),
    REMOVED: ("ghost", "orphans"),
    REMOVED_EDITED: ("ghost, edited in v2", "orphans"),
    DELETED: ("deleted in v2", "ghosts"),
    EDITED: ("edited in v2", "edited"),
    BOTH: ("changed in both", "edited"),
    FOREIGN: ("written by another", "edited"),
}
# After cutover v2 is the truth, and v1 is what is mended.
_MIRROR_REPAIR = "missed"


def cause(state: str, *, synced: bool, mirrored: bool = False) -> tuple[str, str]:
    """Return why a row differs, and the name of the repair; none where nothing but a decision helps.

    Args:
        state: Of the merge.
        synced: Whether live sync should have brought it over: then it has missed it.
        mirrored: Whether v2 is the truth: then v1 was not told of an edit, or was written late.
    """
    if state not in CAUSES:
        return "lossy", _MIRROR_REPAIR if mirrored else ""
    told, repair = CAUSES[state]
    if mirrored:
        late = {CHANGED: "written in v1 after cutover", BOTH: "changed in both"}
        return late.get(state, "missed by sync"), _MIRROR_REPAIR
    return ("missed by sync" if synced and state == CHANGED else told), repair


def row(of: FromClause, entity: Entity) -> Sql:
    """Return the whole v2 row of ``of`` as one record, its strings all of type text."""
    return sa.func.row(*(_value(of, entity, name) for name in entity.columns))


def _value(of: FromClause, entity: Entity, name: str) -> Sql:
    """Return a column; text for every kind of string, since records compare only column types that are the same."""
    is_text = isinstance(v2.Base.metadata.tables[entity.v2].c[name].type, sa.String)
    return sa.cast(of.c[name], sa.Text) if is_text else of.c[name]


def v1_value(of: FromClause, column: v1.Column) -> Sql:
    """Return a v1 column in a type that v1's table and its inverse share: records of varchar and text never compare."""
    value = of.c[column.name]
    if column.is_json:
        return sa.cast(value, JSONB)
    return sa.cast(value, sa.Text) if isinstance(column.sql_type, sa.Text | v1.NamedType) else value


def digest(of: FromClause, entity: Entity) -> Sql:
    """Return 64 bits over the whole v2 row: the merge base."""
    # No bind: a RETURNING clause inside WITH would keep it when literals are inlined.
    return sa.func.hash_record_extended(row(of, entity), sa.literal_column("0"), type_=sa.BigInteger())


def differs(left: Sql, right: Sql) -> Sql:
    """Whether two values differ in any byte: stricter than ``=``, for which 1.10 and 1.1 in jsonb are equal."""
    return sa.func.record_image_ne(sa.func.row(left), sa.func.row(right), type_=sa.Boolean())


def unlike(entity: Entity, expected: FromClause, actual: FromClause, base: FromClause | None) -> sa.Select[Any]:
    """Return how many rows there are, and the uuid keys of those that want a closer look by :func:`compare`.

    Whole rows are compared, once: nearly all are the same, and which column differs is asked of the others only.

    Args:
        entity: Which table.
        expected: ``v1_id`` and the v2 columns, from v1.
        actual: The v2 columns.
        base: ``v1_id``, from the row map; None where there is none to compare with.

    Returns:
        A SELECT of one row: a number, and an array that may hold a key twice, and NULL for one that is no uuid.
    """
    e, a = expected, actual
    there = [e.c.id, a.c.id]
    joined = e.join(a, e.c.id == a.c.id, full=True)
    keys = [e.c.v1_id, as_uuid(a.c.id)]
    if base is not None:
        joined = joined.join(base, base.c.v1_id == e.c.v1_id, full=True)
        there, keys = [*there, base.c.v1_id], [e.c.v1_id, base.c.v1_id, as_uuid(a.c.id)]
    image = sa.func.record_image_ne(row(e, entity), row(a, entity), type_=sa.Boolean())
    suspect = sa.or_(*(part.is_(None) for part in there), image)
    rows = sa.func.count().filter(sa.or_(e.c.id.is_not(None), a.c.id.is_not(None)))
    return sa.select(rows, sa.func.array_agg(sa.func.coalesce(*keys)).filter(suspect)).select_from(joined)


def compare(entity: Entity, expected: FromClause, actual: FromClause, base: FromClause) -> sa.Select[Any]:
    """Return the key, the state and one boolean a column for every row of the three.

    Args:
        entity: Which table.
        expected: ``v1_id`` and the v2 columns, from v1.
        actual: The v2 columns.
        base: ``v1_id`` and ``digest``, from the row map.

    Returns:
        A SELECT of ``v1_id``, ``key`` (the v2 id as text), ``state`` and ``differs_<column>``.
    """
    e, a, m = expected, actual, base
    in_e, in_a, in_m = e.c.id.is_not(None), a.c.id.is_not(None), m.c.v1_id.is_not(None)
    equal = sa.not_(sa.func.record_image_ne(row(e, entity), row(a, entity), type_=sa.Boolean()))
    unedited, unchanged = digest(a, entity) == m.c.digest, digest(e, entity) == m.c.digest
    state = sa.case(
        (sa.and_(in_e, in_a, in_m, equal), sa.case((unedited, SAME), else_=CONVERGED)),
        (sa.and_(in_e, in_a, in_m), sa.case((unedited, CHANGED), (unchanged, EDITED), else_=BOTH)),
        (sa.and_(in_e, in_a), sa.case((equal, ADOPT), else_=FOREIGN)),
        (sa.and_(in_e, in_m), DELETED),
        (in_e, NEW),
        (sa.and_(in_a, in_m), sa.case((unedited, REMOVED), else_=REMOVED_EDITED)),
        (in_m, GONE),
        else_=BORN,
    )
    both = sa.and_(in_e, in_a)
    flags = [
        sa.and_(both, differs(_value(e, entity, name), _value(a, entity, name))).label(f"differs_{name}")
        for name in entity.columns
    ]
    joined = e.join(a, e.c.id == a.c.id, full=True).join(m, sa.func.coalesce(e.c.id, a.c.id) == m.c.v2_id, full=True)
    key = sa.func.coalesce(e.c.id, a.c.id, m.c.v2_id)
    # Born in v2, an id may be no uuid at all.
    v1_id = sa.func.coalesce(e.c.v1_id, m.c.v1_id, as_uuid(a.c.id))
    return sa.select(v1_id.label("v1_id"), key.label("key"), state.label("state"), *flags).select_from(joined)
