"""From how a message went to what becomes of its row, its chat and the rest of the world."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.outgoing import Address, Answer, InlineAnswer, Outgoing
from bot.sending.speech import Report
from bot.telegram.errors import Fate, Verdict
from storage import outbox, slots
from storage.outbox import Outcome, Row
from storage.schema import DEAD, DONE, FOLDED, UNREACHABLE, WAITING

LATE = 15.0  # seconds after which nobody waits for the answer to a press or an inline query
SLOWEST = 60.0
_log = structlog.get_logger()

TROUBLE = frozenset({Fate.UNSENT, Fate.UNKNOWN, Fate.SERVER, Fate.STRANGER})
"""What says something about the way to Telegram and nothing about the message."""
REFUSED = frozenset({Fate.BLOCKED, Fate.CHAT_GONE})
_ENDS = {**dict.fromkeys(REFUSED, UNREACHABLE), Fate.GONE: FOLDED}
"""How a row ends that was not said: an edit of what somebody has deleted is superfluous; anything else is lost."""
_ANSWERS = frozenset({Answer.__name__, InlineAnswer.__name__})
_READ_BY_SOMEBODY = frozenset({"Send", "SendFile", "Venue", "Album", "Edit"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """Who must hear of what the sender met; each runs in the transaction that records it."""

    unreachable: Callable[[AsyncConnection, int, datetime], Awaitable[Sequence[Outgoing]]]
    moved: Callable[[AsyncConnection, int, int], Awaitable[None]]
    topic_gone: Callable[[AsyncConnection, Address, datetime], Awaitable[Sequence[Outgoing]]]
    message_gone: Callable[[AsyncConnection, str, datetime], Awaitable[Sequence[Outgoing]]]


@dataclass(frozen=True, slots=True)
class Settled:
    """One row and its end. `again`: the row for another try after `rest` seconds. `folded`: an edit said along."""

    key: int
    row: Row
    report: Report
    outcome: Outcome
    again: Row | None = None
    rest: float = 0.0
    folded: Row | None = None

    @property
    def said(self) -> frozenset[int]:
        return frozenset({self.row.id, self.folded.id} if self.folded else {self.row.id})

    @property
    def refused(self) -> bool:
        """The chat wants nothing of us; a menu or a deletion that fails says less."""
        verdict = self.report.verdict
        return verdict is not None and verdict.fate in REFUSED and self.row.kind in _READ_BY_SOMEBODY


def settle(key: int, row: Row, report: Report, *, now: float, folded: Row | None = None) -> Settled:
    """`now` on the wall clock."""
    verdict = report.verdict
    if verdict is None:
        sent = None if row.kind in _ANSWERS else now
        return Settled(key, row, report, Outcome(row.id, DONE, row.attempts, 0.0, sent), folded=folded)
    if verdict.fate is Fate.WAIT or verdict.fate in TROUBLE or verdict.fate is Fate.MIGRATED:
        return _later(Settled(key, row, report, Outcome(row.id, WAITING)), verdict, now)
    state = _ENDS.get(verdict.fate, DEAD)
    return Settled(key, row, report, Outcome(row.id, state, row.attempts + 1, error=report.error))


def superfluous(key: int, row: Row) -> Settled:
    """An edit that a later one has replaced while it waited for another try."""
    return Settled(key, row, Report(), Outcome(row.id, FOLDED, row.attempts))


def tell(one: Settled) -> None:
    """A line in the log for what an operator may want to know: an error where something is lost for good."""
    verdict = one.report.verdict
    if verdict is None:
        return
    level = "error" if one.outcome.state == DEAD and verdict.fate is not Fate.LATE else "warning"
    known = {"row": one.row.id, "kind": one.row.kind, "chat": one.row.chat, "attempt": one.row.attempts + 1}
    getattr(_log, level)("not sent", fate=verdict.fate.value, error=one.report.error, rest=one.rest, **known)


def too_late(row: Row, now: float) -> bool:
    """Whether the row is the answer to a query that nobody waits for any more."""
    return row.kind in _ANSWERS and now - row.created_at > LATE


def _later(one: Settled, verdict: Verdict, now: float) -> Settled:
    row, rest = one.row, _rest(one.row, verdict)
    again = replace(row, attempts=min(row.attempts + 1, 30_000), due_at=now + rest, chat=verdict.chat or row.chat)
    outcome = Outcome(row.id, WAITING, again.attempts, again.due_at, None, one.report.error)
    return replace(one, outcome=outcome, again=again, rest=rest)


def _rest(row: Row, verdict: Verdict) -> float:
    if verdict.fate is Fate.WAIT:
        return verdict.seconds
    return 0.0 if verdict.fate is Fate.MIGRATED else min(SLOWEST, 2.0 ** min(row.attempts, 10))


async def record(conn: AsyncConnection, ended: Sequence[Settled], delivery: Delivery, now: datetime) -> None:
    """Everything that these endings change, in the caller's transaction."""
    folded = [Outcome(one.folded.id, FOLDED) for one in ended if one.folded]
    await outbox.settle(conn, [one.outcome for one in ended] + folded)
    await slots.fill(conn, [one.report.filled for one in ended if one.report.filled])
    await slots.keep_uploads(conn, {key: file for one in ended for key, file in one.report.keep.items()})
    for one in ended:
        if one.report.verdict or one.report.lost_slot or one.report.lost_thread or one.report.forget:
            await _record_odd(conn, one, delivery, now)


async def _record_odd(conn: AsyncConnection, one: Settled, delivery: Delivery, now: datetime) -> None:
    report, chat = one.report, one.row.chat
    if report.lost_slot:
        await slots.lose(conn, report.lost_slot)
        if report.verdict is not None:
            await outbox.add(conn, await delivery.message_gone(conn, report.lost_slot, now), now.timestamp())
    if report.lost_thread is not None:
        lost = Address(chat, report.lost_thread)
        await outbox.add(conn, await delivery.topic_gone(conn, lost, now), now.timestamp())
    await slots.forget_uploads(conn, [key for key in report.forget if key not in report.keep])
    if one.refused:
        await outbox.give_up(conn, chat, error=report.error)
        await outbox.add(conn, await delivery.unreachable(conn, chat, now), now.timestamp())
    if one.again is not None and one.again.chat != chat:
        await outbox.redirect(conn, chat, one.again.chat)
        await delivery.moved(conn, chat, one.again.chat)
