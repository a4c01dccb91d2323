"""Rosters and cells that come as files: what an import would change, and the import itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Area, Grant, Standing
from bot.domain.places.rows import CellRow
from bot.domain.roster import BadRow, BadRows, PersonRow, Reason
from bot.domain.station_list import StationRow
from storage import areas
from storage import schema as tables

_BATCH = 5000
"""Values of one IN (…): SQLite takes 32,766 parameters, asyncpg 32,767."""
_STAYS = {Standing.ACTIVE, Standing.SUSPENDED}
"""An import registers whoever waits or was declined, but lifts no suspension."""


@dataclass(frozen=True)
class Entry:
    """One person as they will be: `id` 0 where they are new. `grants` are those to be added."""

    id: int
    phone: str
    name: str
    company: str
    standing: Standing = Standing.ACTIVE
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True)
class Roster:
    """What an import of people changes. `repeated`: rows whose phone an earlier row has, with that row's number."""

    new: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    same: int = 0
    repeated: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class CellChanges:
    """Codes of the cells that an import adds and redraws, and in how many communities all of them are."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: int
    communities: int


@dataclass(frozen=True)
class _Known:
    """Somebody with that phone number, and what they have."""

    entry: Entry
    grants: frozenset[Grant] = field(default_factory=frozenset)


async def people(conn: AsyncConnection, rows: Sequence[PersonRow]) -> Roster:
    """What the rows would change; BadRows where a community is unknown or ambiguous. Only reads."""
    wanted = _by_phone(rows, await placed(conn, rows))
    known = await _known(conn, list(wanted))
    after = [_after(entry, known.get(phone)) for phone, entry in wanted.items()]
    changed = tuple(entry for entry in after if entry.id and _differs(entry, known[entry.phone].entry))
    new = tuple(entry for entry in after if not entry.id)
    return Roster(new, changed, len(after) - len(new) - len(changed), tuple(_repeated(rows)))


async def put_people(conn: AsyncConnection, roster: Roster, at: datetime, *, by: int | None) -> None:
    """Carries out what `people` found."""
    made = await _insert(conn, roster.new, at)
    if roster.changed:
        changes = [
            {"key": e.id, "new_name": e.name, "new_company": e.company, "new_standing": e.standing}
            for e in roster.changed
        ]
        await conn.execute(_CHANGE, changes)
    given = [
        {"person": entry.id or made[entry.phone], "role": grant.role, "area": grant.area}
        for entry in (*roster.new, *roster.changed)
        for grant in entry.grants
    ]
    if given:
        await conn.execute(insert(tables.grants), [{**row, "granted_by": by, "granted_at": at} for row in given])


_CHANGE = (
    update(tables.people)
    .where(tables.people.c.id == bindparam("key"))
    .values(name=bindparam("new_name"), company=bindparam("new_company"), standing=bindparam("new_standing"))
)


async def _insert(conn: AsyncConnection, new: Sequence[Entry], at: datetime) -> dict[str, int]:
    """The ids of the people made now, by phone."""
    if not new:
        return {}
    rows = [
        {"phone": e.phone, "name": e.name, "company": e.company, "standing": e.standing, "joined_at": at} for e in new
    ]
    await conn.execute(insert(tables.people), rows)
    return {phone: known.entry.id for phone, known in (await _known(conn, [entry.phone for entry in new])).items()}


async def placed(conn: AsyncConnection, rows: Sequence[PersonRow | StationRow]) -> Mapping[str, int | None]:
    """The area that each community of the rows means, by its code or its name; None for "". Raises BadRows."""
    named: dict[str, dict[int, Area]] = {}
    for area in await areas.tree(conn):
        for text in (area.code, area.name):
            named.setdefault(text, {})[area.id] = area
    wrong = [_bad(row, list(named.get(row.community, {}).values())) for row in rows if row.community]
    if any(wrong):
        raise BadRows([bad for bad in wrong if bad])
    return {"": None, **{text: next(iter(found)) for text, found in named.items()}}


def _bad(row: PersonRow | StationRow, found: Sequence[Area]) -> BadRow | None:
    if len(found) == 1:
        return None
    values = {"found": repr(row.community[:40])}
    if not found:
        return BadRow(row.number, Reason.UNKNOWN_COMMUNITY, "community", values)
    return BadRow(row.number, Reason.AMBIGUOUS_COMMUNITY, "community", {**values, "example": found[0].code})


def _by_phone(rows: Iterable[PersonRow], placed: Mapping[str, int | None]) -> dict[str, Entry]:
    """One entry a person: the last row's name, every row's role."""
    found: dict[str, Entry] = {}
    for row in rows:
        before = found.get(row.phone, Entry(0, row.phone, row.name, ""))
        grant = Grant(row.role, placed[row.community])
        given = (*(g for g in before.grants if g != grant), grant)
        found[row.phone] = replace(before, name=row.name, company=row.company or before.company, grants=given)
    return found


def _repeated(rows: Iterable[PersonRow]) -> Iterable[tuple[int, int]]:
    first: dict[str, int] = {}
    for row in rows:
        if first.setdefault(row.phone, row.number) != row.number:
            yield row.number, first[row.phone]


def _after(wanted: Entry, known: _Known | None) -> Entry:
    if known is None:
        return wanted
    standing = known.entry.standing if known.entry.standing in _STAYS else Standing.ACTIVE
    missing = tuple(grant for grant in wanted.grants if grant not in known.grants)
    company = wanted.company or known.entry.company
    return replace(known.entry, name=wanted.name, company=company, standing=standing, grants=missing)


def _differs(after: Entry, before: Entry) -> bool:
    return bool(after.grants) or after != before


async def _known(conn: AsyncConnection, phones: Sequence[str]) -> dict[str, _Known]:
    """Who has these numbers: of two with one number, the one that Telegram knows."""
    found: dict[str, _Known] = {}
    people, grants = tables.people, tables.grants
    joined = people.outerjoin(grants, grants.c.person == people.c.id)
    query = select(people, grants.c.role, grants.c.area).select_from(joined)
    query = query.where(people.c.standing != Standing.DELETED).order_by(people.c.telegram.is_(None), people.c.id)
    for start in range(0, len(phones), _BATCH):
        for row in await conn.execute(query.where(people.c.phone.in_(phones[start : start + _BATCH]))):
            _remember(found, row)
    return found


def _remember(found: dict[str, _Known], row: Row[Any]) -> None:
    entry = Entry(row.id, row.phone, row.name, row.company, Standing(row.standing))
    before = found.setdefault(row.phone, _Known(entry))
    if before.entry.id == row.id and row.role:
        found[row.phone] = replace(before, grants=before.grants | {Grant(row.role, row.area)})


async def cells(conn: AsyncConnection, rows: Sequence[CellRow]) -> CellChanges:
    """What `storage.cells.put` of the rows would change. Only reads."""
    query = select(tables.cells, tables.areas.c.code.label("community")).join_from(tables.cells, tables.areas)
    used = await conn.execute(query.where(tables.cells.c.retired_at.is_(None)))
    known = {row.code: (row.name, row.community, bytes(row.polygon)) for row in used}
    drawn = {row.code: (row.name, _code(row), row.polygon) for row in rows}
    new = tuple(code for code in drawn if code not in known)
    changed = tuple(code for code, cell in drawn.items() if code in known and known[code] != cell)
    communities = len({community for _, community, _ in drawn.values()})
    return CellChanges(new, changed, len(drawn) - len(new) - len(changed), communities)


def _code(row: CellRow) -> str:
    """The code of its community: the names from the root on, as `storage.areas.ensure` makes it."""
    return "/".join(name for name in (row.district, row.street, row.community) if name)
