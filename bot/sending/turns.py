"""Whether anything may be said now, and what: the lines, the pace, Telegram away or there. Pure; times in seconds."""

from dataclasses import dataclass, field

from bot.domain.outgoing import Album, Priority, Send, SendFile, Venue
from bot.sending import exposure, lines, pacing
from bot.sending.exposure import Exposure
from bot.sending.lines import Lines
from bot.sending.pacing import Pace
from storage.outbox import Row

AT_ONCE = 48  # messages under way at the same time; below the transport's pool of connections
PATIENCE = 3  # failures in a row after which Telegram counts as away
LONGEST_AWAY = 30.0
IDLE = 20.0
IN_NO_HURRY = 0.5  # of the rate, for what goes to many: somebody who asks meanwhile does not wait for the next second
NEW = frozenset(kind.__name__ for kind in (Send, SendFile, Album, Venue))
"""What shows twice when it is sent twice; an edit or an answer does not."""


@dataclass(slots=True)
class Turns:
    """`failures` in a row on the way to Telegram; `away_until`: when one message may try the door again."""

    pace: Pace
    exposure: Exposure
    queue: Lines = field(default_factory=Lines)
    under_way: int = 0
    failures: int = 0
    away_until: float = 0.0


def take(turns: Turns, now: float) -> tuple[int, Row] | None:
    """The line and its head that may be said now; the line is busy from now on."""
    while not _shut(turns, now):
        taken = lines.take(turns.queue)
        if taken is None:
            return None
        rest = _chat_rest(turns, taken[1], now)
        if rest <= 0:
            return taken
        lines.put_back(turns.queue, taken[0], until=now + rest)
    return None


def rest(turns: Turns, now: float) -> float:
    """Seconds until `take` may have something more, if nothing ends and nothing comes before."""
    if turns.queue.ready:
        return max(0.001, _shut(turns, now))
    wakes = lines.next_wake(turns.queue)
    return IDLE if wakes is None else min(IDLE, max(0.001, wakes - now))


def begun(turns: Turns, row: Row, now: float) -> None:
    """A message is on its way. Answers to queries have no chat and are not counted."""
    turns.under_way += 1
    if row.kind in NEW:
        exposure.begun(turns.exposure, row.id, now)
    if row.chat:
        pacing.begun(turns.pace)


def arrived(turns: Turns, row: Row, now: float, *, reached: bool) -> None:
    """It has ended. Failures that were under way together count as one, or a burst would look like an hour."""
    turns.under_way -= 1
    if row.chat:
        pacing.ended(turns.pace, row.chat, now)
    if reached:
        turns.failures = 0
    elif now >= turns.away_until:
        turns.failures += 1
        doublings = turns.failures - PATIENCE
        turns.away_until = now + (min(LONGEST_AWAY, 2.0 ** min(doublings, 10)) if doublings >= 0 else 0.0)


def _shut(turns: Turns, now: float) -> float:
    """Seconds for which nothing at all may begin."""
    if turns.failures >= PATIENCE:
        return IDLE if turns.under_way else max(0.0, turns.away_until - now)
    if turns.under_way >= AT_ONCE:
        return IDLE
    first = turns.queue.ready[0][0] if turns.queue.ready else Priority.PRIVATE
    if first == Priority.ANSWER:
        return 0.0
    share = IN_NO_HURRY if first == Priority.DIGEST else 1.0
    return max(pacing.wait_overall(turns.pace, now, share=share), exposure.wait(turns.exposure, now))


def _chat_rest(turns: Turns, row: Row, now: float) -> float:
    """Answers to queries have no chat and keep no limit."""
    if not row.chat:
        return 0.0
    return max(pacing.wait_chat(turns.pace, row.chat, now), pacing.wait_overall(turns.pace, now))
