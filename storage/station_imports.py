"""Stations that come as a file: what an import would change, and the import itself."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.station_list import StationRow
from bot.domain.stations import Station
from storage import imports, stations


@dataclass(frozen=True)
class StationChanges:
    """What an import adds and changes: the stations as they will be."""

    new: tuple[Station, ...]
    changed: tuple[Station, ...]
    same: int


async def stations_in(conn: AsyncConnection, rows: Sequence[StationRow]) -> StationChanges:
    """What the rows would change; BadRows where a community is unknown or ambiguous. Only reads."""
    placed = await imports.placed(conn, rows)
    known = await stations.with_codes(conn, [row.station.code for row in rows])
    return await asyncio.to_thread(_compared, rows, known, placed)


def _compared(
    rows: Sequence[StationRow], known: Mapping[str, Station], placed: Mapping[str, int | None]
) -> StationChanges:
    after = [_after(row, known.get(row.station.code), placed) for row in rows]
    new = tuple(each for each in after if each.code not in known)
    changed = tuple(each for each in after if each.code in known and each is not known[each.code])
    return StationChanges(new, changed, len(after) - len(new) - len(changed))


def _after(row: StationRow, known: Station | None, placed: Mapping[str, int | None]) -> Station:
    """What a row leaves empty stays as it is, so a short file takes nothing away that keepers have written."""
    area = placed[row.community]
    if known is None:
        return replace(row.station, area=area)
    wanted = {"area": area or known.area, "active": True} | {name: getattr(row.station, name) for name in row.said}
    different = {name: value for name, value in wanted.items() if getattr(known, name) != value}
    return replace(known, **different) if different else known


async def put(conn: AsyncConnection, changes: StationChanges) -> None:
    """Carries out what `stations_in` found."""
    await stations.put(conn, [*changes.new, *changes.changed])
