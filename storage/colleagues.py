"""Who handles tickets in an area: registered staff and leads, and whoever was lately seen acting as staff there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Person, Role, Standing
from bot.domain.ticket import Verb
from storage import people as rows
from storage.schema import grants, history, people

ABSORB = "absorb"
HANDLING = (Verb.ACKNOWLEDGE, Verb.RELEASE, Verb.RESOLVE, Verb.ASK, Verb.REJECT, Verb.TRANSFER, ABSORB)
"""Verbs that only staff can say. A merge is not among them: a courier who joins another report merges their own; what
staff merge is told by the other ticket's line."""


async def of(
    conn: AsyncConnection, area: int | None, path: Sequence[int], since: datetime, *, members: bool
) -> list[Person]:
    """By name; nobody who is suspended, declined or gone. `path`: the areas whose staff are the area's too.

    `members`: whether membership of the area's group makes staff; else those who were seen need a role, too.
    """
    seen = select(history.c.by).where(history.c.area == area, history.c.verb.in_(HANDLING), history.c.at >= since)
    working = people.c.id.in_(seen) & (true() if members else _with(path, Role.STAFF, Role.LEAD, Role.ADMIN))
    gone = (Standing.SUSPENDED, Standing.DECLINED, Standing.DELETED)
    query = select(people.c.id).where(or_(_with(path, Role.STAFF, Role.LEAD), working))
    query = query.where(people.c.standing.not_in(gone), people.c.name != "").order_by(people.c.name, people.c.id)
    return [await rows.get(conn, number) for number in (await conn.execute(query)).scalars().all()]


def _with(path: Sequence[int], *roles: Role) -> ColumnElement[bool]:
    """Whoever is active and has one of the roles on the path, or everywhere."""
    there = or_(grants.c.area.in_(path), grants.c.area.is_(None))
    holders = select(grants.c.person).where(grants.c.role.in_(roles), there)
    return people.c.id.in_(holders) & (people.c.standing == Standing.ACTIVE)
