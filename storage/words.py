"""One person's words on stations: how many, and taking one back. `storage.stations` says what they make together."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import station_words


async def said_since(conn: AsyncConnection, person: int, since: datetime) -> int:
    """How often the person has said something of any station, taken back or not."""
    mine = (station_words.c.by == person) & (station_words.c.at > since)
    return (await conn.execute(select(func.count()).select_from(station_words).where(mine))).scalar_one()


async def take_back(conn: AsyncConnection, station: int, what: str, *, by: int, at: datetime) -> bool:
    """The person's own word no longer counts; False where none did."""
    mine = (station_words.c.station == station) & (station_words.c.what == what) & (station_words.c.by == by)
    live = mine & station_words.c.withdrawn_at.is_(None) & (station_words.c.until > at)
    return (await conn.execute(update(station_words).where(live).values(withdrawn_at=at))).rowcount > 0
