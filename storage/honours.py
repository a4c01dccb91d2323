"""Which months an area has had its honours for."""

from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import upsert
from storage.schema import honours

_GIVEN = select(honours.c.at).where(honours.c.month == bindparam("first"), honours.c.area == bindparam("wanted"))
EVERY = 0
"""In place of an area: each of them has had that month's."""


async def give(conn: AsyncConnection, month: date, area: int, at: datetime) -> bool:
    """False where it was given before, by whichever process."""
    done = await conn.execute(upsert.keeping(conn, honours), {"month": month, "area": area, "at": at})
    return done.rowcount > 0


async def given(conn: AsyncConnection, month: date, area: int) -> bool:
    return (await conn.execute(_GIVEN, {"first": month, "wanted": area})).first() is not None
