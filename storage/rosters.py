"""Who is on duty at a station: residents first, then those in turn, each in the order in which they were added."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.duty import OnDuty
from storage.schema import duty_roster

# Built once: building a statement costs more than executing it.
_OF = (
    select(duty_roster)
    .where(duty_roster.c.station == bindparam("wanted"))
    .order_by(duty_roster.c.resident.desc(), duty_roster.c.id)
)


async def of(conn: AsyncConnection, station: int) -> list[OnDuty]:
    rows = await conn.execute(_OF, {"wanted": station})
    return [OnDuty(row.name, row.phone, row.resident, row.hours, row.id) for row in rows]


async def add(conn: AsyncConnection, station: int, people: Sequence[OnDuty]) -> None:
    """Their ids are ignored."""
    rows = [
        {"station": station, "name": one.name, "phone": one.phone, "resident": one.resident, "hours": one.hours}
        for one in people
    ]
    if rows:
        await conn.execute(insert(duty_roster), rows)


async def drop(conn: AsyncConnection, station: int, line: int) -> bool:
    """Takes one person off the roster; False where the line was gone."""
    here = (duty_roster.c.station == station) & (duty_roster.c.id == line)
    return (await conn.execute(delete(duty_roster).where(here))).rowcount > 0
