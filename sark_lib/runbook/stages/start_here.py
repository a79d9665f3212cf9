"""Stage 00: where this environment stands, read from the ledger."""

from __future__ import annotations

import pandas as pd

from sark_lib.evidence.tables import Table
from sark_lib.pg import ledger
from sark_lib.runbook.params import project_dir
from sark_lib.runbook.session import Session
from sark_lib.runbook.stage import STAGES
from sark_lib.runbook.steps import Done, step


@step(repeat=True)
def standing(run: Session) -> Done:
    """Say what the ledger knows: the run, its stages, what comes next."""
    with run.engine.connect() as connection:
        last = ledger.last_run(connection) if ledger.exists(connection) else None
        passed = ledger.passed(connection, last.id) if last else set()
        chain = ledger.broken(connection) if last else None
    rows = [
        (f"{stage.number:02d}", stage.name, "passed" if stage.name in passed else "open")
        for stage in STAGES
        if stage.number and stage.notebook(project_dir()).exists() and stage.default_walk
    ]
    following = next((name for _, name, state in rows if state == "open"), None)
    title = f"The last run is {last.state}" if last else "Nothing has been done to this database yet"
    facts = {
        "v1 shape": run.shape.name,
        "v2": "there" if run.installed else "not there",
        "next": following or "everything has passed",
        "ledger": "no ledger yet"
        if last is None
        else "its chain holds"
        if chain is None
        else f"broken at event {chain}",
    }
    table = Table(pd.DataFrame(rows, columns=["no.", "stage", "in the last run"]), "Stages")
    return Done(title=title, facts=facts, live={"run": last.id} if last else {}, tables=[table])


STEPS = (standing,)
