"""The command `diff`: compare two reports."""

from __future__ import annotations

from pathlib import Path

from sark_lib.errors import ReportUnreadable
from sark_lib.evidence.report.diff import compare
from sark_lib.evidence.report.model import Report, read_report
from sark_lib.evidence.values import json_text


def differing(old: Path, new: Path, *, as_json: bool) -> tuple[str, int]:
    """Return how two reports differ as text or JSON, and the exit code: 1 or 2 for what is new.

    Args:
        old: The file of the older report.
        new: The file of the newer one.
        as_json: Whether a program reads on.

    Raises:
        ReportUnreadable: One of the files is no report.
    """
    found = compare(_report(old), _report(new))
    said = json_text(found.entry()).rstrip() if as_json else repr(found)
    return said, found.exit_code


def _report(path: Path) -> Report:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ReportUnreadable(f"A report cannot be read: {why}", where=str(path), do="name its file") from None
    return read_report(text, str(path))
