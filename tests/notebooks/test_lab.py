"""JupyterLab as `make lab` starts it: its root is the project, so that every link a page shows opens in it."""

from __future__ import annotations

import json
import os
import posixpath
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest

from tests.architecture.doc_claims import links, notebook_text
from tests.architecture.project import NOTEBOOKS, ROOT, below, name
from tests.processes import until

TOKEN = "only-for-this-test"
PAGES = [*sorted(NOTEBOOKS.glob("*.ipynb")), *below(ROOT / "docs", "*.md"), ROOT / "README.md"]


def command() -> list[str]:
    """What `make lab` runs for JupyterLab, from the environment these tests run in."""
    make = ["make", "-n", "lab", "LAB=--no-browser --port 0"]
    printed = subprocess.run(make, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    (line,) = re.findall(r"\bjupyter (lab [^;\n]+)", printed)
    return [str(Path(sys.executable).with_name("jupyter")), *shlex.split(line)]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HTTPConnection]:
    """A connection to JupyterLab, with its settings, its data and its token kept from this machine's."""
    folder = tmp_path_factory.mktemp("jupyter")
    env = os.environ | {f"JUPYTER_{each}_DIR": str(folder) for each in ("CONFIG", "DATA", "RUNTIME")}
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command(), cwd=ROOT, env=env | {"JUPYTER_TOKEN": TOKEN}, stdout=log, stderr=log) as server,
    ):
        try:
            assert until(lambda: any(folder.glob("jpserver-*.json")), within_s=60), (folder / "log").read_text()
            (said,) = folder.glob("jpserver-*.json")
            with closing(HTTPConnection("127.0.0.1", json.loads(said.read_text())["port"], timeout=30)) as connection:
                yield connection
        finally:
            server.send_signal(signal.SIGTERM)


def answer(lab: HTTPConnection, path: str) -> HTTPResponse:
    """What JupyterLab answers, read to its end."""
    lab.request("GET", path, headers={"Authorization": f"token {TOKEN}"})
    response = lab.getresponse()
    response.read()
    return response


def shown(page: Path) -> str:
    """The Markdown of a page; of a notebook also what its stored outputs show as HTML."""
    if page.suffix == ".md":
        return page.read_text(encoding="utf-8")
    cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
    outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    return notebook_text(page) + "\n".join("".join(data.get("text/html", [])) for data in outputs)


def targets(page: Path) -> set[str]:
    """The files that a page's links lead to, as JupyterLab resolves them: from the root, by the page's folder."""
    files = {unquote(link.partition("#")[0]) for link in links(shown(page))} - {""}
    return {posixpath.normpath(posixpath.join(name(page.parent), file)) for file in files}


def test_jupyterlab_begins_at_the_start(lab: HTTPConnection) -> None:
    """The address that JupyterLab prints leads to the notebook to begin with."""
    location = urlsplit(answer(lab, "/").headers["Location"])
    assert location.path == "/lab/tree/notebooks/00_start_here.ipynb"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_opens_in_jupyterlab(lab: HTTPConnection, page: Path) -> None:
    """What the links of a notebook or a page of docs lead to is there for JupyterLab."""
    found = {target: answer(lab, f"/api/contents/{quote(target)}?content=0").status for target in targets(page)}
    assert found == dict.fromkeys(found, 200)


def test_links_are_found_in_what_a_notebook_shows() -> None:
    """Links of texts and links of findings count, and lead out of the notebooks' folder."""
    assert {"docs/glossary.md", "docs/reference/checks.md", "notebooks/10_preflight.ipynb"} <= targets(PAGES[0])
