"""A map server that the operator has named (TILE_URL): its tiles, as quickly as they come, or none.

Whatever goes wrong, a map is drawn without tiles and nobody waits longer than PATIENCE for it.
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import structlog

from bot import connections
from bot.domain.maps.view import View
from bot.photos.maps import tile_store
from bot.photos.maps.tiling import Fetched, Tile, below

PATIENCE = 0.8  # seconds that a map waits for its tiles: an answer is due within one
LATEST = 10.0  # seconds after which nobody waits for them any more
REST = 60.0  # seconds in which a server that gave nothing is not asked again
LARGEST = 512 * 1024  # bytes of a tile; usual are 10 to 40 thousand
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF")  # PNG, JPEG, WebP
AT_ONCE = 8
PRUNE_EVERY = 500  # tiles written
AGENT = "mobile-grid-worker (a Telegram bot for couriers)"
_log = structlog.get_logger()


@dataclass(frozen=True)
class Server:
    """`url` with {z}, {x} and {y}; `credit`: whose map it is, to be shown on it; `folder`: where tiles are kept."""

    url: str
    credit: str
    folder: Path
    proxy: str | None = None


class Tiles:
    """The connections to one map server, opened with the first map. Seconds can be changed for tests."""

    def __init__(self, server: Server, *, patience: float = PATIENCE, rest: float = REST) -> None:
        self.credit = server.credit
        self._server, self._patience, self._rest = server, patience, rest
        self._home = tile_store.home(server.folder, server.url)
        self._session: aiohttp.ClientSession | None = None
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._fetching: set[asyncio.Task[None]] = set()
        self._on_their_way: set[Tile] = set()
        self._asleep_until, self._written = 0.0, 0

    async def close(self) -> None:
        for task in self._fetching:
            task.cancel()
        await asyncio.gather(*self._fetching, return_exceptions=True)
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def under(self, view: View) -> Fetched:
        """What there is of the tiles below a view: fresh ones, else whatever is still kept. Never raises.

        What does not come in time comes all the same, and is there for the next map.
        """
        wanted = list(below(view).tiles.values())
        kept, fresh = await asyncio.to_thread(tile_store.read, self._home, wanted)
        missing = [tile for tile in wanted if tile not in fresh and tile not in self._on_their_way]
        if not missing or asyncio.get_running_loop().time() < self._asleep_until:
            return kept
        came: dict[Tile, bytes] = {}
        task = asyncio.create_task(self._fetch(missing, came))
        self._fetching.add(task)
        task.add_done_callback(self._fetching.discard)
        await asyncio.wait({task}, timeout=self._patience)
        return kept | came

    async def _fetch(self, missing: Collection[Tile], came: dict[Tile, bytes]) -> None:
        """Fills `came` with what comes, and keeps it; until it is kept nobody else asks for it."""
        self._on_their_way |= set(missing)
        try:
            await self._all(missing, came)
            await asyncio.to_thread(self._keep, dict(came))
        finally:
            self._on_their_way -= set(missing)
        if not came:
            self._asleep_until = asyncio.get_running_loop().time() + self._rest
            _log.warning("no map tile came; maps are drawn without for a while", seconds=self._rest)

    async def _all(self, missing: Collection[Tile], came: dict[Tile, bytes]) -> None:
        try:
            async with asyncio.timeout(LATEST):
                await asyncio.gather(*(self._one(tile, came) for tile in missing))
        except TimeoutError:
            _log.info("map tiles came too late", tiles=len(missing) - len(came))

    async def _one(self, tile: Tile, came: dict[Tile, bytes]) -> None:
        """The tile's bytes into `came`, unless the server has another answer, or none."""
        zoom, column, row = tile
        url = self._server.url.replace("{z}", str(zoom)).replace("{x}", str(column)).replace("{y}", str(row))
        try:
            async with self._gate, self._opened().get(url, headers={"User-Agent": AGENT}, max_redirects=3) as answer:
                fits = answer.status == 200 and answer.content_type.startswith("image/")
                data = await _limited(answer) if fits else b""
        except (aiohttp.ClientError, OSError, ValueError):
            return
        if data.startswith(PICTURES):  # what is kept, is kept for a month
            came[tile] = data

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = connections.session(self._server.proxy, AT_ONCE)
        return self._session

    def _keep(self, came: Fetched) -> None:
        tile_store.write(self._home, came)
        self._written += len(came)
        if self._written >= PRUNE_EVERY:
            self._written = 0
            tile_store.prune(self._home)


async def _limited(answer: aiohttp.ClientResponse) -> bytes:
    """The body; nothing of one that is longer than a tile can be."""
    data = bytearray()
    async for chunk in answer.content.iter_chunked(65_536):
        data += chunk
        if len(data) > LARGEST:
            return b""
    return bytes(data)
