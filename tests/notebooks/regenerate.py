"""Execute the stored notebooks again, each on its state, and store what they now say.

    python -m tests.notebooks.regenerate [--fresh] [NAME ...]        NAME as in 50_validate; default: all

What a notebook says is its text: the outputs of a cell that says the same as before stay as they are, with the
milliseconds and pictures of the day they were made. So a second execution changes no byte, and ``git diff`` after this
command shows what the code has changed, and nothing else.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.iorw import load_notebook_node

from sark_lib.runbook.files.atomic import write_atomically
from sark_lib.runbook.files.project import project_dir
from sark_lib.runbook.notebook.engine import ENGINE, KERNEL, Ending
from tests.notebooks import files
from tests.notebooks.states import Databases, prepared, state_of

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": KERNEL},
    "language_info": {"name": "python"},
}
_TAG = re.compile(r"<[^>]*>")


class NotExecuted(Exception):
    """A notebook did not come to its end."""


def regenerated(path: Path, databases: Databases, *, fresh: bool = False) -> str:
    """Execute a stored notebook and return the text of its file; the file itself stays as it is.

    Args:
        path: The notebook.
        databases: Where it is executed; the state is the one of its stage.
        fresh: Keep no output, not even of a cell that says the same as before.

    Raises:
        NotExecuted: A cell failed; the message is what it showed.
    """
    return as_stored(files.read(path), executed(path, databases, state_of(path)), fresh=fresh)


def executed(path: Path, databases: Databases, state: str) -> NotebookNode:
    """Execute a stored notebook on a state and return it.

    Raises:
        NotExecuted: A cell failed.
    """
    databases.become(state)
    notebook: NotebookNode = load_notebook_node(str(path))
    papermill_engines.execute_notebook_with_engine(ENGINE, notebook, KERNEL)
    if notebook.metadata.sark.ending != Ending.COMPLETED:
        errors = [output for cell in notebook.cells for output in cell.get("outputs", ()) if "ename" in output]
        raise NotExecuted("\n".join(errors[-1].traceback))
    return notebook


def as_stored(old: NotebookNode, new: NotebookNode, *, fresh: bool = False) -> str:
    """Return the text of a notebook's file.

    Args:
        old: What is stored.
        new: The same notebook, executed.
        fresh: Keep no output.
    """
    cells = [_cell(*pair, fresh=fresh) for pair in zip(old.cells, new.cells, strict=True)]
    return files.text(files.notebook(cells, METADATA))


def _cell(old: NotebookNode, new: NotebookNode, *, fresh: bool) -> NotebookNode:
    """Return the cell as it is stored: what people wrote, its tags, and what it said."""
    tags = {"tags": new.metadata.tags} if new.metadata.get("tags") else {}
    kept = {"id": old.id, "source": old.source, "metadata": tags}
    if new.cell_type != "code":
        return files.node({"cell_type": new.cell_type, **kept})
    count = new.execution_count
    shown = old.outputs if not fresh and said(old) == said(new) else new.outputs
    outputs = [{**output, "execution_count": count} if "execution_count" in output else output for output in shown]
    return files.node({"cell_type": "code", **kept, "execution_count": count, "outputs": outputs})


def said(cell: NotebookNode) -> list[object]:
    """Return what of a cell's outputs must not change unseen: all text, and the form of what is shown instead of it."""
    return [_said(output) for output in cell.outputs]


def _said(output: NotebookNode) -> object:
    if "data" not in output:
        return output
    form = _TAG.findall(output.data.get("text/html", ""))
    return output.output_type, output.data.get("text/plain"), form, sorted(output.data), output.metadata


def main(arguments: Sequence[str] | None = None) -> int:
    """Execute the named notebooks, or all, and store what they say.

    Returns:
        0, or 1 when a notebook did not come to its end; that one stays as it was.
    """
    by_name = {path.stem: path for path in sorted((project_dir() / "notebooks").glob("*.ipynb"))}
    parser = argparse.ArgumentParser(prog="tests.notebooks.regenerate", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"default: all of {', '.join(by_name)}")
    parser.add_argument("--fresh", action="store_true", help="store every output anew, pictures and times included")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.names) - set(by_name)):
        parser.error(f"no such notebook: {', '.join(unknown)}; there are {', '.join(by_name)}")
    with prepared() as databases:
        return max([_store(by_name[name], databases, fresh=options.fresh) for name in options.names or by_name])


def _store(path: Path, databases: Databases, *, fresh: bool) -> int:
    before = path.read_text(encoding="utf-8")
    try:
        after = regenerated(path, databases, fresh=fresh)
    except NotExecuted as error:
        print(f"{path.stem:<16}FAILED, stays as it was\n{error}", flush=True)  # noqa: T201 - a command's report
        return 1
    write_atomically(path, after)
    print(f"{path.stem:<16}{'as before' if after == before else 'changed'}", flush=True)  # noqa: T201 - as above
    return 0


if __name__ == "__main__":
    sys.exit(main())
