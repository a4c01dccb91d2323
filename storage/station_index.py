"""Every station in use as the finder holds it: an index of places, opening hours, days of being shut.

Built from rows in portions and in a thread, so that nobody waits for it who does not ask for stations.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import hours
from bot.domain.stations import Amenity
from bot.domain.wishes import ALL_DAY
from storage.schema import stations

if TYPE_CHECKING:
    from bot.domain.nearest import StationIndex
    from bot.domain.nearness.layer import Table

PORTION = 300
"""Rows read at a time: a few milliseconds of the event loop."""
FEW = 200
"""Changes that are worked in on the spot; a thread is not worth its start."""
OVERLAY = 2_000
"""Opening hours that may be laid over the others before all of them are copied."""
ALWAYS = "24/7"
ALL_DAY_BIT = 1 << len(Amenity)
Read = Callable[[str], hours.Parsed]

_READ = ("id", "lat", "lon", "amenities", "hours", "closed_until", "active", "changed")
_ROWS = select(*(stations.c[name] for name in _READ)).limit(PORTION)
_USED = _ROWS.where(stations.c.active.is_(True), stations.c.id > bindparam("after")).order_by(stations.c.id)
# By version and id, for which there is an index: by id alone SQLite would look at every station.
_BEHIND = tuple_(stations.c.changed, stations.c.id) > tuple_(bindparam("seen"), bindparam("after"))
_CHANGED = _ROWS.where(stations.c.changed >= bindparam("seen"), _BEHIND).order_by(stations.c.changed, stations.c.id)
_ALL_OF_IT = 2**62


@dataclass(frozen=True)
class Hours:
    """Opening hours by station: those of `later` count before those of `first`, which is shared and never changed."""

    first: Mapping[int, hours.Parsed] = field(default_factory=dict)
    later: Mapping[int, hours.Parsed] = field(default_factory=dict)

    def of(self, name: int) -> hours.Parsed:
        return self.later.get(name) or self.first[name]

    def changed(self, told: Mapping[int, hours.Parsed]) -> "Hours":
        later = {**self.later, **told}
        return Hours(self.first, later) if len(later) <= OVERLAY else Hours({**self.first, **later})


@dataclass(frozen=True)
class Snapshot:
    """The stations as of a version; `closed_until` only where it is set. Nothing in it ever changes."""

    version: int
    index: "StationIndex"
    hours: Hours
    closed_until: Mapping[int, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class _Portion:
    """Some stations: `table` of those in use, `gone` the ids of the others."""

    table: "Table"
    hours: Mapping[int, hours.Parsed]
    closed_until: Mapping[int, datetime]
    gone: Sequence[int]


async def loaded(conn: AsyncConnection, version: int, read: Read) -> Snapshot:
    """All stations in use; `read` parses hours, each spelling once. `version` was read before."""
    await asyncio.to_thread(_load_libraries)
    portions = [portion async for portion in _portions(conn, _USED, {"after": -1}, read)]
    return await asyncio.to_thread(_assembled, version, portions)


async def followed(conn: AsyncConnection, before: Snapshot, version: int, read: Read) -> Snapshot:
    """With whatever changed since."""
    portions = [
        portion async for portion in _portions(conn, _CHANGED, {"seen": before.version, "after": _ALL_OF_IT}, read)
    ]
    if sum(len(each.hours) for each in portions) <= FEW:
        return _changed(before, version, portions)
    return await asyncio.to_thread(_changed, before, version, portions)


def mask_of(filters: Iterable[str]) -> int:
    """The flags that a station must have, by its amenities' keys and ALL_DAY."""
    wanted = set(filters)
    return _flags("".join(f"{key} " for key in Amenity if key in wanted), ALL_DAY in wanted)


async def _portions(
    conn: AsyncConnection, query: Any, values: Mapping[str, int], read: Read
) -> AsyncIterator[_Portion]:
    place, rows = dict(values), None
    while rows is None or len(rows) == PORTION:
        rows = (await conn.execute(query, place)).all()
        if rows:
            place = {"after": rows[-1].id, **({"seen": rows[-1].changed} if "seen" in place else {})}
        yield _portion(rows, read)
        await asyncio.sleep(0)  # whoever else is ready goes first


def _portion(rows: Sequence[Any], read: Read) -> _Portion:
    """By columns where that is possible, for there may be a million rows."""
    from bot.domain import nearest

    told = {row[0]: read(row[4]) for row in rows}
    shut = {row[0]: row[5] for row in rows if row[5] is not None}
    used = [row for row in rows if row[6]]
    columns: list[Sequence[Any]] = list(zip(*used, strict=True)) if used else [()] * len(_READ)
    ids, lats, lons, amenities, texts = columns[:5]
    flags = [_flags(held, text == ALWAYS) for held, text in zip(amenities, texts, strict=True)]
    gone = [row[0] for row in rows if not row[6]] if len(used) < len(rows) else []
    return _Portion(nearest.table(ids, flags, lats, lons), told, shut, gone)


@lru_cache(maxsize=8192)
def _flags(amenities: str, always: bool) -> int:
    """A bit an amenity, by its place in the enumeration, and one for who never closes."""
    held = set(amenities.split())
    return sum(1 << place for place, key in enumerate(Amenity) if key in held) | (ALL_DAY_BIT if always else 0)


def _load_libraries() -> None:
    """numpy, and scipy behind it, whose loading takes a moment."""
    from bot.domain import nearest  # noqa: F401


def _assembled(version: int, portions: Sequence[_Portion]) -> Snapshot:
    from bot.domain import nearest

    index = nearest.assembled([portion.table for portion in portions])
    first = {name: told for portion in portions for name, told in portion.hours.items()}
    shut = {name: until for portion in portions for name, until in portion.closed_until.items()}
    return Snapshot(version, index, Hours(first), shut)


def _changed(before: Snapshot, version: int, portions: Sequence[_Portion]) -> Snapshot:
    from bot.domain import nearest

    told = {name: parsed for portion in portions for name, parsed in portion.hours.items()}
    gone = [name for portion in portions for name in portion.gone]
    index = nearest.followed(before.index, [portion.table for portion in portions], gone)
    shut = {name: until for name, until in before.closed_until.items() if name not in told}
    later = {name: until for portion in portions for name, until in portion.closed_until.items()}
    return Snapshot(version, index, before.hours.changed(told), {**shut, **later})
