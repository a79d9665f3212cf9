"""Two plans of one statement, compared node by node: what became worse, and where (rule R15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pandas as pd
from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import TokenType

from sark_lib.evidence.plans.frame import CONDITIONS

WORSE = 1.2  # the same plan touches the same pages to 1 %; a fifth more is no noise
FEW_PAGES = 10  # of a statement that touches next to none, a page more is no regression
MEASURES = ("buffers", "rows", "ms_self")
_CONSTANTS = {TokenType.STRING, TokenType.NUMBER}
_SAID = (
    "index_cond",
    "recheck_cond",
    "filter",
    "join_filter",
    "hash_cond",
    "merge_cond",
    "order_by",
    "sort_key",
    "group_key",
    "cte",
    "subplan",
)
_SAME = (*CONDITIONS, "join", "strategy", "cte", "subplan")

Identity = tuple[str, ...]


def compare_plans(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return what is the same and what differs between two plans, one row a node that is in either.

    Nodes are the same if type, relation, index and conditions are; constants in the conditions do not count.

    Args:
        before: A plan, as ``frame.read_plan`` returns it.
        after: Another of the same statement.

    Returns:
        In the order of ``after``, then what is gone: ``node`` (its name in words: type, relation, index, condition),
        ``change`` (``same``, ``moved`` where it hangs on another node, ``new``, ``gone``), and for each of ``buffers``
        (its own pages, hit and read), ``rows`` and ``ms_self`` the columns ``…_before`` and ``…_after``, missing where
        the node is not there or was not measured.
    """
    old, new = _described(before), _described(after)
    waiting: dict[Identity, list[int]] = defaultdict(list)
    for place, identity in enumerate(old["identity"]):
        waiting[identity].append(place)
    rows = []
    for place, identity in enumerate(new["identity"]):
        match = waiting[identity].pop(0) if waiting[identity] else None
        rows.append(_pair(old, new, match, place))
    gone = sorted(place for places in waiting.values() for place in places)
    rows += [_pair(old, new, place, None) for place in gone]
    measured = [f"{measure}_{when}" for measure in MEASURES for when in ("before", "after")]
    return pd.DataFrame(rows, columns=["node", "change", *measured]).astype(dict.fromkeys(measured, "Float64"))


def worse(before: pd.DataFrame, after: pd.DataFrame, *, factor: float = WORSE) -> list[str]:
    """R15: why a plan is worse than another, a sentence a reason; nothing where it is not.

    Other nodes are no regression as long as no more pages are touched, so a better plan is none.

    Args:
        before: A plan, as ``frame.read_plan`` returns it.
        after: Another of the same statement.
        factor: How many times the pages may grow.
    """
    was, now = _pages(before), _pages(after)
    if not now > max(factor * was, was + FEW_PAGES):
        return []
    frame = compare_plans(before, after)
    grown = frame["buffers_after"].fillna(0) - frame["buffers_before"].fillna(0)
    most = frame["node"].iloc[int(grown.to_numpy().argmax())]
    sentences = [f"{was:,.0f} pages became {now:,.0f}, most of them in {most}"]
    changed = frame.loc[frame["change"].isin(["new", "gone"])]
    sentences += [f"{change}: {node}" for node, change in zip(changed["node"], changed["change"], strict=True)]
    return sentences


def shape(plan: pd.DataFrame) -> list[str]:
    """Return a plan's nodes in words without constants, indented by their depth: what a stored baseline remembers.

    Args:
        plan: As ``frame.read_plan`` returns it.
    """
    described = _described(plan)
    return ["  " * depth + name for depth, name in zip(plan["depth"], described["name"], strict=True)]


def _pages(plan: pd.DataFrame) -> float:
    """Return the pages a statement touched."""
    return float(plan[["buffers_hit", "buffers_read"]].iloc[0].fillna(0).sum())


def _described(plan: pd.DataFrame) -> pd.DataFrame:
    """Return what is compared of each node, and who it is."""
    texts = plan[["type", "relation", "index", *_SAME]].fillna("")
    identity = [tuple(_without_constants(text) for text in row) for row in texts.itertuples(index=False)]
    named = texts[["type", "relation", "index"]].itertuples(index=False)
    said = [next((text for text in row if text), "") for row in texts[list(_SAID)].itertuples(index=False)]
    return pd.DataFrame(
        {
            "identity": pd.Series(identity, dtype=object),
            "above": [None if pd.isna(parent) else identity[int(parent)] for parent in plan["parent"]],
            "name": [_name(row, _without_constants(text)) for row, text in zip(named, said, strict=True)],
            "buffers": plan["buffers_hit_self"] + plan["buffers_read_self"],
            "rows": plan["rows"],
            "ms_self": plan["ms_self"],
        }
    )


def _name(parts: Iterable[str], condition: str) -> str:
    """Return a node in words: ``Index Scan on resources by ix (protocol = ?)``."""
    said = [f"{word}{part}" for word, part in zip(("", "on ", "by "), parts, strict=True) if part]
    return " ".join([*said, condition] if condition else said)


def _pair(old: pd.DataFrame, new: pd.DataFrame, before: int | None, after: int | None) -> dict[str, object]:
    was = None if before is None else old.iloc[before]
    now = None if after is None else new.iloc[after]
    known = now if now is not None else was
    if was is None or now is None:
        change = "new" if was is None else "gone"
    else:
        change = "same" if was["above"] == now["above"] else "moved"
    sides = {"before": was, "after": now}
    values = {f"{m}_{when}": None if side is None else side[m] for m in MEASURES for when, side in sides.items()}
    return {"node": "" if known is None else known["name"], "change": change, **values}


def _without_constants(text: str) -> str:
    """Return a condition with ``?`` for each constant, so that other values leave it the same."""
    if not text:
        return text
    try:
        tokens = Postgres().tokenize(text)
    except TokenError:
        return text
    parts, end = [], 0
    for token in tokens:
        if token.token_type in _CONSTANTS:
            parts += [text[end : token.start], "?"]
            end = token.end + 1
    return "".join([*parts, text[end:]])
