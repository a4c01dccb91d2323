"""Tickets whose card waits until their chat has room, and the one message that names them meanwhile."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import upsert
from storage.schema import folded, sheets

_OF_KIND = select(sheets).where(sheets.c.kind == bindparam("wanted")).order_by(sheets.c.chat, sheets.c.thread)


@dataclass(frozen=True)
class Sheet:
    """A message that is kept up to date; `stale`: it does not show everything yet. `thread` 0: no topic."""

    kind: str
    chat: int
    thread: int
    slot: str
    told_at: datetime
    stale: bool = False
    seen: str = ""


async def keep(conn: AsyncConnection, ticket: int, chat: int, thread: int, *, at: datetime) -> None:
    """Its card waits."""
    row = {"ticket": ticket, "chat": chat, "thread": thread, "at": at}
    await conn.execute(upsert.keeping(conn, folded), row)


async def kept(conn: AsyncConnection, chat: int, thread: int) -> list[int]:
    """Numbers of the tickets that wait, the oldest first."""
    here = (folded.c.chat == chat) & (folded.c.thread == thread)
    return list((await conn.execute(select(folded.c.ticket).where(here).order_by(folded.c.ticket))).scalars())


async def drop(conn: AsyncConnection, numbers: Sequence[int], chat: int, thread: int) -> None:
    """They wait no more."""
    here = (folded.c.chat == chat) & (folded.c.thread == thread)
    await conn.execute(delete(folded).where(here, folded.c.ticket.in_(numbers)))


async def sheets_of(conn: AsyncConnection, kind: str) -> list[Sheet]:
    rows = await conn.execute(_OF_KIND, {"wanted": kind})
    return [Sheet(**row._asdict()) for row in rows]


async def sheet(conn: AsyncConnection, kind: str, chat: int, thread: int) -> Sheet | None:
    wanted = (sheets.c.kind == kind) & (sheets.c.chat == chat) & (sheets.c.thread == thread)
    row = (await conn.execute(select(sheets).where(wanted))).first()
    return Sheet(**row._asdict()) if row else None


async def sheet_in(conn: AsyncConnection, slot: str) -> Sheet | None:
    """The one whose message is in the slot."""
    row = (await conn.execute(select(sheets).where(sheets.c.slot == slot))).first()
    return Sheet(**row._asdict()) if row else None


async def put(conn: AsyncConnection, made: Sheet) -> None:
    """Remembers what the message shows, or that there is one."""
    await conn.execute(upsert.replacing(conn, sheets), asdict(made))


async def end(conn: AsyncConnection, made: Sheet) -> None:
    """The message is edited no more."""
    wanted = (sheets.c.kind == made.kind) & (sheets.c.chat == made.chat) & (sheets.c.thread == made.thread)
    await conn.execute(delete(sheets).where(wanted))


async def to_general(conn: AsyncConnection, chat: int, thread: int) -> None:
    """A topic is no more: its messages and what waits there are the group's own, in place of what that had."""
    for table in (folded, sheets):
        await conn.execute(delete(table).where(table.c.chat == chat, table.c.thread == 0))
        here = (table.c.chat == chat) & (table.c.thread == thread)
        await conn.execute(update(table).where(here).values(thread=0))
