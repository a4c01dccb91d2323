"""Drains the outbox: in order per chat, the urgent chats first, within Telegram's limits, and nothing is ever lost.

A chat has one message under way at most, and its row is marked before the next one goes: a kill -9 can double that
one message and no other; over all chats no more are under way than the rate needs (exposure). Rows are marked many at
a time: whatever ended while the last commit ran.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field, replace

import structlog

from bot.domain.outgoing import Outgoing
from bot.sending import exposure, lines, pacing, speech, turns, verdicts
from bot.sending.exposure import Exposure
from bot.sending.pacing import Rates
from bot.sending.speech import File, Mouth, Report, Unspeakable
from bot.sending.turns import Turns
from bot.sending.verdicts import Delivery, Settled
from bot.telegram.errors import Fate, Verdict
from bot.times import Times
from storage import messages, outbox
from storage.messages import Unreadable
from storage.outbox import Row

MANY = 1000  # rows read at a time
CAPACITY = 20_000  # rows held in memory; the rest waits in the database
DRAWN = 16  # messages whose pictures are drawn, or being drawn, before their turn
_MOMENT = 0.1
_LOOK = 0.5  # seconds until we look for what other processes owe, whose commits wake nobody here
_log = structlog.get_logger()


@dataclass(slots=True)
class _Held:
    """Everything in memory; a new start reads all of it from the database again."""

    turns: Turns
    seen: int = 0
    more: bool = True
    drawn: dict[int, tuple[tuple[str, ...], tuple[File, ...]]] = field(default_factory=dict)
    drawing: int = 0
    ended: list[Settled] = field(default_factory=list)
    marking: int = 0
    reading: bool = False


class Sender:
    """One per process; it runs where that leads (bot.leading). `wake()` after a commit that owes something."""

    def __init__(self, mouth: Mouth, delivery: Delivery, rates: Rates, *, times: Times | None = None) -> None:
        self._mouth = mouth
        self._delivery = delivery
        self._rates = rates
        self._times = times or Times()
        self._wake = asyncio.Event()
        self._ended = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._held = _Held(Turns(pacing.Pace(rates), Exposure(rates.overall)))

    def wake(self, rows: Sequence[Row] = ()) -> None:
        """There may be something new in the outbox: these rows, which are committed, or whatever else there is.

        They need not be read where nothing can lie between them and what was read before: its number and theirs follow.
        """
        held = self._held
        unread = held.more or held.reading or held.turns.queue.held >= CAPACITY
        if rows and not unread and all(row.id == number for number, row in enumerate(rows, held.seen + 1)):
            self._hold(rows)
        else:
            held.more = True
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set and nothing could go now. After an error it may be run again."""
        await self._begin()
        marking = asyncio.create_task(self._mark())
        try:
            while not (stop.is_set() and self._idle()) and not marking.done():
                await self._step(stop)
        finally:
            await _cancel([*self._tasks, marking])
        if not marking.cancelled():
            marking.result()

    async def _begin(self) -> None:
        """The minute before a restart counts for the limits."""
        wall, steady = self._times.wall(), self._times.steady()
        async with self._mouth.store.glance() as conn:
            sent = await outbox.sent_since(conn, wall - pacing.MINUTE)
        recent = [(chat, steady - max(0.0, wall - at)) for chat, at in sent]
        self._held = _Held(Turns(pacing.restore(self._rates, recent), Exposure(self._rates.overall)))

    def _idle(self) -> bool:
        held = self._held
        busy = held.turns.under_way or held.drawing or held.ended or held.marking or held.more
        return not busy and not (held.turns.queue.ready and held.turns.failures < turns.PATIENCE)

    async def _step(self, stop: asyncio.Event) -> None:
        self._wake.clear()
        held = self._held
        if held.more and held.turns.queue.held < CAPACITY:
            await self._read()
        now = self._times.steady()
        lines.wake(held.turns.queue, now)
        while (taken := turns.take(held.turns, now)) is not None:
            self._begin_with(*taken)
        if (held.more and held.turns.queue.held < CAPACITY) or (stop.is_set() and self._idle()):
            return
        most = _MOMENT if stop.is_set() else _LOOK
        try:
            async with asyncio.timeout(min(most, turns.rest(held.turns, now))):
                await self._wake.wait()
        except TimeoutError:
            held.more = True
            pacing.forget(held.turns.pace, self._times.steady())

    async def _read(self) -> None:
        held = self._held
        held.more, held.reading = False, True
        async with self._mouth.store.glance() as conn:
            rows = await outbox.waiting(conn, after=held.seen, limit=MANY)
        held.more, held.reading = held.more or len(rows) == MANY, False
        self._hold(rows)

    def _hold(self, rows: Sequence[Row]) -> None:
        """Rows by growing numbers, all of them above those that are held."""
        wall, steady = self._times.wall(), self._times.steady()
        for row in rows:
            self._held.seen = row.id
            lines.push(self._held.turns.queue, row, due=steady + row.due_at - wall if row.due_at > wall else 0.0)

    def _begin_with(self, key: int, row: Row) -> None:
        """Say it, or draw its pictures first, or see that it need not or cannot be said at all."""
        queue = self._held.turns.queue
        if lines.newer(queue, key):
            self._settle(verdicts.superfluous(key, row))
            return
        folded = lines.superseded(queue, key)
        try:
            message = self._understand(row, folded)
        except Unreadable as error:
            self._fail(key, row, Fate.BAD, str(error))
            return
        if verdicts.too_late(row, self._times.wall()):
            self._fail(key, row, Fate.LATE, "nobody waits for this answer any more")
            return
        self._say_or_draw(key, row, message, folded)

    def _say_or_draw(self, key: int, row: Row, message: Outgoing, folded: Row | None) -> None:
        held = self._held
        wanted = speech.file_keys(message)
        drawn = held.drawn.get(row.id)
        if not wanted or (drawn and drawn[0] == wanted):
            turns.begun(held.turns, row, self._times.steady())
            self._go(self._say(key, row, message, folded))
        elif held.drawing + len(held.drawn) < DRAWN or drawn:
            held.drawing += 1
            self._go(self._draw(key, row, message))
        else:
            lines.put_back(held.turns.queue, key, until=self._times.steady() + _MOMENT)

    def _understand(self, row: Row, folded: Row | None) -> Outgoing:
        message = speech.addressed(messages.unpack(row.kind, row.body), row)
        return speech.with_edit(message, messages.unpack(folded.kind, folded.body)) if folded else message

    def _go(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _draw(self, key: int, row: Row, message: Outgoing) -> None:
        """Pictures are drawn before the chat's turn is spent, so that nobody else waits for them."""
        files: tuple[File, ...] = ()
        try:
            files = await speech.gather(self._mouth, message)
        except Unspeakable as error:
            _log.error("a message goes without its picture", row=row.id, kind=row.kind, error=str(error))
        self._held.drawn[row.id] = (speech.file_keys(message), files)
        self._held.drawing -= 1
        lines.put_back(self._held.turns.queue, key)
        self._wake.set()

    async def _say(self, key: int, row: Row, message: Outgoing, folded: Row | None) -> None:
        """One message; whatever it throws must not stop the others."""
        held = self._held
        _, files = held.drawn.pop(row.id, ((), ()))
        try:
            report = await speech.say(self._mouth, message, files)
        except Exception as error:
            _log.exception("a message could not be said", row=row.id, kind=row.kind)
            report = Report(Verdict(Fate.BAD), f"{type(error).__name__}: {error}")
        trouble = report.verdict is not None and report.verdict.fate in verdicts.TROUBLE
        turns.arrived(held.turns, row, self._times.steady(), reached=not trouble)
        self._settle(verdicts.settle(key, row, report, now=self._times.wall(), folded=folded))
        self._wake.set()

    def _fail(self, key: int, row: Row, fate: Fate, error: str) -> None:
        self._settle(verdicts.settle(key, row, Report(Verdict(fate), error), now=self._times.wall()))

    def _settle(self, one: Settled) -> None:
        verdicts.tell(one)
        self._held.ended.append(one)
        self._ended.set()

    async def _mark(self) -> None:
        """Record what ended, many at a time, then let those chats go on."""
        held = self._held
        while True:
            await self._ended.wait()
            self._ended.clear()
            batch, held.ended = held.ended, []
            held.marking = len(batch)
            queue = held.turns.queue
            waited = {one.key: lines.ids(queue, one.key) for one in batch if one.refused}
            await self._record(batch)
            for one in batch:
                exposure.recorded(held.turns.exposure, one.row.id, self._times.steady())
                self._release(one, waited.get(one.key, one.said))
            held.marking = 0
            self._wake.set()

    async def _record(self, batch: list[Settled]) -> None:
        """Until it is done: a database that is away must not make us forget what Telegram has."""
        while not await self._recorded(batch):  # noqa: ASYNC110 - the database tells nobody that it is back
            await asyncio.sleep(1)
        if any(one.refused or one.report.lost_slot or one.report.lost_thread is not None for one in batch):
            self._held.more = True

    async def _recorded(self, batch: list[Settled]) -> bool:
        try:
            async with self._mouth.store.write() as conn:
                await verdicts.record(conn, batch, self._delivery, self._times.now())
        except Exception:
            _log.exception("what was sent is not marked yet", rows=len(batch))
            return False
        return True

    def _release(self, one: Settled, settled: frozenset[int]) -> None:
        queue = self._held.turns.queue
        if one.again is None:
            lines.done(queue, one.key, settled)
        elif one.again.chat != one.row.chat:
            rows = [one.again, *lines.rest_of(queue, one.key)]
            lines.move(queue, one.key, [replace(row, chat=one.again.chat) for row in rows])
        else:
            lines.replace_head(queue, one.key, one.again)
            lines.put_back(queue, one.key, until=self._times.steady() + one.rest)


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
