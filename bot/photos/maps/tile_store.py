"""Map tiles kept on disk, so that a server is asked for each once in a while: FOLDER/<server>/z/x/y.

All of it blocks. Nothing here is worth a failure: what cannot be read is not there, what cannot be written is not kept.
"""

import contextlib
import os
import tempfile
import time
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from bot.photos.maps.tiling import Fetched, Tile

FRESH = 30 * 86_400
"""Seconds for which a tile is good; servers ask for a week at least."""
MOST = 20_000
"""Tiles kept (some 300 MB); above it the oldest quarter goes."""


def home(folder: Path, url: str) -> Path:
    """Another server's tiles are other tiles."""
    return folder / sha256(url.encode()).hexdigest()[:12]


def read(home: Path, tiles: Iterable[Tile]) -> tuple[dict[Tile, bytes], set[Tile]]:
    """What is there, and which of it is still fresh."""
    found: dict[Tile, bytes] = {}
    fresh: set[Tile] = set()
    for tile in tiles:
        with contextlib.suppress(OSError):
            file = _file(home, tile)
            age = time.time() - file.stat().st_mtime
            found[tile] = file.read_bytes()
            fresh |= {tile} if age < FRESH else set()
    return found, fresh


def write(home: Path, fetched: Fetched) -> None:
    for tile, data in fetched.items():
        with contextlib.suppress(OSError):
            _write(_file(home, tile), data)


def prune(home: Path, *, most: int = MOST) -> None:
    """The oldest quarter goes where there are more than `most`."""
    with contextlib.suppress(OSError):
        ages: Mapping[Path, float] = {file: file.stat().st_mtime for file in home.glob("*/*/*")}
        oldest = sorted(ages, key=ages.__getitem__) if len(ages) > most else []
        for file in oldest[: len(ages) - most * 3 // 4]:
            file.unlink(missing_ok=True)


def _file(home: Path, tile: Tile) -> Path:
    zoom, column, row = tile
    return home / str(zoom) / str(column) / str(row)


def _write(file: Path, data: bytes) -> None:
    """Through a temporary name, so that nobody ever reads half a tile."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
