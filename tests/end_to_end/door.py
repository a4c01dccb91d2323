"""A door before the pretend Telegram that counts who knocks: every connection that the bot opens."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Door:
    """`url` is for BOT_API_URL; `knocks`: when the connections were opened (Unix seconds)."""

    url: str = ""
    knocks: list[float] = field(default_factory=list)

    def between(self, begin: float, end: float) -> int:
        """How many came in that time."""
        return sum(begin <= knock < end for knock in self.knocks)


@asynccontextmanager
async def before(url: str) -> AsyncIterator[Door]:
    """Everything passes to `url` as it is; a connection cut there is cut here."""
    door, house = Door(), urlsplit(url)
    open_now: set[asyncio.Task[None]] = set()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        door.knocks.append(time.time())
        inner, outer = await asyncio.open_connection(house.hostname, house.port)
        both = [asyncio.create_task(_pump(reader, outer)), asyncio.create_task(_pump(inner, writer))]
        open_now.update(both)
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for stream in (writer, outer):
            stream.transport.abort()
        await asyncio.gather(*both, return_exceptions=True)

    server = await asyncio.start_server(pass_on, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    door.url = f"http://127.0.0.1:{port}"
    try:
        yield door
    finally:
        server.close()
        for task in open_now:
            task.cancel()
        await asyncio.sleep(0)


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while part := await source.read(65536):
            target.write(part)
            await target.drain()
