"""The files of a dump: where it is written, what it is called until it is verified, and its checksum."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sark_lib.errors import EvidenceUnwritable

_UNVERIFIED = ".unverified"


@dataclass(frozen=True)
class Place:
    """Where a dump goes.

    Args:
        folder: Its folder.
        name: Its name, once it is verified.
        tag: Tells its database from every other: an interrupted dump of the same one makes room for it.
        format: ``directory`` or ``custom``, as pg_dump calls them.
    """

    folder: Path
    name: str
    tag: str
    format: str

    @property
    def partial(self) -> Path:
        """What it is called while it is written."""
        return self.folder / f".partial-{self.tag}"

    @property
    def verified(self) -> Path:
        """What it is called when it is a backup."""
        return self.folder / self.name

    @property
    def unverified(self) -> Path:
        """What it is called when it is whole."""
        return self.folder / f"{self.name}{_UNVERIFIED}"

    def prepare(self) -> None:
        """Make the folder, for our eyes only, and remove what an interrupted dump has left.

        Raises:
            EvidenceUnwritable: The folder cannot be made or written.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            removed(self.partial)
            self.partial.mkdir()
            self.partial.rmdir()
        except OSError as error:
            raise EvidenceUnwritable(
                f"no dump can be written: {error.strerror}",
                where=str(self.folder),
                do="make room or rights there, or choose another folder: -p backup_dir=…",
            ) from error


def named(database: str, at: datetime, tag: str) -> str:
    """Return a dump's name: the database's, as far as a file can have it, the snapshot's time, and the tag.

    The time has microseconds: two dumps of one second are two files.
    """
    plain = re.sub(r"[^\w.-]", "_", database)
    return f"{plain}-{at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{tag}"


def there(path: Path) -> Path | None:
    """Return where a dump is now, verified or not yet.

    Args:
        path: Its verified name.
    """
    return next((each for each in (path, path.with_name(f"{path.name}{_UNVERIFIED}")) if each.exists()), None)


def removed(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def size_bytes(dump: Path) -> int:
    """Return the bytes of a file, or of all files of a folder."""
    return sum(path.stat().st_size for path in _files(dump))


def sha256(dump: Path) -> str:
    """Return a dump's checksum: of a file what ``sha256sum FILE`` prints; of a folder that of its sorted list.

    In the folder that is ``LC_ALL=C; sha256sum * | sha256sum``.
    """
    if not dump.is_dir():
        return _sha256(dump)
    listed = "".join(f"{_sha256(path)}  {path.name}\n" for path in _files(dump))
    return hashlib.sha256(listed.encode()).hexdigest()


def _files(dump: Path) -> list[Path]:
    return sorted(dump.iterdir()) if dump.is_dir() else [dump]


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
