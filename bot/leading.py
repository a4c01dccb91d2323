"""One process of several leads: it alone speaks and knocks, so that nothing is said twice; every one handles updates.

Who leads goes on leading while the database is away, until it hears that another process does.
"""

import asyncio
from collections.abc import Callable, Coroutine

import structlog

from bot import loops
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
        while not await loops.stopped(stop, EVERY):
            await self.look()

    async def leave(self) -> None:
        self.ours.clear()
        self.lost.set()
        await self._lease.leave()

    async def while_ours(self, work: Work, stop: asyncio.Event) -> None:
        """`work(stop)` whenever we lead; broken off where another process does. Until `stop`."""
        while await self._may(stop):
            if await self._done(work(stop)):
                return

    async def _may(self, stop: asyncio.Event) -> bool:
        """Waits until we lead; False where we are to stop."""
        waiting = [asyncio.create_task(event.wait()) for event in (self.ours, stop)]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await loops.end(waiting)
        return self.leads()

    async def _done(self, work: Coroutine[None, None, None]) -> bool:
        """Whether it ended by itself; False where it was broken off. Raises what it raised."""
        doing, losing = asyncio.create_task(work), asyncio.create_task(self.lost.wait())
        try:
            await asyncio.wait({doing, losing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            whole = doing.done()
            await loops.end([doing, losing])
        if whole:
            doing.result()
        return whole
