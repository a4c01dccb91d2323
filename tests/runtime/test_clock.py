"""What the clock's knocks do, and what the night forgets."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import clock, policy
from bot.clock import Clock
from bot.domain.outgoing import Address, Outgoing, Send
from bot.times import Times
from handlers.turn import House
from storage import inbox, outbox
from storage.cells import Atlas
from storage.engine import Store
from storage.outbox import Outcome
from storage.schema import DONE

NOW = 1_800_000_000.0
DAY = 86_400.0


class Place:
    zone = ZoneInfo("Asia/Shanghai")
    policy = policy.load()
    atlas = Atlas()


def ticking(store: Store, due: list[str]) -> tuple[Clock, list[datetime]]:
    """A clock whose ticks say what is due, one at a time; and the times they were given."""
    asked: list[datetime] = []

    async def tick(_conn: AsyncConnection, _house: House, now: datetime) -> Sequence[Outgoing]:
        asked.append(now)
        return [Send(Address(7), due.pop(0))] if due else []

    house: Any = Place()
    return Clock(store, house, [tick], lambda: None, Times(wall=lambda: NOW)), asked


async def test_a_knock_goes_on_until_nothing_is_due_and_owes_everything(store: Store) -> None:
    knocks, asked = ticking(store, ["a", "b", "c"])
    await clock.knock(knocks)
    async with store.read() as conn:
        assert await outbox.owed(conn) == 3
    assert [at.timestamp() for at in asked] == [NOW] * 4


async def test_what_fails_keeps_nothing_else_from_being_done(store: Store) -> None:
    knocks, _ = ticking(store, ["a", "b"])

    async def broken(_conn: AsyncConnection, _house: House, _now: datetime) -> Sequence[Outgoing]:
        raise ArithmeticError("a row that nobody expected")

    with structlog.testing.capture_logs() as logged:
        await clock.knock(replace(knocks, dues=[broken, *knocks.dues]))
    async with store.read() as conn:
        assert await outbox.owed(conn) == 2
    assert [(line["log_level"], line["work"].rpartition(".")[2]) for line in logged] == [("error", "broken")]


async def test_the_night_forgets_what_is_old_and_settled(store: Store) -> None:
    rows = [inbox.Row(1, 7, b"{}", NOW - 8 * DAY), inbox.Row(2, 7, b"{}", NOW - 6 * DAY)]
    waiting = inbox.Row(3, 7, b"{}", NOW - 90 * DAY)
    async with store.write() as conn:
        await inbox.add(conn, [*rows, waiting])
        await inbox.finish(conn, [1, 2])
        await outbox.add(conn, [Send(Address(7), "old"), Send(Address(7), "owed")], NOW - 31 * DAY)
        first, _ = await outbox.waiting(conn, after=0, limit=9)
        await outbox.settle(conn, [Outcome(first.id, DONE)])
    knocks, _ = ticking(store, [])
    await clock.tidy(knocks)
    async with store.write() as conn:
        assert [row.update_id for row in await inbox.add(conn, [*rows, waiting])] == [1]
        assert await outbox.owed(conn) == 1
    log = Path(store.url.removeprefix("sqlite+aiosqlite:///") + "-wal")
    assert not store.sqlite or os.path.getsize(log) < 100_000  # noqa: ASYNC240 - a test may wait


async def test_it_knocks_at_once_after_a_start(store: Store) -> None:
    knocks, asked = ticking(store, [])
    swept = asyncio.Event()

    async def sweep() -> None:
        swept.set()

    scheduler = clock.start(knocks, sweep=sweep, busy={})
    async with asyncio.timeout(5):
        while not asked:  # noqa: ASYNC110 - the scheduler tells nobody
            await asyncio.sleep(0.01)
    scheduler.shutdown()
    assert asked[0].timestamp() == NOW
    assert not swept.is_set()


async def test_nothing_that_a_stopped_clock_has_begun_outlives_it(store: Store) -> None:
    """Told to stop and cancelled right away, as at an end without time: what it left would write to a closed store."""
    knocks, _ = ticking(store, [])
    begun, ended, stop = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def long(_conn: AsyncConnection, _house: House, _now: datetime) -> Sequence[Outgoing]:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()
        return []

    async def sweep() -> None:
        """Nothing."""

    running = asyncio.create_task(clock.run(replace(knocks, dues=[long]), stop, sweep=sweep))
    async with asyncio.timeout(10):
        await begun.wait()
        stop.set()
        await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled()
    assert ended.is_set()
