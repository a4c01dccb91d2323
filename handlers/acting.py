"""Saying a verb on a ticket: find it, see whether this person may, change it, keep its history."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.domain import ticket as tickets_domain
from bot.domain.outgoing import Outgoing
from bot.domain.people import Action, Person, Standing, may, reaches
from bot.domain.ticket import NotAllowed, NotPossible, Part, State, Ticket, Verb
from handlers import cards, refusals, timing
from handlers.i18n import N
from handlers.turn import Refused, Turn
from storage import areas, people, subtasks, tickets
from storage import cards as card_rows

BIGGEST_ID, LONGEST_ID = 2**53, 16
UNDONE_SHOWN = 80  # characters of their titles
UNDONE = N("#{number} has parts that are not done: {parts}")

GONE = N("There is no such ticket.")
ELSEWHERE = N("#{number} is with {area} now.")
TOO_LATE: dict[State, str] = {
    State.OPEN: N("#{number} is open: nobody has taken it."),
    State.ACKNOWLEDGED: N("{name} already has #{number}."),
    State.NEEDS_INFO: N("#{number} is waiting for the courier's answer."),
    State.RESOLVED: N("#{number} is already resolved by {name}."),
    State.REJECTED: N("#{number} was rejected."),
    State.MERGED: N("#{number} was merged into another ticket."),
    State.WITHDRAWN: N("#{number} was withdrawn by the courier."),
    State.CLOSED: N("#{number} is closed."),
}


async def somebody(turn: Turn) -> Person:
    """Whoever acts, with a row of their own from now on; what the group lent them stays for this turn only."""
    if turn.who.id:
        return turn.who
    row = await people.ensure(turn.conn, replace(turn.who, standing=Standing.STRANGER, grants=()), turn.now)
    return replace(turn.who, id=row.id)


async def find(turn: Turn, number: str) -> Ticket:
    """The ticket of that number; refuses what is no number or no ticket."""
    plain = unicodedata.normalize("NFKC", number[:LONGEST_ID])  # as phones write digits, too: １２
    if len(number) > LONGEST_ID or not (plain.isascii() and plain.isdigit() and int(plain) < BIGGEST_ID):
        raise await refusals.no(turn, GONE)
    try:
        return await tickets.get(turn.conn, int(plain))
    except tickets.Unknown:
        raise await refusals.no(turn, GONE) from None


async def check(turn: Turn, ticket: Ticket, verb: Verb) -> frozenset[Part]:
    """What whoever acts is to the ticket; refuses who may not say the verb, and who comes too late."""
    parts = await cards.standing_in(turn, ticket)
    try:
        tickets_domain.check(ticket, verb, parts, turn.event.at)
    except NotAllowed:
        raise await not_theirs(turn, ticket) from None
    except NotPossible:
        raise await too_late(turn, ticket) from None
    return parts


async def say(turn: Turn, ticket: Ticket, verb: Verb, *, why: str = "", **also: Any) -> Ticket:
    """The ticket after the verb, stored with its line of history; refuses who may not, and who comes too late.

    `also`: what else changes with it, fields of the ticket (the area that a transfer gives it to).
    """
    if verb is Verb.RESOLVE:
        await all_parts_done(turn, ticket)
    who = await somebody(turn)
    parts = await cards.standing_in(replace(turn, who=who), ticket)
    try:
        changed = tickets_domain.apply(ticket, verb, parts, turn.event.at, by=who.id)
    except NotAllowed:
        raise await not_theirs(turn, ticket) from None
    except NotPossible:
        raise await too_late(turn, ticket) from None
    changed = await timing.settled(turn, replace(changed, **also))
    await tickets.save(turn.conn, changed, verb, by=who.id, at=turn.event.at, source=ticket.state, why=why)
    return changed


async def not_theirs(turn: Turn, ticket: Ticket) -> Refused:
    """Staff who press what was on their own card of it learn where it went; nobody else learns anything."""
    message = turn.event.press.message if turn.event.press else None
    slot = await card_rows.slot_of(turn.conn, turn.event.chat.id, message)
    left = ticket.area and not await cards.standing_in(turn, ticket) and may(turn.who, Action.WORK)
    if not left or not slot.startswith(f"ticket:{ticket.id}:"):
        return await refusals.not_allowed(turn)
    return await elsewhere(turn, ticket)


async def works_in_private(turn: Turn, person: Person, ticket: Ticket) -> bool:
    """Whether somebody may act as staff on it without a group that lends them the role."""
    named = person.telegram in turn.house.admins and person.standing is not Standing.SUSPENDED
    return named or reaches(person, Action.WORK, await cards.holders(turn, ticket))


async def elsewhere(turn: Turn, ticket: Ticket) -> Refused:
    """Whose it is by now."""
    names = await areas.names(turn.conn, [ticket.area])
    return await refusals.no(turn, ELSEWHERE, number=ticket.id, area=names.get(ticket.area or 0, "?"))


async def all_parts_done(turn: Turn, ticket: Ticket) -> None:
    """Refuses to resolve a ticket before the work split out of it is done; says which is not."""
    parts = await undone(turn, ticket)
    if parts:
        raise await refusals.no(turn, UNDONE, number=ticket.id, parts=parts)


async def undone(turn: Turn, ticket: Ticket) -> str:
    """The titles of its parts that are not done, as far as they fit into an alert; "" where there are none."""
    return "、".join(part.title for part in await subtasks.of(turn.conn, ticket.id) if not part.done)[:UNDONE_SHOWN]


async def too_late(turn: Turn, ticket: Ticket) -> Refused:
    """Who has it, or what became of it."""
    return await refusals.no(turn, TOO_LATE[ticket.state], **await who_has(turn, ticket))


async def who_has(turn: Turn, ticket: Ticket) -> dict[str, object]:
    """What the texts of TOO_LATE name."""
    names = await people.names(turn.conn, [ticket.assignee])
    return {"number": ticket.id, "name": names.get(ticket.assignee or 0, "?")}


async def as_if_new(turn: Turn) -> Sequence[Outgoing]:
    """The same event once more, now that the dialogue which it came to is over."""
    from handlers import front  # whose routes name everything

    return await front.receive(turn.conn, turn.event, turn.who, turn.house, turn.now)


async def must_not_be_suspended(turn: Turn) -> None:
    """Their reports stay theirs to withdraw and to rate, but nothing of theirs goes onto a card any more."""
    if turn.who.standing is Standing.SUSPENDED:
        raise await refusals.not_allowed(turn)


def argument(turn: Turn, position: int = 1) -> str:
    """A part of the pressed button's data ("take:12"), "" where it has none."""
    parts = turn.event.press.data.split(":") if turn.event.press else []
    return parts[position] if len(parts) > position else ""
