"""What preflight finds outside can be accepted for a while: the gate opens, and everybody who looks later sees it."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from sark_lib.errors import GateClosed
from sark_lib.evidence.checks.findings import Check, Severity
from sark_lib.evidence.report.junit import junit
from sark_lib.runbook.params import env_hint, waivers
from sark_lib.runbook.params.effective import effective
from sark_lib.runbook.session import record
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.stage import STAGES
from sark_lib.runbook.stages import preflight
from tests.migrations import Migration

UNTIL = waivers.today() + timedelta(days=30)
REASON = "two weeks until billing moves, agreed with its owners"


@pytest.fixture
def outside(untouched: Migration, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A v1 that a view and a foreign key of others stand on, and the params of an environment ``trial``."""
    with untouched.engine.begin() as connection:
        connection.exec_driver_sql("CREATE VIEW billing AS SELECT name FROM mcp_servers")
        connection.exec_driver_sql("CREATE TABLE invoice (server uuid REFERENCES mcp_servers (id))")
    monkeypatch.setenv("SARK_WAIVERS_DSN", untouched.database.conninfo)
    (tmp_path / "trial.yaml").write_text("env: trial\ndatabase: env:SARK_WAIVERS_DSN\n")
    return tmp_path


def opened(params: Path, *checks: str) -> Session:
    """Preflight in execute mode, with waivers for these checks."""
    entries = [{"check": check, "reason": REASON, "until": UNTIL.isoformat()} for check in checks]
    (params / "trial.waivers.yaml").write_text(json.dumps(entries))
    chosen = next(stage for stage in STAGES if stage.name == "preflight")
    return Session(chosen, effective("preflight", {"env": "trial", "mode": "execute"}, params))


def test_a_waived_finding_opens_the_gate_and_stays_to_see(outside: Path, untouched: Migration) -> None:
    """Gate and exit code pass it over; card, report, JUnit and the ledger hold it, with its reason and day."""
    with closing(opened(outside, "views_on_v1", "foreign_keys_on_v1")) as run:
        assert f"views_on_v1         {UNTIL}  yes" in repr(run)
        shown = repr(preflight.server(run))
        assert f"waived until {UNTIL}: {REASON}" in shown
        assert "key=billing" in shown
        assert f"waived views_on_v1         until {UNTIL}: {REASON}" in repr(run.gate())
        run.report()
        report = run.record.report()
    assert report["verdict"]["exit_code"] == 0
    assert {each["check"] for each in report["outcomes"] if each["status"] == "waived"} == {
        "views_on_v1",
        "foreign_keys_on_v1",
    }
    assert junit(report).count(f'<skipped message="waived until {UNTIL}: {REASON}" type="ERROR"/>') == 2
    kept = untouched.value("SELECT jsonb_agg(body->'waived' ORDER BY seq) FROM event WHERE body ? 'waived'")
    assert kept == [dict.fromkeys(("foreign_keys_on_v1", "views_on_v1"), f"until {UNTIL}: {REASON}")] * 2


def test_the_day_after_the_gate_is_closed_again(
    outside: Path, untouched: Migration, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A waiver that ran out keeps nobody from opening the stage; its finding counts and says which day it was."""

    def day_after() -> date:
        return UNTIL + timedelta(days=1)

    with closing(opened(outside, "views_on_v1")) as run:
        monkeypatch.setattr(record, "today", day_after)
        preflight.server(run)
        with pytest.raises(GateClosed) as caught:
            run.gate()
    assert caught.value.exit_code == 1
    assert f"its waiver ran out on {UNTIL}" in caught.value.what
    assert "ERROR foreign_keys_on_v1" in caught.value.what
    assert untouched.value("SELECT count(*) FROM event WHERE body ? 'waived'") == 0


def test_a_hint_names_the_environment(outside: Path) -> None:
    """A command in a hint or an error works where it was found; ``local`` needs no name."""
    text = "sark-runbook run --to migrate --mode execute, or `sark-runbook grants`; sark-runbook db start"
    assert env_hint.addressed(text, "trial") == (
        "sark-runbook run --env trial --to migrate --mode execute, or `sark-runbook grants --env trial`; "
        "sark-runbook db start --env trial"
    )
    assert env_hint.addressed(text, "local") == text
    assert env_hint.addressed("sark-runbook run --env x --to y", "trial") == "sark-runbook run --env x --to y"
    check = Check(id="x", title="x", severity=Severity.ERROR, hint="sark-runbook run")
    with closing(opened(outside)) as run:
        run.record.found(check.outcome([{"key": 1}]))
        with pytest.raises(GateClosed) as caught:
            run.gate()
    assert caught.value.do == "sark-runbook run --env trial"
