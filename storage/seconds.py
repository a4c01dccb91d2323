"""Who else reported the same: co-reporters of a ticket, who hear what becomes of it."""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import upsert
from storage.schema import seconds

# Built once: every card asks.
_COUNT = select(func.count()).select_from(seconds).where(seconds.c.ticket == bindparam("wanted"))


async def add(conn: AsyncConnection, ticket_id: int, person_id: int, at: datetime, *, via: int | None = None) -> bool:
    """Once a ticket and person; False where they were among them already. `via`: their own ticket, merged into it."""
    row = {"ticket": ticket_id, "person": person_id, "via": via, "at": at}
    return (await conn.execute(upsert.keeping(conn, seconds), row)).rowcount > 0


async def of(conn: AsyncConnection, ticket_id: int) -> list[int]:
    """Ids of people, in the order they came."""
    query = select(seconds.c.person).where(seconds.c.ticket == ticket_id).order_by(seconds.c.at, seconds.c.person)
    return list((await conn.execute(query)).scalars())


async def count(conn: AsyncConnection, ticket_id: int) -> int:
    return int((await conn.execute(_COUNT, {"wanted": ticket_id})).scalar_one())
