"""The query patterns on a real server: what they answer, what they are asked with, and how they are timed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import psycopg
import pytest
import typer

from sark_lib.errors import ConnectionUnsafe, StepFailed
from sark_lib.evidence.benchmark import timings, variants
from sark_lib.evidence.benchmark.timings import Case, Pattern, Timing
from sark_lib.evidence.checks.findings import Status
from sark_lib.local.oddities import Shape
from sark_lib.pg.benchmark import cold_cache, cpu_clock, parameters, plan_modes
from sark_lib.pg.benchmark.timing import _CPU_RUNS, _CPU_RUNS_MOST, _CPU_TURNS, _LOOKS, Client, measure, sent
from sark_lib.pg.connection.engine import Limits, create_engine, read_only
from sark_lib.runbook.commands.benchmark import guarded
from sark_lib.runbook.session.open import look
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.stages import benchmark
from tests.groups import ROOT
from tests.migrations import Migration, Migrations, born

COSTS = """
    INSERT INTO cost_tracking (timestamp, principal_id, resource_id, capability_id, actual_cost)
    SELECT timestamptz '2026-01-01' + n * interval '1 minute', 'agent', c.resource_id, c.id,
           CASE WHEN n % 7 > 0 THEN n % 5 END
    FROM generate_series(1, 5000) AS n
    JOIN (SELECT id, resource_id, row_number() OVER (ORDER BY id) AS place FROM capabilities) AS c
      ON c.place = 1 + n * n % 97
"""


@pytest.fixture(scope="module")
def used(migrations: Migrations) -> Iterator[Migration]:
    """A migrated database in use: resources of other protocols, and four days of costs, some not known yet."""
    with migrations.at("migrated") as migration:
        born(migration)
        migration.rows(COSTS)
        yield migration


TIES = (
    "UPDATE resources SET name = 'same'",
    "UPDATE capabilities SET name = 'same'",
    "UPDATE cost_tracking SET actual_cost = NULL",
)
MOVED = (
    "CREATE TABLE moved AS SELECT * FROM moving ORDER BY md5(CAST(moving AS text))",
    "ALTER TABLE moving DISABLE TRIGGER ALL",
    "DELETE FROM moving",
    "INSERT INTO moving OVERRIDING SYSTEM VALUE SELECT * FROM moved",
    "ALTER TABLE moving ENABLE TRIGGER ALL",
    "DROP TABLE moved",
)
SHARES = {
    "protocol": "SELECT avg(CAST(protocol = %s AS int)) FROM resources",
    "pair": "SELECT avg(CAST(metadata @> CAST(%s AS jsonb) AS int)) FROM resources",
    "key": "SELECT avg(CAST(input_schema ? %s AS int)) FROM capabilities",
    "day": "SELECT avg(CAST(CAST(timestamp AS date) = CAST(%s AS date) AS int)) FROM cost_tracking",
}
JSON = ("[1]", '"text"', "null", "{}", '{"tags": "alone"}', '{"tags": [1, "t"]}')
RESOURCE = "INSERT INTO resources (id, name, protocol, endpoint, metadata) VALUES (%s, 'n', 'grpc', 'e', %s)"
CAPABILITY = "INSERT INTO capabilities (id, resource_id, name, input_schema) VALUES (%s, '0', 'n', %s)"


def drawn(migration: Migration, seed: int = 1) -> list[Case]:
    """The cases of all patterns."""
    with read_only(migration.engine) as connection:
        return parameters.cases(connection, parameters.patterns(), seed)


def measured(migration: Migration, cases: Sequence[Case], *, runs: int = 3, warmup: int = 1) -> list[Timing]:
    """Measure on the migration's own connections."""
    return measure(migration.engine, cases, runs=runs, warmup=warmup)


def authored(sql: str, target_ms: float = 1000) -> Case:
    """A case of a pattern that only this test has."""
    pattern = Pattern(id="p9_own", title="Own", question="Is it?", target_ms=target_ms, sql=sql)
    return Case(pattern=pattern, kind=timings.WHOLE)


def answers(migration: Migration) -> dict[tuple[str, str], list[dict[Any, Any]]]:
    """What every case answers, by the pattern's short name and the class."""
    found = measured(migration, [case for case in drawn(migration) if not case.missing], runs=1, warmup=0)
    return {
        (timing.case.pattern.id.partition("_")[0], timing.case.kind): timing.answer.to_dict("records")
        for timing in found
        if timing.answer is not None
    }


# --- what the patterns answer


def test_critical_comes_before_high(migrated: Migration) -> None:
    """The most sensitive capabilities come first; a text order that descends would never show a critical one."""
    migrated.rows(
        "UPDATE capabilities SET sensitivity_level = 'low' WHERE sensitivity_level = 'critical' AND id NOT IN "
        "(SELECT id FROM capabilities WHERE sensitivity_level = 'critical' ORDER BY id LIMIT 10)"
    )
    levels = [row["sensitivity_level"] for row in answers(migrated)["p4", "whole"]]
    assert levels == ["critical"] * 10 + ["high"] * 90


def test_a_cost_that_is_not_known_comes_last(used: Migration) -> None:
    """Resources are ranked by known costs, the dearest first; those of which none is known follow."""
    day = "2026-01-02"
    unknown = "UPDATE cost_tracking SET actual_cost = NULL WHERE resource_id < '4'"
    pattern = parameters.patterns("p8")[0]
    with used.engine.connect() as connection:
        connection.exec_driver_sql(unknown)
        query = sent(Case(pattern=pattern, kind="common", value=day))
        costs = [row.total_cost for row in connection.exec_driver_sql(query, {"day": day})]
        connection.rollback()
    known = [cost for cost in costs if cost is not None]
    assert 0 < len(known) < len(costs)
    assert costs == [*sorted(known, reverse=True), *[None] * (len(costs) - len(known))]


def test_a_common_value_is_found_and_an_absent_one_is_not(used: Migration) -> None:
    """Patterns answer with what was asked for, up to their limit, and with no row for a value that is not there."""
    found = answers(used)
    assert {row["protocol"] for row in found["p1", "common"]} == {"mcp"}
    assert len(found["p1", "common"]) == len(found["p3", "common"]) == len(found["p5", "common"]) == 100
    assert found["p6", "whole"][0]["protocol"] == "mcp"
    assert {row["protocol"] for row in found["p7", "whole"]} <= {"grpc", "http", "mcp"}
    assert all(rows == [] for (_, kind), rows in found.items() if kind == "absent")


def test_answers_do_not_depend_on_where_rows_lie(migrations: Migrations) -> None:
    """The same data written in another order give the same values and the same answers, ties of every kind included."""
    with migrations.at("migrated") as migration:
        for statement in (COSTS, *TIES):
            migration.rows(statement)
        before, text = answers(migration), repr(timings.drawn(drawn(migration)))
        for table in ("capabilities", "cost_tracking", "resources"):
            for statement in MOVED:
                migration.rows(statement.replace("moving", table))
        assert repr(timings.drawn(drawn(migration))) == text
        assert answers(migration) == before


# --- what they are asked with


def test_a_value_occurs_as_often_as_its_class_says(used: Migration) -> None:
    """What is said of a value is true of the data."""
    cases = [case for case in drawn(used) if case.value is not None]
    assert {case.pattern.parameter for case in cases} == set(SHARES)
    for case in cases:
        share = used.value(SHARES[case.pattern.parameter], case.value)
        assert case.of_100 == pytest.approx(100 * float(share))


def test_values_that_may_be_secret_are_not_drawn(used: Migration) -> None:
    """A pair of the metadata comes from the keys that name or sort things, never from what an application put there."""
    used.rows("UPDATE resources SET metadata = metadata || jsonb_build_object('api_token', 'hush')")
    cases = [case for seed in range(20) for case in drawn(used, seed) if case.pattern.parameter == "pair"]
    keys = {key for case in cases if case.value for key in json.loads(case.value)}
    assert {"transport"} < keys <= {"transport", "status", "mcp_version", "owner_id", "team_id", "tags"}


def test_metadata_and_schemas_of_any_kind_are_read(prepared: Migration) -> None:
    """Rows born in v2 may hold arrays, strings and null where objects are expected."""
    for number, value in enumerate(JSON):
        prepared.rows(RESOURCE, str(number), value)
        prepared.rows(CAPABILITY, str(number), value)
    values = {(case.pattern.id[:2], case.kind): case.value for case in drawn(prepared)}
    assert values["p2", "common"] in ('{"tags": ["alone"]}', '{"tags": ["t"]}')
    assert values["p5", "common"] == "tags"


def test_an_empty_database_is_not_applicable(prepared: Migration) -> None:
    """Where there are no resources nothing is measured, and no target is met."""
    cases = drawn(prepared)
    assert [case.missing for case in cases] == ["there are no resources"] * 8
    assert {outcome.status for outcome in timings.outcomes(cases, [])} == {Status.NOT_APPLICABLE}


def test_one_resource_is_enough(prepared: Migration) -> None:
    """A pattern without data says which, the others are measured."""
    prepared.rows(RESOURCE, "r", "{}")
    cases = drawn(prepared)
    missing = {case.pattern.id[:2]: case.missing for case in cases if case.kind == timings.WHOLE and case.missing}
    assert missing == {
        "p2": "there is no metadata pair",
        "p5": "there is no schema key",
        "p8": "there is no day of cost_tracking",
    }
    found = measured(prepared, [case for case in cases if not case.missing])
    assert [timing.failure for timing in found] == [""] * len(found)
    assert {outcome.status for outcome in timings.outcomes(cases, found)} == {Status.PASSED, Status.NOT_APPLICABLE}


# --- how they are timed


class Recorder(Client):
    """A client that remembers which statements it timed."""

    asked: list[str] = []  # noqa: RUF012 - the class is the only place the test can reach

    def took_ms(self, query: str, values: Mapping[str, object]) -> float:
        """Remember, and take the next whole number for a time."""
        self.asked.append(query)
        return float(len(self.asked))


def test_the_cases_take_turns_and_the_first_runs_do_not_count(
    migrated: Migration, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs are interleaved over the cases; those of the warm-up are not among the times."""
    monkeypatch.setattr("sark_lib.pg.benchmark.timing.Client", Recorder)
    Recorder.asked = []
    first, second = measured(migrated, [authored("SELECT 1"), authored("SELECT 2")], runs=2, warmup=1)
    assert Recorder.asked == ["SELECT 1", "SELECT 2"] * 3
    assert (first.ms, second.ms) == ([3.0, 5.0], [4.0, 6.0])


def test_a_case_comes_with_its_answer_its_plan_and_its_cpu(migrated: Migration) -> None:
    """One EXPLAIN apart tells rows and buffers without timing any node; CPU is of the server's own process."""
    (timing,) = measured(migrated, [authored("SELECT id FROM resources ORDER BY id")])
    assert timing.plan is not None
    assert timing.answer is not None
    assert len(timing.answer) == timing.plan.loc[0, "rows"] == migrated.value("SELECT count(*) FROM resources")
    assert timing.plan["buffers_hit"].gt(0).all()
    assert timing.plan["ms"].isna().all()
    assert _CPU_RUNS <= len(timing.cpu_ms) / _CPU_TURNS <= _CPU_RUNS_MOST
    assert timing.explained is not None
    assert min(map(len, (timing.planning_ms, timing.client_ms))) == _LOOKS


def test_waiting_is_time_and_no_cpu(migrated: Migration) -> None:
    """A statement that sleeps takes its time and next to no CPU; one that counts takes both."""
    sleeping, counting = measured(
        migrated,
        [authored("SELECT 1 FROM pg_sleep(0.1)"), authored("SELECT count(*) FROM generate_series(1, 1000000)")],
        runs=1,
    )
    assert min(sleeping.ms) >= 100
    assert max(sleeping.cpu_ms) < min(counting.cpu_ms)


def test_the_plain_statement_is_sent(migrated: Migration) -> None:
    """No run is an EXPLAIN and none is prepared, however many there are."""
    seen = "SELECT (SELECT count(*) FROM pg_prepared_statements) AS prepared, current_query() AS text"
    (timing,) = measured(migrated, [authored(seen)], runs=12)
    assert timing.answer is not None
    assert timing.answer.to_dict("records") == [{"prepared": 0, "text": seen}]


def test_a_failed_case_harms_no_other(migrated: Migration) -> None:
    """A case that fails is a failure with its reason, asked once; those before and after it are measured in full."""
    good, bad = authored("SELECT 1"), authored("SELECT 1 / (SELECT count(*) FROM cost_tracking)")
    before, failed, after = measured(migrated, [good, bad, good])
    assert "division by zero" in failed.failure
    assert (failed.ms, failed.answer, failed.missed) == ((), None, True)
    assert [len(timing.ms) for timing in (before, after)] == [3, 3]


def test_the_statement_timeout_holds(migrated: Migration) -> None:
    """A case that runs into the timeout is a failure that says so; nothing waits for the rest of its runs."""
    limits = Limits(statement_s=0.2)
    engine = create_engine(migrated.database.conninfo, schema="public", application="test", limits=limits)
    slow, quick = measure(engine, [authored("SELECT 1 FROM pg_sleep(30)"), authored("SELECT 1")], runs=5, warmup=0)
    engine.dispose()
    assert "statement timeout" in slow.failure
    assert len(quick.ms) == 5


def test_a_pattern_that_writes_is_refused(migrated: Migration) -> None:
    """Measuring is READ ONLY; and the connection goes back as it came."""
    with pytest.raises(ConnectionUnsafe, match="read-only"):
        measured(migrated, [authored("DELETE FROM resources")])
    settings = "SELECT current_setting('work_mem'), current_setting('transaction_read_only')"
    with migrated.engine.connect() as connection:
        assert tuple(connection.exec_driver_sql(settings).one()) == ("64MB", "off")


def test_the_server_s_own_memory_is_measured_with(migrated: Migration) -> None:
    """Patterns run with the server's work_mem, as an application's do, not with what our comparisons need."""
    (timing,) = measured(migrated, [authored("SELECT current_setting('work_mem') AS work_mem")])
    assert timing.answer is not None
    assert list(timing.answer["work_mem"]) == ["4MB"]


@pytest.mark.parametrize("title", ["postgres: other 10.0.0.9(1) idle", "firefox --profile ({port})"])
def test_the_cpu_of_another_process_is_never_taken(
    migrated: Migration, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, title: str
) -> None:
    """A process of the same number on this machine, while the server is on another, is not our backend."""
    monkeypatch.setattr(cpu_clock, "_PROCESSES", tmp_path)
    with psycopg.connect(migrated.database.conninfo) as connection:
        pid, port = connection.execute("SELECT pg_backend_pid(), inet_client_port()").fetchone() or (0, 0)
        assert cpu_clock.clock(connection.cursor()) is None
        process = tmp_path / str(pid)
        process.mkdir()
        (process / "schedstat").write_text("2000000 1 1\n")
        (process / "cmdline").write_text(title.format(port=port))
        assert cpu_clock.clock(connection.cursor()) is None
        (process / "cmdline").write_text(f"postgres: postgres test 127.0.0.1({port}) idle")
        clock = cpu_clock.clock(connection.cursor())
    assert clock is not None
    assert clock() == 2.0


# --- the stage


@pytest.fixture
def stage(used: Migration, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """The stage on a database in use, with few runs."""
    monkeypatch.setenv("SARK_BENCHMARK_DSN", used.database.conninfo)
    with look("benchmark", {"database": "env:SARK_BENCHMARK_DSN", "runs": 3, "warmup": 1, "mix_s": 1}) as run:
        yield run


def test_the_stage_says_the_same_each_time(stage: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text of both steps lasts, from value to answer; what is live stands in the HTML alone."""
    monkeypatch.setattr(Timing, "missed", property(lambda timing: bool(timing.failure)))  # the machine may be busy
    once, again = ([repr(step(stage)) for step in benchmark.STEPS] for _ in range(2))
    assert once == again
    said = dict(zip([step.id for step in benchmark.STEPS], once, strict=True))
    assert "PASS target.p4_high_sensitivity_capabilities" in said["measured"]
    assert "p95_ms" not in said["measured"]
    assert "PASS answer.p7_per_protocol" in said["rewritten"]
    assert "n/a  answer.p6_by_view" in said["rewritten"]
    assert "p8_resource_cost_analysis" in said["throughput"]
    assert "p95_ms" in str(benchmark.measured(stage).card._repr_html_())
    assert "Figure: Does every pattern meet its target?" in said["measured"]


def test_a_pause_of_the_machine_is_no_miss(stage: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """What misses its target is measured again; only what misses it twice is a finding."""
    calls: list[int] = []

    def paused(engine: object, cases: Sequence[Case], **_: int) -> list[Timing]:
        calls.append(len(cases))
        slow = {"p1": 10_000.0, "p6": 10_000.0} if len(calls) == 1 else {"p6": 10_000.0}
        return [Timing(case=case, ms=[slow.get(case.pattern.id[:2], 1.0)]) for case in cases]

    monkeypatch.setattr(benchmark, "measure", paused)
    benchmark.measured(stage)
    assert calls[1] == 1 + sum(
        case.pattern.id.startswith("p1") and not case.missing for case in benchmark._cases(stage)
    )
    assert [finding.check for finding in stage.verdict.findings] == ["target.p6_count_capabilities_per_protocol"]
    assert stage.verdict.exit_code == 0


def test_caches_are_emptied_only_where_that_is_allowed(stage: Session) -> None:
    """Without the parameter nothing is emptied; before 18, or for a role that may not, it says why."""
    if stage.server["version"].startswith("18"):
        assert cold_cache.refusal(stage.engine) == ""
        frame, _ = cold_cache.measure(stage.engine, [authored("SELECT count(*) FROM resources")])
        assert list(frame["pattern"]) == ["p9_own"]
        with stage.engine.connect() as connection:
            extensions = connection.exec_driver_sql("SELECT extname FROM pg_extension").scalars().all()
        assert "pg_buffercache" not in extensions
    else:
        assert "before PostgreSQL 18" in cold_cache.refusal(stage.engine)


def test_generic_plans_are_counted(used: Migration) -> None:
    """A statement is measured with both kinds of plan, and left alone it has twelve runs of one kind or the other."""
    cases = [case for case in drawn(used) if case.pattern.id.startswith("p1") and case.value]
    frame = plan_modes.compare(used.engine, cases)
    assert list(frame["custom_plans"] + frame["generic_plans"]) == [12] * len(cases)
    assert frame[["custom_ms", "generic_ms", "custom_buffers", "generic_buffers"]].gt(0).all(axis=None)
    assert used.value("SELECT count(*) FROM pg_prepared_statements") == 0


def test_a_rewrite_that_answers_otherwise_is_found(used: Migration) -> None:
    """Where costs name another resource than their capability's, summing by that resource is another question."""
    (pattern,) = parameters.patterns("p8")
    direct = next(way for way in parameters.variants([pattern]) if way.id == "p8_direct")
    pair = [Case(pattern=asked, kind="common", value="2026-01-02") for asked in (pattern, direct)]
    same = measured(used, pair, runs=1)
    assert variants.difference(*same) is None
    used.rows("UPDATE cost_tracking SET resource_id = (SELECT min(id) FROM resources) WHERE id % 2 = 0")
    (outcome,) = variants.outcomes([(pair[0], pair[1])], [tuple(measured(used, pair, runs=1))])  # type: ignore[list-item]
    used.rows("UPDATE cost_tracking t SET resource_id = c.resource_id FROM capabilities c WHERE c.id = t.capability_id")
    assert (outcome.check, outcome.status) == ("answer.p8_direct", Status.FAILED)
    assert "every cost names the resource" in outcome.finding.do if outcome.finding else False


# --- the guard


def test_a_lost_index_is_a_regression_that_names_the_node(
    migrated: Migration, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Held against itself it exits 0; without the index 1, with the node that reads instead; of another seed 2."""
    monkeypatch.setenv("SARK_BENCHMARK_DSN", migrated.database.conninfo)
    said = {"database": "env:SARK_BENCHMARK_DSN", "runs": 3, "warmup": 1, "patterns": "p4"}
    file = tmp_path / "baseline.json"
    migrated.rows("CREATE INDEX hot ON capabilities (sensitivity_level, name, id) WHERE sensitivity_level <> 'low'")
    migrated.rows("INSERT INTO capabilities SELECT md5(c.id || n), resource_id, md5(c.id), description, input_schema, "
                  "output_schema, 'low' FROM capabilities c, generate_series(1, 20) AS n")  # fmt: skip
    migrated.rows("ANALYZE capabilities")
    assert guarded(said, file, None) == 0
    assert guarded(said, None, file) == 0
    migrated.rows("DROP INDEX hot")
    told: list[str] = []
    monkeypatch.setattr(typer, "echo", told.append)
    assert guarded(said, None, file) == 1
    assert any("Seq Scan" in line and "pages became" in line for line in told)
    with pytest.raises(StepFailed, match="drawn with seed 1, this with 2"):
        guarded({**said, "seed": 2}, None, file)
    file.write_text(file.read_text().replace("sark-benchmark/1", "sark-benchmark/0"))
    with pytest.raises(StepFailed, match="no baseline of form"):
        guarded(said, None, file)


# --- the script beside it


@pytest.mark.slow
@pytest.mark.parametrize("shape", get_args(Shape))
def test_the_price_of_batching_is_printed(shape: str) -> None:
    """``benchmarks/backfill.py`` copies every row each way, and exits 1 just when a ratio is above its gate."""
    script = [sys.executable, "benchmarks/backfill.py", "--shape", shape, "--servers", "50", "--rounds", "3"]
    done = subprocess.run(script, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout.count("  550\n") == 3, done.stderr
    assert done.stdout.count("backfill with") == 4
    assert done.returncode == int(any(line.endswith("  no") for line in done.stdout.splitlines()))
