"""A room to talk in: the real front door over a real database, and a Telegram that only remembers.

People speak and press; what the bot says is kept per chat as Telegram would show it: edits change a message in its
place, deleted ones are gone. Each event is handled as the worker does it: one transaction, and where it is refused
another one that says so. Whatever is said must also be sayable to the Bot API: `calls.call` builds each request.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import policy
from bot.domain.hours import Calendar
from bot.domain.incoming import Chat, ChatKind, Event
from bot.domain.outgoing import Edit, Outgoing
from bot.domain.people import Area, Grant, Level, Person, Role, Standing
from bot.domain.ticket import Kind, Severity, State, Ticket
from handlers import front
from handlers.due import DUE, Due
from handlers.i18n import Languages
from handlers.turn import House, Refused
from storage import areas, outbox, people, slots, tickets
from storage.areas import Binding
from storage.cells import Atlas
from storage.engine import Store
from storage.finder import Finder
from storage.schema import metadata
from storage.slots import Slot
from tests.handlers.actors import Actor, Group
from tests.handlers.pretend import Message, Pretend

START = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
MEMORY = Path("/dev/shm")


class Room:
    """Everything a test needs. `now` is the clock; `said` is all that the last event made us say, in order."""

    def __init__(self, store: Store, house: House) -> None:
        self.store, self.house = store, house
        self.now = START
        self.telegram = Pretend()
        self.said: list[Outgoing] = []
        self.media: dict[str, bytes] = {}
        self._updates, self._ids = count(1), count(9001)

    def later(self, **by: float) -> datetime:
        """The clock goes on: later(minutes=5)."""
        self.now += timedelta(**by)
        return self.now

    async def handle(self, event: Event) -> list[Outgoing]:
        """As the worker does it; an exception other than Refused is a bug and reaches the test."""
        try:
            async with self.store.write() as conn:
                said = await self.received(conn, event)
                await self._say(conn, said)
        except Refused as refused:
            said = list(refused.said)
            async with self.store.write() as conn:
                await self._say(conn, said)
        return said

    async def received(self, conn: AsyncConnection, event: Event) -> list[Outgoing]:
        """What the front door answers; raises Refused."""
        known = await front.meet(conn, [event], self.house)
        nobody = Person(0, None, "")
        person = known.get(event.sender.id, nobody) if event.sender else nobody
        files = event if await front.wants_files(conn, event, person) else replace(event, fetched=())
        return list(await front.receive(conn, files, person, self.house, self.now))

    async def _say(self, conn: AsyncConnection, said: list[Outgoing]) -> None:
        """Into the outbox, and at once out of it: slots are filled as the sender fills them."""
        await outbox.add(conn, said, self.now.timestamp())
        self.said = said
        for one in said:
            message = self.telegram.hear(one)
            if message is not None and message.slot and not isinstance(one, Edit):
                kind = "photo" if message.picture else "text"
                await slots.fill(conn, [Slot(message.slot, message.chat, message.id, kind)])

    async def do(self, step: Callable[[AsyncConnection], Any]) -> Any:
        """A step of somebody else's (the clock's, the sender's) in a transaction; messages it returns are said."""
        async with self.store.write() as conn:
            result = await step(conn)
            if isinstance(result, list) and result and isinstance(result[0], Outgoing):
                await self._say(conn, result)
        return result

    async def knocks(self) -> list[Outgoing]:
        """The clock knocks: everything that is due, until nothing is; what was said."""
        portions = [await self._all_of(due) for due in DUE]
        return [one for said in portions for one in said]

    async def _all_of(self, due: Due) -> list[Outgoing]:
        said: list[Outgoing] = []
        while portion := await self.do(lambda conn: due(conn, self.house, self.now)):
            said += portion
        return said

    def next_update(self) -> int:
        return next(self._updates)

    # ---- who is there

    def stranger(self, name: str = "新人", *, id_: int = 0, language: str = "zh") -> Actor:
        """Somebody on Telegram whom the bot has never met."""
        return Actor(self, id_ or next(self._ids), name, language)

    async def member(self, name: str, *grants: Grant, standing: Standing = Standing.ACTIVE, **more: Any) -> Actor:
        """Somebody registered, with these grants."""
        actor = self.stranger(name, **more)
        person = Person(0, actor.id, name, actor.language, standing, joined_at=self.now)
        async with self.store.write() as conn:
            stored = await people.ensure(conn, person, self.now)
            for given in grants:
                await people.grant(conn, stored.id, given, self.now)
        return actor

    async def courier(self, name: str = "王师傅", **more: Any) -> Actor:
        return await self.member(name, Grant(Role.COURIER), **more)

    def admin(self, name: str = "管理员", *, language: str = "zh") -> Actor:
        """The first one that ADMIN_IDS names."""
        return self.stranger(name, id_=min(self.house.admins), language=language)

    def other_admin(self, name: str = "Second admin", *, language: str = "en") -> Actor:
        """The last one that ADMIN_IDS names."""
        return self.stranger(name, id_=max(self.house.admins), language=language)

    async def person(self, actor: Actor) -> Person | None:
        """The actor's row, if there is one."""
        async with self.store.write() as conn:
            return (await people.by_telegram(conn, [actor.id])).get(actor.id)

    async def area(self, *names: str) -> Area:
        """The lowest of the named areas (district, street, community), made where missing."""
        async with self.store.write() as conn:
            made = await areas.ensure(conn, dict(zip(Level, names, strict=False)))
            found = await areas.get(conn, made)
        assert found is not None
        return found

    async def ticket(self, reporter: Actor, area: Area, state: State = State.OPEN, **fields: Any) -> Ticket:
        """A stored ticket without photos or cards; its reporter is also who took it, where somebody has."""
        person = await self.person(reporter)
        assert person is not None
        holder = None if state is State.OPEN else person.id
        resolved = self.now if state is State.RESOLVED else None
        made = Ticket(0, 1, Kind.HAZARD, "manhole", Severity.NORMAL, state, person.id, self.now, 36.1, 103.7)
        whole = replace(made, **{"area": area.id, "assignee": holder, "resolved_at": resolved} | fields)
        async with self.store.write() as conn:
            return await tickets.submit(conn, whole, by=person.id)

    def group(self, title: str = "枣林西社区群", *, id_: int = -1001) -> Group:
        return Group(self, Chat(id_, ChatKind.GROUP, title))

    async def bound(self, area: Area, title: str = "枣林西社区群", *, id_: int = -1001) -> Group:
        """A group that serves the area."""
        group = self.group(title, id_=id_)
        async with self.store.write() as conn:
            await areas.bind(conn, Binding(id_, None, area.id, title, "", away=False), self.now, by=None)
        return group


@cache
def spoken() -> Languages:
    """The catalogues, read once for all tests: they never change."""
    return Languages("zh")


@asynccontextmanager
async def opened(url: str = "", **changed: Any) -> AsyncIterator[Room]:
    """A room with an empty database, in a file of its own by default; `changed` are fields of House that differ."""
    with TemporaryDirectory(prefix="room-", dir=_disk()) as folder:
        _furnish(folder)
        async with _opened(url or f"sqlite+aiosqlite:///{folder}/room.db", **changed) as room:
            yield room


def _disk() -> Path | None:
    return MEMORY if MEMORY.is_dir() else None


def _furnish(folder: str) -> None:
    Path(folder, "room.db").write_bytes(_empty())


@cache
def _empty() -> bytes:
    """A database with all tables and nothing in them, made once for all rooms."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "empty.db")
        engine = create_engine(f"sqlite:///{file}")
        metadata.create_all(engine)
        engine.dispose()
        return file.read_bytes()


@asynccontextmanager
async def _opened(url: str, **changed: Any) -> AsyncIterator[Room]:
    store, tokens, media = Store(url), count(1), dict[str, bytes]()
    house = House(
        policy=policy.load(),
        zone=ZoneInfo("Asia/Shanghai"),
        days=Calendar(ZoneInfo("Asia/Shanghai")),
        language="zh",
        languages=spoken(),
        admins=frozenset({501, 502}),
        username="grid_bot",
        atlas=Atlas(),
        finder=Finder(ZoneInfo("Asia/Shanghai")),
        token=lambda: f"token-{next(tokens):032d}",
        load=lambda sha256: media[sha256],
        keep=lambda content: _kept(media, content),
        drop=lambda names, _since: [name for name in names if media.pop(name, None) is not None],
    )
    try:
        if not store.sqlite:
            async with store.write() as conn:
                await conn.run_sync(metadata.create_all)
        room = Room(store, replace(house, **changed))
        room.media = media
        yield room
    finally:
        await store.close()


def _kept(media: dict[str, bytes], content: bytes) -> str:
    name = f"{len(media):064x}"
    media[name] = content
    return name


__all__ = ["START", "Actor", "Group", "Message", "Room", "opened"]
