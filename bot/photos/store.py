"""Originals by content: MEDIA_DIR/ab/cd/<sha256>, written once, durable before the caller goes on."""

import os
import re
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

NAME = re.compile(r"[0-9a-f]{64}")


def path(media_dir: Path, name: str) -> Path:
    """Where the file of this SHA-256 (64 lower-case hex digits, else ValueError) lies or would lie."""
    if not NAME.fullmatch(name):
        raise ValueError(f"not a SHA-256 in hex: {name[:80]!r}")
    return media_dir / name[:2] / name[2:4] / name


def save(media_dir: Path, data: bytes) -> str:
    """Store the bytes and return their SHA-256 in hex; on disk, name and all, when it returns. Twice does no harm."""
    name = sha256(data).hexdigest()
    target = path(media_dir, name)
    if not _holds(target, len(data)):
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, data)
    # Also for a file found there: whoever wrote it may have died before its name reached the disk.
    for folder in (target.parent, target.parent.parent, media_dir):
        _sync(folder)
    return name


def drop(media_dir: Path, names: Sequence[str], touched_before: float) -> list[str]:
    """Remove files that nobody has saved since (seconds since the epoch); those that are gone now.

    Each is set aside first: what was saved again at that very moment comes back.
    """
    return [name for name in names if _gone(path(media_dir, name), touched_before)]


def _gone(target: Path, touched_before: float) -> bool:
    aside = target.with_name(f".old-{target.name}")
    try:
        target.replace(aside)
    except FileNotFoundError:
        return True
    if aside.stat().st_mtime >= touched_before:
        aside.replace(target)
        return False
    aside.unlink()
    return True


def load(media_dir: Path, name: str) -> bytes:
    """The bytes stored under this SHA-256; FileNotFoundError where there are none."""
    return path(media_dir, name).read_bytes()


def _holds(target: Path, size: int) -> bool:
    """Whether it is there already; then it counts as saved now."""
    try:
        os.utime(target)
    except FileNotFoundError:
        return False
    return target.stat().st_size == size


def _write(target: Path, data: bytes) -> None:
    """Through a temporary file in the same folder, so the final name never shows half a photo."""
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
