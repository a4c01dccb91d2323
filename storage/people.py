"""People, their grants and invitations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import phones
from bot.domain.people import Grant, Person, Role, Standing
from bot.domain.ticket import State
from storage.schema import (
    dialogues,
    door_scans,
    favourites,
    follows,
    grants,
    invites,
    keepers,
    last_places,
    people,
    signups,
    station_filters,
    tickets,
)

HOLDING = (State.ACKNOWLEDGED, State.NEEDS_INFO)

_COLUMNS = (*people.c, grants.c.role, grants.c.area.label("grant_area"))


def _query() -> Select[Any]:
    return select(*_COLUMNS).join_from(people, grants, grants.c.person == people.c.id, isouter=True)


# Built once: building a statement costs more than executing it.
_GET = _query().where(people.c.id == bindparam("wanted"))
_NAMES = select(people.c.id, people.c.name).where(people.c.id.in_(bindparam("wanted", expanding=True)))
_BY_TELEGRAM = _query().where(people.c.telegram.in_(bindparam("wanted", expanding=True)))


def _person(rows: Sequence[Row[Any]]) -> Person:
    first = rows[0]
    return Person(
        id=first.id,
        telegram=first.telegram,
        name=first.name,
        language=first.language,
        standing=Standing(first.standing),
        company=first.company,
        phone=first.phone,
        reachable=first.reachable,
        grants=tuple(Grant(Role(row.role), row.grant_area) for row in rows if row.role),
        joined_at=first.joined_at,
    )


async def _all(conn: AsyncConnection, query: Select[Any], values: dict[str, Any] | None = None) -> list[Person]:
    """From a row each of their grants."""
    grouped: dict[int, list[Row[Any]]] = {}
    for row in await conn.execute(query, values):
        grouped.setdefault(row.id, []).append(row)
    return [_person(rows) for rows in grouped.values()]


async def by_telegram(conn: AsyncConnection, ids: Iterable[int]) -> dict[int, Person]:
    """Those of the Telegram ids that we know, by that id."""
    found = await _all(conn, _BY_TELEGRAM, {"wanted": list(ids)})
    return {person.telegram: person for person in found if person.telegram is not None}


async def get(conn: AsyncConnection, person_id: int) -> Person:
    return (await _all(conn, _GET, {"wanted": person_id}))[0]


async def find(conn: AsyncConnection, person_id: int) -> Person | None:
    """The person of that id, if there is one."""
    rows = await _all(conn, _GET, {"wanted": person_id})
    return rows[0] if rows else None


async def several(conn: AsyncConnection, ids: Iterable[int]) -> list[Person]:
    """Those of the people that there are, by id."""
    return await _all(conn, _query().where(people.c.id.in_(set(ids))).order_by(people.c.id))


async def by_phone(conn: AsyncConnection, phone: str) -> Person | None:
    """An imported person with this number whom nobody on Telegram has claimed yet."""
    spelt = {phone, phones.normal(phone) or phone}
    unclaimed = people.c.phone.in_(spelt) & people.c.telegram.is_(None) & (people.c.standing == Standing.ACTIVE)
    found = await _all(conn, _query().where(unclaimed).order_by(people.c.id))
    return found[0] if found else None


async def claim(conn: AsyncConnection, imported: Person, by: Person) -> None:
    """Hands an imported registration to the person who proved its phone number."""
    for table in (grants, keepers):
        await conn.execute(update(table).where(table.c.person == imported.id).values(person=by.id))
    await conn.execute(delete(people).where(people.c.id == imported.id))


async def ensure(conn: AsyncConnection, person: Person, at: datetime) -> Person:
    """The person with a row of their own; made now if there was none (it may have been made since they were met)."""
    if person.id:
        return person
    known = await by_telegram(conn, [person.telegram]) if person.telegram else {}
    if person.telegram in known:
        return known[person.telegram]
    values = {
        "telegram": person.telegram,
        "name": person.name,
        "company": person.company,
        "phone": person.phone,
        "language": person.language,
        "standing": person.standing,
        "joined_at": at,
    }
    made = await conn.execute(insert(people).values(values).returning(people.c.id))
    return await get(conn, made.scalar_one())


async def change(conn: AsyncConnection, person_id: int, **values: object) -> Person:
    """Sets columns of one person and returns them as they are now."""
    await conn.execute(update(people).where(people.c.id == person_id).values(**values))
    return await get(conn, person_id)


async def move(conn: AsyncConnection, person_id: int, source: Standing, to: Standing) -> bool:
    """Changes the standing where it still is the source; False where somebody was faster."""
    still = (people.c.id == person_id) & (people.c.standing == source)
    return (await conn.execute(update(people).where(still).values(standing=to))).rowcount == 1


async def forget(conn: AsyncConnection, person: Person) -> None:
    """Wipes who it was: what they did stays, without a name. Their roles, stations, dialogues and places go."""
    blank = {"telegram": None, "name": "", "company": "", "phone": "", "standing": Standing.DELETED}
    await conn.execute(update(people).where(people.c.id == person.id).values(blank))
    await revoke_all(conn, person.id)
    for table in (dialogues, last_places, follows):
        await conn.execute(delete(table).where(table.c.telegram == person.telegram))
    for theirs in (keepers, favourites, station_filters, door_scans, signups):
        await conn.execute(delete(theirs).where(theirs.c.person == person.id))


async def holds(conn: AsyncConnection, person_id: int) -> list[int]:
    """Numbers of the tickets that the person has taken and not finished."""
    mine = (tickets.c.assignee == person_id) & tickets.c.state.in_(HOLDING)
    return list((await conn.execute(select(tickets.c.id).where(mine).order_by(tickets.c.id))).scalars())


async def by_standing(conn: AsyncConnection) -> dict[Standing, int]:
    """How many people there are of each standing."""
    rows = await conn.execute(select(people.c.standing, func.count()).group_by(people.c.standing))
    return {Standing(standing): count for standing, count in rows}


async def applicants(conn: AsyncConnection, *, limit: int) -> list[Person]:
    """Whoever waits for an answer, those who have waited longest first."""
    waiting = people.c.standing == Standing.APPLICANT
    ids = (await conn.execute(select(people.c.id).where(waiting).order_by(people.c.joined_at).limit(limit))).scalars()
    return await several(conn, ids)


async def by_role(conn: AsyncConnection) -> dict[Role, int]:
    """How many active people have each role; somebody with two counts in both."""
    holders = select(grants.c.role, func.count(grants.c.person.distinct()))
    active = holders.join_from(grants, people, grants.c.person == people.c.id)
    rows = await conn.execute(active.where(people.c.standing == Standing.ACTIVE).group_by(grants.c.role))
    return {Role(role): count for role, count in rows}


async def grant(conn: AsyncConnection, person_id: int, given: Grant, at: datetime, *, by: int | None = None) -> None:
    """Gives a role once; the same grant again changes nothing."""
    same = (grants.c.person == person_id) & (grants.c.role == given.role)
    same &= grants.c.area.is_(None) if given.area is None else grants.c.area == given.area
    if (await conn.execute(select(grants.c.id).where(same))).first() is None:
        row = {"person": person_id, "role": given.role, "area": given.area, "granted_by": by, "granted_at": at}
        await conn.execute(insert(grants).values(row))


async def revoke(conn: AsyncConnection, person_id: int, role: Role) -> None:
    """Takes a role away, in whatever area it was."""
    await conn.execute(delete(grants).where(grants.c.person == person_id, grants.c.role == role))


async def revoke_all(conn: AsyncConnection, person_id: int) -> None:
    await conn.execute(delete(grants).where(grants.c.person == person_id))


async def with_role(conn: AsyncConnection, role: Role) -> list[Person]:
    """Active people with the role anywhere."""
    holders = select(grants.c.person).where(grants.c.role == role)
    query = _query().where(people.c.id.in_(holders), people.c.standing == Standing.ACTIVE)
    return await _all(conn, query.order_by(people.c.id))


async def leads(conn: AsyncConnection, path: Sequence[int]) -> list[Person]:
    """Who leads the lowest area of the path that has a lead we can reach; ids root first. Then those of everywhere."""
    held = select(grants.c.person).where(grants.c.role == Role.LEAD)
    within = held.where(or_(grants.c.area.in_(list(path)), grants.c.area.is_(None)))
    able = (people.c.standing == Standing.ACTIVE) & people.c.reachable.is_(True) & people.c.telegram.is_not(None)
    known = await _all(conn, _query().where(people.c.id.in_(within), able).order_by(people.c.id, grants.c.id))
    wanted = [Grant(Role.LEAD, area) for area in (*reversed(path), None)]
    leading = ([one for one in known if grant in one.grants] for grant in wanted)
    return next((found for found in leading if found), [])


async def found(conn: AsyncConnection, text: str, *, offset: int = 0, limit: int = 10) -> list[Person]:
    """Those whose name, company or phone contains the text (all where it is empty): applicants, then newest first.

    Who never applied nor joined (a row for a language alone) and who is deleted is not listed.
    """
    matching = select(people.c.id).where(people.c.standing.not_in((Standing.DELETED, Standing.STRANGER)))
    if text:
        columns = (people.c.name, people.c.phone, people.c.company)
        matching = matching.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    order = (case((people.c.standing == Standing.APPLICANT, 0), else_=1), people.c.id.desc())
    page = (await conn.execute(matching.order_by(*order).offset(offset).limit(limit))).scalars().all()
    return await _all(conn, _query().where(people.c.id.in_(page)).order_by(*order, grants.c.id))


async def names(conn: AsyncConnection, ids: Iterable[int | None]) -> Mapping[int, str]:
    wanted = {person_id for person_id in ids if person_id}
    rows = await conn.execute(_NAMES, {"wanted": sorted(wanted)}) if wanted else ()
    return {row.id: row.name for row in rows}


@dataclass(frozen=True)
class Invite:
    """A single-use invitation; only the SHA-256 of its token is kept. `station`: what a keeper will keep."""

    id: int
    token_sha256: str
    role: Role
    area: int | None
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    created_by: int | None = None
    used_by: int | None = None
    station: int | None = None

    def usable(self, now: datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and now < self.expires_at


def _invite(row: Row[Any]) -> Invite:
    known = {name: row._mapping[name] for name in Invite.__dataclass_fields__ if name != "role"}
    return Invite(role=Role(row.role), **known)


async def invite(conn: AsyncConnection, offered: Invite, at: datetime, *, by: int | None) -> int:
    """Stores a new invitation (its id is ignored) and returns its id."""
    row = {
        "token_sha256": offered.token_sha256,
        "role": offered.role,
        "area": offered.area,
        "station": offered.station,
        "created_by": by,
        "created_at": at,
        "expires_at": offered.expires_at,
    }
    return int((await conn.execute(insert(invites).values(row).returning(invites.c.id))).scalar_one())


async def invite_of(conn: AsyncConnection, invite_id: int) -> Invite | None:
    row = (await conn.execute(select(invites).where(invites.c.id == invite_id))).first()
    return _invite(row) if row else None


async def invite_with(conn: AsyncConnection, token_sha256: str) -> Invite | None:
    row = (await conn.execute(select(invites).where(invites.c.token_sha256 == token_sha256))).first()
    return _invite(row) if row else None


async def use_invite(conn: AsyncConnection, invite_id: int, person_id: int, at: datetime) -> bool:
    """Marks it used; False where somebody was faster or it was revoked."""
    unused = (invites.c.id == invite_id) & invites.c.used_at.is_(None) & invites.c.revoked_at.is_(None)
    done = await conn.execute(update(invites).where(unused).values(used_by=person_id, used_at=at))
    return done.rowcount == 1


async def revoke_invite(conn: AsyncConnection, invite_id: int, at: datetime) -> bool:
    """Takes back an unused invitation; False where it was used or revoked before."""
    unused = (invites.c.id == invite_id) & invites.c.used_at.is_(None) & invites.c.revoked_at.is_(None)
    return (await conn.execute(update(invites).where(unused).values(revoked_at=at))).rowcount == 1
