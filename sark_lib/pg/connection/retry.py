"""Transactions that are tried again when they met a lock or a deadlock."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
import tenacity

from sark_lib.errors import LockTimeout
from sark_lib.pg.connection.engine import T
from sark_lib.pg.connection.errors import translated

# How often a transaction is tried that cannot get a lock.
LOCK_TRIES = 8


def patiently() -> tenacity.Retrying:
    """Return what calls a transaction again, a few times, each a little later, while a lock is not to be had.

    Short waits and many tries: whoever waits for a lock makes everybody behind it wait too.
    """
    return tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(LockTimeout),
        stop=tenacity.stop_after_attempt(LOCK_TRIES),
        wait=tenacity.wait_random_exponential(multiplier=0.1, max=2),
        reraise=True,
    )


def transact(engine: sa.Engine, where: str, work: Callable[[sa.Connection], T]) -> T:
    """Do ``work`` in one transaction, translated, and tried again while a lock is not to be had.

    Args:
        engine: The database.
        where: What is being done, for the message.
        work: Takes the connection.
    """

    def once() -> T:
        with translated(where), engine.begin() as connection:
            return work(connection)

    return patiently()(once)
