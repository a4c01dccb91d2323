"""Intake, inbox, worker and outbox with a handler of the test's choice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.incoming import Event
from bot.domain.outgoing import Address, Outgoing, Send
from bot.domain.people import Person
from bot.handling import Desk, Doors
from bot.intake import Intake
from bot.telegram import raw
from bot.times import Times
from bot.worker import Worker
from handlers.turn import House
from storage import messages
from storage import outbox as outbox_rows
from storage.engine import Store
from storage.schema import WAITING, dead_letters, inbox, outbox

Handler = Callable[[AsyncConnection, Event], Awaitable[Sequence[Outgoing]]]


async def wants_files(_conn: object, event: Event, _person: object) -> bool:
    """Everybody's."""
    return bool(event.files)


@dataclass
class Skipping:
    """A steady clock that can be put forward."""

    ahead: float = 0.0
    times: Times = field(default_factory=Times)

    def steady(self) -> float:
        return self.times.steady() + self.ahead


@dataclass
class Shop:
    """Intake, inbox, worker, outbox; the handler is the test's. `storing`: another store for the intake alone."""

    store: Store
    handler: Handler
    batches: list[int] = field(default_factory=list)
    handled: list[int] = field(default_factory=list)
    sorry: list[int] = field(default_factory=list)
    clock: Skipping = field(default_factory=Skipping)
    fetch: Callable[[Event], Awaitable[Event]] | None = None
    storing: Any = None
    owed: int = 0
    worker: Worker | None = None
    taking: Intake | None = None

    async def meet(self, _conn: AsyncConnection, events: Sequence[Event], _house: House) -> dict[int, Person]:
        self.batches.append(len(events))
        return {event.sender.id: Person(1, event.sender.id, "") for event in events if event.sender}

    async def receive(
        self, conn: AsyncConnection, event: Event, _person: Person, _house: House, _now: datetime
    ) -> Sequence[Outgoing]:
        self.handled.append(event.update_id)
        return await self.handler(conn, event)

    async def failed(self, _conn: AsyncConnection, event: Event, _person: Person, _house: House) -> Sequence[Outgoing]:
        self.sorry.append(event.update_id)
        return [Send(Address(event.chat.id), "sorry")]

    def owes(self, rows: Sequence[outbox_rows.Row]) -> None:
        self.owed += len(rows)

    async def takes(self, *updates: dict[str, Any]) -> None:
        """As a poll does: returns once they are stored."""
        assert self.taking is not None
        await self.taking.store([raw.of(update) for update in updates])

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Shop"]:
        """Intake and worker at work; what is held is finished when the block ends."""
        doors = Doors(self.meet, wants_files, self.receive, self.failed)
        house: Any = SimpleNamespace(username="bot")
        times: Any = SimpleNamespace(wall=self.clock.times.wall, steady=self.clock.steady, now=self.clock.times.now)
        self.worker = Worker(Desk(self.store, house, doors, times), fetch=self.fetch or _unwanted, said=self.owes)
        ways: Any = {"at_once": self.worker.at_once, "again": self.worker.load}
        self.taking = Intake(self.storing or self.store, self.worker.offer, self.worker.room, **ways)
        stop = asyncio.Event()
        await self.worker.load()
        tasks = [asyncio.create_task(self.taking.run()), asyncio.create_task(self.worker.run(stop))]
        yield self
        self.taking.stop()
        await asyncio.wait_for(tasks[0], 5)
        stop.set()
        self.worker.nudge()
        await asyncio.wait_for(tasks[1], 5)

    async def states(self) -> dict[int, int]:
        async with self.store.read() as conn:
            return {row.update_id: row.state for row in await conn.execute(select(inbox.c.update_id, inbox.c.state))}

    async def tries(self, number: int, attempts: int) -> None:
        """Waits until so many attempts at the update have failed."""
        query = select(inbox.c.attempts).where(inbox.c.update_id == number)
        async with asyncio.timeout(10):
            while await self._asked(query) != attempts:  # noqa: ASYNC110 - it is in a database
                await asyncio.sleep(0.01)

    async def _asked(self, query: Select[tuple[int]]) -> int:
        async with self.store.read() as conn:
            return (await conn.execute(query)).scalar_one()

    async def said(self) -> list[str]:
        async with self.store.read() as conn:
            rows = await conn.execute(select(outbox.c.kind, outbox.c.body).order_by(outbox.c.id))
            return [getattr(messages.unpack(kind, body), "text", "") for kind, body in rows]

    async def letters(self) -> list[tuple[int | None, str]]:
        async with self.store.read() as conn:
            rows = await conn.execute(
                select(dead_letters.c.update_id, dead_letters.c.error).order_by(dead_letters.c.id)
            )
            return [(number, error) for number, error in rows]

    async def settles(self) -> dict[int, int]:
        """The states once none waits."""
        async with asyncio.timeout(5):
            while WAITING in (states := await self.states()).values():  # noqa: ASYNC110 - it is in a database
                await asyncio.sleep(0.01)
        return states


async def _unwanted(_: Event) -> Event:
    raise AssertionError("no files were wanted")


def update(number: int, person: int = 7, words: str = "hello", **more: Any) -> dict[str, Any]:
    sender = {"id": person, "is_bot": False, "first_name": "李"}
    chat = {"id": person, "type": "private", "first_name": "李"}
    message = {"message_id": number, "date": 1_700_000_000, "from": sender, "chat": chat, "text": words}
    return {"update_id": number, "message": message | more}


async def echo(_: AsyncConnection, event: Event) -> Sequence[Outgoing]:
    return [Send(Address(event.chat.id), event.text)]
