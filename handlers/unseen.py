"""What waits for an admin who has not seen it: they are new, or pressed Start only after it was sent to them.

Telegram lets nobody be written to who has not pressed Start.
"""

from bot.domain.outgoing import Outgoing, Send
from bot.domain.people import Role
from bot.domain.ticket import Ticket
from handlers import approvals, cards
from handlers.turn import Turn
from storage import cards as card_rows
from storage import people, slots, tickets
from storage.areas import Binding

SHOWN, LOOKED_AT = 10, 100  # applications, and tickets


async def by(turn: Turn) -> list[Outgoing]:
    """Open applications, and the open tickets that no chat but the admins has, unless they have their cards already."""
    if Role.ADMIN not in turn.who.roles:
        return []
    applied, reported = await _applications(turn), await _tickets(turn)
    shown = [*applied[:SHOWN], *[card for ticket in reported[:SHOWN] for card in await _card(turn, ticket)]]
    left = len(applied) + len(reported) - len(shown)
    more = [Send(turn.here, turn.t("… and {count} more: /people, /tasks", count=left))] if left else []
    return [*([Send(turn.here, turn.t("📬 This waits for the admins:"))] if shown else []), *shown, *more]


async def _applications(turn: Turn) -> list[Send]:
    waiting = await people.applicants(turn.conn, limit=LOOKED_AT)
    made = [approvals.card(turn.t, one, turn.event.chat.id) for one in waiting]
    seen = await slots.taken(turn.conn, [one.slot for one in made])
    return [one for one in made if one.slot not in seen]


async def _tickets(turn: Turn) -> list[Ticket]:
    """Whatever no group has a card of, and this admin should have and has not."""
    known = await tickets.several(turn.conn, await card_rows.without_group(turn.conn, limit=LOOKED_AT))
    return [one for one in known if await _lacks(turn, one)]


async def _lacks(turn: Turn, ticket: Ticket) -> bool:
    chat = turn.event.chat.id
    if all(one.chat != chat for one in await cards.addressees(turn, ticket)):
        return False
    here = [one.slot for one in await card_rows.live(turn.conn, ticket.id) if one.chat == chat]
    return not await slots.taken(turn.conn, here)


async def _card(turn: Turn, ticket: Ticket) -> list[Outgoing]:
    here = Binding(turn.event.chat.id, None, 0, "", turn.t.language, away=False)
    return await cards.post_now(turn, await cards.facts(turn, ticket), [here])
