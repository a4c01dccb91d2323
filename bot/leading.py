"""One process of several leads: it alone speaks and knocks, so that nothing is said twice; every one handles updates.

Who leads goes on leading while the database is away, until it hears that another process does.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable

import structlog

from storage.lease import Lease

Work = Callable[[asyncio.Event], Coroutine[None, None, None]]
EVERY = 1.0  # seconds between two looks
PATIENCE = 5.0  # seconds with a database that does not answer
_log = structlog.get_logger()


class Lead:
    """Whether this process leads: `ours` and `lost` are each other's opposite."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self.ours = asyncio.Event()
        self.lost = asyncio.Event()
        self.lost.set()

    def leads(self) -> bool:
        return self.ours.is_set()

    async def look(self) -> None:
        """Take it where it is free, and see whether it is still ours. Logs where the database is away."""
        try:
            async with asyncio.timeout(PATIENCE):
                ours = await self._lease.ours()
        except Exception as error:
            _log.warning("whether another process leads is not known", error=f"{type(error).__name__}: {error}")
            return
        if ours != self.leads():
            _log.info("this process speaks" if ours else "another process speaks")
        (self.ours.set if ours else self.ours.clear)()
        (self.lost.clear if ours else self.lost.set)()

    async def run(self, stop: asyncio.Event) -> None:
        """Look again and again, until `stop`."""
        while not await _first([stop], within=EVERY):
            await self.look()

    async def leave(self) -> None:
        self.ours.clear()
        self.lost.set()
        await self._lease.leave()

    async def while_ours(
        self, work: Callable[[asyncio.Event], Coroutine[None, None, None]], stop: asyncio.Event
    ) -> None:
        """`work(stop)` whenever we lead; broken off where another process does. Until `stop`."""
        while await _first([self.ours, stop]) and self.leads():
            if await self._done(work(stop)):
                return

    async def _done(self, work: Coroutine[None, None, None]) -> bool:
        """Whether it ended by itself; False where it was broken off. Raises what it raised."""
        doing, losing = asyncio.create_task(work), asyncio.create_task(self.lost.wait())
        try:
            await asyncio.wait({doing, losing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            whole = doing.done()
            await _ended([doing, losing])
        if whole:
            doing.result()
        return whole


async def _first(events: Iterable[asyncio.Event], *, within: float | None = None) -> bool:
    """Waits for one of them; False where none came in time."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        done, _ = await asyncio.wait(waiting, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _ended(waiting)
    return bool(done)


async def _ended(tasks: Iterable["asyncio.Task[None] | asyncio.Task[bool]"]) -> None:
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
