"""Stage 00: where this environment stands, read from the ledger."""

from __future__ import annotations

import pandas as pd

from sark_lib.evidence.findings import Check, Severity
from sark_lib.evidence.tables import Table
from sark_lib.pg import ledger
from sark_lib.runbook.params import project_dir
from sark_lib.runbook.session import Session
from sark_lib.runbook.stage import STAGES
from sark_lib.runbook.steps import Done, step

_SAYS = {
    "open": "A run is open: it goes on where it stopped",
    "passed": "The last run has passed",
    "closed": "The last run was closed",
}
_CHAIN = Check(
    id="ledger_chain",
    title="The ledger is as it was written",
    severity=Severity.CRITICAL,
    message="event {key} of the ledger is not as it was written, or one before it is gone",
    hint="find out who changed sark_migration.event before going on",
)


@step(repeat=True)
def standing(run: Session) -> Done:
    """Say what the ledger knows: the run, its stages, what comes next."""
    with run.engine.connect() as connection:
        last = ledger.last_run(connection) if ledger.exists(connection) else None
        passed = ledger.passed(connection, last.id) if last else set()
        broken = ledger.broken(connection) if last else None
    rows = [
        (f"{stage.number:02d}", stage.name, "passed" if stage.name in passed else "open")
        for stage in STAGES
        if stage.default_walk and stage.notebook(project_dir()).exists()
    ]
    following = next((name for _, name, state in rows if state == "open"), "nothing: every stage has passed")
    return Done(
        title=_SAYS[last.state] if last else "Nothing has been done to this database yet",
        facts={"v1 shape": run.shape.name, "v2": "there" if run.installed else "not there", "next": following},
        live={"run": last.id} if last else {},
        outcomes=[_CHAIN.outcome([] if broken is None else [{"event": broken}])],
        tables=[Table(pd.DataFrame(rows, columns=["no.", "stage", "in the last run"]), "Stages")],
    )


STEPS = (standing,)
