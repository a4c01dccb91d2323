"""backup FILE: everything that the bot knows, in one tar, while it runs.

One snapshot of the database comes first, as lines of JSON a table, then every photo that the snapshot names: photos
are never changed and written before their row, so those are all there. The manifest comes last: an archive without it
is not whole. The same archive restores into SQLite and into PostgreSQL.
"""

import argparse
import hashlib
import io
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import orjson
from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commands.common import appearing, migrated
from bot.photos import store as photos
from bot.settings import Settings
from storage import dumps, media, schema
from storage.migrations import HEAD

FORMAT = 1
MANIFEST, TABLE, MEDIA = "manifest.json", "tables/{}.jsonl", "media/{}"
_LEVEL = 6  # of gzip: 9 takes three times as long for a hundredth


@dataclass(frozen=True)
class Manifest:
    """What the archive holds: rows a table, SHA-256 of the photos; `revision` is the schema's."""

    format: int
    revision: str
    made_at: datetime
    tables: dict[str, int]
    media: tuple[str, ...]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`backup`."""
    parser = commands.add_parser("backup", help="database and photos into one file, while the bot runs")
    parser.add_argument("file", type=Path, help=".tar, or .tar.gz to have it compressed")
    parser.set_defaults(run=backup)


async def backup(settings: Settings, arguments: argparse.Namespace) -> int:
    """Writes the archive; photos that are missing or damaged on disk are named, and are no reason to have no backup."""
    async with migrated(settings) as store, dumps.snapshot(store) as conn:
        with appearing(arguments.file) as out, _archive(out, arguments.file.name) as tar:
            rows = {str(table.name): await _add_table(tar, conn, table) for table in dumps.TABLES}
            named = select(schema.media.c.sha256).where(schema.media.c.kind != media.PRUNED)
            wanted = (await conn.execute(named.order_by(schema.media.c.sha256))).scalars().all()
            kept = tuple(name for name in wanted if _add_photo(tar, settings.media_dir, name))
            manifest = Manifest(FORMAT, HEAD, datetime.now(UTC), rows, kept)
            _add(tar, MANIFEST, orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    for name in sorted({*wanted} - {*kept}):
        print(f"missing or damaged, left out: {photos.path(settings.media_dir, name)}", file=sys.stderr)
    lost = len(wanted) - len(kept)
    if lost:
        print(f"WARNING: {lost} of {len(wanted)} files are not in this backup, see above", file=sys.stderr)
    print(f"{sum(rows.values())} rows, {len(kept)} of {len(wanted)} files to {arguments.file}")
    return 0


@contextmanager
def _archive(out: IO[bytes], name: str) -> Iterator[tarfile.TarFile]:
    if name.endswith((".gz", ".tgz")):
        with tarfile.open(fileobj=out, mode="w:gz", compresslevel=_LEVEL) as tar:
            yield tar
    else:
        with tarfile.open(fileobj=out, mode="w") as tar:
            yield tar


async def _add_table(tar: tarfile.TarFile, conn: AsyncConnection, table: Table) -> int:
    """Through a file, since a tar wants to know the size first."""
    with tempfile.TemporaryFile() as file:
        count = await dumps.dump(conn, table, file)
        size = file.tell()
        file.seek(0)
        tar.addfile(_entry(TABLE.format(table.name), size), file)
    return count


def _add_photo(tar: tarfile.TarFile, media_dir: Path, name: str) -> bool:
    """False where the store has no such file, or other bytes under its name."""
    try:
        data = photos.load(media_dir, name)
    except OSError:
        return False
    if hashlib.sha256(data).hexdigest() != name:
        return False
    _add(tar, MEDIA.format(name), data)
    return True


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    tar.addfile(_entry(name, len(data)), io.BytesIO(data))


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry
