"""Each rung of the ladder: whom it reaches, and what history says of it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain import ticket as life
from bot.domain.ladder import LEVELS, WARN, Step
from bot.domain.people import Person
from bot.domain.policy import To
from bot.domain.ticket import Part, Ticket, Verb, Which
from handlers import acting, cards
from handlers.ladder.notice import Notice
from handlers.turn import Turn
from storage import cards as card_rows
from storage import people, tickets
from storage.areas import Binding

LATE = "late"
Seen = dict[tuple[int, int | str], Sequence[Binding]]
"""Who sees what in an area at a level (or leads it), read once for all tickets of a portion."""


@dataclass(frozen=True)
class View:
    """What every step of one ticket needs: who has it, its cards' slots by chat."""

    turn: Turn
    holder: Person | None
    live: Mapping[tuple[int, int | None], str]
    seen: Seen


async def view(turn: Turn, ticket: Ticket, seen: Seen) -> View:
    """Read once; nothing of it changes while the ticket climbs."""
    holder = await people.find(turn.conn, ticket.assignee) if ticket.assignee else None
    live = {(card.chat, card.thread): card.slot for card in await card_rows.live(turn.conn, ticket.id)}
    return View(turn, holder, live, seen)


async def climb(view: View, ticket: Ticket, step: Step) -> tuple[Ticket, list[Notice]]:
    """The ticket after the step, with its line of history, and who is to hear of it: nobody where there is no lead."""
    changed, turn = await _risen(view.turn, ticket, step), view.turn
    if changed.level == ticket.level:
        verb = WARN if step.rung == WARN else LATE
        why = f"{step.which}:{step.rung}"
        await tickets.record(turn.conn, changed, verb, by=None, at=turn.now, source=ticket.state, why=why)
    reached = await REACHED[step.rung](view, changed, step)
    return changed, [_notice(view, changed, step, to) for to in reached]


def _notice(view: View, ticket: Ticket, step: Step, to: Binding) -> Notice:
    slot = view.live.get((to.chat, to.thread), "")
    return Notice(to, ticket, step, view.holder, slot, fresh=step.rung in FRESH)


async def _risen(turn: Turn, ticket: Ticket, step: Step) -> Ticket:
    """Escalated by the clock as often as the rung is high."""
    while ticket.level < LEVELS.get(step.rung, 0):
        changed = life.apply(ticket, Verb.ESCALATE, frozenset({Part.CLOCK}), turn.now)
        await tickets.save(turn.conn, changed, Verb.ESCALATE, by=None, at=turn.now, source=ticket.state)
        ticket = changed
    return ticket


async def _warned(view: View, ticket: Ticket, step: Step) -> Sequence[Binding]:
    """Whoever has it, in private where we have met and they may act on it there; else its group."""
    holder = view.holder
    met = holder is not None and step.which is Which.RESOLVE and holder.reachable and holder.telegram
    if holder is not None and met and await acting.works_in_private(view.turn, holder, ticket):
        return [_private(holder)]
    return await _group(view, ticket, step)


async def _group(view: View, ticket: Ticket, _step: Step) -> Sequence[Binding]:
    return await _at(view, ticket, 0)


async def _leads(view: View, ticket: Ticket, _step: Step) -> Sequence[Binding]:
    """The leads of the lowest area that has any."""
    key = (ticket.area or 0, To.LEAD)
    if not ticket.area or key not in view.seen:
        path = await cards.holders(view.turn, ticket)
        view.seen[key] = [_private(lead) for lead in await people.leads(view.turn.conn, path)]
    return view.seen[key]


async def _above(view: View, ticket: Ticket, step: Step) -> Sequence[Binding]:
    """The chats of the rung's own level; where nobody is above, those that see it anyway."""
    own = await _at(view, ticket, 0)
    everybody = await cards.admins(view.turn) if ticket.area is None else await _at(view, ticket, LEVELS[step.rung])
    known = {(one.chat, one.thread) for one in own}
    return [one for one in everybody if (one.chat, one.thread) not in known] or own


async def _at(view: View, ticket: Ticket, level: int) -> Sequence[Binding]:
    """The chats that must see it at that level."""
    key = (ticket.area or 0, level)
    if not ticket.area or key not in view.seen:
        view.seen[key] = await cards.addressees(view.turn, replace(ticket, level=level))
    return view.seen[key]


def _private(person: Person) -> Binding:
    return Binding(person.telegram or 0, None, 0, "", person.language, away=False)


Reaches = Callable[[View, Ticket, Step], Awaitable[Sequence[Binding]]]
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
