"""Who wants to stay without a name in public."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import upsert
from storage.schema import unnamed


async def hide(conn: AsyncConnection, person: int, at: datetime) -> None:
    await conn.execute(upsert.keeping(conn, unnamed), {"person": person, "since": at})


async def show(conn: AsyncConnection, person: int) -> None:
    await conn.execute(delete(unnamed).where(unnamed.c.person == person))


async def hidden(conn: AsyncConnection, ids: Iterable[int]) -> frozenset[int]:
    """Those of the people who want no name of theirs in public."""
    found = await conn.execute(select(unnamed.c.person).where(unnamed.c.person.in_(list(ids))))
    return frozenset(found.scalars())
