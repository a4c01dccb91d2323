"""Which chats show a card of a ticket, and which message a slot is."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ticket import UNDECIDED
from storage import upsert
from storage.schema import cards, slots, tickets


@dataclass(frozen=True)
class Card:
    """`live`: still edited; a ticket that reopens gets a fresh card and the old one rests."""

    slot: str
    ticket: int
    chat: int
    thread: int | None
    language: str


_LIVE = select(cards).where(cards.c.ticket == bindparam("wanted"), cards.c.live.is_(True)).order_by(cards.c.slot)
_IN = (slots.c.chat == bindparam("place")) & (slots.c.message_id == bindparam("message"))
_SLOT_OF = select(slots.c.slot).where(_IN).limit(1)


def _card(row: Row[Any]) -> Card:
    return Card(row.slot, row.ticket, row.chat, row.thread, row.language)


async def add(conn: AsyncConnection, made: Sequence[Card]) -> None:
    """They are edited from now on; one that rested in the same slot lives again."""
    rows = [asdict(card) | {"live": True} for card in made]
    if rows:
        await conn.execute(upsert.replacing(conn, cards), rows)


async def live(conn: AsyncConnection, ticket_id: int) -> list[Card]:
    return [_card(row) for row in await conn.execute(_LIVE, {"wanted": ticket_id})]


async def live_in(conn: AsyncConnection, slot: str) -> Card | None:
    """The card that is edited in the slot."""
    row = (await conn.execute(select(cards).where(cards.c.slot == slot, cards.c.live.is_(True)))).first()
    return _card(row) if row else None


async def tickets_at(conn: AsyncConnection, chat: int, thread: int | None) -> list[int]:
    """Numbers of the tickets that have a live card in the group or topic, the oldest first."""
    here = (cards.c.chat == chat) & cards.c.thread.is_not_distinct_from(thread)
    query = select(cards.c.ticket).where(here, cards.c.live.is_(True))
    return list((await conn.execute(query.order_by(cards.c.ticket))).scalars())


async def without_group(conn: AsyncConnection, *, limit: int) -> list[int]:
    """Numbers of the undecided tickets that no group has a live card of, the oldest first."""
    covered = select(cards.c.slot).where(cards.c.ticket == tickets.c.id, cards.c.live.is_(True), cards.c.chat < 0)
    query = select(tickets.c.id).where(tickets.c.state.in_(UNDECIDED), ~covered.exists())
    return list((await conn.execute(query.order_by(tickets.c.id).limit(limit))).scalars())


async def slots_of(conn: AsyncConnection, numbers: Sequence[int]) -> dict[tuple[int, int, int | None], str]:
    """The slots of the tickets' live cards, by ticket, chat and topic."""
    wanted = (cards.c.ticket.in_(numbers), cards.c.live.is_(True))
    rows = await conn.execute(select(cards).where(*wanted))
    return {(row.ticket, row.chat, row.thread): row.slot for row in rows}


async def rest(conn: AsyncConnection, ticket_id: int, only: Sequence[str] | None = None) -> None:
    """The ticket's cards so far (or only those in the slots) are edited no more."""
    chosen = cards.c.ticket == ticket_id
    chosen &= cards.c.slot.in_(only) if only is not None else true()
    await conn.execute(update(cards).where(chosen).values(live=False))


async def forget_unsent(conn: AsyncConnection, chat: int) -> None:
    """What never arrived in the chat cannot be edited there; it gets its card when we are back."""
    arrived = cards.c.slot.in_(select(slots.c.slot))
    await conn.execute(delete(cards).where(cards.c.chat == chat, ~arrived))


async def slot_of(conn: AsyncConnection, chat: int, message_id: int | None) -> str:
    """The slot whose message this is, "" where it is none of ours."""
    return (await conn.execute(_SLOT_OF, {"place": chat, "message": message_id})).scalar() or ""
