"""Raw updates into the inbox. Telegram is told "got it" only after the commit: `store` returns then, and not before.

What finds nobody waiting is handled in the transaction that stores it: one wait for the disk instead of two.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.telegram.raw import Raw
from bot.times import Times
from storage import inbox
from storage.engine import Store
from storage.inbox import Row

Batch = tuple[list[Raw], "asyncio.Future[None]"]
_NO_UPDATE = "no update: not an object with an update_id"
_NAMED = 8  # update_ids in one line of the log
_log = structlog.get_logger()


class Intake:
    """One per process; `run()` writes what `store()` was given, all that waits in one commit.

    `at_once` may store updates and handle them; where it has not, they are stored here, and `offer` gets what is new.
    `room` returns when there is room for more: while it does not, a poll is not repeated, and what we cannot take yet
    stays with Telegram.
    `again` offers all that waits in the database: after an error nobody knows whether the commit was made, and what
    Telegram repeats is then no news, though nobody has handled it.
    """

    def __init__(
        self,
        store: Store,
        offer: Callable[[Sequence[Row]], None],
        room: Callable[[], "asyncio.Future[None] | None"] = lambda: None,
        *,
        at_once: Callable[[Sequence[Row]], Awaitable[bool]],
        again: Callable[[], Awaitable[None]],
        times: Times | None = None,
    ) -> None:
        self._store = store
        self._offer = offer
        self._room = room
        self._at_once = at_once
        self._again = again
        self._unsure = False
        self._times = times or Times()
        self._batches: asyncio.Queue[Batch | None] = asyncio.Queue()

    async def store(self, updates: list[Raw]) -> None:
        """Returns when these updates are committed; raises when they are not, and Telegram shall bring them again."""
        stored = asyncio.get_running_loop().create_future()
        self._batches.put_nowait((updates, stored))
        await stored
        room = self._room()
        if room is not None:
            await room

    def stop(self) -> None:
        """`run()` ends once it has written what it was given."""
        self._batches.put_nowait(None)

    async def run(self) -> None:
        """Until `stop()`; an error is the callers' and ends nothing."""
        stopped = False
        while not stopped:
            waiting = [await self._batches.get()]
            while not self._batches.empty():
                waiting.append(self._batches.get_nowait())
            stopped = None in waiting
            await self._write_for([batch for batch in waiting if batch is not None])

    async def _write_for(self, batches: list[Batch]) -> None:
        given = [raw for updates, _ in batches for raw in updates]
        try:
            await self._write(given)
        except Exception as error:
            self._unsure = True
            ids = [raw.id for raw in given]
            _log.exception("updates were not stored", updates=len(ids), update_ids=ids[:_NAMED])
            for stored in _awaited(batches):
                stored.set_exception(error)
        else:
            for stored in _awaited(batches):
                stored.set_result(None)

    async def _write(self, updates: Sequence[Raw]) -> None:
        at = self._times.wall()
        rows = [Row(raw.id, raw.lane, raw.body, at) for raw in updates if raw.id is not None]
        strays = [raw for raw in updates if raw.id is None]
        if not updates or (not strays and not self._unsure and await self._at_once(rows)):
            return
        async with self._store.write() as conn:
            for raw in strays:
                await inbox.bury(conn, None, raw.body, error=_NO_UPDATE, at=at)
            new = await inbox.add(conn, rows)
        if self._unsure:
            await self._again()  # the new ones too, each after those before it
            self._unsure = False
        else:
            self._offer(new)


def _awaited(batches: Sequence[Batch]) -> "list[asyncio.Future[None]]":
    """A poll that was broken off waits no more."""
    return [stored for _, stored in batches if not stored.done()]
