"""restore FILE: a backup into an empty place, whole or not at all."""

import argparse
import contextlib
import hashlib
import os
import re
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commands.backing_up import FORMAT, MANIFEST, TABLE, Manifest
from bot.commands.common import Failed, up
from bot.database import cause, errors, shown
from bot.photos import store as photos
from bot.settings import Settings
from storage import dumps
from storage.engine import Store

_EXPECTED = re.compile(r"manifest\.json|tables/[a-z_0-9]{1,63}\.jsonl|media/[0-9a-f]{64}")
_MANIFEST_LIMIT = 1 << 28
_CHUNK = 1 << 20
_BROKEN = (tarfile.TarError, EOFError, zlib.error, OSError)


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`restore`."""
    parser = commands.add_parser("restore", help="a backup into an empty database and media folder")
    parser.add_argument("file", type=Path)
    parser.set_defaults(run=restore)


async def restore(settings: Settings, arguments: argparse.Namespace) -> int:
    """Unpacks and checks everything, then fills the database, then moves the photos, then commits."""
    media_dir = settings.media_dir
    if any(media_dir.glob("??/??/*")):
        raise Failed(f"{media_dir} is not empty: restore goes into an empty place only")
    with _staging(media_dir) as folder:
        manifest = _unpack(arguments.file, folder)
        await _fill(settings, manifest, folder)
    await up(settings)
    rows = sum(manifest.tables.values())
    print(f"{rows} rows, {len(manifest.media)} files into {shown(settings.database_url)} and {media_dir}")
    return 0


@contextlib.contextmanager
def _staging(media_dir: Path) -> Iterator[Path]:
    """A folder within the media folder, so that a rename is enough; what was made is gone again if it fails."""
    missing = [folder for folder in (media_dir, *media_dir.parents) if not folder.exists()]
    media_dir.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=media_dir, prefix=".restore-") as folder:
            yield Path(folder)
    finally:
        _remove_empty(missing)


def _remove_empty(folders: Sequence[Path]) -> None:
    """From the inside out, as far as they are empty."""
    with contextlib.suppress(OSError):
        for folder in folders:
            folder.rmdir()


def _unpack(file: Path, folder: Path) -> Manifest:
    """The archive's files into the folder: tables/, and media/ as the store lays it out. Failed where one is wrong."""
    try:
        with tarfile.open(file, "r:*") as tar:
            manifest = _members(tar, folder)
            _check_end(tar)
    except _BROKEN as error:
        raise Failed(f"{file}: no backup, or a damaged one ({cause(error)})") from error
    return _checked(file, manifest, folder)


def _members(tar: tarfile.TarFile, folder: Path) -> bytes:
    """Writes each member to its place; returns the manifest."""
    manifest = b""
    for member in tar:
        source = tar.extractfile(member) if member.isreg() and _EXPECTED.fullmatch(member.name) else None
        if source is None:
            raise Failed(f"{member.name[:80]!r} does not belong into a backup")
        if member.name == MANIFEST:
            manifest = source.read(_MANIFEST_LIMIT)
        else:
            _write(source, _place(folder, member.name), member.name)
    return manifest


def _check_end(tar: tarfile.TarFile) -> None:
    """A tar ends on a whole record, and reading to the end checks what gzip says of the whole."""
    while tar.fileobj and tar.fileobj.read(_CHUNK):
        pass
    if tar.fileobj and tar.fileobj.tell() % tarfile.RECORDSIZE:
        raise tarfile.ReadError("cut short")


def _place(folder: Path, name: str) -> Path:
    kind, _, rest = name.partition("/")
    return photos.path(folder / "media", rest) if kind == "media" else folder / name


def _write(source: IO[bytes], target: Path, name: str) -> None:
    """A photo must be what its name says."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("xb") as file:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    if name.startswith("media/") and digest.hexdigest() != target.name:
        raise Failed(f"{name} is damaged")


def _checked(file: Path, data: bytes, folder: Path) -> Manifest:
    try:
        manifest = TypeAdapter(Manifest).validate_json(data)
    except ValidationError as error:
        raise Failed(f"{file}: cut short, or no backup: it has no manifest that can be read") from error
    if manifest.format != FORMAT:
        raise Failed(f"{file}: made by a newer version")
    photos_there = {path.name for path in folder.glob("media/*/*/*")}
    tables_there = {path.stem for path in folder.glob("tables/*")}
    if photos_there != {*manifest.media} or tables_there != {*manifest.tables}:
        raise Failed(f"{file}: what it holds is not what it lists")
    return manifest


async def _fill(settings: Settings, manifest: Manifest, folder: Path) -> None:
    store = Store(settings.database_url)
    moved: list[Path] = []
    try:
        async with store.write() as conn:
            await dumps.prepare(conn, manifest.revision)
            await _load(conn, manifest.tables, folder)
            _move(folder / "media", settings.media_dir, moved)
    except BaseException as error:
        for one in moved:
            shutil.rmtree(one)
        raise _explained(settings, error) from error
    finally:
        await store.close()


async def _load(conn: AsyncConnection, tables: Mapping[str, int], folder: Path) -> None:
    known = [name for name in dumps.names() if name in tables]
    for name in (*known, *sorted({*tables} - {*known})):
        with (folder / TABLE.format(name)).open("rb") as lines:
            count = await dumps.load(conn, name, lines)
        if count != tables[name]:
            raise dumps.Damaged(f"{name}: {count} rows of {tables[name]}")


def _move(source: Path, media_dir: Path, moved: list[Path]) -> None:
    """Durable before the database says that they are there."""
    os.sync()
    for folder in sorted(source.glob("*")):
        moved.append(folder.rename(media_dir / folder.name))  # noqa: PERF401 - noted as soon as it has moved
    os.sync()


def _explained(settings: Settings, error: BaseException) -> BaseException:
    url = shown(settings.database_url)
    texts: dict[type[BaseException], str] = {
        dumps.NotEmpty: f"{url} is not empty (table {error}): restore goes into an empty place only",
        dumps.UnknownRevision: f"the backup is of a newer version ({error}): use that, or one after it",
        dumps.Damaged: f"the backup is damaged: {error}",
    }
    texts |= dict.fromkeys(errors(settings.database_url), f"{url}: {cause(error)}")
    return next((Failed(said) for kind, said in texts.items() if isinstance(error, kind)), error)
