"""Accepted findings, ``params/<env>.waivers.yaml``: read strictly, and refused whole where one of them is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from sark_lib.errors import ParamsError
from sark_lib.evidence.checks.findings import Severity
from sark_lib.evidence.checks.waiver import Waiver
from sark_lib.runbook.checks import registry
from sark_lib.runbook.params import yaml_file
from sark_lib.runbook.params.errors import looks_secret, nearest

# Long enough for a quarter's plan, short enough that somebody decides again.
LONGEST = timedelta(days=180)
_FORM = "write a list, one `- check: …` with `reason: …` and `until: YYYY-MM-DD` each"
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Entry(BaseModel):
    """One entry of the file."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    check: _Text
    reason: _Text
    until: Annotated[date, Field(strict=False)]
    at_most: Annotated[int, Field(ge=1)] | None = None


def today() -> date:
    """Return the day it is, in UTC as all our times."""
    return datetime.now(UTC).date()


def read(params_dir: Path, env: str) -> dict[str, Waiver]:
    """Return the waivers of an environment, by check; none where it has no file.

    One whose last day has passed is read all the same: the check then says that it ran out, and nobody who has to go
    back at night is kept from it.

    Args:
        params_dir: The folder with ``<env>.waivers.yaml``.
        env: The environment.

    Raises:
        ParamsError: A waiver has an unknown check, one of CRITICAL, no reason, no date or one too far away; all are
            named.
    """
    path = params_dir / f"{env}.waivers.yaml"
    label = f"{params_dir.name}/{path.name}"
    try:
        entries = yaml_file.load(path, label, _FORM)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ParamsError(f"{label} cannot be read: {error.strerror}") from None
    if not isinstance(entries, list | None):
        raise ParamsError(f"{label} holds no list of waivers", do=_FORM)
    problems = list(_problems(entries or []))
    if problems:
        listed = problems[0] if len(problems) == 1 else "".join(f"\n  - {problem}" for problem in problems)
        raise ParamsError(f"waivers are refused: {listed}", where=label, do=_FORM)
    return {entry["check"]: Waiver(**_Entry.model_validate(entry).model_dump()) for entry in entries or []}


def frame(waivers: Mapping[str, Waiver]) -> pd.DataFrame:
    """Return one row a waiver: check, until, holds, at most, reason."""
    rows = [(w.check, w.until, today() <= w.until, w.at_most, w.reason) for w in waivers.values()]
    return pd.DataFrame(rows, columns=["check", "until", "holds", "at most", "reason"], dtype=object)


def _problems(entries: Sequence[Any]) -> Iterator[str]:
    """Return what is wrong with each entry; never a value that may be a secret."""
    for number, entry in enumerate(entries, 1):
        name = entry.get("check") if isinstance(entry, dict) else None
        named = f"waiver {number}" + (f" ({name})" if name in registry.known() else "")
        yield from (f"{named}: {text}" for text in _wrong(entry))
    names = Counter(str(entry.get("check")) for entry in entries if isinstance(entry, dict))
    yield from (f"{name} is waived twice" for name, times in names.items() if times > 1)


def _wrong(entry: object) -> Iterator[str]:
    try:
        read = _Entry.model_validate(entry)
    except ValidationError as error:
        yield from (_sentence(item) for item in error.errors(include_url=False))
        return
    if looks_secret(read.reason):
        yield "the reason looks like a DSN with a password"
    if read.check not in registry.known():
        yield f"there is no check {read.check!r}{nearest(read.check, registry.known())}"
    elif registry.known()[read.check] is Severity.CRITICAL:
        yield "it is CRITICAL, and such a finding cannot be waived: what follows would be unsafe, or the verdict untrue"
    if read.until > today() + LONGEST:
        yield f"until {read.until} is too far away: {LONGEST.days} days at most, {today() + LONGEST}; then decide again"


def _sentence(item: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in item["loc"])
    if item["type"] in {"missing", "string_too_short"}:
        return f"it has no {where}"
    if item["type"] == "extra_forbidden":
        return f"{where!r} is nothing a waiver says{nearest(where, _Entry.model_fields)}"
    return f"{where or 'it'}: {item['msg'][0].lower()}{item['msg'][1:]}"
