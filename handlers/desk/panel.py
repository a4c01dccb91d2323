"""更多: a ticket's further buttons, in place on its card; and the choices that they lead to."""

from collections.abc import Sequence

from bot.domain.outgoing import Button, Buttons, Delete, Edit, Outgoing, Send
from bot.domain.people import Person
from bot.domain.policy import Phrase
from bot.domain.ticket import State, Ticket, Verb
from handlers import acting, card_face, cards, pressed
from handlers.card_face import TRANSFER
from handlers.desk import prompts
from handlers.i18n import Html, N, Translator
from handlers.turn import Turn
from storage import cards as card_rows
from storage.cards import Card

A_ROW = 2
ASK, REJECT, MERGE, ESCALATE = N("❓ Ask"), N("🚫 Reject"), N("🔗 Merge"), N("⬆️ Escalate")
ASSIGN, SPLIT = N("👤 Assign"), N("🧩 Split")
LATER = ((REJECT, "reject"), (MERGE, "merge"), (ESCALATE, "escalate"))
FURTHER: dict[State, tuple[tuple[str, str], ...]] = {
    State.OPEN: ((ASK, "ask"), *LATER, (ASSIGN, "assign"), (SPLIT, "split")),
    State.ACKNOWLEDGED: ((ASK, "ask"), *LATER, (TRANSFER, "transfer"), (ASSIGN, "assign"), (SPLIT, "split")),
    State.NEEDS_INFO: (*LATER, (TRANSFER, "transfer"), (SPLIT, "split")),
}


async def more(turn: Turn) -> Sequence[Outgoing]:
    """more:N: opens the further buttons, for those who may press them."""
    ticket = await acting.find(turn, acting.argument(turn))
    await acting.check(turn, ticket, Verb.TRANSFER)
    made = [Button(turn.t.plain(label), _data(verb, ticket)) for label, verb in FURTHER[ticket.state]]
    return [*pressed.heard(turn), await shown(turn, ticket, turn.t("What is to be done?"), rows(made, A_ROW))]


def _data(verb: str, ticket: Ticket) -> str:
    """With the level it climbs from, so that a second press does not climb once more."""
    return f"{verb}:{ticket.id}:{ticket.level}" if verb == "escalate" else f"{verb}:{ticket.id}"


async def back(turn: Turn) -> Sequence[Outgoing]:
    """card:N: the card as it was; what had been asked of whoever presses is no longer waited for."""
    ticket = await acting.find(turn, acting.argument(turn))
    await acting.check(turn, ticket, Verb.TRANSFER)
    done = await prompts.drop(turn, ticket)
    slot, card = await _pressed(turn, ticket)
    if card is not None:
        return [*pressed.heard(turn), *done, cards.edit(turn, await cards.facts(turn, ticket), card)]
    return [*pressed.heard(turn), *done, *([Delete(turn.here, slot)] if slot else [])]


async def shown(turn: Turn, ticket: Ticket, hint: Html, buttons: Buttons) -> Outgoing:
    """The choices under a line that says what they are for: on the pressed card, else in a message of their own."""
    whole = (*buttons, (Button(turn.t.plain("◀ Back"), f"card:{ticket.id}"),))
    slot, card = await _pressed(turn, ticket)
    if card is not None:
        face = card_face.caption(turn.to(card.language), turn.house, await cards.facts(turn, ticket), turn)
        return Edit(turn.here, card.slot, Html(f"{face}\n\n{hint}"), whole)
    text = Html(f"{card_face.headline(turn.t, turn.house, ticket)}\n\n{hint}")
    if slot:
        return Edit(turn.here, slot, text, whole)
    return Send(turn.here, text, buttons=whole, slot=f"{_own(ticket)}{turn.event.chat.id}:{turn.event.update_id}")


async def gone(turn: Turn, ticket: Ticket) -> list[Outgoing]:
    """Takes away a message of choices, once one was chosen; a card is refreshed by whoever changed the ticket."""
    slot, card = await _pressed(turn, ticket)
    return [Delete(turn.here, slot)] if slot and card is None else []


async def _pressed(turn: Turn, ticket: Ticket) -> tuple[str, Card | None]:
    """The slot of the pressed message if it is ours to change, and the live card that it is."""
    press = turn.event.press
    slot = await card_rows.slot_of(turn.conn, turn.event.chat.id, press.message) if press else ""
    card = next((card for card in await card_rows.live(turn.conn, ticket.id) if card.slot == slot), None)
    return (slot, card) if card or slot.startswith(_own(ticket)) else ("", None)


def _own(ticket: Ticket) -> str:
    return f"ticket:{ticket.id}:desk:"


def rows(made: Sequence[Button], across: int) -> Buttons:
    return tuple(tuple(made[at : at + across]) for at in range(0, len(made), across))


def phrases(t: Translator, chosen: Sequence[Phrase], data: str) -> Buttons:
    """One button a phrase; what it carries begins with `data`."""
    return rows([Button(phrase.label(t.language), f"{data}:{phrase.key}") for phrase in chosen], A_ROW)


def named(turn: Turn, persons: Sequence[Person], data: str) -> Buttons:
    """One button a person."""
    return rows([Button(person.name or str(person.id), f"{data}:{person.id}") for person in persons], A_ROW)
