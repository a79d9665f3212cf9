"""What stored notebooks are held to, on top of nbval; the root conftest registers it where ``--nbval`` is given.

The contract is the text: HTML and pictures may show milliseconds. Cells go by the names people gave them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile, nocolors

from tests.notebooks.states import Databases, prepared, state_of

OUTPUT_WITHIN_S = 60  # nbval gives up after 5 s, which a busy machine takes for one large table
_DATABASES = pytest.StashKey[Databases]()


class Contract:
    """The plugin: our kind of notebook, and a server for as long as the cells run."""

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """Collect a notebook as one of ours where nbval collects it as one of its own."""
        found = yield
        if any(isinstance(each, IPyNbFile) for each in found):
            return [StoredNotebook.from_parent(parent, path=file_path)]
        return found

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Run the server around all cells of all notebooks: no fixture ever runs for those."""
        with prepared() as databases:
            session.config.stash[_DATABASES] = databases
            return (yield)


class StoredNotebook(IPyNbFile):  # type: ignore[misc]
    """A notebook whose kernel finds the database in the state that the notebook was executed on."""

    stopped_by = ""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.skip_compare += ("stderr", "text/html")

    def collect(self) -> Iterator[pytest.Item]:
        """Name the cells by their ids, and compare each: no comment and no tag lets one off."""
        for cell in super().collect():
            own = {"cell_num": cell.cell_num, "cell": cell.cell, "options": defaultdict(bool, check=True)}
            yield StoredCell.from_parent(self, name=cell.cell.id, **own)

    def setup(self) -> None:
        """Prepare the database, then start the kernel."""
        self.config.stash[_DATABASES].become(state_of(self.path))
        super().setup()


class StoredCell(IPyNbCell):  # type: ignore[misc]
    """A cell that must have been executed, and runs only where all before it could."""

    compared = False

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.output_timeout = OUTPUT_WITHIN_S
        if not self.config.get_terminal_writer().hasmarkup:
            self.colors = nocolors

    def setup(self) -> None:
        """Skip a cell after one that could not run: what it says would be about something else."""
        if self.parent.stopped_by:
            pytest.skip(f"cell {self.parent.stopped_by} did not come to its end")
        super().setup()

    def runtest(self) -> None:
        """Run the cell and compare what it says with what is stored."""
        try:
            if self.cell.execution_count is None:  # nbval would run it and compare nothing
                self.raise_cell_error("It was stored without being executed; `make notebooks` executes it")
            super().runtest()
        finally:
            if not self.compared:
                self.parent.stopped_by = self.name

    def compare_outputs(self, *args: object, **kwargs: object) -> bool:
        """Compare as nbval does, and remember that the cell came so far."""
        self.compared = True
        return bool(super().compare_outputs(*args, **kwargs))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the cell's name for the headings of the report."""
        return self.path, 0, f"{self.path.stem}::{self.name}"
