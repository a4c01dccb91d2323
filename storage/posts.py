"""The roster of who is on duty."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.posts import Duty, Post
from storage.schema import duties


async def of_area(conn: AsyncConnection, area: int) -> list[Duty]:
    """Those of the whole community first, then cell by cell."""
    query = select(duties).where(duties.c.area == area).order_by(func.coalesce(duties.c.cell, 0), duties.c.id)
    return [_duty(row) for row in await conn.execute(query)]


async def counts(conn: AsyncConnection, among: Sequence[int] | None) -> dict[int, int]:
    """How many are on the roster of each area that has one; `among`: only of these areas, None: of all."""
    query = select(duties.c.area, func.count()).group_by(duties.c.area)
    rows = await conn.execute(query if among is None else query.where(duties.c.area.in_(among)))
    return {row[0]: row[1] for row in rows}


async def get(conn: AsyncConnection, duty_id: int) -> Duty | None:
    row = (await conn.execute(select(duties).where(duties.c.id == duty_id))).first()
    return _duty(row) if row else None


async def add(conn: AsyncConnection, duty: Duty, at: datetime, *, by: int) -> int:
    """Its number."""
    values = {name: value for name, value in asdict(duty).items() if name != "id"}
    return int((await conn.execute(insert(duties).values(**values, by=by, at=at).returning(duties.c.id))).scalar_one())


async def remove(conn: AsyncConnection, duty_id: int) -> None:
    await conn.execute(delete(duties).where(duties.c.id == duty_id))


def _duty(row) -> Duty:  # type: ignore[no-untyped-def]
    return Duty(row.id, row.area, row.name, Post(row.post), row.phone, row.hours, row.cell)
