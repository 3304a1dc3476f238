"""Versions of an index on disk: written whole beside the others, published by one rename, checked on load.

index/current            the name of the version being served
index/v-<hash>/          one version; its manifest.json holds the sha256 of every other file
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock

from askbrief.errors import IndexDamaged

SCHEMA = 1
"""Raised when the files of a version, or how passages are cut, change: an older index is then built anew."""


@contextmanager
def building(folder: Path) -> Iterator[None]:
    """One build at a time in a folder; another waits. A killed build gives the lock back."""
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        yield


def published(folder: Path) -> str | None:
    """The name of the version being served, or None when nothing was published."""
    pointer = folder / "current"
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"{pointer}: cannot be read ({error}); run `askbrief build`") from error
    if not re.fullmatch(r"v-[0-9a-f]{16}", name):
        raise IndexDamaged(f"{pointer}: names no version ({name[:40]!r}); run `askbrief build`")
    return name


def publish(folder: Path, manifest: dict[str, Any], write: Callable[[Path], None], keep: int) -> str:
    """Writes a version with `write`, renames it into place, points `current` at it; to be called while `building`."""
    for left in folder.glob(".*-*"):  # what was being written when an earlier process was killed
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    place = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    place.chmod(0o755)  # mkdtemp's 0700 would keep a server under another user out
    write(place)
    checksums = {name: sha256((place / name).read_bytes()) for name in _files(place)}
    dump(place / "manifest.json", {"schema": SCHEMA, **manifest, "checksums": checksums})
    version = f"v-{sha256((place / 'manifest.json').read_bytes())[:16]}"
    _sync(place)
    if _is_whole(folder / version):
        shutil.rmtree(place)
    else:
        shutil.rmtree(folder / version, ignore_errors=True)
        place.rename(folder / version)
    _point(folder, version)
    _prune(folder, version, keep)
    return version


def checked(place: Path) -> dict[str, Any]:
    """The manifest of a version whose files are all as they were written; IndexDamaged names the one that is not."""
    manifest: dict[str, Any] = json.loads(_published_bytes(place / "manifest.json", place.name.removeprefix("v-")))
    if manifest["schema"] != SCHEMA:
        raise IndexDamaged(f"{place}: made by another version of askbrief; run `askbrief build`")
    for name, checksum in manifest["checksums"].items():
        _published_bytes(place / name, checksum)
    return manifest


def _published_bytes(path: Path, checksum: str) -> bytes:
    """The bytes of a file whose sha256 begins with `checksum`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise IndexDamaged(f"{path}: cannot be read ({error.strerror}); run `askbrief build`") from error
    if not sha256(data).startswith(checksum):
        raise IndexDamaged(f"{path}: does not match its checksum; run `askbrief build`")
    return data


def dump(path: Path, value: object) -> None:
    """Writes a value as JSON; equal values give equal bytes."""
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def read(path: Path) -> Any:
    """The value of a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def replace_text(path: Path, text: str) -> None:
    """Writes a file of the folder in one rename, so that it is whole at any moment; to be called while `building`."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fchmod(file.fileno(), 0o644)
        os.fsync(file.fileno())
    os.replace(name, path)


def sha256(data: bytes) -> str:
    """The SHA-256 of some bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def _is_whole(place: Path) -> bool:
    try:
        checked(place)
    except IndexDamaged:
        return False
    return True


def _point(folder: Path, version: str) -> None:
    """Makes `current` name a version, in one rename."""
    replace_text(folder / "current", version + "\n")


def _prune(folder: Path, version: str, keep: int) -> None:
    """Drops all but the newest `keep` versions."""
    old = sorted((p for p in folder.glob("v-*") if p.name != version), key=lambda p: p.stat().st_mtime, reverse=True)
    for path in old[max(keep - 1, 0) :]:
        shutil.rmtree(path, ignore_errors=True)


def _files(place: Path) -> list[str]:
    return sorted(p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file())


def _sync(place: Path) -> None:
    for name in [*_files(place), "."]:
        handle = os.open(place / name, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
