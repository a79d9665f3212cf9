"""What texts claim about this project: links, commands and make targets, read out of Markdown and of strings."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
COMMAND = re.compile(r"\bsark-runbook +([^\n`;#<>\"'(),]+)")
TARGET = re.compile(r"\bmake +([a-z][a-z-]*)")


def code(markdown: str) -> str:
    """The code of a page: its blocks and its spans, one a line; prose may say "make sure" and mean nothing."""
    blocks = FENCE.findall(markdown)
    return "\n".join([*blocks, *SPAN.findall(FENCE.sub("", markdown))])


def links(markdown: str) -> list[str]:
    """The targets of a page's links and pictures that lie in this repository."""
    found = [first or second for first, second in LINK.findall(FENCE.sub("", markdown))]
    return [target for target in found if not re.match(r"[a-z]+:", target)]


def anchors(markdown: str) -> set[str]:
    """The anchors a page's headings give, as they are rendered where code is hosted, and those it names itself."""
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(FENCE.sub("", markdown)))
    return {heading.replace(" ", "-") for heading in plain} | set(re.findall(r'<a id="([^"]+)">', markdown))


def broken_links(page: Path) -> list[str]:
    """The links of a page that lead nowhere: no such file, or no such heading in it."""
    return [target for target in links(page.read_text(encoding="utf-8")) if not leads_somewhere(page, target)]


def leads_somewhere(page: Path, target: str) -> bool:
    """Whether a link of a page leads to a file, and to a heading if it names one."""
    file, _, anchor = target.partition("#")
    path = page.parent / file if file else page
    if not path.exists():
        return False
    return not anchor or path.suffix != ".md" or anchor in anchors(path.read_text(encoding="utf-8"))


def strings(source: str) -> str:
    """All literal text of a Python module, one string a line, ``…`` for what is filled in."""
    tree = ast.parse(source)
    inner = {id(value) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for value in node.values}
    return "\n".join(literal(node) for node in ast.walk(tree) if id(node) not in inner)


def literal(node: ast.AST) -> str:
    """The text of a string or f-string; empty for anything else."""
    match node:
        case ast.Constant(value=str() as value):
            return value
        case ast.JoinedStr(values=values):
            return "".join(literal(value) or "…" for value in values)
    return ""


def notebook_text(path: Path) -> str:
    """The Markdown of a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def wrong_commands(text: str, cli: Any) -> list[str]:
    """The ``sark-runbook`` commands of a text that the command line would not know.

    Args:
        text: Code, or the strings of a program.
        cli: The command line: a group with ``commands``, or a command with ``params``.
    """
    return [f"sark-runbook {line}: {word}" for line in COMMAND.findall(text) for word in unknown(line.split(), cli)]


def unknown(words: list[str], command: Any) -> Iterator[str]:
    """The words of one command line that name no command or option; ``a|b`` stands for each of both."""
    while words and hasattr(command, "commands") and not words[0].startswith(("-", "[", "…")):
        first, *words = words
        if missing := [name for name in first.strip(".:").split("|") if name not in command.commands]:
            yield from missing
            return
        command = command.commands[first.strip(".:").split("|")[0]]
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    for word in words:
        option = re.match(r"\[?(--?[a-z][a-z-]*)", word)
        if option and option[1] not in options | {"--help"}:
            yield option[1]
