"""Two plans of one statement, compared node by node."""

from __future__ import annotations

import pandas as pd


def compare(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return what differs between two plans, one row a node that is in either.

    Nodes are the same if type, relation, index and conditions are; constants in the conditions do not count.

    Args:
        before: A plan, as ``plans.read_plan`` returns it.
        after: Another of the same statement.

    Returns:
        In the order of ``after``, then what is gone: ``node`` (its name in words: type, relation, index, condition),
        ``change`` (``same``, ``new``, ``gone``, ``moved``), and for each of buffers (own), rows and ms_self the columns
        ``…_before`` and ``…_after``, missing where the node is not there or was not measured.
    """
    raise NotImplementedError
