"""A map server on loopback, for tests of the tiles below our maps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO

from aiohttp import web
from PIL import Image


def tile(colour: tuple[int, int, int] = (40, 120, 60), side: int = 256, kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (side, side), colour).save(out, kind)
    return out.getvalue()


@dataclass
class World:
    """A map server on loopback: what it answers, what it was asked."""

    url: str = ""
    body: bytes = field(default_factory=tile)
    status: int = 200
    kind: str = "image/png"
    wait: float = 0.0
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(str(request.rel_url))
        self.agents.add(request.headers["User-Agent"])
        await asyncio.sleep(self.wait)
        return web.Response(status=self.status, body=self.body, content_type=self.kind)


@asynccontextmanager
async def opened() -> AsyncIterator[World]:
    made_up = World()
    app = web.Application()
    app.router.add_get("/{rest:.*}", made_up.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made_up.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield made_up
    finally:
        await runner.cleanup()
