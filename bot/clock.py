"""The clock only knocks: what is due is a query. Every knock catches up with whatever was missed while we were away."""

import asyncio
import functools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import loops, pruning
from bot.domain.outgoing import Outgoing
from bot.times import Times
from handlers.turn import House
from storage import inbox, outbox
from storage.engine import Store

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

EVERY = 20  # seconds between knocks
SWEEP = 300
KEEP_UPDATES = 7 * 86_400.0
KEEP_MESSAGES = 30 * 86_400.0
_AFTER_START, _MOMENT = 0.5, 0.02
_TO_END = 3.0  # seconds for what is under way when we are told to stop; the rest comes at the next start
_PORTIONS = 1000  # of one knock: a day's backlog in one go, but no endless loop
_log = structlog.get_logger()

Due = Callable[[AsyncConnection, House, datetime], Awaitable[Sequence[Outgoing]]]


@dataclass(frozen=True, slots=True)
class Clock:
    """What a knock needs: `dues` are asked in this order; `said` is called after a commit that owes somebody something.

    Each of them does a portion of what is due in one transaction, and says nothing once nothing is due any more.
    `leads`: whether this process does it, of several on one database.
    """

    store: Store
    house: House
    dues: Sequence[Due]
    said: Callable[[], None]
    times: Times
    leads: Callable[[], bool] = lambda: True


async def knock(clock: Clock) -> None:
    """Do what is due, a portion a transaction, until nothing is. What fails is tried again at the next knock, alone."""
    for due in clock.dues:
        name = f"{due.__module__}.{due.__qualname__}"
        try:
            await _all_of(clock, due, name)
        except Exception:
            _log.exception("what is due could not be done; the next knock tries again", work=name)


async def _all_of(clock: Clock, due: Due, name: str) -> None:
    for _ in range(_PORTIONS):
        async with clock.store.write() as conn:
            said = await due(conn, clock.house, clock.times.now())
            await outbox.add(conn, said, clock.times.wall())
        if not said:
            return
        clock.said()
    _log.warning("more is due than one knock does", work=name)


async def tidy(clock: Clock) -> None:
    """Forget handled updates, settled messages and old exports, and write SQLite's log back into its file."""
    wall = clock.times.wall()
    async with clock.store.write() as conn:
        updates = await inbox.prune(conn, wall - KEEP_UPDATES)
        messages = await outbox.prune(conn, wall - KEEP_MESSAGES)
    files = await pruning.prune(clock.store, clock.house, clock.times.now())
    await clock.store.checkpoint()
    _log.info("tidied", updates=updates, messages=messages, files=files)


Work = Callable[[], Awaitable[None]]


async def run(clock: Clock, stop: asyncio.Event, *, sweep: Work) -> None:
    """Until `stop`. It waits a moment first: loading APScheduler must not hold up the first look for updates."""
    if await loops.stopped(stop, _AFTER_START):
        return
    busy: dict[str, asyncio.Task[None]] = {}
    scheduler = start(clock, sweep=sweep, busy=busy)
    try:
        await stop.wait()
        scheduler.pause()
        await asyncio.sleep(_MOMENT)  # a job that has begun ends, or its cancelling would be logged as an error
        if busy:
            await asyncio.wait(busy.values(), timeout=_TO_END)
    finally:
        scheduler.shutdown(wait=False)
        await loops.end(busy.values())  # nothing of it may outlive the database


def start(clock: Clock, *, sweep: Work, busy: dict[str, asyncio.Task[None]]) -> "AsyncIOScheduler":
    """Knock now and then, tidy at night, `sweep` for updates that nobody holds, and keep the index of the cells ready.

    APScheduler only knocks: the work is done by tasks in `busy`, which its shutdown does not break off. The caller
    shuts it down.
    """
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    scheduler = AsyncIOScheduler(
        timezone=clock.house.zone, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    at_once = datetime.now(clock.house.zone)
    due, nightly = (functools.partial(_leading, clock, work) for work in (knock, tidy))
    ahead = functools.partial(clock.house.atlas.follow, clock.store)
    scheduler.add_job(_begin, "interval", args=[busy, "knock", due], seconds=EVERY, next_run_time=at_once)
    scheduler.add_job(_begin, "interval", args=[busy, "map", ahead], seconds=EVERY, next_run_time=at_once)
    scheduler.add_job(_begin, "interval", args=[busy, "sweep", sweep], seconds=SWEEP)
    scheduler.add_job(_begin, "cron", args=[busy, "tidy", nightly], hour=4)
    scheduler.start()
    return scheduler


async def _leading(clock: Clock, work: Callable[[Clock], Awaitable[None]]) -> None:
    if clock.leads():
        await work(clock)


async def _begin(busy: dict[str, asyncio.Task[None]], name: str, work: Work) -> None:
    """Unless the last time is still going on."""
    if name not in busy or busy[name].done():
        busy[name] = asyncio.create_task(_logged(name, work))


async def _logged(name: str, work: Work) -> None:
    try:
        await work()
    except Exception:
        _log.exception("the clock's work failed; the next knock tries again", work=name)
