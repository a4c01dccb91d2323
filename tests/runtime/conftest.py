"""A pretend Telegram, a database, and our loops between them; the handlers' side is played by the test."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
import structlog
from PIL import Image
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.outgoing import Address, Outgoing
from bot.photos import Darkroom
from bot.sandbox import Sandbox
from bot.sender import Sender
from bot.sending.pacing import Rates
from bot.sending.speech import Mouth
from bot.sending.verdicts import Delivery
from bot.telegram.api import Api
from storage import outbox
from storage.engine import Store
from storage.schema import outbox as rows
from tests.databases import database_url, engine, nowhere, store

__all__ = ["database_url", "engine", "nowhere", "store"]

UNPACED = Rates(0, 0, 0)


@dataclass
class Heard:
    """What the sender told the handlers' side."""

    unreachable: list[int] = field(default_factory=list)
    moved: list[tuple[int, int]] = field(default_factory=list)
    topics: list[tuple[int, int | None]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    says: list[Outgoing] = field(default_factory=list)

    async def lost(self, _conn: AsyncConnection, chat: int, _now: datetime) -> Sequence[Outgoing]:
        self.unreachable.append(chat)
        return self.says

    async def move(self, _conn: AsyncConnection, old: int, new: int) -> None:
        self.moved.append((old, new))

    async def delete(self, _conn: AsyncConnection, slot: str, _now: datetime) -> Sequence[Outgoing]:
        self.deleted.append(slot)
        return self.says

    async def close(self, _conn: AsyncConnection, lost: Address, _now: datetime) -> Sequence[Outgoing]:
        self.topics.append((lost.chat, lost.thread))
        return ()


@dataclass
class Post:
    """The sender and what it works with."""

    box: Sandbox
    store: Store
    mouth: Mouth
    heard: Heard
    rates: Rates = UNPACED
    running: list[Sender] = field(default_factory=list)

    async def owe(self, *messages: Outgoing, at: float = 0.0, told: str = "rows") -> None:
        """Put them into the outbox as a handler's transaction does; the sender is told the rows, "something" or ""."""
        async with self.store.write() as conn:
            owed = await outbox.add(conn, messages, at)
        for sender in self.running if told else []:
            sender.wake(owed if told == "rows" else ())

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[Sender]:
        """A sender at work; it falls silent when the block ends."""
        heard = self.heard
        sender = Sender(self.mouth, Delivery(heard.lost, heard.move, heard.close, heard.delete), self.rates)
        stop = asyncio.Event()
        task = asyncio.create_task(sender.run(stop))
        self.running.append(sender)
        try:
            yield sender
        finally:
            self.running.remove(sender)
            stop.set()
            sender.wake()
            await asyncio.wait_for(task, 5)

    async def states(self) -> list[int]:
        """Of all rows, oldest first."""
        async with self.store.read() as conn:
            return list((await conn.execute(select(rows.c.state).order_by(rows.c.id))).scalars())

    async def until(self, met: Callable[[], bool], *, within: float = 5.0) -> None:
        """Wait for something that the test sees."""
        async with asyncio.timeout(within):
            while not met():  # noqa: ASYNC110 - the condition is in another place
                await asyncio.sleep(0.01)

    async def settles(self, *, within: float = 5.0) -> list[int]:
        """The states once nothing waits any more."""
        async with asyncio.timeout(within):
            while 0 in (states := await self.states()):  # noqa: ASYNC110 - it is in a database
                await asyncio.sleep(0.01)
        return states


@pytest.fixture(autouse=True, scope="session")
def _plain_tracebacks() -> None:
    """As in production: structlog's own way, with every local variable, takes seconds a traceback."""
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.LogfmtRenderer()])


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with Sandbox() as opened:
        yield opened


@pytest.fixture
async def post(box: Sandbox, store: Store, tmp_path: Path) -> AsyncIterator[Post]:
    darkroom = Darkroom(tmp_path / "media")
    async with Api(box.token, root=box.url) as api:
        yield Post(box, store, Mouth(api, darkroom, store), Heard())
    darkroom.close()


@pytest.fixture(scope="session")
def jpeg() -> bytes:
    """A small photo."""
    file = BytesIO()
    Image.new("RGB", (64, 48), (200, 30, 30)).save(file, "JPEG")
    return file.getvalue()
