"""The stages of the walk, in the order an operator works; the steps of each are in ``runbook.stages``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Stage:
    """One notebook of the walk.

    Args:
        number: Its place in the order an operator works.
        name: What ``--from`` and ``--to`` call it.
        default_walk: Whether ``run`` without ``--to`` passes through it.
    """

    number: int
    name: str
    default_walk: bool = True

    @property
    def file_name(self) -> str:
        """The notebook's file name; a stage's report has the same with ``.json``."""
        return f"{self.number:02d}_{self.name}.ipynb"

    def notebook(self, project: Path) -> Path:
        """Return where its notebook is, or would be."""
        return project / "notebooks" / self.file_name


STAGES = (
    Stage(0, "start_here", default_walk=False),
    Stage(10, "preflight"),
    Stage(20, "backup"),
    Stage(30, "schema"),
    Stage(40, "migrate"),
    Stage(50, "validate"),
    Stage(60, "benchmark"),
    Stage(65, "optimize"),
    Stage(70, "cutover", default_walk=False),
    Stage(80, "finalize", default_walk=False),
    Stage(90, "rollback", default_walk=False),
    Stage(95, "recover", default_walk=False),
)
