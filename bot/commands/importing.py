"""import cells | stations | people: a file into the database, whole or not at all."""

import argparse
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commands.common import Failed, migrated, one_of, read
from bot.domain import roster, station_list
from bot.domain.places.systems import Crs
from bot.settings import Settings
from storage import audit, imports, station_imports

Changes = imports.CellChanges | imports.Roster | station_imports.StationChanges
Load = Callable[[AsyncConnection], Awaitable[list[str]]]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`import` with what it can take."""
    kinds = commands.add_parser("import", help="cells, stations or people from a file").add_subparsers(required=True)
    cells = kinds.add_parser("cells", help="grid cells: GeoJSON polygons")
    stations = kinds.add_parser("stations", help="stations: CSV, XLSX or GeoJSON points")
    for mapped in (cells, stations):
        mapped.add_argument(
            "--crs", required=True, type=one_of(Crs), metavar="CRS", help=f"the coordinates' system: {', '.join(Crs)}"
        )
    people = kinds.add_parser("people", help="a roster: CSV or XLSX")
    for parser, run in ((cells, import_cells), (stations, import_stations), (people, import_people)):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")
        parser.set_defaults(run=run)


async def import_cells(settings: Settings, arguments: argparse.Namespace) -> int:
    """Adds and redraws cells."""
    from bot.domain import geojson  # brings shapely
    from storage import cells

    data = read(arguments.file)
    try:
        rows = geojson.read_cells(data, arguments.crs)
    except geojson.BadRows as bad:
        raise Failed(*(geojson.describe(row, file=str(arguments.file)) for row in bad.rows)) from bad

    async def load(conn: AsyncConnection) -> list[str]:
        changes = await imports.cells(conn, rows)
        if not arguments.dry_run:
            await cells.put(conn, rows)
            await _note(conn, "cells", changes)
        return list(_cells(changes))

    return await _load(settings, load, dry=arguments.dry_run)


def _cells(changes: imports.CellChanges) -> Iterator[str]:
    yield _summary("cells", len(changes.new), len(changes.changed), changes.same)
    yield f"areas: {changes.communities}"


async def import_stations(settings: Settings, arguments: argparse.Namespace) -> int:
    """Adds stations and changes those whose code is known."""
    data = read(arguments.file)
    try:
        rows = station_list.read_stations(data, arguments.file.name, arguments.crs)
    except station_list.BadRows as bad:
        raise Failed(*(station_list.describe(row, file=str(arguments.file)) for row in bad.rows)) from bad

    async def load(conn: AsyncConnection) -> list[str]:
        changes = await station_imports.stations_in(conn, rows)
        if not arguments.dry_run:
            await station_imports.put(conn, changes)
            await _note(conn, "stations", changes)
        return [_summary("stations", len(changes.new), len(changes.changed), changes.same)]

    return await _load(settings, load, dry=arguments.dry_run)


async def import_people(settings: Settings, arguments: argparse.Namespace) -> int:
    """Registers people by phone, before they ever meet the bot."""
    data = read(arguments.file)
    try:
        rows = roster.read_people(data, arguments.file.name)
    except roster.BadRows as bad:
        raise Failed(*(roster.describe(row, file=str(arguments.file)) for row in bad.rows)) from bad

    async def load(conn: AsyncConnection) -> list[str]:
        found = await imports.people(conn, rows)
        if not arguments.dry_run:
            await imports.put_people(conn, found, datetime.now(UTC), by=None)
            await _note(conn, "people", found)
        return list(_people(found))

    return await _load(settings, load, dry=arguments.dry_run)


def _people(found: imports.Roster) -> Iterator[str]:
    yield from (f"row {row}: the phone of row {first} again, taken as the same person" for row, first in found.repeated)
    yield from (f"{entry.phone}: known, updated to {entry.name}" for entry in found.changed)
    yield _summary("people", len(found.new), len(found.changed), found.same)


async def _note(conn: AsyncConnection, what: str, changes: Changes) -> None:
    """A line for the admins: it was the operator, so no person is named."""
    about = f"{len(changes.new)} + {len(changes.changed)}, {what}"
    await audit.record(conn, audit.Deed.IMPORT, about, by=None, at=datetime.now(UTC))


def _summary(what: str, new: int, changed: int, same: int) -> str:
    return f"{what}: {new} new, {changed} changed, {same} unchanged"


async def _load(settings: Settings, load: Load, *, dry: bool) -> int:
    """One transaction, one line a fact."""
    try:
        async with migrated(settings) as store, store.write() as conn:
            lines = await load(conn)
    except roster.BadRows as bad:
        raise Failed(*map(roster.describe, bad.rows)) from bad
    print(*lines, *(["dry run: nothing was changed"] if dry else []), sep="\n")
    return 0
