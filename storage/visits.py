"""Being at a station: check-ins, remarks in the suggestion book, activities and who comes, who is on duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import upsert
from storage.schema import activities, checkins, duty_roster, people, remarks, signups


async def check_in(conn: AsyncConnection, person: int, station: int, *, day: date, at: datetime) -> bool:
    """Once a day and station (`day` is the local one); False where the person was counted today already."""
    row = {"person": person, "station": station, "day": day, "at": at}
    done = await conn.execute(upsert.insert(conn, checkins).values(row).on_conflict_do_nothing())
    return done.rowcount > 0


async def visits(conn: AsyncConnection, station: int, since: date) -> int:
    """Check-ins at the station from that day on."""
    here = (checkins.c.station == station) & (checkins.c.day >= since)
    return (await conn.execute(select(func.count()).select_from(checkins).where(here))).scalar_one()


@dataclass(frozen=True)
class Remark:
    at: datetime
    name: str
    words: str


async def remark(conn: AsyncConnection, person: int, station: int, words: str, *, at: datetime) -> None:
    """A line in the suggestion book."""
    await conn.execute(insert(remarks).values(person=person, station=station, words=words, at=at))


async def remarks_at(conn: AsyncConnection, station: int, *, limit: int = 10) -> list[Remark]:
    """Newest first."""
    query = select(remarks, people.c.name).join_from(remarks, people).where(remarks.c.station == station)
    rows = await conn.execute(query.order_by(remarks.c.id.desc()).limit(limit))
    return [Remark(row.at, row.name, row.words) for row in rows]


@dataclass(frozen=True)
class Activity:
    """`weekday` 0 is Monday, for what comes every week, else `day`; `start` is minutes after local midnight."""

    id: int
    station: int
    title: str
    weekday: int | None
    day: date | None
    start: int
    places: int | None = None
    by: int | None = None


def _activity(row: Row[Any]) -> Activity:
    return Activity(row.id, row.station, row.title, row.weekday, row.day, row.start, row.places, row.by)


async def announce(conn: AsyncConnection, activity: Activity) -> int:
    """Stores a new activity (its id is ignored) and returns its id."""
    row = {
        "station": activity.station,
        "title": activity.title,
        "weekday": activity.weekday,
        "day": activity.day,
        "start": activity.start,
        "places": activity.places,
        "by": activity.by,
    }
    return int((await conn.execute(insert(activities).values(row).returning(activities.c.id))).scalar_one())


async def cancel(conn: AsyncConnection, activity: int, at: datetime) -> bool:
    """False where it was cancelled before, or does not exist."""
    running = (activities.c.id == activity) & activities.c.cancelled_at.is_(None)
    return (await conn.execute(update(activities).where(running).values(cancelled_at=at))).rowcount > 0


async def activity(conn: AsyncConnection, activity_id: int) -> Activity | None:
    running = (activities.c.id == activity_id) & activities.c.cancelled_at.is_(None)
    row = (await conn.execute(select(activities).where(running))).first()
    return _activity(row) if row else None


async def activities_on(
    conn: AsyncConnection, days: Sequence[date], stations: Sequence[int] | None = None
) -> list[Activity]:
    """What takes place on any of the days, weekly or once; at the stations given, or everywhere."""
    then = or_(activities.c.day.in_(days), activities.c.weekday.in_({day.weekday() for day in days}))
    query = select(activities).where(then, activities.c.cancelled_at.is_(None))
    if stations is not None:
        query = query.where(activities.c.station.in_(stations))
    return [_activity(row) for row in await conn.execute(query.order_by(activities.c.start, activities.c.id))]


async def sign_up(conn: AsyncConnection, activity_id: int, person: int, *, day: date, at: datetime) -> bool:
    """False where the name was down already."""
    row = {"activity": activity_id, "person": person, "day": day, "at": at}
    return (await conn.execute(upsert.insert(conn, signups).values(row).on_conflict_do_nothing())).rowcount > 0


async def sign_off(conn: AsyncConnection, activity_id: int, person: int, day: date) -> bool:
    mine = (signups.c.activity == activity_id) & (signups.c.person == person) & (signups.c.day == day)
    return (await conn.execute(delete(signups).where(mine))).rowcount > 0


async def signed_up(conn: AsyncConnection, activity_id: int, day: date) -> list[int]:
    """Person ids, in the order they came."""
    here = (signups.c.activity == activity_id) & (signups.c.day == day)
    return list((await conn.execute(select(signups.c.person).where(here).order_by(signups.c.at))).scalars())


async def to_remind(conn: AsyncConnection, activity_id: int, day: date) -> list[int]:
    """Who has put their name down and was not reminded yet."""
    here = (signups.c.activity == activity_id) & (signups.c.day == day) & signups.c.reminded_at.is_(None)
    return list((await conn.execute(select(signups.c.person).where(here))).scalars())


async def reminded(conn: AsyncConnection, activity_id: int, day: date, at: datetime) -> None:
    here = (signups.c.activity == activity_id) & (signups.c.day == day)
    await conn.execute(update(signups).where(here).values(reminded_at=at))


@dataclass(frozen=True)
class OnDuty:
    """`resident`: there all the time (常驻), else in turn (轮值) in the hours given."""

    name: str
    phone: str
    resident: bool
    hours: str = ""


async def roster(conn: AsyncConnection, station: int) -> list[OnDuty]:
    query = select(duty_roster).where(duty_roster.c.station == station).order_by(duty_roster.c.id)
    return [OnDuty(row.name, row.phone, row.resident, row.hours) for row in await conn.execute(query)]


async def set_roster(conn: AsyncConnection, station: int, lines: Sequence[OnDuty]) -> None:
    """Replaces the whole roster of a station."""
    await conn.execute(delete(duty_roster).where(duty_roster.c.station == station))
    rows = [
        {"station": station, "name": x.name, "phone": x.phone, "resident": x.resident, "hours": x.hours} for x in lines
    ]
    if rows:
        await conn.execute(insert(duty_roster), rows)
