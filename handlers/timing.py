"""A ticket's clocks in a turn: which policy and which days hold where it is, and its deadlines after a verb."""

from dataclasses import replace

from bot.domain import clocks, ladder
from bot.domain.people import Area
from bot.domain.policy import Policy
from bot.domain.ticket import Ticket
from handlers.turn import Turn
from storage import areas


async def policy_at(turn: Turn, area: int | None) -> Policy:
    """The policy as it holds in the area; nothing is read where all areas are alike."""
    policy = turn.house.policy
    if area is None or not policy.calendar.areas:
        return policy
    found = await areas.get(turn.conn, area)
    return policy.in_area(found.code if found else "")


async def settled(turn: Turn, ticket: Ticket) -> Ticket:
    """What a verb of this turn has made of the ticket, with the deadlines of the clocks that run now (not stored)."""
    policy = await policy_at(turn, ticket.area)
    return clocks.settled(policy, ticket, turn.house.days, turn.event.at)


def begun(turn: Turn, ticket: Ticket, area: Area | None) -> Ticket:
    """A new ticket with both clocks going, and the moment when the clock first looks at it."""
    policy = turn.house.policy.in_area(area.code if area else "")
    going = clocks.settled(policy, ticket, turn.house.days, ticket.submitted_at)
    first = ladder.next_look(ladder.plan(policy, going, turn.house.days), frozenset())
    return replace(going, due_at=first)


async def joined(turn: Turn, ticket: Ticket, other: Ticket) -> Ticket:
    """The ticket with the earlier deadlines of both, now that the other is merged into it (not stored)."""
    days, at = turn.house.days, turn.event.at
    own, others = [clocks.ends(await policy_at(turn, one.area), one, days, at) for one in (ticket, other)]
    return clocks.joined(ticket, own, others, at)
