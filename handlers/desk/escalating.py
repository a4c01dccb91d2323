"""升级 (吹哨): one level up, by hand: a fresh card in the chat above, with the whole history."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.outgoing import Outgoing
from bot.domain.ticket import HIGHEST_LEVEL, Ticket, Verb
from handlers import acting, cards, pressed, refusals
from handlers.desk import panel, placing
from handlers.i18n import N
from handlers.turn import Turn

ALREADY = N("#{number} has climbed already: it is with {area} now.")
HIGHEST = N("#{number} is already with the highest level there is.")
ESCALATED = N("Escalated")


async def escalate(turn: Turn) -> Sequence[Outgoing]:
    """escalate:N:LEVEL: from that level to the next that somebody reads who does not have it yet."""
    ticket = await acting.find(turn, acting.argument(turn))
    await acting.check(turn, ticket, Verb.ESCALATE)
    level = await _above(turn, ticket)
    if level is None:
        raise await refusals.no(turn, HIGHEST, number=ticket.id)
    if ticket.level != (await pressed.number(turn, 2) if acting.argument(turn, 2) else 0):
        with_ = await placing.names(turn, await cards.addressees(turn, ticket))
        raise await refusals.no(turn, ALREADY, number=ticket.id, area=with_)
    changed = await acting.say(turn, ticket, Verb.ESCALATE, level=level)
    away = await panel.gone(turn, ticket)
    heard = pressed.heard(turn, ESCALATED)
    return [*heard, *away, *await cards.refresh(turn, changed), *await placing.arrive(turn, changed)]


async def _above(turn: Turn, ticket: Ticket) -> int | None:
    for level in range(ticket.level + 1, HIGHEST_LEVEL + 1):
        if await placing.missing(turn, replace(ticket, level=level)):
            return level
    return None
