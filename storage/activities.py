"""What happens at stations: activities, once or every week, and who comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import upsert
from storage.schema import activities, activity_breaks, signups

_WAITING = signups.c.day.in_(bindparam("days", expanding=True)) & signups.c.reminded_at.is_(None)
_NAMES = select(activities, signups.c.day.label("on_day"), signups.c.person).join_from(signups, activities)
_TO_REMIND = _NAMES.where(_WAITING).order_by(signups.c.at)


@dataclass(frozen=True)
class Activity:
    """`weekday` 0 is Monday, for what comes every week, else `day`; `start` is minutes after local midnight.

    `places` None: as many as come.
    """

    id: int
    station: int
    title: str
    weekday: int | None
    day: date | None
    start: int
    places: int | None = None
    by: int | None = None

    def falls_on(self, day: date) -> bool:
        return self.day == day if self.weekday is None else self.weekday == day.weekday()


@dataclass(frozen=True)
class Occasion:
    """An activity on one of its days, and how many come."""

    activity: Activity
    day: date
    taken: int = 0

    @property
    def full(self) -> bool:
        return self.activity.places is not None and self.taken >= self.activity.places


class Outcome(Enum):
    """What became of putting a name down."""

    DONE = 1
    ALREADY = 2
    FULL = 3
    GONE = 4


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


async def get(conn: AsyncConnection, activity_id: int) -> Activity | None:
    """None also for what was cancelled."""
    running = (activities.c.id == activity_id) & activities.c.cancelled_at.is_(None)
    row = (await conn.execute(select(activities).where(running))).first()
    return _activity(row) if row else None


async def cancel(conn: AsyncConnection, activity_id: int, today: date, *, at: datetime) -> list[int] | None:
    """Ends it; who had put their name down from today on, each once. None where it was cancelled before."""
    running = (activities.c.id == activity_id) & activities.c.cancelled_at.is_(None)
    if not (await conn.execute(update(activities).where(running).values(cancelled_at=at))).rowcount:
        return None
    return await _taken_off(conn, (signups.c.activity == activity_id) & (signups.c.day >= today))


async def skip(conn: AsyncConnection, activity_id: int, day: date) -> list[int] | None:
    """Leaves out one day of a weekly activity; who had put their name down for it. None where it was out already."""
    await _lock(conn, activity_id)
    row = {"activity": activity_id, "day": day}
    if not (await conn.execute(upsert.keeping(conn, activity_breaks), row)).rowcount:
        return None
    return await _taken_off(conn, (signups.c.activity == activity_id) & (signups.c.day == day))


async def _lock(conn: AsyncConnection, activity_id: int) -> None:
    """Nobody else signs up or takes days out meanwhile; SQLite has one writer anyway and knows no FOR UPDATE."""
    await conn.execute(select(activities.c.id).where(activities.c.id == activity_id).with_for_update())


async def _taken_off(conn: AsyncConnection, which: Any) -> list[int]:
    told = (await conn.execute(select(signups.c.person).where(which).distinct())).scalars().all()
    await conn.execute(delete(signups).where(which))
    return sorted(told)


async def on_days(conn: AsyncConnection, days: Sequence[date], station: int) -> list[Occasion]:
    """Everything that takes place at the station on those days, in order of time."""
    then = or_(activities.c.day.in_(days), activities.c.weekday.in_({day.weekday() for day in days}))
    here = and_(then, activities.c.station == station, activities.c.cancelled_at.is_(None))
    found = [_activity(row) for row in await conn.execute(select(activities).where(here))]
    off = await _breaks(conn, [each.id for each in found], days)
    taken = await _taken(conn, [each.id for each in found], days)
    every = [(each, day) for each in found for day in days if each.falls_on(day) and (each.id, day) not in off]
    every.sort(key=lambda one: (one[1], one[0].start, one[0].id))
    return [Occasion(each, day, taken.get((each.id, day), 0)) for each, day in every]


async def after(conn: AsyncConnection, day: date, station: int) -> list[Occasion]:
    """What takes place at the station once, on a day after that one."""
    here = and_(activities.c.day > day, activities.c.station == station, activities.c.cancelled_at.is_(None))
    query = select(activities).where(here).order_by(activities.c.day, activities.c.start, activities.c.id)
    found = [each for row in await conn.execute(query) if (each := _activity(row)).day]
    taken = await _taken(conn, [each.id for each in found], [each.day for each in found if each.day])
    return [Occasion(each, each.day, taken.get((each.id, each.day), 0)) for each in found if each.day]


async def _breaks(conn: AsyncConnection, ids: Sequence[int], days: Sequence[date]) -> set[tuple[int, date]]:
    off = activity_breaks.c
    rows = await conn.execute(select(off.activity, off.day).where(off.activity.in_(ids), off.day.in_(days)))
    return {(row.activity, row.day) for row in rows}


async def _taken(conn: AsyncConnection, ids: Sequence[int], days: Sequence[date]) -> dict[tuple[int, date], int]:
    one = (signups.c.activity, signups.c.day)
    query = select(*one, func.count()).where(signups.c.activity.in_(ids), signups.c.day.in_(days)).group_by(*one)
    return {(row[0], row[1]): row[2] for row in await conn.execute(query)}


async def occasion(conn: AsyncConnection, activity_id: int, day: date) -> Occasion | None:
    """The activity on that day; None where it does not take place then."""
    found = await get(conn, activity_id)
    if found is None or not found.falls_on(day) or await _breaks(conn, [activity_id], [day]):
        return None
    return Occasion(found, day, (await _taken(conn, [activity_id], [day])).get((activity_id, day), 0))


async def sign_up(
    conn: AsyncConnection, activity_id: int, person: int, *, day: date, at: datetime, reminded: bool = False
) -> Outcome:
    """Puts a name down, never more than there are places; `reminded`: it begins so soon that nobody need be."""
    await _lock(conn, activity_id)
    found = await occasion(conn, activity_id, day)
    if found is None:
        return Outcome.GONE
    if person in await signed_up(conn, activity_id, day):
        return Outcome.ALREADY
    if found.full:
        return Outcome.FULL
    row = {"activity": activity_id, "person": person, "day": day, "at": at, "reminded_at": at if reminded else None}
    await conn.execute(insert(signups).values(row))
    return Outcome.DONE


async def sign_off(conn: AsyncConnection, activity_id: int, person: int, day: date) -> bool:
    """False where the name was not down."""
    mine = (signups.c.activity == activity_id) & (signups.c.person == person) & (signups.c.day == day)
    return (await conn.execute(delete(signups).where(mine))).rowcount > 0


async def signed_up(conn: AsyncConnection, activity_id: int, day: date) -> list[int]:
    """Person ids, in the order they came."""
    here = (signups.c.activity == activity_id) & (signups.c.day == day)
    return list((await conn.execute(select(signups.c.person).where(here).order_by(signups.c.at))).scalars())


async def joined_by(conn: AsyncConnection, person: int, days: Sequence[date]) -> set[tuple[int, date]]:
    """Activities and days for which the person's name is down."""
    mine = (signups.c.person == person) & signups.c.day.in_(days)
    return {(row[0], row[1]) for row in await conn.execute(select(signups.c.activity, signups.c.day).where(mine))}


async def to_remind(conn: AsyncConnection, days: Sequence[date]) -> list[tuple[Activity, date, int]]:
    """Activity, day and person of every name that is down for one of the days and was not reminded yet."""
    rows = await conn.execute(_TO_REMIND, {"days": days})
    return [(_activity(row), row.on_day, row.person) for row in rows]


async def reminded(conn: AsyncConnection, activity_id: int, day: date, at: datetime) -> None:
    """Everybody who was not: nobody of them will be again."""
    here = (signups.c.activity == activity_id) & (signups.c.day == day) & signups.c.reminded_at.is_(None)
    await conn.execute(update(signups).where(here).values(reminded_at=at))
