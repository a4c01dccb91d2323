"""What a chat has to do: the undecided tickets of its area, the most pressing first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Area, Level
from bot.domain.ticket import State
from storage.schema import areas, bindings, tickets

UNDECIDED = (State.OPEN, State.ACKNOWLEDGED, State.NEEDS_INFO)
CLIMBED = {Level.COMMUNITY: 0, Level.STREET: 1, Level.DISTRICT: 2}
"""How far a ticket must have climbed before a chat of that level has to do with it."""
# The clock that is watched: who takes it, then when it is done; the earlier of both while nobody has taken it.
_FIRST = case((tickets.c.resolve_by < tickets.c.acknowledge_by, tickets.c.resolve_by), else_=tickets.c.acknowledge_by)
_DUE = case(
    (tickets.c.state == State.OPEN, func.coalesce(_FIRST, tickets.c.resolve_by)),
    (tickets.c.state == State.ACKNOWLEDGED, tickets.c.resolve_by),
)


def due() -> ColumnElement[datetime]:
    """When a ticket is due by the clock that is watched, as SQL; null while it waits for an answer."""
    return _DUE


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


async def scope(conn: AsyncConnection, area: Area | None) -> ColumnElement[bool]:
    """The tickets that a chat of the area has to do with: a community's own; above it what has climbed so far.

    What belongs to an area below that has no chat of its own comes to the first chat above it. None: everything.
    """
    if area is None:
        return true()
    if area.level is Level.COMMUNITY:
        return tickets.c.area == area.id
    every = (await conn.execute(select(areas.c.id).where(_below(area)))).scalars().all()
    bound = set((await conn.execute(_bound_below(area))).scalars())
    climbed = and_(tickets.c.area.in_(every), tickets.c.level >= CLIMBED[area.level])
    return or_(climbed, tickets.c.area.in_([one for one in every if one not in bound]))


def _below(area: Area) -> ColumnElement[bool]:
    path = "/".join(map(str, area.path))
    return or_(areas.c.id == area.id, areas.c.path.like(f"{path}/%"))


def _bound_below(area: Area) -> Select[tuple[int]]:
    joined = areas.join(bindings, bindings.c.area == areas.c.id)
    return select(areas.c.id).select_from(joined).where(_below(area), bindings.c.away_since.is_(None))


async def numbers(
    conn: AsyncConnection, area: Area | None, wish: Wish, *, offset: int = 0, limit: int = 10
) -> list[int]:
    """Numbers of the tickets wished for, the most pressing first."""
    wanted = [await scope(conn, area), tickets.c.state.in_(UNDECIDED), *_wished(wish)]
    query = select(tickets.c.id).where(*wanted).order_by(due().is_(None), due(), tickets.c.id)
    return list((await conn.execute(query.offset(offset).limit(limit))).scalars())


def _wished(wish: Wish) -> list[ColumnElement[bool]]:
    mine = [tickets.c.assignee == wish.assignee] if wish.assignee is not None else []
    return [*mine, *([due() < wish.late] if wish.late is not None else [])]


async def counts(conn: AsyncConnection, area: Area | None, now: datetime) -> Counts:
    """How many are open, taken, waiting for an answer; how many of them are late."""
    late = func.sum(case((due() < now, 1), else_=0))
    query = select(tickets.c.state, func.count(), late).where(await scope(conn, area))
    rows = (await conn.execute(query.where(tickets.c.state.in_(UNDECIDED)).group_by(tickets.c.state))).all()
    many = {state: count for state, count, _ in rows}
    known = (many.get(state, 0) for state in UNDECIDED)
    return Counts(next(known), next(known), next(known), sum(int(row[2] or 0) for row in rows))


async def busy(conn: AsyncConnection, area: Area | None) -> list[tuple[int, int]]:
    """(person, how many undecided tickets they hold), the most first."""
    held = [await scope(conn, area), tickets.c.state.in_(UNDECIDED), tickets.c.assignee.is_not(None)]
    query = select(tickets.c.assignee, func.count()).where(*held).group_by(tickets.c.assignee)
    rows = await conn.execute(query.order_by(func.count().desc(), tickets.c.assignee).limit(10))
    return [(row[0], row[1]) for row in rows]
