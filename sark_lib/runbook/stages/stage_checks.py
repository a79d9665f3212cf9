"""The authored checks of a stage's own phase, as a step before its gate."""

from __future__ import annotations

from sark_lib.pg.connection import engine
from sark_lib.pg.validate import checks
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.step import Done, Step, step
from sark_lib.runbook.stages.check_binds import binds


def asked_in(phase: str) -> Step:
    """Return the step ``checked``, which asks every authored check of a phase; it reads only, in every mode.

    Args:
        phase: As the checks' headers have it.
    """

    def checked(run: Session) -> Done:
        """Ask the checks of this stage, each a SELECT of its offenders."""
        with engine.read_only(run.engine) as connection:
            found = list(checks.ask(connection, phase, "full", binds(run)))
        return Done(title=f"{len(found)} checks were asked", outcomes=found)

    return step(repeat=True, needs="v2")(checked)
