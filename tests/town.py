"""The town: a pretend Telegram over HTTP, the whole bot in this process, and everybody who talks to it.

`await town.courier.sends_photo(photo())` acts and then waits until nobody owes anybody anything.
"""

import asyncio
import atexit
import contextlib
import re
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import shapely
import structlog
from sqlalchemy import func, select

from bot import app as bot_app
from bot import clock, policy
from bot.app import App
from bot.domain.geojson import CellRow
from bot.domain.people import Grant, Role, Standing
from bot.domain.people import Person as Registered
from bot.domain.ticket import Ticket
from bot.sandbox import Sandbox
from bot.sandbox.group import Group
from bot.sandbox.person import Person
from bot.settings import Settings
from bot.times import Times
from storage import areas, cells, migrate, people, tickets
from storage.engine import Store
from storage.schema import DEAD, bindings, dead_letters, inbox, outbox
from tests.townsfolk import Actor, Place

MORNING = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in Shanghai
DISTRICT, STREET = "安宁区", "安宁西路街道"
WEST, EAST, UNBOUND = "枣林西社区", "培黎社区", "建宁社区"
# code: community and western border; each cell is 0.005 degrees (450 m) wide and 0.005 (555 m) high
CELLS = {
    "枣林西-01": (WEST, 103.720),
    "枣林西-02": (WEST, 103.725),
    "培黎-01": (EAST, 103.730),
    "建宁-01": (UNBOUND, 103.735),
}
SOUTH, SIZE = 36.100, 0.005
HERE, NEXT_DOOR = (36.1025, 103.7225), (36.1025, 103.7275)  # 枣林西-01, 枣林西-02
IN_EAST, IN_UNBOUND = (36.1025, 103.7325), (36.1025, 103.7375)
ON_BORDER, NOWHERE = (36.1025, 103.725), (36.15, 103.7225)
UNPACED: dict[str, Any] = {"send_rate": 0, "chat_rate": 0, "group_rate": 0}
_WAITS = "EXISTS(SELECT 1 FROM {} WHERE state = 0)"
_OWES = f"SELECT {_WAITS.format('inbox')} OR {_WAITS.format('outbox')}"
PATIENCE = 10.0  # seconds; nothing here takes one


@dataclass
class Clock:
    """The town's time: it stands still unless it is told to pass."""

    town: "Town"
    at: datetime = MORNING

    def wall(self) -> float:
        return self.at.timestamp()

    async def passes(self, **span: float) -> None:
        """`minutes=10`: then the bot's clock knocks."""
        await self.is_at(self.at + timedelta(**span))

    async def is_at(self, moment: datetime) -> None:
        self.at = self.town.box.now = moment
        await clock.knock(self.town.app.clock)
        await self.town.settles()


@dataclass
class Journal:
    """What the bot logs; a test that expects errors says so by emptying `errors`."""

    errors: list[str] = field(default_factory=list)

    def __call__(self, _logger: object, method: str, line: Any) -> Any:
        if method in ("error", "exception", "critical"):
            self.errors.append(f"{line.get('event')}: {line}")
        raise structlog.DropEvent


@dataclass
class Town:
    """Everybody is Chinese but `rider`. `west` and `east` are bound to their communities, `street` to nothing yet."""

    box: Sandbox
    folder: Path
    cast: dict[str, Person]
    halls: dict[str, Group]
    policy: str = ""
    journal: Journal = field(default_factory=Journal)
    running: list[tuple[App, "asyncio.Task[None]"]] = field(default_factory=list)
    opened: AsyncExitStack = field(default_factory=AsyncExitStack)

    def __post_init__(self) -> None:
        self.clock = Clock(self)
        made = {name: Actor(person, self.settles) for name, person in self.cast.items()}
        self.admin, self.lead, self.staff, self.mate = (made[name] for name in ("admin", "lead", "staff", "mate"))
        self.courier, self.rider, self.suspended = (made[name] for name in ("courier", "rider", "suspended"))
        self.stranger, self.neighbour = made["stranger"], made["neighbour"]
        self.west, self.east, self.street = (Place(self.halls[name]) for name in ("west", "east", "street"))
        self.group = self.west

    @property
    def app(self) -> App:
        return self.running[-1][0]

    @property
    def settings(self) -> Settings:
        given: dict[str, Any] = {
            "_env_file": None,
            "bot_token": self.box.token,
            "bot_api_url": self.box.url,
            "database_url": f"sqlite+aiosqlite:///{self.folder}/bot.db",
            "media_dir": self.folder / "media",
            "admin_ids": str(self.cast["admin"].id),
            "policy_file": self.folder / "policy.toml" if self.policy else None,
        }
        return Settings(**given, **UNPACED)

    async def starts(self) -> None:
        """The bot begins, or begins again, on what the database has."""
        if self.policy:
            (self.folder / "policy.toml").write_text(self.policy, encoding="utf-8")
        times = Times(wall=self.clock.wall)
        built = await self.opened.enter_async_context(bot_app.build(self.settings, asyncio.Event(), times=times))
        self.running.append((built, asyncio.create_task(bot_app.serve(built))))
        self.glance = self.opened.enter_context(contextlib.closing(sqlite3.connect(self.folder / "bot.db")))

    async def stops(self) -> None:
        app, task = self.running.pop()
        app.stop.set()
        await asyncio.wait_for(task, PATIENCE)
        await self.opened.aclose()

    async def restarts(self) -> None:
        await self.stops()
        await self.starts()

    async def rules(self, **changed: object) -> None:
        """The bot begins again with these values in its policy file."""
        text = self.policy or policy.BUILT_IN.read_text(encoding="utf-8")
        for name, value in changed.items():
            text, hits = re.subn(rf"(?m)^{name} = \S+", f"{name} = {str(value).lower()}", text)
            assert hits == 1, f"no rule {name}"
        self.policy = text
        await self.restarts()

    async def binds(self, place: Place, area: str) -> None:
        await self.admin.sends(f"/bind {area}", chat=place)

    async def settles(self) -> None:
        """Until every update is handled and everything owed is said: the database knows."""
        async with asyncio.timeout(PATIENCE):
            while self.box.world.updates.waiting or self._owes():  # noqa: ASYNC110 - it is in a database
                await asyncio.sleep(0.002)

    def _owes(self) -> bool:
        """Asked thousands of times, hence without SQLAlchemy."""
        (waits,) = self.glance.execute(_OWES).fetchone()
        return bool(waits)

    async def ticket(self, number: int) -> Ticket:
        async with self.app.store.read() as conn:
            return await tickets.get(conn, number)

    async def count(self) -> int:
        """How many tickets there are."""
        async with self.app.store.read() as conn:
            return sum((await tickets.states(conn)).values())

    async def story(self, number: int) -> list[str]:
        """The verbs of a ticket's history, oldest first."""
        async with self.app.store.read() as conn:
            return [entry.verb for entry in await tickets.history_of(conn, number)]

    async def photos(self, number: int, use: str = "before") -> int:
        async with self.app.store.read() as conn:
            files = await tickets.files_of(conn, number)
        return sum(file.use == use and file.kind == "photo" for file in files)

    async def keeps_the_rules(self) -> None:
        """What no test may leave behind."""
        assert self.box.violations == []
        async with self.app.store.read() as conn:
            letters = (await conn.execute(select(dead_letters.c.error))).scalars().all()
            lost = (await conn.execute(select(outbox.c.kind, outbox.c.error).where(outbox.c.state == DEAD))).all()
        assert not letters, f"dead letters: {letters}"
        assert not lost, f"never said: {lost}"
        assert not self.journal.errors, self.journal.errors


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Town]:
    """A town on a fresh morning; when it closes it has kept the rules."""
    shutil.copy(await asyncio.to_thread(_template), folder / "bot.db")
    before = structlog.get_config()
    async with Sandbox() as box:
        town = _people(box, folder)
        structlog.configure(processors=[structlog.processors.format_exc_info, town.journal])
        try:
            await town.starts()
            yield town
            await town.settles()
            await town.keeps_the_rules()
        finally:
            await town.stops()
            structlog.configure(**before)


def _people(box: Sandbox, folder: Path) -> Town:
    """Always in the same order, so that the ids are those of the template."""
    names = {"admin": "管理员", "lead": "街道值班", "staff": "网格员李", "mate": "网格员王", "courier": "骑手马师傅"}
    names |= {"suspended": "停用的人", "stranger": "路人", "neighbour": "培黎网格员"}
    cast = {key: box.person(name) for key, name in names.items()}
    cast["rider"] = box.person("Rider Tom", "en")
    for person in cast.values():
        person.chat.started = True
    halls = {
        "west": box.group(
            "枣林西社区群", creator=cast["staff"], members=[cast["mate"], cast["admin"], cast["suspended"]]
        ),
        "east": box.group("培黎社区群", creator=cast["neighbour"], members=[cast["admin"]]),
        "street": box.group("街道值班群", creator=cast["lead"], members=[cast["admin"]]),
    }
    box.now = MORNING
    return Town(box, folder, cast, halls)


@cache
def _template() -> Path:
    """A database in which people are registered and groups bound: by the bot itself, once."""
    folder = Path(tempfile.mkdtemp(prefix="grid-town-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    asyncio.run(_furnish(folder))
    return folder / "bot.db"


async def _furnish(folder: Path) -> None:
    url = f"sqlite+aiosqlite:///{folder}/bot.db"
    await migrate.up(url)
    async with Sandbox() as box:
        town = _people(box, folder)
        store = Store(url)
        await _register(store, town)
        await town.starts()
        for hall, name in (("west", WEST), ("east", EAST)):
            await town.admin.sends(f"/bind {name}", chat=town.halls[hall])
        await town.clock.passes()  # the day's lists are done, so that no test meets them on a slow machine only
        await town.stops()
        async with store.write() as conn:
            for table in (inbox, outbox):  # the next pretend Telegram counts from the beginning
                await conn.execute(table.delete())
            assert (await conn.execute(select(func.count()).select_from(bindings))).scalar_one() == 2
        await store.checkpoint()
        await store.close()


async def _register(store: Store, town: Town) -> None:
    async with store.write() as conn:
        rows = [_cell(number, code) for number, code in enumerate(CELLS, 1)]
        await cells.put(conn, rows)
        (street,) = await areas.named(conn, STREET)
        courier, grants = Grant(Role.COURIER), {"lead": Grant(Role.LEAD, street.id)}
        for name in ("courier", "rider", "suspended", "lead"):
            user = town.cast[name].user
            standing = Standing.SUSPENDED if name == "suspended" else Standing.ACTIVE
            known = Registered(0, user["id"], user["first_name"], user["language_code"], standing, joined_at=MORNING)
            made = await people.ensure(conn, known, MORNING)
            await people.grant(conn, made.id, grants.get(name, courier), MORNING)


def _cell(number: int, code: str) -> CellRow:
    community, west = CELLS[code]
    square = shapely.box(west, SOUTH, west + SIZE, SOUTH + SIZE).wkb
    return CellRow(number, code, code, community, STREET, DISTRICT, square)
