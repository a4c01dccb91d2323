"""What the clock does to tickets: looks at those that are due, and takes each step of the ladder once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import clocks, ladder
from bot.domain.incoming import Chat, ChatKind, Event
from bot.domain.ladder import Step
from bot.domain.outgoing import Outgoing
from bot.domain.people import Person
from bot.domain.ticket import Ticket
from handlers import cards, timing
from handlers.ladder import keeping, rungs, telling
from handlers.ladder.notice import Notice
from handlers.ladder.rungs import View
from handlers.turn import House, Turn
from storage import inbox, known, tickets
from storage import rungs as taken

PORTION = 50
FAULT_REST = timedelta(minutes=10)  # before the clock looks again at a ticket that it could not look at
AWAY, PATIENCE = timedelta(minutes=1), timedelta(minutes=2)
_log = structlog.get_logger()


async def climb(conn: AsyncConnection, house: House, now: datetime) -> Sequence[Outgoing]:
    """A portion of the tickets that are due; looks on while a portion has nothing to say.

    After a full portion more may be due: each chat hears of all of it at once, with the last portion.
    """
    turn = _turn(conn, house, now)
    while True:
        portion = await tickets.due_before(conn, now, limit=PORTION)
        if portion and await _behind(turn, portion[0]):
            return ()
        edits, notices = await _look_at(turn, portion)
        if len(portion) < PORTION:
            return [*edits, *await telling.say(turn, [*await keeping.kept(turn), *notices])]
        await keeping.keep(turn, notices)
        if edits:
            return edits


async def _behind(turn: Turn, longest: Ticket) -> bool:
    """Whether we were away and have not heard yet what was said meanwhile: a 接单 of an hour ago was in time."""
    overdue = longest.due_at is not None and turn.now - longest.due_at > AWAY
    return overdue and await inbox.unread(turn.conn, (turn.now - PATIENCE).timestamp())


def _turn(conn: AsyncConnection, house: House, now: datetime) -> Turn:
    """A turn that nobody began."""
    event = Event(update_id=0, at=now, sender=None, chat=Chat(0, ChatKind.GROUP))
    return Turn(conn, now, Person(0, None, ""), house.languages.to(house.language), event, house)


async def _look_at(turn: Turn, portion: Sequence[Ticket]) -> tuple[list[Outgoing], list[Notice]]:
    """The cards brought up to date, and what is to be told.

    Each ticket is looked at in a savepoint of its own: one that cannot be must not keep the others from climbing.
    """
    edits: list[Outgoing] = []
    notices: list[Notice] = []
    seen: rungs.Seen = {}
    for ticket in portion:
        try:
            edited, told = await _step(turn, ticket, seen)
        except Exception:
            _log.exception("not looked at; tried again later", ticket=ticket.id)
            await tickets.look_again(turn.conn, ticket, turn.now + FAULT_REST)
        else:
            edits += edited
            notices += told
    return edits, notices


async def _step(turn: Turn, ticket: Ticket, seen: rungs.Seen) -> tuple[list[Outgoing], list[Notice]]:
    """In a savepoint of its own."""
    async with known.savepoint(turn.conn):
        changed, told, stepped = await _look(turn, ticket, seen)
        return (await cards.refresh(turn, changed) if stepped else []), told


async def _look(turn: Turn, ticket: Ticket, seen: rungs.Seen) -> tuple[Ticket, list[Notice], bool]:
    """The ticket as it is now, what is to be told, and whether its cards show something new."""
    policy, days = await timing.policy_at(turn, ticket.area), turn.house.days
    going = clocks.settled(policy, ticket, days, ticket.due_at or turn.now)
    steps, done = ladder.plan(policy, going, days), await taken.done(turn.conn, ticket.id)
    rings_at = clocks.rings_at(policy, ticket.severity, turn.now, days)
    changed, notices, stepped = going, list[Notice](), frozenset[ladder.Mark]()
    if rings_at <= turn.now:
        due = ladder.due(steps, done, turn.now)
        if due:
            view = await rungs.view(turn, going, seen)
            changed, notices, stepped = await _take(view, going, steps, due)
    next_look = ladder.next_look(steps, done | stepped)
    await tickets.look_again(turn.conn, changed, max(next_look, rings_at) if next_look else None)
    return changed, notices, bool(stepped) or going != ticket


async def _take(
    view: View, ticket: Ticket, steps: list[Step], due: list[Step]
) -> tuple[Ticket, list[Notice], frozenset[ladder.Mark]]:
    """Each step in order, unless another process has it; a rung that reaches nobody hands on to the next at once."""
    told: dict[tuple[int, int | None], Notice] = {}
    marks: set[ladder.Mark] = set()
    waiting = list(due)
    while waiting:
        step = waiting.pop(0)
        marks.add(step.mark)
        if not await taken.take(view.turn.conn, ticket.id, step):
            continue
        ticket, notices = await rungs.climb(view, ticket, step)
        told |= {(one.to.chat, one.to.thread): one for one in notices}
        above = ladder.after(steps, step)
        if not notices and above is not None and above not in waiting:
            waiting.insert(0, above)
    # A card of the first step shows what the last one made of it.
    return ticket, [replace(one, ticket=ticket) for one in told.values()], frozenset(marks)
