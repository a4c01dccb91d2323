"""Each rung of the ladder: whom it reaches, and what history says of it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.domain import ticket as life
from bot.domain.ladder import LEVELS, WARN, Step
from bot.domain.people import Person
from bot.domain.policy import To
from bot.domain.ticket import Part, Ticket, Verb, Which
from handlers import cards
from handlers.ladder.notice import Notice
from handlers.turn import Turn
from storage import cards as card_rows
from storage import people, tickets
from storage.areas import Binding

LATE = "late"


async def climb(turn: Turn, ticket: Ticket, step: Step) -> tuple[Ticket, list[Notice]]:
    """The ticket after the step, with its line of history, and who is to hear of it: nobody where there is no lead."""
    changed = await _risen(turn, ticket, step)
    if changed.level == ticket.level:
        verb = WARN if step.rung == WARN else LATE
        why = f"{step.which}:{step.rung}"
        await tickets.record(turn.conn, changed, verb, by=None, at=turn.now, source=ticket.state, why=why)
    holder = await people.find(turn.conn, changed.assignee) if changed.assignee else None
    reached = await REACHED[step.rung](turn, changed, step, holder)
    live = {(card.chat, card.thread): card.slot for card in await card_rows.live(turn.conn, ticket.id)}
    return changed, [
        Notice(to, changed, step, holder, live.get((to.chat, to.thread), ""), fresh=step.rung in FRESH)
        for to in reached
    ]


async def _risen(turn: Turn, ticket: Ticket, step: Step) -> Ticket:
    """Escalated by the clock as often as the rung is high."""
    while ticket.level < LEVELS.get(step.rung, 0):
        changed = life.apply(ticket, Verb.ESCALATE, frozenset({Part.CLOCK}), turn.now)
        await tickets.save(turn.conn, changed, Verb.ESCALATE, by=None, at=turn.now, source=ticket.state)
        ticket = changed
    return ticket


async def _warned(turn: Turn, ticket: Ticket, step: Step, holder: Person | None) -> Sequence[Binding]:
    """Whoever has it, in private where we have met; else its group."""
    if step.which is Which.RESOLVE and holder is not None and holder.active and holder.reachable and holder.telegram:
        return [_private(holder)]
    return await _group(turn, ticket, step, holder)


async def _group(turn: Turn, ticket: Ticket, _step: Step, _holder: Person | None) -> Sequence[Binding]:
    return await cards.addressees(turn, replace(ticket, level=0))


async def _leads(turn: Turn, ticket: Ticket, _step: Step, _holder: Person | None) -> Sequence[Binding]:
    """The leads of the lowest area that has any."""
    path = await cards.holders(turn, ticket)
    return [_private(lead) for lead in await people.leads(turn.conn, path)]


async def _above(turn: Turn, ticket: Ticket, step: Step, holder: Person | None) -> Sequence[Binding]:
    """The chats of the rung's own level; where nobody is above, those that see it anyway."""
    own, there = await _group(turn, ticket, step, holder), replace(ticket, level=LEVELS[step.rung])
    everybody = await cards.admins(turn) if ticket.area is None else await cards.addressees(turn, there)
    known = {(one.chat, one.thread) for one in own}
    return [one for one in everybody if (one.chat, one.thread) not in known] or own


def _private(person: Person) -> Binding:
    return Binding(person.telegram or 0, None, 0, "", person.language, away=False)


Reaches = Callable[[Turn, Ticket, Step, Person | None], Awaitable[Sequence[Binding]]]
REACHED: dict[str, Reaches] = {
    WARN: _warned,
    To.GROUP: _group,
    To.LEAD: _leads,
    To.STREET: _above,
    To.DISTRICT: _above,
    To.ADMINS: _above,
}
FRESH = frozenset(REACHED) - {WARN}
"""Who is reached by these and has no card of the ticket gets one."""
