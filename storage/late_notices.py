"""What the ladder has to tell and has not told yet: while more is due, for each chat to hear of everything at once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import late_notices


@dataclass(frozen=True)
class Kept:
    """One step of one ticket, for one chat; `at` by the clock. `thread` None: no topic."""

    chat: int
    thread: int | None
    language: str
    ticket: int
    clock: str
    round: int
    rung: str
    at: datetime


async def keep(conn: AsyncConnection, made: Sequence[Kept]) -> None:
    """They are told together with those that follow."""
    if made:
        await conn.execute(insert(late_notices), [asdict(one) for one in made])


async def take(conn: AsyncConnection) -> list[Kept]:
    """All that were kept, in their order; they are kept no more."""
    query = select(*(late_notices.c[name] for name in Kept.__dataclass_fields__)).order_by(late_notices.c.id)
    kept = [Kept(**row._asdict()) for row in await conn.execute(query)]
    if kept:
        await conn.execute(delete(late_notices))
    return kept
