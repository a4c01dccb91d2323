"""The clock only knocks: what is due is a query. Every knock catches up with whatever was missed while we were away."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

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
_PORTIONS = 1000  # of one knock: a day's backlog in one go, but no endless loop
_log = structlog.get_logger()

Tick = Callable[[AsyncConnection, House, datetime], Awaitable[Sequence[Outgoing]]]


@dataclass(frozen=True, slots=True)
class Clock:
    """What a knock needs; `said` is called after a commit that owes somebody something."""

    store: Store
    house: House
    tick: Tick
    said: Callable[[], None]
    times: Times


async def knock(clock: Clock) -> None:
    """Do what is due, a portion a transaction, until nothing is."""
    for _ in range(_PORTIONS):
        async with clock.store.write() as conn:
            said = await clock.tick(conn, clock.house, clock.times.now())
            await outbox.add(conn, said, clock.times.wall())
        if not said:
            return
        clock.said()
    _log.warning("more is due than one knock does")


async def tidy(clock: Clock) -> None:
    """Forget handled updates and settled messages after a while, and write SQLite's log back into its file."""
    wall = clock.times.wall()
    async with clock.store.write() as conn:
        updates = await inbox.prune(conn, wall - KEEP_UPDATES)
        messages = await outbox.prune(conn, wall - KEEP_MESSAGES)
    await clock.store.checkpoint()
    _log.info("tidied", updates=updates, messages=messages)


def start(clock: Clock, *, sweep: Callable[[], Awaitable[None]]) -> "AsyncIOScheduler":
    """Knock now and then, tidy at night, and `sweep` for updates that nobody holds. The caller shuts it down."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    scheduler = AsyncIOScheduler(
        timezone=clock.house.zone, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    at_once = datetime.now(clock.house.zone)
    scheduler.add_job(knock, "interval", args=[clock], seconds=EVERY, next_run_time=at_once)
    scheduler.add_job(sweep, "interval", seconds=SWEEP)
    scheduler.add_job(tidy, "cron", args=[clock], hour=4)
    scheduler.start()
    return scheduler
