"""The bot of the simulation: what serves in production, but for Telegram, the darkroom and the time of day.

Every step may be done again after a kill: updates that are known are passed over, what is due is a query, what is owed
is owed until it is marked.
"""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from bot import app, clock, handling, lanes, policy
from bot.clock import Clock
from bot.domain.incoming import Event, Fetched, FileKind
from bot.handling import Desk, Doors, Handled
from bot.lanes import Job, Lanes
from bot.settings import Settings
from bot.simulation.ground import ADMIN
from bot.simulation.plan import ZONE
from bot.times import Times
from bot.worker import BATCH
from handlers import due, front
from storage import inbox, outbox, slots
from storage.engine import Store
from storage.inbox import Row
from storage.outbox import Outcome
from storage.outbox import Row as Owed
from storage.schema import DONE
from storage.slots import Slot

AT_ONCE = 1_000  # messages


class Machine(Protocol):
    """What the town needs of the bot; times in seconds since the epoch."""

    async def take_in(self, now: float, rows: Sequence[Row]) -> None:
        """Store updates and handle whatever waits."""

    async def knock(self, now: float) -> None:
        """Do what is due."""

    async def tidy(self, now: float) -> None:
        """What the clock does at night."""

    async def owed(self) -> Sequence[Owed]:
        """What is to be said next."""

    async def said(self, now: float, rows: Sequence[int], filled: Sequence[Slot]) -> None:
        """These were, and there they stand."""


@dataclass
class _Now:
    """The virtual time."""

    at: float = 0.0

    def wall(self) -> float:
        return self.at


class Here:
    """The bot in this process."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._now = _Now()
        self._handled, self._told = -1, 0  # what waits is behind these; nothing is before them but after a start
        times = Times(wall=self._now.wall, steady=self._now.wall)
        house = app.furnish(settings, policy.load(settings.policy_file), username="grid_bot")
        doors = Doors(front.meet, front.wants_files, front.receive, front.failed)
        self._desk = Desk(store, house, doors, times)
        self._clock = Clock(store, house, due.DUE, _nothing, times)

    async def take_in(self, now: float, rows: Sequence[Row]) -> None:
        self._now.at = now
        store = self._desk.store
        async with store.write() as conn:
            await inbox.add(conn, rows)
        async with store.glance() as conn:
            waiting = await inbox.waiting(conn, after=self._handled, limit=10**6)
        queue = Lanes()
        for row in waiting:
            lanes.offer(queue, row)
        while jobs := lanes.take(queue, BATCH, float("inf")):
            await self._handle(queue, jobs)
        self._handled = max((row.update_id for row in waiting), default=self._handled)

    async def _handle(self, queue: Lanes, jobs: Sequence[Job]) -> None:
        """As the worker does it: together, and one by one where that fails."""
        try:
            handled = await handling.together(self._desk, jobs)
        except Exception:
            handled = Handled(failed=jobs)
        self._settle(queue, handled)
        for job in handled.failed:
            self._settle(queue, await handling.alone(self._desk, job))

    def _settle(self, queue: Lanes, handled: Handled) -> None:
        for job in handled.done:
            lanes.done(queue, job)
        for job in handled.wanting:
            assert job.event is not None  # noqa: S101 - only events have files
            lanes.put_back(queue, replace(job, event=_with_files(job.event)))
        if handled.later is not None:
            lanes.put_back(queue, handled.later)

    async def knock(self, now: float) -> None:
        self._now.at = now
        await clock.knock(self._clock)

    async def tidy(self, now: float) -> None:
        self._now.at = now
        await clock.tidy(self._clock)

    async def owed(self) -> Sequence[Owed]:
        async with self._desk.store.glance() as conn:
            return await outbox.waiting(conn, after=self._told, limit=AT_ONCE)

    async def said(self, now: float, rows: Sequence[int], filled: Sequence[Slot]) -> None:
        async with self._desk.store.write() as conn:
            await outbox.settle(conn, [Outcome(row, DONE, sent_at=now) for row in rows])
            await slots.fill(conn, filled)
        self._told = max(rows, default=self._told)


def _nothing() -> None:
    """Nobody need be woken: the town comes and asks."""


def _with_files(event: Event) -> Event:
    """Each photo is what its name says; no bytes exist."""
    return replace(event, fetched=tuple(_fetched(file.id, file.kind) for file in event.files))


def content(name: str) -> str:
    """The SHA-256 of the photo of that name."""
    return hashlib.sha256(name.encode()).hexdigest()


def _fetched(name: str, kind: FileKind) -> Fetched:
    digest = content(name)
    alike = int.from_bytes(bytes.fromhex(digest[:16]), "big", signed=True)
    return Fetched(digest, kind, 180_000, 1280, 960, "image/jpeg", phash=alike)


def settings(folder: Path) -> Settings:
    """Those of a bot that lives in the folder and nowhere else: the environment says nothing to it."""
    given: dict[str, Any] = {"_env_file": None, "timezone": ZONE.key, "language": "zh", "policy_file": None}
    return Settings(
        bot_token="1:simulated",  # noqa: S106 - opens nothing
        database_url=f"sqlite+aiosqlite:///{folder / 'bot.db'}",
        media_dir=folder / "media",
        admin_ids=frozenset({ADMIN}),
        group_rate=20,
        **given,
    )


@asynccontextmanager
async def here(folder: Path) -> AsyncIterator[Here]:
    """The bot on the database in the folder."""
    given = settings(folder)
    store = Store(given.database_url, synced=False)
    try:
        yield Here(store, given)
    finally:
        await store.close()
