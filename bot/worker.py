"""Drains the inbox: in order per person, many persons in one transaction, and alone whatever does not go well."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import structlog

from bot import handling, lanes
from bot.domain.incoming import Event
from bot.handling import Desk, Handled, Overtaken
from bot.lanes import Job, Lanes
from handlers.turn import Refused
from storage import inbox, outbox
from storage.cells import Unready
from storage.inbox import Row
from storage.tickets import Conflict

BATCH = 100
FEW = 8
"""Updates that may be handled by whoever stores them; a rush is stored first, so that Telegram can go on sending it."""
FULL = 2000  # updates held; more stay with Telegram
_REST = 1.0  # seconds after an error of the database
_IDLE = 60.0
_EXPECTED = (Refused, Conflict, Overtaken, Unready)
_log = structlog.get_logger()


class Worker:
    """One per process. `offer()` what is stored; `run()` handles it, in as many loops as are wanted."""

    def __init__(
        self,
        desk: Desk,
        *,
        fetch: Callable[[Event], Awaitable[Event]],
        said: Callable[[Sequence[outbox.Row]], None],
    ) -> None:
        """`fetch` gets an event's files; `said` is called with what is owed, after the commit."""
        self._desk = desk
        self._fetch = fetch
        self._said = said
        self._queue = Lanes()
        self._wake = asyncio.Event()
        self._fetching: set[asyncio.Task[None]] = set()
        self._room: asyncio.Future[None] | None = None

    def offer(self, rows: Sequence[Row]) -> None:
        """Stored updates that nobody has handled; those held already are passed over."""
        wall, steady = self._desk.times.wall(), self._desk.times.steady()
        for row in rows:
            lanes.offer(self._queue, row, due=steady + row.due_at - wall if row.due_at > wall else 0.0)
        self._wake.set()

    async def at_once(self, rows: Sequence[Row]) -> bool:
        """Store updates and handle them, in one transaction; False: nothing has happened, they must be stored first.

        Only where nobody waits for their turn, and on SQLite: its one writer could not store others meanwhile anyway.
        """
        jobs = lanes.claim(self._queue, rows) if self._desk.store.sqlite and len(rows) <= FEW else []
        if not jobs:
            return False
        try:
            handled = await handling.arrived(self._desk, jobs)
        except Exception as error:
            for job in jobs:
                lanes.done(self._queue, job)
            if not isinstance(error, _EXPECTED):
                _log.warning("updates are stored first and handled then", updates=len(jobs), error=repr(error))
            return False
        self._settle(handled)
        for job in handled.failed:
            lanes.put_back(self._queue, job)
        if self._queue.ready:
            self._wake.set()
        return True

    def room(self) -> "asyncio.Future[None] | None":
        """None where more may come; else what to wait for."""
        if len(self._queue.known) < FULL:
            return None
        if self._room is None or self._room.done():
            self._room = asyncio.get_running_loop().create_future()
        return asyncio.shield(self._room)

    async def load(self) -> None:
        """Offer everything that the database has waiting: at the start, and now and then to be sure."""
        after = -1
        rows: list[Row] | None = None
        while rows is None or rows:
            async with self._desk.store.read() as conn:
                rows = await inbox.waiting(conn, after=after)
            self.offer(rows)
            after = rows[-1].update_id if rows else after

    def nudge(self) -> None:
        """Look again, for instance at `stop`."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set and nothing can be handled now. Downloads are then broken off: they come again."""
        while True:
            jobs = lanes.take(self._queue, BATCH, self._now())
            if jobs:
                await self._handle(jobs)
            elif stop.is_set():
                await self._break_off()
                return
            else:
                await self._wait()

    async def _wait(self) -> None:
        wakes = lanes.next_wake(self._queue)
        self._wake.clear()
        try:
            async with asyncio.timeout(_IDLE if wakes is None else max(0.001, wakes - self._now())):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _handle(self, jobs: Sequence[Job]) -> None:
        """All of them together; one by one what fails, or all where the whole transaction does."""
        try:
            handled = await handling.together(self._desk, jobs)
        except Exception as error:
            if not isinstance(error, _EXPECTED):
                _log.warning("a batch is handled one by one", updates=len(jobs), error=repr(error))
            handled = Handled(failed=jobs)
        self._settle(handled)
        for job in handled.failed:
            await self._alone(job)

    async def _alone(self, job: Job) -> None:
        try:
            self._settle(await handling.alone(self._desk, job))
        except Exception:
            _log.exception("the database failed us; the update waits", update_id=job.row.update_id)
            lanes.rest(self._queue, job, self._now() + _REST)

    def _settle(self, handled: Handled) -> None:
        for job in handled.done:
            lanes.done(self._queue, job)
        for job in handled.wanting:
            self._go_and_fetch(job)
        if handled.later is not None:
            lanes.rest(self._queue, handled.later, self._now() + handled.rest)
        if handled.owes:
            self._said(handled.owes)
        if self._room and not self._room.done() and len(self._queue.known) < FULL:
            self._room.set_result(None)

    def _go_and_fetch(self, job: Job) -> None:
        """In a task of its own, which holds nothing but the person's lane."""
        task = asyncio.create_task(self._fetch_for(job))
        self._fetching.add(task)
        task.add_done_callback(self._fetching.discard)

    async def _fetch_for(self, job: Job) -> None:
        assert job.event is not None  # noqa: S101 - only events have files
        try:
            event = await self._fetch(job.event)
        except Exception:
            _log.exception("files could not be kept; trying again", update_id=job.row.update_id)
            lanes.rest(self._queue, job, self._now() + 10 * _REST)
        else:
            lanes.put_back(self._queue, replace(job, event=event))
        self._wake.set()

    async def _break_off(self) -> None:
        for task in self._fetching:
            task.cancel()
        await asyncio.gather(*self._fetching, return_exceptions=True)

    def _now(self) -> float:
        return self._desk.times.steady()
