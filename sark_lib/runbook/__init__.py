"""What notebooks and the command line call."""

from sark_lib.runbook.session import Session, open_run

__all__ = ["Session", "open_run"]
