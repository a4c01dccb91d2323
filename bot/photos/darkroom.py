"""Photo work off the event loop: a few threads, since Pillow frees the interpreter while it decodes and encodes."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.domain.maps import frames
from bot.domain.pictures import Picture, Posters, StationMap
from bot.photos import store
from bot.photos.values import Photo

if TYPE_CHECKING:
    from bot.photos.maps.tile_server import Tiles
    from bot.photos.maps.tiling import Fetched
    from bot.photos.text import Fonts

T = TypeVar("T")


class Darkroom:
    """Two threads, the fonts and the media folder. Pillow is imported with the first picture, in a thread."""

    def __init__(self, media_dir: Path, *, zone: tzinfo = UTC, threads: int = 2, tiles: "Tiles | None" = None) -> None:
        """`zone`: of camera times that name none; `tiles`: of a map server, to lie below maps of stations."""
        self._tiles = tiles
        self._media_dir = media_dir
        self._zone = zone
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="darkroom")
        self._fonts: Fonts | None = None

    async def inspect(self, data: bytes, *, expected_size: int | None = None) -> Photo:
        """What the bytes show, validated; raises Unreadable."""
        return await self._run(lambda: self._inspect(data, expected_size))

    async def save(self, data: bytes) -> str:
        """Keep the original; its SHA-256 in hex, once it is on disk."""
        return await self._run(lambda: store.save(self._media_dir, data))

    async def load(self, name: str) -> bytes:
        """The original kept under this SHA-256; raises FileNotFoundError."""
        return await self._run(lambda: store.load(self._media_dir, name))

    async def render(self, picture: Picture) -> bytes:
        """The picture as JPEG; raises what draw.render raises."""
        fetched = await self._below(picture)
        return await self._run(lambda: self._render(picture, fetched))

    async def _below(self, picture: Picture) -> "Fetched":
        if self._tiles is None or not isinstance(picture, StationMap):
            return {}
        return await self._tiles.under(frames.of_spots((picture.me, *picture.pins)))

    async def printed(self, posters: Posters) -> bytes:
        """The posters as a file to print; raises what paper.printed raises."""
        return await self._run(lambda: self._printed(posters))

    def close(self) -> None:
        """Finish what runs, drop what waits."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _inspect(self, data: bytes, expected_size: int | None) -> Photo:
        from bot.photos import read

        return read.inspect(data, expected_size=expected_size, zone=self._zone)

    def _render(self, picture: Picture, fetched: "Fetched") -> bytes:
        from bot.photos import draw
        from bot.photos.maps.stations import Below

        below = Below(fetched, self._tiles.credit if self._tiles else "")
        return draw.render(picture, self._media_dir, self._letters(), below=below)

    def _printed(self, posters: Posters) -> bytes:
        from bot.photos.print import paper

        return paper.printed(posters, self._letters())

    def _letters(self) -> "Fonts":
        from bot.photos.text import Fonts

        self._fonts = self._fonts or Fonts()
        return self._fonts
