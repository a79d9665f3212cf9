"""The pages of ``docs/reference``, written from the declarations: ``python -m sark_lib.runbook.reference``."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence
from typing import get_args

from pydantic.fields import FieldInfo

from sark_lib.evidence.advisor import advise, lint
from sark_lib.evidence.checks.findings import Check
from sark_lib.evidence.plans import compare
from sark_lib.pg.validate import checks
from sark_lib.runbook.checks import registry
from sark_lib.runbook.files.atomic import write_atomically
from sark_lib.runbook.files.project import project_dir
from sark_lib.runbook.params.fields import (
    Backup,
    Benchmark,
    Common,
    Cutover,
    Finalize,
    Migrate,
    Optimize,
    Policies,
    Preflight,
    Recover,
    Rollback,
    Schema,
    Validate,
    marked,
    named,
)

FOLDER = "docs/reference"
_HEAD = "<!-- Written by `make docs` from the declarations in sark_lib; edit those. -->\n\n"
MODELS = (
    Common, Policies, Preflight, Backup, Schema, Migrate, Validate, Benchmark, Optimize, Cutover, Finalize, Rollback,
    Recover,
)  # fmt: skip
_KINDS: dict[object, str] = {bool: "`true`, `false`", int: "whole number", str: "text"}
_LIMITS = (("gt", "above"), ("ge", "at least"), ("le", "at most"))
_PARAMETER_COLUMNS = ("parameter", "values", "default", "what it is")
_PARAMETERS = """# Parameters

Values come from the default, then `params/<env>.yaml`, then what is said for one run: options and `-p name=value` on
the command line, or the parameter cell of a notebook. `sark-runbook params --env ENV` shows every value with its
origin. An unknown name or a wrong type is refused before anything is asked of a database.

**Decides** marks what decides what ends up in the database: an open run goes on only with the same values.
**Per run** marks what no file may say.
"""
_CHECKS = """# Checks

A check returns its offenders; none means passed. Its id stays the same whatever the outcome. INFO and WARNING let a
stage go on (exit code 0); ERROR closes its gate with exit code 1, CRITICAL with 2.

Each check has an anchor of its id here; reports link to it. A finding can be accepted for a while by its check's id:
[waivers](../runbook.md#waivers). One of CRITICAL cannot.

## Authored

An authored check is a file of that name in `sark_lib/sql/checks`, a SELECT with its header, which also says in which
stages it is asked.

"""
_DERIVED = """
## Derived from the declarations

`structure.<table>`, suites quick, schema and full: the v2 table has the columns, types, nullability and defaults of
its model. A difference is an ERROR, a missing table CRITICAL.

`parity.<table>.<column>`, suites data and full, ERROR: the column is what the mapping says, in every row. `missing`:
v1 has the row and v2 does not. `orphan`: v2 holds a row migrated from one that v1 no longer has.

`law.<table>.<column>`, suites data and full and preflight, ERROR: v1 → v2 → v1 gives the column back, in every row.
`missing`: the inverse has no such row. `unreadable`, in validate: it holds a value that v1 cannot hold. Only the
columns that this v1 has are asked. After cutover v1 is compared with v2, which is right. `missing`: v1 lacks a row of
v2. `orphan`: v1 has a row that v2 does not have.

`cost_history`, suites costs and full, ERROR: the cost rows of every day that is over are those that were validated
before; [decision 0019](../decisions/0019-costs.md) says what that sees and what not.

`target.<pattern>`, in benchmark, WARNING: 95 of 100 answers come within the pattern's target.

`answer.<variant>`, in benchmark, WARNING: another way to ask a pattern gives the pattern's answer.

`regression.<pattern>.<class>`, in `sark-runbook benchmark --compare`, ERROR: it costs no more than in the baseline.
"""
_RULES = """# Rules

What the optimize stage goes by. A rule looks at plans, statements and the catalogue, and measures nothing: what it
proposes is built on a copy and measured, and [decision 0021](../decisions/0021-advice.md) says who judges. The numbers
in a rule are constants beside it in `sark_lib/evidence/`.
"""
_DECLARED = """
## Declared by a stage
"""


def pages() -> dict[str, str]:
    """Return the text of each page, by file name."""
    return {
        "parameters.md": _HEAD + _parameters(),
        "checks.md": _HEAD + _checks(),
        "rules.md": _HEAD + _rules(),
    }


def _parameters() -> str:
    return "".join([_PARAMETERS, *(_section(model) for model in MODELS)])


def _section(model: type[Common]) -> str:
    """Return the parameters that a model adds to those it inherits."""
    inherited = {name for base in model.__bases__ if issubclass(base, Common) for name in named(base)}
    own = [(name, field) for name, field in named(model).items() if name not in inherited]
    rows = [(f"`{name}`", _values(field), _default(field), _help(name, field)) for name, field in own]
    return f"\n## {model.__name__}\n\n{model.__doc__}\n\n{table(_PARAMETER_COLUMNS, rows)}"


def _values(field: FieldInfo) -> str:
    choices = [choice for choice in get_args(field.annotation) if isinstance(choice, str)]
    if choices:
        return ", ".join(f"`{choice}`" for choice in choices)
    limits = [f"{word} {getattr(m, sign)}" for m in field.metadata for sign, word in _LIMITS if hasattr(m, sign)]
    return ", ".join([_KINDS.get(field.annotation, "number"), *limits])


def _default(field: FieldInfo) -> str:
    value = field.default
    if value in (None, ""):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else f'{value:g}' if isinstance(value, float) else value}`"


def _help(name: str, field: FieldInfo) -> str:
    marks = [f" **{word}.**" for flag, word in (("decides", "Decides"), ("per_run", "Per run")) if name in marked(flag)]
    return f"{field.description}.{''.join(marks)}"


def _checks() -> str:
    authored = _authored(checks.authored())
    return f"{_CHECKS}{authored}{_DERIVED}\n{_derived()}{_DECLARED}\n{_declared()}"


def _rules() -> str:
    """Return what each rule says of itself: its docstring, which starts with its numbers."""
    rules = (*advise.RULES, *lint.RULES.values(), compare.worse)
    said = [(inspect.getdoc(rule) or "").partition("\n\nArgs:")[0].replace("``", "`") for rule in rules]
    rows = sorted((" ".join(text.split()).partition(": ")[::2] for text in said), key=_first_number)
    return _RULES + table(("rule", "what it looks for"), rows)


def _first_number(row: tuple[str, ...]) -> int:
    return int("".join(filter(str.isdigit, row[0].split()[0])))


def _authored(found: Iterable[Check]) -> str:
    rows = [
        (_named(c.id), ", ".join(sorted(c.phases)), str(c.severity), ", ".join(sorted(c.suites)), c.title, c.hint)
        for c in found
    ]
    return table(("check", "asked in", "severity", "suites", "what is true when it passes", "if not"), rows)


def _derived() -> str:
    rows = [(f"`{p}.…`", ", ".join(_named(f"{p}.{n}", n) for n in names)) for p, names in registry.derived().items()]
    return table(("id", "one for each of"), rows)


def _declared() -> str:
    rows = [
        (f"[{heading}](../runbook.md#{heading.lower().replace(' ', '-')})", ", ".join(_named(name) for name in names))
        for heading, names in registry.DECLARED.items()
    ]
    return table(("explained in", "checks"), rows)


def _named(check: str, shown: str = "") -> str:
    """Return a check's id as code, with the anchor that reports link to."""
    return f'<a id="{check}"></a>`{shown or check}`'


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown; no text of a cell breaks out of it."""
    lines = [columns, ["---"] * len(columns), *(map(_cell, row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(text: str) -> str:
    """Return text that stays within its cell, and of which no ``<word>`` but an anchor is taken for HTML."""
    return re.sub(r"<(?!/?a\b)", "&lt;", text.replace("|", "\\|"))


def write() -> None:
    """Write the pages.

    Raises:
        EvidenceUnwritable: A page could not be written.
    """
    folder = project_dir() / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        write_atomically(folder / name, text)


if __name__ == "__main__":
    write()
