"""Which message a slot is, and which file_id a picture has: what only Telegram could tell us."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import upsert
from storage.schema import WAITING, outbox, slots, uploads

GONE = "gone"


@dataclass(frozen=True, slots=True)
class Slot:
    """`kind`: "text", "photo" ..., or "gone" once Telegram has said that the message is no longer there."""

    slot: str
    chat: int
    message_id: int
    kind: str


# Built once: building a statement costs more than executing it.
_FIND = select(slots).where(slots.c.slot.in_(bindparam("names", expanding=True)))
_UPLOADED = select(uploads.c.key, uploads.c.file_id).where(uploads.c.key.in_(bindparam("wanted", expanding=True)))


async def find(conn: AsyncConnection, names: Sequence[str]) -> dict[str, Slot]:
    """The messages of those slots that have one."""
    if not names:
        return {}
    return {row.slot: Slot(*row) for row in await conn.execute(_FIND, {"names": list(names)})}


async def taken(conn: AsyncConnection, names: Sequence[str]) -> set[str]:
    """Those of the slots that have a message, or will: one is on its way."""
    coming = select(outbox.c.slot).where(outbox.c.slot.in_(names), outbox.c.state == WAITING)
    return {*await find(conn, names), *(await conn.execute(coming)).scalars()}


async def at(conn: AsyncConnection, chat: int, message_id: int) -> str | None:
    """The slot that a message fills, for somebody who replied to it."""
    here = (slots.c.chat == chat) & (slots.c.message_id == message_id)
    return (await conn.execute(select(slots.c.slot).where(here).limit(1))).scalar()


async def fill(conn: AsyncConnection, found: Sequence[Slot]) -> None:
    """Remember which messages these slots are now."""
    if found:
        values = [{"slot": s.slot, "chat": s.chat, "message_id": s.message_id, "kind": s.kind} for s in found]
        await conn.execute(upsert.replacing(conn, slots), values)


async def lose(conn: AsyncConnection, name: str) -> None:
    """The slot's message is gone."""
    await conn.execute(update(slots).where(slots.c.slot == name).values(kind=GONE))


async def lose_chat(conn: AsyncConnection, chat: int) -> None:
    """A group became a supergroup: its message numbers start anew, so the old ones would hit strangers."""
    await conn.execute(update(slots).where(slots.c.chat == chat).values(kind=GONE))


async def uploaded(conn: AsyncConnection, keys: Sequence[str]) -> dict[str, str]:
    """The file_id of those pictures that Telegram has."""
    if not keys:
        return {}
    return {row.key: row.file_id for row in await conn.execute(_UPLOADED, {"wanted": list(keys)})}


async def keep_uploads(conn: AsyncConnection, found: Mapping[str, str]) -> None:
    """Remember the file_id of pictures, by their key."""
    if found:
        values = [{"key": key, "file_id": file_id} for key, file_id in found.items()]
        await conn.execute(upsert.replacing(conn, uploads), values)


async def forget_uploads(conn: AsyncConnection, keys: Sequence[str]) -> None:
    """These file_ids are no good any more."""
    if keys:
        await conn.execute(delete(uploads).where(uploads.c.key.in_(keys)))
