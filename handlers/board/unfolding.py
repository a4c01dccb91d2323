"""The clock's part of a burst: as soon as a group has room again, the tickets of its list get their cards."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.incoming import Chat, ChatKind, Event
from bot.domain.outgoing import Outgoing
from bot.domain.people import Person
from bot.domain.ticket import UNDECIDED, Ticket
from handlers import cards
from handlers.board import folding
from handlers.desk import placing
from handlers.turn import House, Turn
from storage import areas, folds
from storage import cards as card_rows
from storage.areas import Binding
from storage.folds import Sheet

SHARE = 0.8  # of the minute: what is urgent, the list's edits and those of cards that somebody takes need the rest
COUNTED = folding.MINUTE - timedelta(seconds=15)  # what is older has left the minute before the clock knocks again
SHRINKS = timedelta(minutes=1)  # between two edits of a list that only becomes shorter


async def unfold(conn: AsyncConnection, house: House, now: datetime) -> Sequence[Outgoing]:
    """Every list whose chat has room."""
    said: list[Outgoing] = []
    for sheet in await folds.sheets_of(conn, folding.KIND):
        event = Event(0, now, None, Chat(sheet.chat, ChatKind.GROUP, "", sheet.thread or None))
        turn = Turn(conn, now, Person(0, None, ""), house.languages.to(house.language), event, house)
        said += await _some(turn, sheet)
    return said


async def _some(turn: Turn, sheet: Sheet) -> list[Outgoing]:
    binding = await areas.bound_to(turn.conn, sheet.chat, sheet.thread or None)
    if binding is None or binding.away:
        return await give_up(turn, sheet)
    if sheet.stale:  # what nobody sees yet comes first
        grown = turn.now - sheet.told_at >= folding.EVERY
        return [await folding.told_again(turn, sheet, binding.language)] if grown else []
    left = await folding.waiting(turn, sheet)
    free = await folding.room(turn, sheet.chat, SHARE, within=COUNTED) if turn.house.group_rate else len(left)
    now = left[: max(0, free)]
    await folds.drop(turn.conn, [ticket.id for ticket in now], sheet.chat, sheet.thread)
    said = [one for ticket in now for one in await _card(turn, ticket, binding)]
    return [*said, *await _retold(turn, sheet, binding, left=len(left) - len(now), shorter=bool(now))]


async def _card(turn: Turn, ticket: Ticket, binding: Binding) -> list[Outgoing]:
    """Unless it was opened by hand meanwhile, or is over."""
    live = await card_rows.live(turn.conn, ticket.id)
    here = any((card.chat, card.thread) == (binding.chat, binding.thread) for card in live)
    if here or ticket.state not in UNDECIDED:
        return []
    return await cards.post_now(turn, await cards.facts(turn, ticket), [binding])


async def _retold(turn: Turn, sheet: Sheet, binding: Binding, *, left: int, shorter: bool) -> list[Outgoing]:
    """The list is edited now and then while it shrinks, and a last time at its end."""
    if not left:
        edit = await folding.told_again(turn, sheet, binding.language)
        await folds.end(turn.conn, sheet)
        return [edit]
    due = shorter and turn.now - sheet.told_at >= SHRINKS
    return [await folding.told_again(turn, sheet, binding.language)] if due else []


async def give_up(turn: Turn, sheet: Sheet, *, beside: Sequence[Outgoing] = ()) -> list[Outgoing]:
    """The chat serves nothing any more: whoever does now gets the cards, but for those that they have already."""
    left = await folding.waiting(turn, sheet)
    await folds.drop(turn.conn, [ticket.id for ticket in left], sheet.chat, sheet.thread)
    await folds.end(turn.conn, sheet)
    said: list[Outgoing] = []
    for ticket in left:
        if ticket.state in UNDECIDED:
            to = await placing.missing(turn, ticket)
            said += await cards.post(turn, ticket, to, beside=[*beside, *said])
    return said
