"""A repair, and what it looks at: the form every entry of :mod:`sark_lib.pg.repair.registry` has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import sqlalchemy as sa

from sark_lib.evidence.checks.findings import Check, Severity
from sark_lib.pg.catalog import introspect
from sark_lib.pg.ddl import tables, views
from sark_lib.pg.ledger import events, sync_state
from sark_lib.pg.repair import orphans
from sark_lib.pg.rows.source import Source

Offender = Mapping[str, Any]
Needs = Literal["", "ledger", "v2", "rows", "v1 is written", "v2 is written"]


@dataclass(frozen=True)
class Site:
    """A database to be looked at.

    Args:
        engine: Its connections.
        source: The mapping as the installed views have it.
        chunk: Rows of v1 compared at once.
        own: The stage that looks.
        alone: Whether the lock is ours, so that nobody else can be at work.
        removed_max_percent: Of 100 migrated rows, how many may be gone from v1 before nothing is brought over.
    """

    engine: sa.Engine
    source: Source
    chunk: int = 10_000
    own: str = "recover"
    alone: bool = True
    removed_max_percent: float = 10.0


@dataclass
class Look:
    """One look at a site, in one transaction; what is dear to find is found once."""

    site: Site
    connection: sa.Connection

    @cached_property
    def there(self) -> set[str]:
        """What of :data:`Needs` is there."""
        schema, found = self.site.source.shape.schema, {""}
        if introspect.exists(self.connection, schema, *tables.TABLES):
            found.add("v2")
        if not events.exists(self.connection):
            return found
        found.add("ledger")
        if "v2" in found and not views.stale(self.connection, self.site.source) and events.mapped(self.connection):
            found |= {"rows", "v2 is written" if self.mirrored else "v1 is written"}
        return found

    @cached_property
    def mirrored(self) -> bool:
        """Whether v1 is a mirror of v2."""
        return sync_state.direction(self.connection) == "reverse"

    @cached_property
    def differences(self) -> orphans.Found:
        """What of v2 is not what v1 says, by table and state."""
        return orphans.differences(self.connection, self.site.source, self.site.chunk)


@dataclass(frozen=True, kw_only=True)
class Repair:
    """One thing that can be wrong, and what is done about it.

    Args:
        id: What ``-p repair=`` calls it.
        title: What is true where there is nothing to repair.
        severity: How much it matters.
        message: What is wrong; see :class:`sark_lib.evidence.checks.findings.Check`.
        does: What applying it does; of one that is only reported, what to do.
        find: Reads, and returns what is wrong.
        mend: Puts it right in one transaction, and returns how many things that were.
        beforehand: Does so in transactions of its own; one that was interrupted is begun again.
        text: The SQL that would be sent, where it can be shown.
        needs: What must be there for the question to make sense.
        implies: Repairs without which this one would be half done.
        decision: Whether it overrules somebody: it is applied by its own name, and never by ``all``.
    """

    id: str
    title: str
    severity: Severity
    message: str
    does: str
    find: Callable[[Look], list[Offender]] = field(repr=False)
    mend: Callable[[Look], int] | None = None
    beforehand: Callable[[Site], int] | None = None
    text: Callable[[Look], list[str]] | None = None
    needs: Needs = ""
    implies: tuple[str, ...] = ()
    decision: bool = False

    @property
    def applicable(self) -> bool:
        """Whether it can be applied, or is only reported."""
        return bool(self.mend or self.beforehand)

    @property
    def check(self) -> Check:
        """The check it is found by."""
        hint = f"-p repair={self.id} --mode execute: {self.does}" if self.applicable else self.does
        return Check(
            id=f"recover.{self.id}",
            title=self.title,
            severity=self.severity,
            phase="recover",
            message=self.message,
            hint=hint,
        )
