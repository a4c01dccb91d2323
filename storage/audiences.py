"""Whom a warning may reach: couriers on Telegram who have not blocked us, all of them, of an area, or near a place."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Area, Role, Standing
from bot.domain.place import Point, distance
from storage.schema import areas, checkins, grants, last_places, people, stations, tickets

A_DEGREE = 110_000  # metres of latitude, a little less than there are: the box must hold the circle
Box = tuple[tuple[float, float], tuple[float, float]]


def couriers() -> Select[Any]:
    """Their ids."""
    return (
        select(people.c.id)
        .join_from(people, grants, grants.c.person == people.c.id)
        .where(grants.c.role == Role.COURIER, people.c.standing == Standing.ACTIVE)
        .where(people.c.telegram.is_not(None), people.c.reachable.is_(True))
    )


async def everybody(conn: AsyncConnection) -> set[int]:
    return set((await conn.execute(couriers())).scalars())


async def of_area(conn: AsyncConnection, area: Area, *, since: datetime) -> set[int]:
    """Couriers registered for the area or below, and those who have reported there since then."""
    path = "/".join(map(str, area.path))
    inside = select(areas.c.id).where(or_(areas.c.path == path, areas.c.path.startswith(f"{path}/")))
    there = select(tickets.c.reporter).where(tickets.c.area.in_(inside), tickets.c.submitted_at >= since)
    known = couriers().where(or_(grants.c.area.in_(inside), people.c.id.in_(there)))
    return set((await conn.execute(known)).scalars())


@dataclass(frozen=True)
class Whereabouts:
    """Where a courier was at some moment."""

    person: int
    point: Point


async def near(conn: AsyncConnection, point: Point, metres: float, *, since: datetime) -> set[int]:
    """Couriers who were within so many metres of the point since then."""
    found = await places(conn, since, _box(point, metres))
    return {one.person for one in found if distance(point, one.point) <= metres}


async def places(conn: AsyncConnection, since: datetime, box: Box | None = None) -> list[Whereabouts]:
    """Where couriers were since then, by what they sent, reported or checked in at; in the box, if one is given."""
    sent = select(people.c.id, last_places.c.lat, last_places.c.lon).join_from(
        last_places, people, last_places.c.telegram == people.c.telegram
    )
    reported = select(tickets.c.reporter.label("id"), tickets.c.lat, tickets.c.lon)
    visited = select(checkins.c.person.label("id"), stations.c.lat, stations.c.lon).join_from(
        checkins, stations, checkins.c.station == stations.c.id
    )
    every = union(
        _inside(sent.where(last_places.c.at >= since), last_places.c, box),
        _inside(reported.where(tickets.c.submitted_at >= since), tickets.c, box),
        _inside(visited.where(checkins.c.at >= since), stations.c, box),
    ).subquery()
    rows = await conn.execute(select(every).where(every.c.id.in_(couriers())))
    return [Whereabouts(row.id, Point(row.lat, row.lon)) for row in rows]


def _inside(query: Select[Any], columns: Any, box: Box | None) -> Select[Any]:
    if box is None:
        return query
    (south, west), (north, east) = box
    return query.where(columns.lat.between(south, north), columns.lon.between(west, east))


def _box(point: Point, metres: float) -> Box:
    """South-west and north-east of a box that holds the circle."""
    lat = metres / A_DEGREE
    lon = lat / max(0.01, math.cos(math.radians(point.lat)))
    return (point.lat - lat, point.lon - lon), (point.lat + lat, point.lon + lon)
