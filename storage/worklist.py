"""What a chat has to do: the undecided tickets of its area, the most pressing first."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Area, Level
from bot.domain.ticket import State
from storage.schema import areas, bindings, tickets
from storage.tickets import NEVER

UNDECIDED = (State.OPEN, State.ACKNOWLEDGED, State.NEEDS_INFO)
CLIMBED = {Level.COMMUNITY: 0, Level.STREET: 1, Level.DISTRICT: 2}
"""How far a ticket must have climbed before a chat of that level has to do with it."""
# By what the partial indexes of undecided tickets hold: of the others not one is read.
_TO_DO = tickets.c.pressing_at.is_not(None)
_BELOW = select(areas.c.id).where(or_(areas.c.id == bindparam("own"), areas.c.path.like(bindparam("below"))))
_BOUND = select(bindings.c.area).where(bindings.c.away_since.is_(None))
_UP = or_(tickets.c.level >= bindparam("climbed"), tickets.c.area.not_in(_BOUND))
# The tickets that a chat has to do with: a community's own; above it what has climbed so far, and what belongs to an
# area below that has no chat of its own, which comes to the first chat above it. None: everything.
_OWN, _ABOVE = tickets.c.area == bindparam("own"), and_(tickets.c.area.in_(_BELOW), _UP)
_SCOPES: Mapping[Level | None, ColumnElement[bool]] = {
    None: true(),
    Level.COMMUNITY: _OWN,
    Level.STREET: _ABOVE,
    Level.DISTRICT: _ABOVE,
}
# For a page: a sum is in no index of areas, so the tickets are walked in their order, and no further than the page.
_WALK = and_((tickets.c.area + 0).in_(_BELOW), _UP)
_HELD = (tickets.c.area + 0).in_(_BELOW)  # what somebody holds is theirs at whatever level
_MINE: Mapping[Level | None, ColumnElement[bool]] = {**_SCOPES, Level.STREET: _HELD, Level.DISTRICT: _HELD}
_WALKED: Mapping[Level | None, ColumnElement[bool]] = {**_SCOPES, Level.STREET: _WALK, Level.DISTRICT: _WALK}


def due() -> ColumnElement[datetime]:
    """When a ticket is due by the clock that is watched, as SQL; null while it waits for an answer."""
    return case((tickets.c.pressing_at < NEVER, tickets.c.pressing_at))


@dataclass(frozen=True)
class Wish:
    """Which tickets: all, those of one `assignee`, or those `late` at a moment."""

    assignee: int | None = None
    late: datetime | None = None


@dataclass(frozen=True)
class Counts:
    """Of the undecided tickets of an area."""

    open: int
    taken: int
    asked: int
    late: int

    @property
    def all(self) -> int:
        return self.open + self.taken + self.asked


def _within(area: Area | None) -> dict[str, object]:
    """What the scope of its level asks for."""
    if area is None:
        return {}
    return {"own": area.id, "below": "/".join(map(str, area.path)) + "/%", "climbed": CLIMBED[area.level]}


async def numbers(
    conn: AsyncConnection, area: Area | None, wish: Wish, *, offset: int = 0, limit: int = 10
) -> list[int]:
    """Numbers of the tickets wished for, the most pressing first."""
    query = _numbers(area and area.level, mine=wish.assignee is not None, late=wish.late is not None)
    values = {"assignee": wish.assignee, "now": wish.late, "offset": offset, "limit": limit}
    return list((await conn.execute(query, _within(area) | values)).scalars())


@functools.cache
def _numbers(level: Level | None, *, mine: bool, late: bool) -> Select[int]:
    """Built once each: building a statement costs more than executing it."""
    scope = _MINE[level] if mine else _WALKED[level]
    query = select(tickets.c.id).where(_TO_DO, scope).order_by(tickets.c.pressing_at, tickets.c.id)
    query = query.where(tickets.c.assignee == bindparam("assignee")) if mine else query
    query = query.where(tickets.c.pressing_at < bindparam("now")) if late else query
    return query.offset(bindparam("offset")).limit(bindparam("limit"))


async def counts(conn: AsyncConnection, area: Area | None, now: datetime) -> Counts:
    """How many are open, taken, waiting for an answer; how many of them are late."""
    row = (await conn.execute(_counts(area and area.level), _within(area) | {"now": now})).one()
    return Counts(*row)


@functools.cache
def _counts(level: Level | None) -> Select[Any]:
    numbered: list[Any] = [func.count().filter(tickets.c.state == state) for state in UNDECIDED]
    late = func.count().filter(tickets.c.pressing_at < bindparam("now"))
    return select(*numbered, late).where(_TO_DO, _SCOPES[level])


async def busy(conn: AsyncConnection, area: Area | None) -> list[tuple[int, int]]:
    """(person, how many undecided tickets they hold), the most first."""
    rows = await conn.execute(_busy(area and area.level), _within(area))
    return [(row[0], row[1]) for row in rows]


@functools.cache
def _busy(level: Level | None) -> Select[Any]:
    query = select(tickets.c.assignee, func.count()).where(_TO_DO, _SCOPES[level], tickets.c.assignee.is_not(None))
    return query.group_by(tickets.c.assignee).order_by(func.count().desc(), tickets.c.assignee).limit(10)
