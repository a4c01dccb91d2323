"""重新打开: an admin opens again what was resolved, rejected or closed within the last seven days."""

from collections.abc import Sequence

from bot.domain import ticket as life
from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from bot.domain.ticket import NotAllowed, NotPossible, Part, Ticket, Verb
from handlers import acting, cards, follow_up, pressed, refusals, submitting, texts
from handlers.i18n import N
from handlers.turn import Turn
from storage import people

DONE = N("Opened again")


async def buttons(turn: Turn, ticket: Ticket) -> Buttons:
    """For an admin who looks at a ticket that can be opened again."""
    parts = await cards.standing_in(turn, ticket)
    try:
        life.check(ticket, Verb.REOPEN, parts & {Part.ADMIN}, turn.event.at)
    except (NotAllowed, NotPossible):
        return ()
    return ((Button(turn.t.plain("🔁 Open again"), f"reopen:{ticket.id}:{ticket.reopened}"),),)


async def reopen(turn: Turn) -> Sequence[Outgoing]:
    """reopen:N:ROUND: one level up, with fresh cards; a button of an earlier round is stale."""
    ticket = await acting.find(turn, acting.argument(turn))
    if Part.ADMIN not in await cards.standing_in(turn, ticket):
        raise await refusals.not_allowed(turn)
    if acting.argument(turn, 2) not in ("", str(ticket.reopened)):
        raise await acting.too_late(turn, ticket)
    changed = await acting.say(turn, ticket, Verb.REOPEN)
    return [*pressed.heard(turn, DONE), *await cards.anew(turn, changed), *await _told(turn, ticket)]


async def _told(turn: Turn, ticket: Ticket) -> list[Outgoing]:
    """The courier, who need not rate the last result any more."""
    reporter = await people.get(turn.conn, ticket.reporter)
    to = submitting.private_chat(reporter)
    if to is None:
        return []
    t = turn.to(reporter.language)
    title = texts.title(t, turn.house.policy, ticket)
    text = t("🔁 {title} was opened again by an admin.", title=title)
    return [Edit(to, follow_up.result_slot(ticket), text), Send(to, text)]
