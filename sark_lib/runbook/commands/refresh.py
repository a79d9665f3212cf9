"""Refreshing materialized views outside a stage: by hand, or as often as somebody's scheduler likes."""

from __future__ import annotations

from collections.abc import Mapping

from sark_lib.errors import StepOutOfOrder
from sark_lib.evidence.values import bytes_, count, duration
from sark_lib.pg.indexes import matviews
from sark_lib.pg.ledger import events
from sark_lib.runbook.files import project
from sark_lib.runbook.params import effective
from sark_lib.runbook.session.open import look


def refreshed(said: Mapping[str, object]) -> str:
    """Refresh the materialized views this tool made, and return a line for each; a dry run only says how old they are.

    It works after finalize too, and takes no lock of ours: a second refresh of one view waits for the first.

    Args:
        said: What was said for this run; without ``mode: execute`` nothing is changed.

    Raises:
        StepOutOfOrder: There are none.
        SarkError: No connection, or the server refused.
    """
    execute = effective.effective("start_here", said, project.project_dir() / "params").params.mode == "execute"
    with look("start_here", said) as run:
        run.confirm(execute=execute)
        schema = run.params.schema_
        with run.engine.connect() as connection:
            states = matviews.states(connection, schema) if events.exists(connection) else []
        if not states:
            raise StepOutOfOrder(
                "this tool has made no materialized view here",
                where=run.where,
                do=f"sark-runbook run --env {run.params.env} --from optimize --to optimize --mode execute",
            )
        lines = []
        for state in states:
            age = "of unknown age" if state.age_s is None else f"{duration(state.age_s)} old"
            done = f"; refreshed in {duration(matviews.refresh(run.engine, schema, state.name))}" if execute else ""
            lines.append(f"{state.name}: {count(state.rows)} rows, {bytes_(state.bytes)}, {age}{done}")
        return "\n".join(lines)
