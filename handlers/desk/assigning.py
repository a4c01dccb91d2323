"""指派: gives a ticket to a colleague by name; who has it already hands it over. Only to who may act as staff there."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.outgoing import Address, Button, Buttons, Outgoing, Send
from bot.domain.people import Person, members_act
from bot.domain.ticket import State, Ticket, Verb
from handlers import acting, cards, pressed, refusals, submitting, texts
from handlers.desk import panel, prompts
from handlers.i18n import Html, N, Translator
from handlers.turn import Turn
from storage import areas, colleagues, people
from storage import cards as card_rows

LATELY = timedelta(days=90)
A_PAGE = 8
NOBODY = N("Nobody else is known here yet: colleagues appear once they have handled a ticket or are registered.")
ASSIGNED = N("{name} has #{number} now")


async def ask(turn: Turn) -> Sequence[Outgoing]:
    """assign:N[:PAGE]: to whom?"""
    ticket = await acting.find(turn, acting.argument(turn))
    await _may(turn, ticket)
    page = await pressed.number(turn, 2) if acting.argument(turn, 2) else 0
    offered = await _candidates(turn, ticket)
    if not offered:
        raise await refusals.no(turn, NOBODY)
    shown = await panel.shown(turn, ticket, turn.t("👤 Who takes it?"), _buttons(turn, ticket, offered, page))
    return [*pressed.heard(turn), shown]


def _buttons(turn: Turn, ticket: Ticket, offered: Sequence[Person], page: int) -> Buttons:
    buttons = panel.named(turn, offered[page * A_PAGE : (page + 1) * A_PAGE], f"assignto:{ticket.id}")
    if len(offered) <= (page + 1) * A_PAGE:
        return buttons
    return (*buttons, (Button(turn.t.plain("More names ▶"), f"assign:{ticket.id}:{page + 1}"),))


async def _may(turn: Turn, ticket: Ticket) -> None:
    """Who could take it, or give it back."""
    verb = Verb.RELEASE if ticket.state is State.ACKNOWLEDGED else Verb.ACKNOWLEDGE
    await acting.check(turn, ticket, verb)


async def known(turn: Turn, ticket: Ticket) -> list[Person]:
    """Who may act as staff where the ticket is, as far as we have met them."""
    path, area = await cards.holders(turn, ticket), await areas.get(turn.conn, ticket.area)
    default = turn.house.policy.members_are_staff
    members = members_act(area, default=default) if area else default
    return await colleagues.of(turn.conn, ticket.area, path, turn.event.at - LATELY, members=members)


async def _candidates(turn: Turn, ticket: Ticket) -> list[Person]:
    return [person for person in await known(turn, ticket) if person.id not in (turn.who.id, ticket.assignee)]


async def give(turn: Turn) -> Sequence[Outgoing]:
    """assignto:N:PERSON: it is theirs; they hear it, and so does the courier."""
    ticket = await acting.find(turn, acting.argument(turn))
    await _may(turn, ticket)
    chosen = await pressed.number(turn, 2)
    person = next((one for one in await _candidates(turn, ticket) if one.id == chosen), None)
    if person is None:
        raise await prompts.unknown(turn)
    if ticket.state is State.ACKNOWLEDGED:
        ticket = await acting.say(turn, ticket, Verb.RELEASE)
    changed = await acting.say(turn, ticket, Verb.ACKNOWLEDGE, why=f"→ {person.name}", assignee=person.id)
    away = [*await panel.gone(turn, ticket), *await prompts.drop(turn, ticket)]
    heard = pressed.heard(turn, ASSIGNED, name=person.name, number=ticket.id)
    return [*heard, *away, *await cards.refresh(turn, changed), *await _told(turn, changed, person)]


async def _told(turn: Turn, ticket: Ticket, person: Person) -> list[Outgoing]:
    """The colleague under the card in every group, by a name that notifies; the registered in private too, who may
    not be in any of them; and the courier."""
    live = await card_rows.live(turn.conn, ticket.id)
    said: list[Outgoing] = []
    for card in live:
        if card.chat < 0 and person.telegram:
            text = _given(turn, turn.to(card.language), ticket, texts.mention(person))
            said.append(Send(Address(card.chat, card.thread), text, reply_to_slot=card.slot))
    return [*said, *await _in_private(turn, ticket, person), *await _the_courier(turn, ticket, person)]


def _given(turn: Turn, t: Translator, ticket: Ticket, who: Html) -> Html:
    return t("👤 {who}: #{number} is yours, given by {name}.", who=who, number=ticket.id, name=turn.who.name)


async def _in_private(turn: Turn, ticket: Ticket, person: Person) -> list[Outgoing]:
    """With a button that brings the card, where they may act on it there."""
    to = submitting.private_chat(person) if person.active else None
    if to is None:
        return []
    t = turn.to(person.language)
    acts = await acting.works_in_private(turn, person, ticket)
    opens = ((Button(t.plain("📋 #{number}", number=ticket.id), f"open:{ticket.id}"),),) if acts else ()
    title = t("{title}", title=texts.title(t, turn.house.policy, ticket))
    text = Html(f"{_given(turn, t, ticket, texts.mention(person))}\n{title}")
    return [Send(to, text, buttons=opens)]


async def _the_courier(turn: Turn, ticket: Ticket, person: Person) -> list[Outgoing]:
    reporter = await people.get(turn.conn, ticket.reporter)
    to = submitting.private_chat(reporter)
    if to is None or reporter.id == person.id:
        return []
    t = turn.to(reporter.language)
    title = texts.title(t, turn.house.policy, ticket)
    return [Send(to, t("🛠 {name} has taken {title}.", name=person.name, title=title))]
