"""Being at a station: codes scanned at the door, and check-ins."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import upsert
from storage.schema import checkins, door_scans

# Built once: building a statement costs more than executing it.
_SCANNED = select(door_scans.c.at).where(
    door_scans.c.person == bindparam("who"), door_scans.c.station == bindparam("where")
)


async def scan(conn: AsyncConnection, person: int, station: int, at: datetime) -> None:
    """The person has opened the station by the code at its door."""
    await conn.execute(upsert.replacing(conn, door_scans), {"person": person, "station": station, "at": at})


async def scanned_at(conn: AsyncConnection, person: int, station: int) -> datetime | None:
    """When the person last did so."""
    return (await conn.execute(_SCANNED, {"who": person, "where": station})).scalar()


@dataclass(frozen=True)
class CheckIn:
    """`day` is the local one: one a person, station and day. `proven`: by a place, so that it earns."""

    station: int
    day: date
    at: datetime
    proven: bool = True


async def check_in(conn: AsyncConnection, person: int, made: CheckIn) -> bool:
    """Once a day and station; False where the person was counted today already."""
    return (await conn.execute(upsert.keeping(conn, checkins), {"person": person, **asdict(made)})).rowcount > 0


async def prove(conn: AsyncConnection, person: int, made: CheckIn) -> int | None:
    """The check-in of that day, with its place shown now; its id, None where it had been shown before."""
    same = (checkins.c.person == person) & (checkins.c.station == made.station) & (checkins.c.day == made.day)
    shown = update(checkins).where(same, checkins.c.proven.is_(False)).values(proven=True)
    found: int | None = (await conn.execute(shown.returning(checkins.c.id))).scalar()
    return found


async def checkins_of(conn: AsyncConnection, person: int, *, since: date | None = None) -> list[CheckIn]:
    """Newest first; from that day on."""
    query = select(checkins.c.station, checkins.c.day, checkins.c.at, checkins.c.proven).where(
        checkins.c.person == person
    )
    if since is not None:
        query = query.where(checkins.c.day >= since)
    return [CheckIn(*row) for row in await conn.execute(query.order_by(checkins.c.id.desc()))]


async def visits(conn: AsyncConnection, station: int, since: date) -> int:
    """Check-ins at the station from that day on."""
    here = (checkins.c.station == station) & (checkins.c.day >= since)
    return (await conn.execute(select(func.count()).select_from(checkins).where(here))).scalar_one()
