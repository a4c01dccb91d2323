"""Stations, and what riders and keepers say of them. A change raises the version that the index in memory follows."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, or_, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.place import Point
from bot.domain.stations import Amenity, Fact, Station, StationKind
from storage import versioned
from storage.schema import Moment, favourites, keepers, station_filters, station_words, stations
from storage.upsert import Upsert, insert, keeping

WHAT = "stations"
_SAME = (
    *("code", "name", "kind", "address", "area", "hours", "seats", "phone", "door", "photo", "notes"),
    *("closed_until", "confirmed_at", "confirmed_by", "active"),
)
"""Columns that are fields of a station as they are."""
_MOST_PARTS = 6  # words of a search that are looked for
_PORTION = 200
"""Stations written or looked up by one statement."""


# Built once: building a statement costs more than executing it.
_LIVE = select(station_words).where(
    station_words.c.until > bindparam("moment", type_=Moment()), station_words.c.withdrawn_at.is_(None)
)
_LIVE_OF = _LIVE.where(station_words.c.station.in_(bindparam("ids", expanding=True)))
_GET = select(stations).where(stations.c.id == bindparam("wanted"))
_SEVERAL = select(stations).where(stations.c.id.in_(bindparam("ids", expanding=True)))
_FILTERS_OF = select(station_filters.c.filters).where(station_filters.c.person == bindparam("wanted"))
_KEEPERS_OF = select(keepers.c.person).where(keepers.c.station == bindparam("wanted")).order_by(keepers.c.since)


def _station(row: Row[Any]) -> Station:
    return Station(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=StationKind(row.kind),
        point=Point(row.lat, row.lon),
        address=row.address,
        area=row.area,
        hours=row.hours,
        amenities=_amenities(row.amenities),
        seats=row.seats,
        phone=row.phone,
        door=row.door,
        photo=row.photo,
        notes=row.notes,
        closed_until=row.closed_until,
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_by,
        active=row.active,
    )


@lru_cache(maxsize=4096)
def _amenities(keys: str) -> frozenset[Amenity]:
    return frozenset(Amenity(key) for key in keys.split())


def values_of(station: Station) -> dict[str, Any]:
    """The columns of a station, without its id."""
    same = {name: getattr(station, name) for name in _SAME}
    amenities = " ".join(sorted(station.amenities))
    return {"lat": station.point.lat, "lon": station.point.lon, "amenities": amenities, **same}


async def version(conn: AsyncConnection) -> int:
    """Grows with every change of a station."""
    return await versioned.current(conn, WHAT)


async def everything(conn: AsyncConnection) -> list[Station]:
    """All stations in use."""
    rows = await conn.execute(select(stations).where(stations.c.active.is_(True)).order_by(stations.c.id))
    return [_station(row) for row in rows]


async def changed_since(conn: AsyncConnection, seen: int) -> list[Station]:
    """Stations changed by a later version than the one seen, also those out of use now."""
    rows = await conn.execute(select(stations).where(stations.c.changed > seen).order_by(stations.c.id))
    return [_station(row) for row in rows]


async def get(conn: AsyncConnection, station_id: int) -> Station | None:
    row = (await conn.execute(_GET, {"wanted": station_id})).first()
    return _station(row) if row else None


async def several(conn: AsyncConnection, ids: Sequence[int]) -> list[Station]:
    """In the order asked for; unknown ids are left out."""
    rows = (await conn.execute(_SEVERAL, {"ids": list(ids)})).all()
    found = {row.id: _station(row) for row in rows}
    return [found[station_id] for station_id in ids if station_id in found]


async def with_code(conn: AsyncConnection, code: str) -> Station | None:
    row = (await conn.execute(select(stations).where(stations.c.code == code))).first()
    return _station(row) if row else None


async def with_codes(conn: AsyncConnection, codes: Sequence[str]) -> dict[str, Station]:
    """Those of the codes that are known, in use or not."""
    found: dict[str, Station] = {}
    query = select(stations).where(stations.c.code.in_(bindparam("codes", expanding=True)))
    for start in range(0, len(codes), _PORTION):
        rows = await conn.execute(query, {"codes": codes[start : start + _PORTION]})
        found |= {row.code: _station(row) for row in rows}
        await asyncio.sleep(0)
    return found


async def named(conn: AsyncConnection, text: str, *, limit: int = 20, every: bool = False) -> list[Station]:
    """Stations in use (or `every` one) with all words of the text in code, name or address, in whatever case."""
    columns = (stations.c.code, stations.c.name, stations.c.address)
    parts = text.split()[:_MOST_PARTS]
    matching = [or_(*(column.icontains(part, autoescape=True) for column in columns)) for part in parts]
    used = [] if every else [stations.c.active.is_(True)]
    query = select(stations).where(*matching, *used).order_by(stations.c.name, stations.c.id).limit(limit)
    return [_station(row) for row in await conn.execute(query)]


async def within(conn: AsyncConnection, box: tuple[float, float, float, float], *, limit: int = 500) -> list[Station]:
    """Stations in use in a box of degrees (west, south, east, north)."""
    west, south, east, north = box
    inside = stations.c.lat.between(south, north) & stations.c.lon.between(west, east)
    query = select(stations).where(inside, stations.c.active.is_(True)).order_by(stations.c.id).limit(limit)
    return [_station(row) for row in await conn.execute(query)]


async def put(conn: AsyncConnection, rows: Sequence[Station]) -> None:
    """Adds stations, or changes those whose code is known (their ids are ignored)."""
    if not rows:
        return
    version, upsert = await versioned.touch(conn, WHAT), _upsert(conn, list(values_of(rows[0])))
    for start in range(0, len(rows), _PORTION):
        portion = rows[start : start + _PORTION]
        await conn.execute(upsert, [{**values_of(row), "changed": version} for row in portion])
        await asyncio.sleep(0)  # a file has thousands, and others wait


def _upsert(conn: AsyncConnection, columns: Sequence[str]) -> Upsert:
    statement = insert(conn, stations)
    kept = ("code", "photo", "closed_until", "confirmed_at", "confirmed_by")
    changed = {name: statement.excluded[name] for name in (*columns, "changed") if name not in kept}
    return statement.on_conflict_do_update(index_elements=[stations.c.code], set_=changed)


async def change(conn: AsyncConnection, station_id: int, **values: object) -> None:
    """Sets columns of one station."""
    values["changed"] = await versioned.touch(conn, WHAT)
    await conn.execute(update(stations).where(stations.c.id == station_id).values(**values))


@dataclass(frozen=True)
class Word:
    """One person's word: `what` is a Trouble or an Amenity that does not work."""

    station: int
    what: str
    by: int
    keeper: bool
    at: datetime
    until: datetime


async def say(conn: AsyncConnection, word: Word) -> None:
    """Keeps a word; the same person's earlier word on the same thing no longer counts."""
    same = (station_words.c.station == word.station) & (station_words.c.what == word.what)
    earlier = same & (station_words.c.by == word.by) & station_words.c.withdrawn_at.is_(None)
    await conn.execute(update(station_words).where(earlier).values(withdrawn_at=word.at))
    row = {"station": word.station, "what": word.what, "by": word.by, "keeper": word.keeper}
    await conn.execute(plain_insert(station_words).values(**row, at=word.at, until=word.until))


async def unsay(conn: AsyncConnection, station_id: int, what: str, at: datetime) -> None:
    """It is in order again: every word on it is withdrawn."""
    same = (station_words.c.station == station_id) & (station_words.c.what == what)
    live = station_words.c.withdrawn_at.is_(None) & (station_words.c.until > at)
    await conn.execute(update(station_words).where(same, live).values(withdrawn_at=at))


async def facts(conn: AsyncConnection, now: datetime, ids: Iterable[int] | None = None) -> dict[int, list[Fact]]:
    """What is said now, by station: two riders or one keeper make it sure, one rider only a report."""
    wanted: dict[str, Any] = {"moment": now} if ids is None else {"moment": now, "ids": list(ids)}
    grouped: dict[tuple[int, str], list[Row[Any]]] = {}
    rows = (await conn.execute(_LIVE if ids is None else _LIVE_OF, wanted)).all()
    # SQLite would sort by reading the whole table.
    for row in sorted(rows, key=lambda row: row.id):
        grouped.setdefault((row.station, row.what), []).append(row)
    found: dict[int, list[Fact]] = {}
    for (station, what), rows in grouped.items():
        found.setdefault(station, []).append(_fact(what, rows))
    return found


def _fact(what: str, rows: Sequence[Row[Any]]) -> Fact:
    speakers = tuple(dict.fromkeys(row.by for row in rows))
    kept = any(row.keeper for row in rows)
    return Fact(what, rows[0].at, max(row.until for row in rows), kept or len(speakers) > 1, speakers, kept)


async def keepers_of(conn: AsyncConnection, station_id: int) -> list[int]:
    """Person ids."""
    return [person for (person,) in await conn.execute(_KEEPERS_OF, {"wanted": station_id})]


async def kept_by(conn: AsyncConnection, person: int) -> list[Station]:
    kept = select(keepers.c.station).where(keepers.c.person == person)
    rows = await conn.execute(select(stations).where(stations.c.id.in_(kept)).order_by(stations.c.id))
    return [_station(row) for row in rows]


async def keep(conn: AsyncConnection, station_id: int, person: int, at: datetime) -> None:
    """Makes somebody a keeper, once."""
    row = {"station": station_id, "person": person, "since": at}
    await conn.execute(insert(conn, keepers).values(row).on_conflict_do_nothing())


async def dismiss(conn: AsyncConnection, station_id: int, person: int) -> None:
    await conn.execute(delete(keepers).where(keepers.c.station == station_id, keepers.c.person == person))


async def filters_of(conn: AsyncConnection, person: int) -> frozenset[str]:
    return frozenset(((await conn.execute(_FILTERS_OF, {"wanted": person})).scalar() or "").split())


async def remember_filters(conn: AsyncConnection, person: int, filters: Iterable[str]) -> None:
    values = {"person": person, "filters": " ".join(sorted(filters))}
    upsert = insert(conn, station_filters).values(values)
    keys = [station_filters.c.person]
    await conn.execute(upsert.on_conflict_do_update(index_elements=keys, set_={"filters": values["filters"]}))


async def favourite(conn: AsyncConnection, person: int, station_id: int, at: datetime) -> None:
    """Among the person's favourites, once."""
    await conn.execute(keeping(conn, favourites), {"person": person, "station": station_id, "at": at})


async def unfavour(conn: AsyncConnection, person: int, station_id: int) -> None:
    mine = (favourites.c.person == person) & (favourites.c.station == station_id)
    await conn.execute(delete(favourites).where(mine))


async def favourites_of(conn: AsyncConnection, person: int) -> list[int]:
    query = select(favourites.c.station).where(favourites.c.person == person).order_by(favourites.c.at.desc())
    return list((await conn.execute(query)).scalars())


async def count(conn: AsyncConnection) -> int:
    """Stations in use."""
    query = select(func.count()).select_from(stations).where(stations.c.active.is_(True))
    return (await conn.execute(query)).scalar_one()
