"""Whose uid the embedded server runs under, and where its state may live.

PostgreSQL refuses to run as root. As root we therefore start it under an unprivileged uid, which has to be
able to reach its binaries and its data: a home directory of mode 0700 will not do.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from sark_lib.errors import ConnectionUnsafe

STATE_VARIABLE = "SARK_STATE_DIR"
_UNPRIVILEGED = ("postgres", "nobody")
_ROOT_HOMES = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108  (the directory below is checked for its owner)


@dataclass(frozen=True)
class Account:
    """An unprivileged user of this machine."""

    name: str
    uid: int
    gid: int


def server_account() -> Account | None:
    """Return the account the server has to run under, or None to run it as ourselves.

    Raises:
        ConnectionUnsafe: We are root and this machine has no unprivileged user we know.
    """
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in _UNPRIVILEGED:
        if name in known:
            return Account(name, known[name].pw_uid, known[name].pw_gid)
    raise ConnectionUnsafe(
        "PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it under",
        where="/etc/passwd",
        do="run the command as an ordinary user",
    )


def reachable(path: Path, account: Account | None) -> bool:
    """Tell whether ``account`` (None: ourselves) can walk down to ``path`` and run or enter it."""
    if account is None:
        return os.access(path, os.X_OK)
    return all(_may_pass(step.stat(), account) for step in (path, *path.resolve().parents))


def _may_pass(status: os.stat_result, account: Account) -> bool:
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def state_directory() -> Path:
    """Return the state directory of this checkout: ``$SARK_STATE_DIR``, or one named by a hash of its path.

    Nothing is created. An ordinary user's lies under ``$XDG_STATE_HOME`` or ``~/.local/state``, root's outside
    root's home, because the server's uid has to reach it.
    """
    chosen = os.environ.get(STATE_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().resolve()
    project = Path(__file__).resolve().parents[2]
    return state_home() / hashlib.sha256(os.fsencode(project)).hexdigest()[:12]


def state_home() -> Path:
    """Return the directory which holds the state directories of all checkouts of this user."""
    if os.geteuid() == 0:
        parent = next((home for home in _ROOT_HOMES if os.access(home, os.W_OK)), _ROOT_HOMES[-1])
        return parent / "sark-runbook"
    configured = os.environ.get("XDG_STATE_HOME")
    return (Path(configured) if configured else Path.home() / ".local" / "state") / "sark-runbook"


def make_private(directory: Path, account: Account | None) -> None:
    """Create ``directory`` so that nobody but us may list it, and ``account`` may still walk through it.

    Raises:
        ConnectionUnsafe: It cannot be created, is another user's, or the account cannot get there.
    """
    advice = f"set {STATE_VARIABLE} to a directory that {account.name if account else 'you'} can reach"
    mode = 0o711 if account else 0o700
    try:
        # One by one, because the umask may close those above to the account as well.
        for step in reversed([directory, *directory.parents]):
            if not step.exists():
                step.mkdir()
                step.chmod(mode)
        if directory.lstat().st_uid != os.geteuid():
            raise ConnectionUnsafe("the state directory belongs to another user", where=str(directory), do=advice)
        directory.chmod(mode)
    except OSError as error:
        raise ConnectionUnsafe(
            f"the state directory cannot be created: {error.strerror}", where=str(directory), do=advice
        ) from error
    if not reachable(directory, account):
        raise ConnectionUnsafe(
            "the state directory lies where the server's uid cannot go", where=str(directory), do=advice
        )
