"""Which chats have a card of a ticket after it was handed on: who gets one, who keeps it, whose closes."""

from collections.abc import Sequence

from bot.domain.outgoing import Address, Edit, Outgoing, Send
from bot.domain.ticket import Ticket
from handlers import card_face, cards, my_reports
from handlers.i18n import Html, Translator
from handlers.turn import Turn
from storage import areas, tickets
from storage import cards as card_rows
from storage.areas import Binding
from storage.cards import Card

SHOWN = 30  # lines of history
CARD = "ticket:"  # how a card's slot begins; in a burst there may be a list instead


async def missing(turn: Turn, ticket: Ticket) -> list[Binding]:
    """The chats that must see the ticket and have no live card of it."""
    have = {(card.chat, card.thread) for card in await card_rows.live(turn.conn, ticket.id)}
    return [one for one in await cards.addressees(turn, ticket) if (one.chat, one.thread) not in have]


async def arrive(turn: Turn, ticket: Ticket, *, beside: Sequence[Outgoing] = ()) -> list[Outgoing]:
    """A fresh card, with the whole history below it, in every chat that must see the ticket and has none."""
    to = await missing(turn, ticket)
    made = await cards.post(turn, ticket, to, beside=beside)
    fresh = [one for one in made if isinstance(one, Send) and one.slot.startswith(CARD)]
    return [*made, *[await story(turn, ticket, card) for card in fresh]]


async def story(turn: Turn, ticket: Ticket, card: Send) -> Send:
    """What happened so far, as a silent reply to a fresh card."""
    binding = next((one for one in await card_rows.live(turn.conn, ticket.id) if one.slot == card.slot), None)
    t = turn.to(binding.language if binding else turn.house.language)
    lines = [t("📜 So far:"), *await history(turn, t, ticket)]
    return Send(card.to, Html("\n".join(lines)), reply_to_slot=card.slot, silent=True)


async def history(turn: Turn, t: Translator, ticket: Ticket) -> list[Html]:
    """A line an entry, the newest last."""
    entries = (await tickets.history_of(turn.conn, ticket.id))[-SHOWN:]
    return [my_reports.told(turn, t, entry) for entry in entries]


async def hand_on(turn: Turn, left: Binding) -> list[Outgoing]:
    """A chat or topic serves its area no more: whoever does by now gets what is undecided; the cards there close."""
    said: list[Outgoing] = []
    for ticket in await cards.held_at(turn, [left]):
        said += await _handed_on(turn, ticket, left, beside=said)
    return said


async def _handed_on(turn: Turn, ticket: Ticket, left: Binding, *, beside: Sequence[Outgoing]) -> list[Outgoing]:
    to, live = await cards.addressees(turn, ticket), await card_rows.live(turn.conn, ticket.id)
    here = [card for card in live if (card.chat, card.thread) == (left.chat, left.thread)]
    closed = await _rested(turn, ticket, here, await names(turn, to))
    return [*closed, *await arrive(turn, ticket, beside=beside)]


async def names(turn: Turn, chats: Sequence[Binding]) -> str:
    """Whose chats these are; admins by that word."""
    named = await areas.names(turn.conn, [one.area for one in chats])
    admins = [turn.t.plain("admins")] if any(not one.area for one in chats) else []
    return "、".join([*named.values(), *admins])


async def leave(turn: Turn, ticket: Ticket, stay: Sequence[Binding], area: str) -> list[Outgoing]:
    """The cards in chats that hold it no more close: they say who has it now, without buttons."""
    kept = {(one.chat, one.thread) for one in stay}
    left = [card for card in await card_rows.live(turn.conn, ticket.id) if (card.chat, card.thread) not in kept]
    return await _rested(turn, ticket, left, area)


async def _rested(turn: Turn, ticket: Ticket, left: Sequence[Card], area: str) -> list[Outgoing]:
    await card_rows.rest(turn.conn, ticket.id, [card.slot for card in left])
    return [_closed(turn, ticket, card, area) for card in left]


def _closed(turn: Turn, ticket: Ticket, card: Card, area: str) -> Edit:
    t = turn.to(card.language)
    headline = card_face.headline(t, turn.house, ticket)
    text = Html(f"{headline}\n🔀 {t('Handed to {area}.', area=area)}")
    return Edit(Address(card.chat, card.thread), card.slot, text)
