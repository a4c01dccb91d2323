"""What the sender met on the way: somebody blocked us, a group moved, a topic is gone, we were removed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.incoming import Chat, ChatKind, Event
from bot.domain.outgoing import Address, Outgoing, Send
from bot.domain.people import Person
from bot.domain.ticket import UNDECIDED
from handlers import cards, group_texts
from handlers.board import closing, folding, pinned
from handlers.i18n import N
from handlers.turn import House, Turn
from storage import areas, cells, folds, people, slots, tickets
from storage import cards as card_rows
from storage.areas import Binding, Standing

LEFT = N(
    "⚠️ I was removed from the group “{title}”. Tickets of {areas} go to the level above until I am back. "
    "Add me again and I go on at once."
)
BACK = N("🟢 I am back in the group “{title}”: tickets of {areas} come there again.")
TOPIC_TAKEN_OVER = N(
    "⚠️ In the group “{title}” the topic for {named} was deleted. Its tickets come to the group's general chat now."
)
TOPIC_LOST = N(
    "⚠️ In the group “{title}” the topic for {named} was deleted. The group itself serves another area, so the open "
    "tickets of {named} went to its other chat or to the level above. To have them there again, send /bind {named} "
    "in a topic of its own."
)
SHEETS = {folding.KIND: folding.again, pinned.KIND: pinned.again}
LOST = N("⚠️ In the group “{title}” I may no longer: {rights}. Please give me the right back.")


async def unreachable(conn: AsyncConnection, house: House, chat: int, now: datetime) -> list[Outgoing]:
    """Nobody can be reached in this chat: a person has blocked us, or a group has removed us."""
    if chat > 0:
        await _blocked(conn, chat)
        await card_rows.forget_unsent(conn, chat)
        return []
    await areas.note_standing(conn, chat, Standing("left", frozenset()), now)
    return await left(_about(conn, house, chat, now))


async def _blocked(conn: AsyncConnection, chat: int) -> None:
    person = (await people.by_telegram(conn, [chat])).get(chat)
    if person is not None and person.reachable:
        await people.change(conn, person.id, reachable=False)


def _about(conn: AsyncConnection, house: House, chat: int, now: datetime) -> Turn:
    """A turn that nobody began, about a group."""
    event = Event(update_id=0, at=now, sender=None, chat=Chat(chat, ChatKind.GROUP))
    return Turn(conn, now, Person(0, None, ""), house.languages.to(house.language), event, house)


async def moved(conn: AsyncConnection, old: int, new: int) -> None:
    """A group became a supergroup. Its message numbers begin anew, so the old ones must not be edited there."""
    await slots.lose_chat(conn, old)
    await areas.moved(conn, old, new)
    await areas.away(conn, new, None)


async def topic_gone(conn: AsyncConnection, house: House, lost: Address, now: datetime) -> list[Outgoing]:
    """A topic was deleted: its group takes over, but where that serves something already, which it goes on with.

    A chat or topic serves one area at a time; the admins hear it either way.
    """
    here = await areas.bound_itself(conn, lost.chat, lost.thread) if lost.thread else None
    if here is None:
        return []
    turn = _about(conn, house, lost.chat, now)
    if await areas.bound_itself(conn, lost.chat, None) is None:
        return [*await _of_topic(turn, TOPIC_TAKEN_OVER, here), *await _to_general(turn, lost)]
    await areas.unbind(conn, here.chat, here.thread)
    return [*await _of_topic(turn, TOPIC_LOST, here), *await closing.end(turn, here)]


async def _of_topic(turn: Turn, message: str, here: Binding) -> list[Outgoing]:
    """The admins hear it; `named` is what /bind calls what the topic served."""
    area = await areas.get(turn.conn, here.area)
    cell = await cells.get(turn.conn, here.cell) if here.cell else None
    named = cell.code if cell else area.name if area else ""
    chats = await cards.admins(turn)
    title = _title(turn, [here])
    return [Send(Address(admin.chat), turn.to(admin.language)(message, title=title, named=named)) for admin in chats]


async def _to_general(turn: Turn, lost: Address) -> list[Outgoing]:
    """Cards that went with the topic come again: editing them finds that they are gone."""
    await areas.to_general(turn.conn, lost.chat, lost.thread or 0)
    await folds.to_general(turn.conn, lost.chat, lost.thread or 0)
    said: list[Outgoing] = []
    for ticket in await cards.held_at(turn, await areas.all_bound_in(turn.conn, lost.chat)):
        shown = await cards.facts(turn, ticket)
        live = await card_rows.live(turn.conn, ticket.id)
        said += [cards.edit(turn, shown, card) for card in live if (card.chat, card.thread) == (lost.chat, None)]
    return said


async def message_gone(conn: AsyncConnection, house: House, slot: str, now: datetime) -> list[Outgoing]:
    """Somebody has deleted a message of ours: what is still needed of it comes again, in the same slot.

    That is the card of what is undecided, the list of a burst, the board.
    """
    card = await card_rows.live_in(conn, slot)
    if card is None:
        return await _sheet_gone(conn, house, slot, now)
    ticket = await tickets.get(conn, card.ticket)
    return [await cards.again(_about(conn, house, card.chat, now), ticket, card)] if ticket.state in UNDECIDED else []


async def _sheet_gone(conn: AsyncConnection, house: House, slot: str, now: datetime) -> list[Outgoing]:
    sheet = await folds.sheet_in(conn, slot)
    binding = await areas.bound_to(conn, sheet.chat, sheet.thread or None) if sheet else None
    if sheet is None or binding is None or binding.away:
        return []
    return await SHEETS[sheet.kind](_about(conn, house, sheet.chat, now), sheet, binding)


async def left(turn: Turn) -> list[Outgoing]:
    """We are out of a bound group: every admin is told once, and its tickets go to the level above."""
    chat = turn.event.chat.id
    bound = await areas.all_bound_in(turn.conn, chat)
    if not await areas.away(turn.conn, chat, turn.now):
        return []
    return [*await _to_admins(turn, LEFT, bound), *await cards.evacuate(turn, chat)]


async def back(turn: Turn, bound: Sequence[Binding]) -> list[Outgoing]:
    """We are in a bound group again: it gets its cards, and the admins hear it."""
    return [*await _to_admins(turn, BACK, bound), *await cards_in(turn, bound)]


async def cards_in(turn: Turn, bound: Sequence[Binding]) -> list[Outgoing]:
    """A card, in the chats bound, for everything undecided that has none there."""
    said: list[Outgoing] = []
    for binding in bound:
        area = await areas.get(turn.conn, binding.area)
        said += await cards.catch_up(turn, area, binding) if area else []
    return said


async def rights_lost(turn: Turn, now: Standing, lost: frozenset[str]) -> list[Outgoing]:
    """The admins hear which rights were taken from us in a bound group."""
    said: list[Outgoing] = []
    for admin in await cards.admins(turn):
        t = turn.to(admin.language)
        words = t(LOST, title=_title(turn, ()), rights=group_texts.rights(t, now, lost))
        said.append(Send(Address(admin.chat), words))
    return said


async def _to_admins(turn: Turn, message: str, bound: Sequence[Binding]) -> list[Outgoing]:
    names = await areas.names(turn.conn, [binding.area for binding in bound])
    values = {"title": _title(turn, bound), "areas": ", ".join(names.values())}
    chats = await cards.admins(turn)
    return [Send(Address(admin.chat), turn.to(admin.language)(message, **values)) for admin in chats]


def _title(turn: Turn, bound: Sequence[Binding]) -> str:
    known = next((binding.title for binding in bound if binding.title), "")
    return turn.event.chat.title or known or str(turn.event.chat.id)
