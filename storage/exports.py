"""Everything out, row by row: tickets, stations, people and visits as tables that a spreadsheet or a map can read."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import IO, Any

from sqlalchemy import Column, ColumnElement, Row, Select, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Area, Level, Standing
from bot.domain.sheets.write import OPENERS, Format, Value
from bot.domain.stations import AMENITIES, KINDS, StationKind
from storage import areas
from storage.schema import cells, checkins, grants, people, remarks, stations, tickets

_BATCH = 1000
_DECIMALS = 6  # of a degree: a decimetre


class What(StrEnum):
    TICKETS = "tickets"
    STATIONS = "stations"
    PEOPLE = "people"
    VISITS = "visits"
    REMARKS = "remarks"


class NoPlace(Exception):
    """What has no place cannot be put on a map."""


@dataclass(frozen=True)
class Wanted:
    """Which rows: submitted, joined, written or last confirmed between two days of `zone`, both included, in an area
    and all below it.
    """

    zone: tzinfo
    since: date | None = None
    until: date | None = None
    area: Area | None = None


@dataclass(frozen=True)
class _Table:
    """`at` is the time that `since` and `until` look at, `area` the column that the area is compared with."""

    columns: tuple[str, ...]
    query: Callable[[], Select[Any]]
    row: Callable[[Row[Any], Mapping[int, Mapping[str, str]], tzinfo], Sequence[Value]]
    at: Column[datetime]
    area: Column[int]


async def write(conn: AsyncConnection, what: What, kind: Format, wanted: Wanted, *, out: IO[bytes]) -> int:
    """Writes the file to `out` and returns how many rows it has; NoPlace, TooManyRows."""
    table = TABLES[what]
    if kind is Format.GEOJSON and "lat" not in table.columns:
        raise NoPlace(what)
    count = 0
    with OPENERS[kind](out, table.columns) as add:
        async for rows in _rows(conn, table, wanted):
            await asyncio.to_thread(add, rows)  # formatting is most of the work, and others may be waiting
            count += len(rows)
    return count


async def count(conn: AsyncConnection, what: What, wanted: Wanted) -> int:
    """How many rows the file would have."""
    table = TABLES[what]
    chosen = table.query().where(*await _conditions(conn, table, wanted)).order_by(None).subquery()
    return (await conn.execute(select(func.count()).select_from(chosen))).scalar_one()


async def _rows(conn: AsyncConnection, table: _Table, wanted: Wanted) -> AsyncIterator[list[Sequence[Value]]]:
    above = await _levels(conn)
    query = table.query().where(*await _conditions(conn, table, wanted))
    result = await conn.stream(query.execution_options(yield_per=_BATCH))
    async for batch in result.partitions():
        yield [table.row(row, above, wanted.zone) for row in batch]


async def _conditions(conn: AsyncConnection, table: _Table, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.since:
        conditions.append(table.at >= _midnight(wanted.since, wanted.zone))
    if wanted.until:
        conditions.append(table.at < _midnight(wanted.until + timedelta(days=1), wanted.zone))
    if wanted.area:
        below = [area.id for area in await areas.tree(conn) if wanted.area.id in area.path]
        conditions.append(table.area.in_(below))
    return conditions


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


async def _levels(conn: AsyncConnection) -> Mapping[int, Mapping[str, str]]:
    """For each area the names of the levels from the root down to it, and its own code."""
    tree = {area.id: area for area in await areas.tree(conn)}
    return {
        area.id: {"code": area.code} | {tree[above].level: tree[above].name for above in area.path}
        for area in tree.values()
    }


def _local(moment: datetime | None, zone: tzinfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else ""


_reporters, _assignees = people.alias("reporters"), people.alias("assignees")


def _tickets() -> Select[Any]:
    names = (_reporters.c.name.label("reporter_name"), _assignees.c.name.label("assignee_name"))
    joined = (
        tickets.join(_reporters, tickets.c.reporter == _reporters.c.id)
        .outerjoin(_assignees, tickets.c.assignee == _assignees.c.id)
        .outerjoin(cells, tickets.c.cell == cells.c.id)
    )
    return select(tickets, *names, cells.c.code.label("cell_code")).select_from(joined).order_by(tickets.c.id)


def _ticket(row: Row[Any], above: Mapping[int, Mapping[str, str]], zone: tzinfo) -> Sequence[Value]:
    held_by = above.get(row.area, {})
    times = (row.submitted_at, row.acknowledged_at, row.resolved_at, row.closed_at)
    return (
        *(row.id, row.kind, row.category, row.severity, row.state, row.level),
        *(_local(moment, zone) for moment in times),
        *(held_by.get(level, "") for level in Level),
        *(row.cell_code or "", round(row.lat, _DECIMALS), round(row.lon, _DECIMALS)),
        *(row.reporter_name, row.assignee_name or "", row.satisfied, row.description),
    )


def _people() -> Select[Any]:
    """A row a role: this is also what an import reads."""
    joined = people.outerjoin(grants, grants.c.person == people.c.id)
    chosen = select(people, grants.c.role, grants.c.area).select_from(joined)
    return chosen.where(people.c.standing != Standing.DELETED).order_by(people.c.id, grants.c.id)


def _person(row: Row[Any], above: Mapping[int, Mapping[str, str]], zone: tzinfo) -> Sequence[Value]:
    community = above.get(row.area, {}).get("code", "")
    registered = (row.standing, row.telegram, row.reachable, _local(row.joined_at, zone))
    return (row.name, row.phone, row.company, row.role or "", community, *registered)


def _stations() -> Select[Any]:
    return select(stations).where(stations.c.active.is_(True)).order_by(stations.c.code)


def _station(row: Row[Any], above: Mapping[int, Mapping[str, str]], zone: tzinfo) -> Sequence[Value]:
    """What an import reads again; kinds and amenities by the names that are read in a street office."""
    amenities = "、".join(words.zh for key, words in AMENITIES.items() if key in row.amenities.split())
    place = (round(row.lat, _DECIMALS), round(row.lon, _DECIMALS))
    community = above.get(row.area, {}).get("code", "")
    described = (row.address, community, row.hours, amenities, row.phone, row.door, row.seats)
    return (row.code, row.name, KINDS[StationKind(row.kind)].zh, *place, *described, _local(row.confirmed_at, zone))


def _visits() -> Select[Any]:
    joined = checkins.join(stations, checkins.c.station == stations.c.id).join(people, checkins.c.person == people.c.id)
    return _at_stations(checkins).select_from(joined).order_by(checkins.c.id)


def _remarks() -> Select[Any]:
    joined = (
        remarks.join(stations, remarks.c.station == stations.c.id)
        .join(people, remarks.c.person == people.c.id)
        .outerjoin(_answerers, remarks.c.answered_by == _answerers.c.id)
    )
    query = _at_stations(remarks).add_columns(_answerers.c.name.label("answerer_name"))
    return query.select_from(joined).order_by(remarks.c.id)


def _at_stations(table: Table) -> Select[Any]:
    return select(
        table,
        stations.c.code,
        stations.c.name.label("station_name"),
        stations.c.area,
        people.c.name.label("person_name"),
    )


_answerers = people.alias("answerers")


def _where(row: Row[Any], above: Mapping[int, Mapping[str, str]]) -> tuple[str, str, str]:
    return row.code, row.station_name, above.get(row.area, {}).get(Level.COMMUNITY, "")


def _visit(row: Row[Any], above: Mapping[int, Mapping[str, str]], zone: tzinfo) -> Sequence[Value]:
    return (*_where(row, above), row.day.isoformat(), _local(row.at, zone), row.person_name)


def _remark(row: Row[Any], above: Mapping[int, Mapping[str, str]], zone: tzinfo) -> Sequence[Value]:
    answered = (_local(row.answered_at, zone), row.answerer_name or "", row.answer)
    return (*_where(row, above), _local(row.at, zone), row.person_name, row.words, *answered)


_TICKET_COLUMNS = (
    *("number", "kind", "category", "severity", "state", "level"),
    *("submitted_at", "acknowledged_at", "resolved_at", "closed_at"),
    *("district", "street", "community", "cell", "lat", "lon"),
    *("reporter", "assignee", "satisfied", "description"),
)
_PEOPLE_COLUMNS = ("name", "phone", "company", "role", "community", "standing", "telegram", "reachable", "joined_at")

_STATION_COLUMNS = (
    *("code", "name", "kind", "lat", "lon", "address", "community"),
    *("hours", "amenities", "phone", "door", "seats", "confirmed_at"),
)
_VISIT_COLUMNS = ("code", "station", "community", "day", "at", "name")
_REMARK_COLUMNS = ("code", "station", "community", "at", "name", "remark", "answered_at", "answered_by", "answer")

TABLES = {
    What.TICKETS: _Table(_TICKET_COLUMNS, _tickets, _ticket, tickets.c.submitted_at, tickets.c.area),
    What.STATIONS: _Table(_STATION_COLUMNS, _stations, _station, stations.c.confirmed_at, stations.c.area),
    What.PEOPLE: _Table(_PEOPLE_COLUMNS, _people, _person, people.c.joined_at, grants.c.area),
    What.VISITS: _Table(_VISIT_COLUMNS, _visits, _visit, checkins.c.at, stations.c.area),
    What.REMARKS: _Table(_REMARK_COLUMNS, _remarks, _remark, remarks.c.at, stations.c.area),
}
