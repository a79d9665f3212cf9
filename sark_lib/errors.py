"""Every way this tool can fail to do its work.

An *error* means the tool could not do its work; a *finding* (``evidence.findings``) means the database is
not as it should be. Only a gate turns findings into an error.

    SarkError
    ├── ParamsError            a parameter is unknown, ill-typed or contradicts another
    ├── DeclarationError       the project's own declarations (SQL headers, mapping, stages) are wrong
    ├── ConnectionUnsafe       no connection, or one we must not work on
    ├── LedgerError            the ledger refuses
    │   ├── RunInProgress      somebody else holds the lock
    │   └── StepOutOfOrder     a step was asked for before what it needs
    ├── StepFailed             a step began and could not finish
    │   └── LockTimeout        … because a lock was not to be had in time
    ├── PlanUnreadable         an EXPLAIN we cannot read
    ├── EvidenceUnwritable     a report, notebook or artefact could not be written
    ├── ReportUnreadable       a file that is no report of ours
    └── GateClosed             findings are too severe to go on
"""

from __future__ import annotations


class SarkError(Exception):
    """An error with fields: what happened, where, and what to do next.

    Args:
        what: One sentence with the names and numbers that matter.
        where: The file, parameter, table or server concerned.
        do: The next command or edit that gets the user on.
        fields: Anything a program may want to read (kept as ``fields``).
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", do: str = "", **fields: object) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.do = do
        self.fields = fields

    def __str__(self) -> str:
        """Return the text a user sees: what, where, do."""
        return "\n".join(self.lines())

    def lines(self) -> list[str]:
        """Return the text as lines, without the empty parts."""
        parts = [self.what]
        if self.where:
            parts.append(f"  where: {self.where}")
        if self.do:
            parts.append(f"  do: {self.do}")
        return parts

    def _render_traceback_(self) -> list[str]:
        """Show our lines instead of a traceback, in JupyterLab and under papermill."""
        return [f"{type(self).__name__}: {self.what}", *self.lines()[1:]]


class ParamsError(SarkError):
    """A parameter is unknown, ill-typed, or contradicts another."""


class DeclarationError(SarkError):
    """A declaration of this project (SQL header, mapping, stage) is wrong."""


class ConnectionUnsafe(SarkError):
    """There is no connection, or it is one we must not work on."""


class LedgerError(SarkError):
    """The ledger refuses."""


class RunInProgress(LedgerError):
    """Somebody else holds the migration lock of this database."""


class StepOutOfOrder(LedgerError):
    """A step was asked for before the steps it needs."""


class StepFailed(SarkError):
    """A step began and could not finish; what it had committed stays."""


class LockTimeout(StepFailed):
    """A step could not get a lock within its time."""


class PlanUnreadable(SarkError):
    """EXPLAIN gave something we cannot read."""


class EvidenceUnwritable(SarkError):
    """A report, notebook or artefact could not be written."""


class ReportUnreadable(SarkError):
    """A file is no report of ours, or cannot be read."""


class GateClosed(SarkError):
    """Findings are too severe to go on.

    Args:
        what: Which gate, and how many findings of which severity.
        exit_code: 1 for findings of ERROR, 2 for CRITICAL.
    """

    def __init__(self, what: str, *, exit_code: int, where: str = "", do: str = "") -> None:
        super().__init__(what, where=where, do=do)
        self.exit_code = exit_code
