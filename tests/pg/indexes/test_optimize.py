"""The optimize stage on a migrated database: built, measured, built again, refreshed, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from sark_lib.errors import ParamsError, StepOutOfOrder
from sark_lib.runbook.commands import refresh
from sark_lib.runbook.stages import optimize
from sark_lib.schema.indexes import DEFAULT, FOREIGN_KEYS, MATVIEWS
from tests.migrations import Migration, Migrations, born
from tests.pg.operators import VARIABLE, Operator

COSTS = """
    INSERT INTO cost_tracking (timestamp, principal_id, resource_id, capability_id, actual_cost)
    SELECT now() - n * interval '1 hour', 'agent', resource_id, id, 1
    FROM (SELECT id, resource_id, row_number() OVER (ORDER BY id) AS n FROM capabilities) AS c WHERE n < 200
"""
BUILT = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'sark_scratch') AND c.relname ~ '^(ix_|ux_|mv_)' AND c.relname !~ '_mcp_' ORDER BY 1
"""
EVERYTHING = sorted(
    [i.name for i in DEFAULT] + [v.name for v in MATVIEWS] + [i.name for v in MATVIEWS for i in v.indexes]
)


@pytest.fixture
def used(migrations: Migrations) -> Iterator[Migration]:
    """A migrated database in use."""
    with migrations.at("migrated") as migration:
        born(migration)
        migration.rows(COSTS)
        migration.rows("ANALYZE")
        yield migration


def test_the_set_is_built_measured_and_taken_back(used: Migration, monkeypatch: pytest.MonkeyPatch) -> None:
    """One walk of the stage's life: dry run, execute, again, refresh, undo; what was there before is there after."""
    operator = Operator(used, monkeypatch)
    before = used.column(BUILT)
    with closing(operator.open("optimize", mode="dry-run")) as dry:
        for step in optimize.STEPS:
            step(dry)
    assert used.column(BUILT) == before == [index.name for index in FOREIGN_KEYS]  # nothing was written

    record = operator.run("optimize", trial_rows=100)
    assert used.column(BUILT) == EVERYTHING
    assert used.value("SELECT to_regnamespace('sark_scratch')") is None
    assert record.verdict.findings == ()
    assert used.value("SELECT bool_and(indisvalid) FROM pg_index")

    oids = dict(used.rows("SELECT relname, oid FROM pg_class WHERE relname LIKE 'ix_%'"))
    operator.run("optimize", trial_rows=-1)
    assert dict(used.rows("SELECT relname, oid FROM pg_class WHERE relname LIKE 'ix_%'")) == oids  # not built again

    said = {"database": f"env:{VARIABLE}"}
    assert " old" in refresh.refreshed(said)
    assert refresh.refreshed(said | {"mode": "execute"}).count("refreshed in") == len(MATVIEWS)

    with pytest.raises(ParamsError, match="resources_pkey, which may not be dropped"):
        operator.run("optimize", index_set="none", trial_rows=-1, drop_indexes="resources_pkey")
    operator.run("optimize", index_set="none", trial_rows=-1, drop_indexes="ix_cap_name")
    assert used.column(BUILT) == [name for name in EVERYTHING if name != "ix_cap_name"]
    operator.run("optimize", index_set="none", trial_rows=-1, drop_indexes="built")
    assert used.column(BUILT) == before
    with pytest.raises(StepOutOfOrder, match="has made no materialized view"):
        refresh.refreshed(said)


def test_the_advised_set_is_what_was_proved(used: Migration, monkeypatch: pytest.MonkeyPatch) -> None:
    """With index_set=advised the trial's own indexes are built, remembered for an undo, and none of the default set."""
    used.rows("INSERT INTO resources (id, name, protocol, endpoint) SELECT 'x' || n, 'name ' || n, 'p' || n % 50, "
              "repeat('e', 200) FROM generate_series(1, 5000) n")  # fmt: skip
    used.rows("ANALYZE")
    before = set(used.column(BUILT))
    Operator(used, monkeypatch).run("optimize", index_set="advised", patterns="p1")
    built = set(used.column(BUILT)) - before
    assert any(name.startswith("ix_resources_protocol") for name in built)
    assert built.isdisjoint(index.name for index in DEFAULT)
    assert set(used.column("SELECT name FROM installed WHERE kind IN ('index', 'matview')")) >= built
