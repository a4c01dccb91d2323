"""The front door: who is it, in which language, which route, may they. Everything that happens enters here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.incoming import Chat, Event, Sender
from bot.domain.outgoing import Address, Answer, Outgoing, Send
from bot.domain.people import Area, Person, as_admin, as_member, may
from handlers import refusals, routes
from handlers.i18n import N
from handlers.turn import House, Turn
from storage import areas, cards, dialogues, people

SORRY = N("Something went wrong on our side. Your message is kept; the operators have been told. Please try again.")


async def meet(conn: AsyncConnection, events: Sequence[Event], house: House) -> dict[int, Person]:
    """Who sent the events, by Telegram id; people without a row have id 0. One query for all of them."""
    senders = {event.sender.id: event.sender for event in events if event.sender and not event.sender.anonymous}
    known = await people.by_telegram(conn, senders) if senders else {}
    return {key: _as_known(sender, known.get(key), house) for key, sender in senders.items()}


def _as_known(sender: Sender, person: Person | None, house: House) -> Person:
    language = house.languages.best(sender.language)
    met = person or Person(0, sender.id, sender.name, language)
    met = met if met.language else replace(met, language=language)
    return as_admin(met) if sender.id in house.admins else met


async def wants_files(conn: AsyncConnection, event: Event, person: Person) -> bool:
    """Whether the files are worth fetching: a registered person's in private; in groups only what answers us."""
    if not event.files or event.sender is None:
        return False
    if event.private:
        return person.active
    if await dialogues.get(conn, event.sender.id, event.chat.id):
        return True
    slot = await cards.slot_of(conn, event.chat.id, event.reply_to) if event.reply_to else ""
    return slot.startswith("ticket:")


async def receive(conn: AsyncConnection, event: Event, person: Person, house: House, now: datetime) -> list[Outgoing]:
    """What is to be said to one event; raises Refused where it must not be."""
    turn = await _turn(conn, event, person, house, now)
    if event.sender is None or event.membership or event.moved_to:
        return list(await routes.about_chat(turn))
    route = await routes.find(turn)
    if route is None:
        return []
    if not route.fits(event):
        raise await refusals.wrong_place(turn, route)
    if route.action is not None and not may(turn.who, route.action):
        raise await refusals.not_allowed(turn)
    back = await _reachable_again(turn)
    return [*back, *await route.handler(turn)]


async def _turn(conn: AsyncConnection, event: Event, person: Person, house: House, now: datetime) -> Turn:
    if event.private:
        return Turn(conn, now, person, house.languages.to(person.language), event, house)
    binding = await areas.bound_to(conn, event.chat.id, event.chat.thread)
    area = await areas.get(conn, binding.area) if binding else None
    t = house.languages.to(binding.language if binding else house.language)
    return Turn(conn, now, _in_group(event, person, area, house), t, event, house, area)


def _in_group(event: Event, person: Person, area: Area | None, house: House) -> Person:
    """Nobody is lent a role who hides behind the group: history must be able to name them."""
    if area is None or event.sender is None or event.sender.anonymous:
        return person
    return as_member(person, area, default=house.policy.members_are_staff)


async def _reachable_again(turn: Turn) -> Sequence[Outgoing]:
    """Whoever writes to us in private has unblocked us; an inquiry may come from anywhere."""
    if turn.event.private and not turn.event.inquiry and turn.who.id and not turn.who.reachable:
        await people.change(turn.conn, turn.who.id, reachable=True)
    return ()


async def failed(conn: AsyncConnection, event: Event, person: Person, house: House) -> list[Outgoing]:
    """What somebody is told whose message we could not handle, after every attempt failed."""
    t = house.languages.to(person.language)
    if event.inquiry:
        return []  # nobody waits: the next letter asks again
    if event.press:
        return [Answer(event.press.id, t.plain(SORRY), alert=True)]
    return [Send(_address(event.chat), t(SORRY))] if event.private else []


def _address(chat: Chat) -> Address:
    return Address(chat.id, chat.thread)
