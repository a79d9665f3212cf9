"""The validate stage: how deep it looks, what it says of the rest, why rows differ, and how they are put right."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from types import SimpleNamespace
from uuid import UUID

import pandas as pd
import pytest
import sqlalchemy as sa

from sark_lib.evidence.checks.coverage import Coverage
from sark_lib.evidence.checks.findings import Check, Finding, Severity, Status
from sark_lib.pg.connection import errors
from sark_lib.pg.ledger import events
from sark_lib.pg.repair import registry
from sark_lib.pg.repair.model import Site
from sark_lib.pg.validate import checks, cost_history, explain, recheck, sampling
from sark_lib.pg.validate.comparison import Question
from sark_lib.pg.validate.run import Compared, Depth, _whole, compare
from sark_lib.runbook.stages import cutover, validate
from sark_lib.schema.mapping import ENTITIES, SERVERS, TOOLS
from tests.migrations import Migration, Migrations
from tests.pg.operators import Operator

OFF = "SET sark.sync = 'on'; "
# Six tools and what happens to each behind the back of sync, with the cause, and the question it fails.
HARMS = {
    "edited in v2": "UPDATE capabilities SET name = 'mine' WHERE id = '{key}'",
    "changed in both": "UPDATE capabilities SET name = 'mine' WHERE id = '{key}'; "
    "UPDATE mcp_tools SET name = 'theirs' WHERE id = '{key}'",
    "missed by sync": "UPDATE mcp_tools SET description = 'unseen' WHERE id = '{key}'",
    "ghost": "DELETE FROM mcp_tools WHERE id = '{key}'",
    "deleted in v2": "DELETE FROM capabilities WHERE id = '{key}'",
    "never migrated": "DELETE FROM capabilities WHERE id = '{key}'; "
    "DELETE FROM row_map_capabilities WHERE v1_id = '{key}'",
}


@dataclass
class Bench:
    """A migrated database under live sync."""

    migration: Migration

    def compare(self, depth: Depth | None = None, entity: object = None) -> list[Compared]:
        """Compare both tables, both ways."""
        return [
            compare(
                self.migration.engine,
                Question(self.migration.source, each, against),
                depth or Depth(),
                chunk=300,
                samples=5,
            )
            for against in ("v1", "v2")
            for each in ENTITIES
            if entity in (None, each)
        ]

    def differ(self) -> pd.DataFrame:
        """Return the differences of parity, explained."""
        return explain.differences(self.migration.engine, self.compare()[:2])

    def keys(self, number: int) -> list[str]:
        """Return keys of tools that lie far apart."""
        found = self.migration.column("SELECT id FROM capabilities ORDER BY id")
        return found[:: len(found) // number][:number]

    def harm(self) -> dict[str, str]:
        """Do every harm, and return the key by cause."""
        keys = dict(zip(HARMS, self.keys(len(HARMS)), strict=True))
        for cause, key in keys.items():
            self.migration.rows(OFF + HARMS[cause].format(key=key))
        return keys

    def mend(self, names: str) -> None:
        """Apply repairs."""
        site = Site(self.migration.engine, self.migration.source, chunk=300)
        for repair in registry.chosen(names):
            registry.apply(site, repair, lambda *_: None)


@pytest.fixture(scope="module")
def unharmed(migrations: Migrations) -> Iterator[Bench]:
    """A migrated database that no test changes."""
    with migrations.at("synced") as migration:
        yield Bench(migration)


@pytest.fixture
def bench(migrations: Migrations) -> Iterator[Bench]:
    """A migrated database of the test's own."""
    with migrations.at("synced") as migration:
        yield Bench(migration)


def test_every_row_is_compared_and_the_coverage_says_so(unharmed: Bench) -> None:
    """Without a limit the coverage of each comparison is all rows that there are, and nothing differs."""
    found = unharmed.compare()
    assert [each.coverage for each in found] == [
        Coverage(what="parity.resources", rows=100, of=100),
        Coverage(what="parity.capabilities", rows=1000, of=1000),
        Coverage(what="law.mcp_servers", rows=100, of=100),
        Coverage(what="law.mcp_tools", rows=1000, of=1000),
    ]
    assert [outcome for each in found for outcome in each.outcomes if outcome.finding] == []


def test_a_sample_is_drawn_where_all_rows_do_not_fit(unharmed: Bench) -> None:
    """Of a hundred rows asked for about a hundred are compared, and the coverage is that of a sample of them all."""
    for each in unharmed.compare(Depth(rows=100), TOOLS):
        assert each.coverage.at_most_wrong is not None
        assert 100 <= each.coverage.rows < 300  # the last batch is not cut
        assert not each.coverage.complete
        assert each.coverage.of == pytest.approx(1000, rel=0.2)


def test_a_table_that_fits_is_compared_whole(unharmed: Bench) -> None:
    """Where there are no more rows than would be drawn, all are compared."""
    assert all(each.coverage.complete for each in unharmed.compare(Depth(rows=5_000)))


def test_time_that_is_over_ends_a_comparison(unharmed: Bench) -> None:
    """With no time at all one part is looked at, and the coverage names what is left."""
    for each in unharmed.compare(Depth(seconds=0.0), TOOLS):
        assert 0 < each.coverage.rows < 1000
        assert not each.coverage.complete


def test_time_that_ends_with_the_last_row_has_left_none_out(unharmed: Bench) -> None:
    """With no time at all one part is looked at; where that is all of the table, the coverage says so."""
    for each in unharmed.compare(Depth(seconds=0.0), SERVERS):
        assert each.coverage.complete


def test_the_same_seed_draws_the_same_rows_spread_over_all_keys(unharmed: Bench) -> None:
    """A draw can be repeated; another seed draws others; no tenth of the key space is left out."""
    migration = unharmed.migration

    def drawn(seed: int) -> list[str]:
        batch = next(sampling.batches(migration.engine, migration.source, TOOLS, seed=seed, size=300))
        return [str(key) for key in batch]

    assert drawn(1) == drawn(1) != drawn(2)
    everything = migration.column("SELECT id FROM capabilities ORDER BY id")
    tenths = {everything.index(key) * 10 // len(everything) for key in drawn(1)}
    assert tenths == set(range(10))


def test_a_sample_sees_what_only_one_side_has(bench: Bench) -> None:
    """Where half of the rows are gone from one side, a sample finds such rows of either side."""
    bench.migration.rows(OFF + "DELETE FROM mcp_tools WHERE CAST(id AS text) < '4'")
    bench.migration.rows(OFF + "DELETE FROM capabilities WHERE id > 'c'")
    (found,) = bench.compare(Depth(rows=100), TOOLS)[:1]
    assert found.tally.counts["orphan"] > 5
    assert found.tally.counts["missing"] > 5
    most_wrong = found.coverage.at_most_wrong
    assert most_wrong is not None
    assert 0.3 < most_wrong <= 0.8


def test_every_difference_has_its_cause_its_values_and_its_rule(bench: Bench) -> None:
    """Each harm is found once, under its key, with the cause the merge base tells, and the repair for it."""
    keys = bench.harm()
    frame = bench.differ()
    assert dict(zip(frame["cause"], frame["key"], strict=True)) == keys
    told = {row["cause"]: (row["column"], row["should be"], row["is"], row["rule"]) for _, row in frame.iterrows()}
    assert told["changed in both"] == ("name", "theirs", "mine", "name, as it is")
    assert told["missed by sync"][:2] == ("description", "unseen")
    assert told["ghost"] == ("orphan", "no row", "a row", "(none)")
    assert told["never migrated"] == ("missing", "a row", "no row", "(none)")


def test_after_the_repairs_that_are_named_validation_passes(bench: Bench) -> None:
    """What each difference names as its repair puts it right; nothing is left, and a second time does nothing."""
    bench.harm()
    named = set(bench.differ()["repair"])
    assert named == {"missed", "orphans", "ghosts", "edited"}
    bench.mend("all")
    assert set(bench.differ()["cause"]) == {"edited in v2", "changed in both"}
    bench.mend("edited")
    assert bench.differ().empty
    assert bench.migration.value("SELECT count(*) FROM parked WHERE reason LIKE 'overruled by v1%'") == 2


def test_what_cannot_be_given_back_is_lossy_or_named_by_its_state(bench: Bench) -> None:
    """A value in v2 that v1 could not hold fails the law in its row alone, and the rest of the table is compared."""
    key = bench.migration.value("SELECT id FROM resources ORDER BY id OFFSET 50 LIMIT 1")
    bad = """metadata || '{"last_health_check": "2026-13-45T00:00:00Z"}'"""
    bench.migration.rows(OFF + f"UPDATE resources SET metadata = {bad} WHERE id = '{key}'")
    found = bench.compare(entity=SERVERS)[1]
    assert (found.tally.counts["unreadable"], found.tally.samples["unreadable"]) == (1, [key])
    assert found.coverage.rows == 100


def test_a_row_that_is_changed_at_each_look_is_in_motion(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A difference whose row is written between any two looks is named, is INFO, and is no error; it ends."""
    (key,) = bench.keys(1)
    bench.migration.rows(OFF + f"UPDATE capabilities SET name = 'at first' WHERE id = '{key}'")
    looked = []

    def look(of: recheck.Settling, keys: Sequence[UUID]) -> object:
        looked.append(1)
        bench.migration.rows(OFF + f"UPDATE capabilities SET name = 'at {len(looked)}' WHERE id = '{key}'")
        return real(of, keys)

    real = recheck.Settling._look
    monkeypatch.setattr(recheck.Settling, "_look", look)
    question = Question(bench.migration.source, TOOLS)
    found = compare(bench.migration.engine, question, Depth(), chunk=300, samples=5)
    assert len(looked) == recheck.TRIES + 1
    assert (found.moving, found.tally.counts["name"]) == ([key], 0)
    (finding,) = [outcome.finding for outcome in found.outcomes if outcome.finding]
    assert isinstance(finding, Finding)
    assert (finding.check, str(finding.severity)) == ("parity.capabilities.in_motion", "INFO")


def test_a_difference_that_goes_away_counts_for_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is put right between two looks was never wrong."""
    (key,) = bench.keys(1)
    bench.migration.rows(OFF + f"UPDATE capabilities SET name = name || '!' WHERE id = '{key}'")
    real = recheck.Settling._again

    def again(of: recheck.Settling) -> bool:
        bench.migration.rows(OFF + f"UPDATE capabilities SET name = rtrim(name, '!') WHERE id = '{key}'")
        return real(of)

    monkeypatch.setattr(recheck.Settling, "_again", again)
    found = bench.compare(entity=TOOLS)[0]
    assert (found.moving, dict(found.tally.counts)) == ([], {"rows": 0} if "rows" in found.tally.counts else {})


def test_what_stays_as_it_is_counts_though_an_old_transaction_goes_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction that never ends delays a verdict, and does not prevent it."""
    monkeypatch.setattr(recheck, "PAUSES", lambda _: 0)
    (key,) = bench.keys(1)
    bench.migration.rows(OFF + f"UPDATE capabilities SET name = 'mine' WHERE id = '{key}'")
    with bench.migration.engine.connect() as old:
        old.execute(sa.text("SELECT pg_current_xact_id()"))
        found = bench.compare(entity=TOOLS)[0]
        old.rollback()
    assert (found.tally.samples["name"], found.moving) == ([key], [])


def test_no_snapshot_outlives_a_range(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two ranges no session of the comparison holds a snapshot or a transaction."""
    held: list[int] = []

    def whole(*given: object) -> Iterator[object]:
        for seen in _whole(*given):  # type: ignore[arg-type]
            held.append(
                bench.migration.value(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                    " AND (backend_xmin IS NOT NULL OR state LIKE 'idle in%')"
                )
            )
            yield seen

    monkeypatch.setattr("sark_lib.pg.validate.run._whole", whole)
    bench.compare(entity=TOOLS)
    assert len(held) > 4
    assert set(held) == {0}


def test_quick_says_what_it_has_not_seen(unharmed: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The suite quick draws some rows of each table, and names the checks it has not asked."""
    monkeypatch.setattr(validate, "QUICK_ROWS", 50)
    monkeypatch.setattr(validate, "LEAST_S", 60.0)
    record = Operator(unharmed.migration, monkeypatch).run("validate", suite="quick", mode="dry-run")
    said = {finding.check: finding.what for finding in record.verdict.findings}
    assert {"coverage.law", "coverage.parity"} <= set(said)
    assert "of about 1,000 rows compared: at most" in said["coverage.parity"]
    assert "unmapped_rows" in record.report()["not_checked"]


def test_a_check_without_time_is_named(unharmed: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of limited time the checks have half: one that is not over by then is cancelled, it and those behind it named."""
    slow = Check(id="slow", title="It takes its time", severity=Severity.ERROR, sql="SELECT pg_sleep(60)")
    quick = Check(id="behind", title="It would take none", severity=Severity.ERROR, sql="SELECT 1 AS key")
    monkeypatch.setattr(checks, "authored", lambda: (slow, quick))
    monkeypatch.setattr(validate, "LEAST_S", 60.0)  # the comparisons have what they need
    record = Operator(unharmed.migration, monkeypatch).run("validate", within_s=2.0, mode="dry-run")
    report = record.report()
    assert report["not_checked"] == ["slow", "behind"]
    seconds = {line.id: line.seconds or 0.0 for line in record.lines}
    assert (2.0 - seconds["tables"]) / 2 - 0.01 < seconds["authored"] < 60
    assert validate._unseen(record.verdict) == [f"slow: {checks.LATE}", f"behind: {checks.LATE}"]


def test_costs_without_time_are_named(unharmed: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cost rows whose days take too long to add up are cancelled and named, and what was known of them stays known."""
    operator = Operator(unharmed.migration, monkeypatch)
    known = {"2026-01-01": [7, "12"]}
    monkeypatch.setattr(cost_history, "days", lambda *_: known)
    operator.run("validate", suite="costs")
    monkeypatch.setattr(cost_history, "days", asleep)
    monkeypatch.setattr(checks, "authored", tuple)  # they would share the second
    monkeypatch.setattr(validate, "LEAST_S", 60.0)
    report = operator.run("validate", suite="full", within_s=1.0).report()
    assert report["not_checked"] == ["costs"]
    assert [each["message"] for each in report["outcomes"] if each["check"] == "cost_history"] == [checks.LATE]
    with unharmed.migration.engine.connect() as connection:
        evidence = events.evidence(connection, "validate", "costs")
    assert evidence is not None
    assert evidence[1]["days"] == known


def asleep(connection: sa.Connection, _: str) -> dict[str, cost_history.Day]:
    """Be the question about a table that takes a minute to read."""
    with errors.translated("cost rows by day"):
        connection.execute(sa.text("SELECT pg_sleep(60)"))
    return {}


def test_what_a_check_has_found_in_its_time_counts(unharmed: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check with no end of offenders ends with its time, and is no check that was not asked."""
    endless = "SELECT n AS key, pg_sleep(0.01) AS pause FROM generate_series(1, 100000) AS n"
    many = Check(id="many", title="It finds many", severity=Severity.ERROR, sql=endless)
    monkeypatch.setattr(checks, "authored", lambda: (many,))
    # A second passes each time somebody looks at the clock: at the begin, before the check, after each offender.
    looks = count()
    monkeypatch.setattr(checks, "time", SimpleNamespace(monotonic=lambda: next(looks), perf_counter=time.perf_counter))
    with unharmed.migration.engine.connect() as connection:
        (outcome,) = checks.ask(connection, "validate", "full", {}, samples=2, seconds=10)
    assert outcome.status is Status.FAILED
    assert (len(outcome.offenders), outcome.count) == (2, 9)


def test_a_validation_is_as_old_as_the_server_says(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its age is the server's time less the server's stamp, whatever the clock of the machine we run on."""
    body = {"suite": "full", "exit_code": 0, "unseen": []}
    with (
        closing(Operator(bench.migration, monkeypatch).open("cutover", validated_max_min=15.0)) as run,
        run.engine.connect() as connection,
    ):
        now = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        assert cutover._stale(run, connection, now - timedelta(minutes=10), body) == ""
        why = cutover._stale(run, connection, now - timedelta(minutes=16), body)
    assert re.fullmatch(r"the newest is 16 min \d\d s old, at most 15 min 00 s is fresh", why)


def test_a_sample_is_no_evidence_for_cutover(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full suite that had no time for every row says so in the ledger, and cutover asks for one that had."""
    monkeypatch.setattr(validate, "LEAST_S", 0.0)  # a small table fits into it now and then
    operator = Operator(bench.migration, monkeypatch)
    for within_s, refused in [(0.001, True), (0.0, False)]:
        operator.run("validate", within_s=within_s)
        with bench.migration.engine.connect() as connection:
            found = events.evidence(connection, "validate", "summary")
        assert found is not None
        # The library's own copy has no stage that ended; that is another finding.
        at, body = found[0], found[1] | {"exit_code": 0}
        with closing(operator.open("cutover")) as run, run.engine.connect() as connection:
            why = cutover._stale(run, connection, at, body)
        assert ("has not seen everything: " in why, why == "") == (refused, not refused)
