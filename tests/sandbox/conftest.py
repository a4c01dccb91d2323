"""A sandbox, a plain client of it, and a telegram.Bot."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import orjson
import pytest
import telegram
from PIL import Image

from bot.sandbox import Sandbox

Call = Callable[..., Awaitable[Any]]


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with Sandbox() as made:
        yield made


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def call(box: Sandbox, web: aiohttp.ClientSession) -> Call:
    """call("sendMessage", chat_id=..., ...) posts JSON and returns the whole answer; data= posts a form instead."""

    async def post(method: str, *, data: Any = None, **params: Any) -> Any:
        body = {"data": data} if data is not None else {"json": params}
        async with web.post(f"{box.url}/bot{box.token}/{method}", **body) as response:
            return orjson.loads(await response.read())

    return post


@pytest.fixture
async def bot(box: Sandbox) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(box.token, base_url=f"{box.url}/bot", base_file_url=f"{box.url}/file/bot") as made:
        yield made


@pytest.fixture
def picture() -> Callable[..., bytes]:
    """picture(width, height) is a JPEG with a geotag-like EXIF."""

    def paint(width: int = 640, height: int = 480, colour: str = "red") -> bytes:
        out = io.BytesIO()
        exif = Image.Exif()
        exif[0x010E] = "secret"
        Image.new("RGB", (width, height), colour).save(out, "JPEG", exif=exif)
        return out.getvalue()

    return paint


@pytest.fixture
def next_updates(call: Call) -> Callable[..., Awaitable[list[Any]]]:
    """Takes what waits and confirms it."""

    async def take(**asked: Any) -> list[Any]:
        updates: list[Any] = (await call("getUpdates", **asked))["result"]
        if updates:
            await call("getUpdates", offset=updates[-1]["update_id"] + 1, limit=1)
        return updates

    return take
