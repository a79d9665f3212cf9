"""Where the project is."""

from __future__ import annotations

from pathlib import Path

from sark_lib.errors import ParamsError


def project_dir(start: Path | None = None) -> Path:
    """Return the project: the nearest folder with ``params/`` and ``notebooks/`` in it, here or above.

    Args:
        start: Where to look from; the current directory by default. JupyterLab and nbval work in the notebook's
            folder, papermill in the caller's.

    Raises:
        ParamsError: There is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "params").is_dir() and (folder / "notebooks").is_dir():
            return folder
    raise ParamsError("this is no runbook project: no params/ and notebooks/ here or above", do="cd into the project")
