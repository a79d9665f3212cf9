"""`make` sets .venv up from the lock: with uv where it can, with pip where it cannot, and never half."""

from __future__ import annotations

import contextlib
import os
import re
import runpy
import shutil
import signal
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.architecture.project import ROOT

UV = Path(sys.executable).with_name("uv")
needs_uv = pytest.mark.skipif(not UV.exists(), reason="this environment was set up by pip, without uv")


Make = Callable[..., "subprocess.Popen[str]"]


class Index(ThreadingHTTPServer):
    """A package index on this machine. The page ``held`` is not answered before ``release`` is set."""

    daemon_threads = True
    held = ""

    def __init__(self, folder: Path) -> None:
        """Serve a folder on a port of its own."""
        super().__init__(("127.0.0.1", 0), partial(Pages, directory=str(folder)))
        self.folder = folder
        self.asked, self.release = Event(), Event()

    def add(self, package: str, files: Mapping[str, str]) -> str:
        """Put version 1 of a package on the index, and return its entry in a lock."""
        page = self.folder / package
        page.mkdir()
        wheel, info = page / f"{package}-1-py3-none-any.whl", f"{package}-1.dist-info"
        inside = {
            **files,
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: 1\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        inside[f"{info}/RECORD"] = "".join(f"{each},,\n" for each in [*inside, f"{info}/RECORD"])
        with zipfile.ZipFile(wheel, "w") as archive:
            for name, text in inside.items():
                file = zipfile.ZipInfo(name)
                file.external_attr = (stat.S_IFREG | 0o755) << 16
                archive.writestr(file, text)
        return f"{package}==1 \\\n    --hash=sha256:{sha256(wheel.read_bytes()).hexdigest()}\n    # via the test\n"

    def add_uv(self, script: str) -> str:
        """Put a uv on the index that is a shell script, and return its entry in a lock."""
        return self.add("uv", {"uv-1.data/scripts/uv": f"#!/bin/sh\n{script}\n"})

    def add_tiny(self) -> str:
        """Put a package on the index that is one empty module, and return its entry in a lock."""
        return self.add("tiny", {"tiny.py": ""})


class Pages(SimpleHTTPRequestHandler):
    """Answers for an `Index`."""

    server: Index

    def do_GET(self) -> None:
        """Answer, or wait where the page is held."""
        if self.path.strip("/") == self.server.held:
            self.server.asked.set()
            self.server.release.wait(60)
        with contextlib.suppress(BrokenPipeError):  # who asked may have been interrupted
            super().do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An index without packages."""
    (tmp_path / "index").mkdir()
    with Index(tmp_path / "index") as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.release.set()
        server.shutdown()


@pytest.fixture
def make(tmp_path: Path, index: Index) -> Make:
    """Start ``make .venv/locked`` with a lock, where a file of settings tells pip of the index."""
    project, settings = tmp_path / "project", tmp_path / "pip.conf"
    shutil.copytree(ROOT / ".ci", project / ".ci")
    shutil.copy(ROOT / "Makefile", project)
    settings.write_text(f"[global]\nindex-url = http://127.0.0.1:{index.server_port}\n", encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_", "MAKE"))}
    env |= {"PIP_CONFIG_FILE": str(settings), "HOME": str(tmp_path)}

    def start(lock: str, *arguments: str) -> subprocess.Popen[str]:
        (project / "requirements.lock").write_text(lock, encoding="utf-8")
        return subprocess.Popen(
            ["make", ".venv/locked", f"PYTHON={sys.executable}", *arguments],
            cwd=project,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    return start


def output(process: subprocess.Popen[str]) -> str:
    """What a process prints until it ends."""
    with process:
        return process.communicate(timeout=120)[0]


def installer(project: Path) -> str:
    """Which program installed the tiny package."""
    (file,) = project.glob(".venv/lib/*/site-packages/tiny-1.dist-info/INSTALLER")
    return file.read_text(encoding="utf-8").strip()


@needs_uv
def test_uv_installs_from_where_pip_does(tmp_path: Path, index: Index, make: Make) -> None:
    """uv reaches the index that only pip was told of, and installs the lock."""
    run = make(index.add_uv(f'exec "{UV}" "$@"') + index.add_tiny())
    assert "with pip" not in output(run)
    assert (run.returncode, installer(tmp_path / "project")) == (0, "uv")


def test_pip_takes_over_where_uv_fails(tmp_path: Path, index: Index, make: Make) -> None:
    """Where uv does not run, pip installs the lock without it, and it is said."""
    run = make(index.add_uv("exec /nowhere/uv") + index.add_tiny())
    assert "uv could not do it" in output(run)
    assert (run.returncode, installer(tmp_path / "project")) == (0, "pip")
    assert not (tmp_path / "project/.venv/bin/uv").exists()


def test_pip_installs_where_it_is_asked_for(tmp_path: Path, index: Index, make: Make) -> None:
    """SETUP=pip does not look for uv."""
    run = make(index.add_tiny(), "SETUP=pip")
    assert "uv" not in output(run)
    assert (run.returncode, installer(tmp_path / "project")) == (0, "pip")


@needs_uv
def test_uv_refuses_another_hash(index: Index, make: Make) -> None:
    """A file of another hash is installed by neither uv nor pip."""
    run = make(index.add_uv(f'exec "{UV}" "$@"') + re.sub(r"sha256:\w+", f"sha256:{0:064}", index.add_tiny()))
    said = output(run)
    assert "Hash mismatch" in said
    assert "DO NOT MATCH THE HASHES" in said
    assert run.returncode == 2


@needs_uv
def test_an_interrupt_ends_the_set_up(tmp_path: Path, index: Index, make: Make) -> None:
    """Ctrl-C is no failure of uv: pip does not begin, and what is there counts as not set up."""
    index.held = "tiny"
    run = make(index.add_uv(f'exec "{UV}" "$@"') + index.add_tiny())
    assert index.asked.wait(60)
    os.killpg(run.pid, signal.SIGINT)
    assert "with pip" not in output(run)
    assert run.returncode
    assert not (tmp_path / "project/.venv/locked").exists()


def test_another_way_to_set_up_is_refused(make: Make) -> None:
    """SETUP is uv or pip, and nothing is touched for another word."""
    assert "SETUP is uv or pip, not conda" in output(make("", "SETUP=conda"))


def test_pips_settings_are_told_to_uv() -> None:
    """Of several settings the strongest counts, lists are parted as uv wants them, and the rest is left out."""
    told = runpy.run_path(str(ROOT / ".ci" / "uv.py"))
    pip = told["settings"](
        "global.index-url='weak'\nglobal.extra-index-url='\\na\\nb'\nglobal.proxy=''\nglobal.trusted-host='a b'\n"
        "global.no-index='no'\ninstall.index-url='strong'\nfreeze.timeout='1'\n"
        ":env:.find-links='/a /b'\n:env:.cert='/ca.pem'\n:env:.only-binary=':all:'\n:env:.no-input='1'\n"
    )
    assert told["variables"](pip) == {
        "UV_DEFAULT_INDEX": "strong",
        "UV_INDEX": "a b",
        "UV_FIND_LINKS": "/a,/b",
        "UV_INSECURE_HOST": "a b",
        "SSL_CERT_FILE": "/ca.pem",
    }
    assert told["arguments"](pip) == ["--only-binary=:all:"]
    assert told["arguments"]({"no-index": "true"}) == ["--no-index"]


@needs_uv
def test_another_users_cache_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """uv does without a cache where it would have to write in a folder that is not its user's."""
    uncached = runpy.run_path(str(ROOT / ".ci" / "uv.py"))["uncached"]
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "not" / "there"))
    assert uncached() == {}
    if os.geteuid() == 0:
        os.chown(tmp_path, 65534, -1)
    else:
        tmp_path.chmod(0o500)
    assert uncached() == {"UV_NO_CACHE": "1"}
