"""Where a database stands: stages, what is at work, sync, what was kept aside, and the one next command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sark_lib.pg import status
from sark_lib.pg.connection import advisory_lock
from sark_lib.pg.ledger import events
from sark_lib.pg.status import Standing
from sark_lib.runbook.commands.status import standing
from sark_lib.runbook.session import provenance
from sark_lib.runbook.session.open import look
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.stages import start_here
from tests.migrations import Migration

VARIABLE = "SARK_STANDING_DSN"
SAID = {"database": f"env:{VARIABLE}"}


@pytest.fixture(autouse=True)
def here(migrated: Migration, monkeypatch: pytest.MonkeyPatch) -> Migration:
    """A migrated database that the commands find."""
    monkeypatch.setenv(VARIABLE, migrated.database.conninfo)
    return migrated


def event(migration: Migration, stage: str, step: str, state: str, **body: object) -> None:
    """Append an event, as a session does."""
    with migration.engine.begin() as connection:
        events.record(connection, migration.run_id, stage, step, state=state, body=dict(body))


def stood(migration: Migration) -> Standing:
    """Read where it stands."""
    with migration.engine.connect() as connection:
        return status.read(connection, migration.source)


def said() -> str:
    """Return what ``sark-runbook status`` says."""
    return standing(SAID)[0]


def following() -> str:
    """Return the one next command."""
    found = re.search(r"^  next +(.+)$", said(), re.MULTILINE)
    assert found
    return found[1]


def test_a_stage_is_passed_failed_or_open(here: Migration) -> None:
    """The last sign counts, with when and by whom; a stage without one is open."""
    event(here, "preflight", events.STAGE, "passed")
    event(here, "schema", "tables", "failed", what="no")
    event(here, "migrate", "analyze", "done")
    stages = stood(here).stages
    assert stages is not None
    assert {name: sign.state for name, sign in stages.items()} == {
        "preflight": "passed",
        "schema": "failed",
        "migrate": "open",
    }
    assert "@" in stages["schema"].by
    text = said()
    assert re.search(r"^10 +preflight +passed +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC +\w+@", text, re.MULTILINE)
    assert re.search(r"^30 +schema +failed", text, re.MULTILINE)
    assert re.search(r"^50 +validate +open", text, re.MULTILINE)


def test_the_next_command_is_the_first_stage_that_has_not_passed(here: Migration) -> None:
    """It names the environment and the mode; a failed stage is the next one, and after a rollback it is the first."""
    event(here, "preflight", events.STAGE, "passed")
    event(here, "backup", events.STAGE, "passed")
    assert following() == "sark-runbook run --env local --from schema --mode execute"
    event(here, "schema", events.STAGE, "failed", what="closed")
    assert following() == "sark-runbook run --env local --from schema --mode execute"
    event(here, "schema", events.STAGE, "passed")
    assert following() == "sark-runbook run --env local --from migrate --mode execute"
    here.new_run()
    event(here, "rollback", events.STAGE, "passed")
    assert following() == "sark-runbook run --env local --from preflight --mode execute"


def test_who_is_at_work_is_named(here: Migration) -> None:
    """While a lock is held, its holder is told, and the next command is to look again."""
    assert status.at_work(here.database.conninfo) == {}
    with advisory_lock.hold(here.database.conninfo, "work", application="the colleague"):
        assert following() == "sark-runbook status --env local"
        assert "the colleague [work lock], server pid" in said()
    assert "at work  nobody" in said()


def test_a_paused_run_is_resumed(here: Migration) -> None:
    """What an operator has ordered comes first."""
    here.rows("INSERT INTO control (\"order\", said_by) VALUES ('pause', 'ana@desk')")
    assert following() == "sark-runbook resume --env local"
    assert "paused by ana@desk" in said()


def test_progress_has_a_rate_and_an_end(here: Migration) -> None:
    """Between the first and the last of the last batches; after one batch nobody knows, and once done there is none."""
    key = "backfill_capabilities"
    here.rows("DELETE FROM batch")
    event(here, "migrate", key, "started")
    batch = (
        "INSERT INTO batch (run_id, step, n, rows_read, rows_written, at) VALUES "
        "(%s, %s, %s, 100, 100, timestamptz '2026-01-01 00:00:00Z' + %s * interval '1 s')"
    )
    here.rows(batch, here.run_id, key, 1, 0)
    progress = stood(here).progress
    assert progress is not None
    assert (progress.rows, progress.of, progress.rate, progress.left_s) == (100, 1000, None, None)
    here.rows(batch, here.run_id, key, 2, 1)
    here.rows(batch, here.run_id, key, 3, 2)
    progress = stood(here).progress
    assert progress is not None
    assert (progress.rows, progress.rate, progress.left_s) == (300, 100, 7)
    with advisory_lock.hold(here.database.conninfo, "work"):
        assert "backfill_capabilities: 300 of 1,000 rows; 100 rows a second, 7.0 s to go" in said()
    assert "300 of 1,000 rows; nobody works on it" in said()
    event(here, "migrate", key, "done")
    assert stood(here).progress is None


def test_proofs_and_what_was_kept_aside(here: Migration) -> None:
    """A full validation counts, a quick one does not; a backup that was verified; rows by where they are kept."""
    assert (stood(here).validated, stood(here).backed_up) == (None, None)
    event(here, "validate", events.STAGE, "passed", params={"suite": "quick"})
    event(here, "backup", "dump", "done", evidence={"path": "x"})
    assert (stood(here).validated, stood(here).backed_up) == (None, None)
    event(here, "validate", events.STAGE, "passed", params={"suite": "full"})
    event(here, "backup", "compare", "done", evidence={"verified": True})
    assert stood(here).validated
    assert stood(here).backed_up
    here.rows("INSERT INTO held_back (v2_table, v2_id, reason) VALUES ('resources', 'x', 'protocol')")
    aside = stood(here).aside
    assert aside is not None
    assert aside["held_back"] == 1


def test_the_direction_of_sync_is_told(here: Migration) -> None:
    """By v1 table; where nothing is synced that is said, and a detached table says how to attach it."""
    assert "not installed" in said()
    here.rows("INSERT INTO sync (entity, direction, attached, late) VALUES ('mcp_servers', 'reverse', false, 'carry')")
    assert re.search(r"mcp_servers +resources +v2 → v1 +no: sark-runbook attach", said())


def test_a_stored_notebook_says_the_same_each_time() -> None:
    """The text has no time, no pid and nobody's name; the HTML has them."""
    with look("start_here", SAID) as run:
        once, again = ([repr(step(run)) for step in start_here.STEPS] for _ in range(2))
        html = str(start_here.standing(run).card._repr_html_())
    assert once == again
    assert not re.search(r"UTC|@", "".join(once))
    assert "since" in html


def test_nothing_has_been_done(untouched: Migration, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a ledger: everything is open, and preflight is next."""
    monkeypatch.setenv(VARIABLE, untouched.database.conninfo)
    assert "Nothing has been done to this database yet" in said()
    assert following() == "sark-runbook run --env local --from preflight --mode execute"


# --- where events come from


@pytest.fixture
def run() -> Iterator[Session]:
    """A stage that looks on."""
    with look("start_here", SAID) as session:
        yield session


def test_an_event_knows_where_it_comes_from(run: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The notebook's hash as the walk says it, none by hand; the same hash of the same SQL."""
    by_hand = provenance.provenance(run.declared)
    assert by_hand["notebook_sha256"] is None
    assert by_hand == provenance.provenance(run.declared)
    assert re.fullmatch("[0-9a-f]{64}", by_hand["sql_sha256"] or "")
    monkeypatch.setenv(provenance.NOTEBOOK, "abc")
    assert provenance.provenance(run.declared)["notebook_sha256"] == "abc"


COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_the_commit_is_read_without_git(tmp_path: Path) -> None:
    """Of a branch, loose or packed, of a detached head, of a worktree; None without a repository, or a commit."""
    assert provenance.commit(tmp_path) is None
    git = tmp_path / ".git"
    (git / "refs/heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    assert provenance.commit(tmp_path) is None
    (git / "packed-refs").write_text(f"# pack-refs with: peeled\n{COMMIT} refs/heads/main\n")
    assert provenance.commit(tmp_path) == COMMIT
    (git / "refs/heads/main").write_text(f"{COMMIT[::-1]}\n")
    assert provenance.commit(tmp_path) == COMMIT[::-1]
    (git / "HEAD").write_text(f"{COMMIT}\n")
    assert provenance.commit(tmp_path) == COMMIT
    own = git / "worktrees/side"
    own.mkdir(parents=True)
    (own / "commondir").write_text("../..\n")
    (own / "HEAD").write_text("ref: refs/heads/main\n")
    side = tmp_path / "side"
    side.mkdir()
    (side / ".git").write_text(f"gitdir: {own}\n")
    assert provenance.commit(side) == COMMIT[::-1]
