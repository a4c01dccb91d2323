"""What earns points, read from history and check-ins: each line once, by a reader of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ticket import Use, Verb
from storage import cursors
from storage.schema import attachments, checkins, history, media, seconds, stations

ENDED = (Verb.REJECT, Verb.WITHDRAW, Verb.MERGE)
_LINES = select(history).where(history.c.verb.in_((Verb.ACKNOWLEDGE, *ENDED)))
_ENDS_BEFORE = select(history).where(
    history.c.ticket == bindparam("of_ticket"), history.c.id < bindparam("line"), history.c.verb.in_(ENDED)
)
_INTO = (
    select(seconds.c.via)
    .distinct()
    .where(seconds.c.ticket.in_(bindparam("of_tickets", expanding=True)), seconds.c.via.is_not(None))
)
_VIA = select(seconds.c.via).where(seconds.c.ticket == bindparam("of_ticket"), seconds.c.person == bindparam("whose"))
_LARGE = (
    select(attachments.c.id)
    .join_from(attachments, media, attachments.c.sha256 == media.c.sha256)
    .where(attachments.c.ticket == bindparam("of_ticket"), attachments.c.use == Use.BEFORE)
    .where(attachments.c.kind == "photo")
    .where(or_(media.c.width >= bindparam("pixels"), media.c.height >= bindparam("pixels")))
    .limit(1)
)
_VISITS = select(checkins, stations.c.area).join_from(checkins, stations, checkins.c.station == stations.c.id)


@dataclass(frozen=True)
class Line:
    """A report was taken or came to nothing."""

    id: int
    ticket: int
    verb: Verb
    by: int | None
    at: datetime
    why: str = ""


@dataclass(frozen=True)
class Visit:
    """Somebody checked in at a station of the area; `proven`: a place showed that they were there."""

    id: int
    person: int
    station: int
    area: int | None
    day: date
    at: datetime
    proven: bool


def _line(row: Row[Any]) -> Line:
    return Line(row.id, row.ticket, Verb(row.verb), row.by, row.at, row.why)


async def new_lines(conn: AsyncConnection, limit: int) -> Sequence[Line]:
    """The next lines of history that were not given before."""
    return [_line(row) for row in await cursors.unread(conn, "points:history", _LINES, key=history.c.id, limit=limit)]


async def new_visits(conn: AsyncConnection, limit: int) -> Sequence[Visit]:
    """The next check-ins that were not given before."""
    rows = await cursors.unread(conn, "points:checkins", _VISITS, key=checkins.c.id, limit=limit)
    return [_visit(row) for row in rows]


async def visit(conn: AsyncConnection, visit_id: int) -> Visit:
    return _visit((await conn.execute(_VISITS.where(checkins.c.id == visit_id))).one())


def _visit(row: Row[Any]) -> Visit:
    return Visit(row.id, row.person, row.station, row.area, row.day, row.at, row.proven)


async def ends_before(conn: AsyncConnection, line: Line) -> list[Line]:
    """How the report had come to nothing before the line: what was reopened may earn again."""
    return [_line(row) for row in await conn.execute(_ENDS_BEFORE, {"of_ticket": line.ticket, "line": line.id})]


async def joined(conn: AsyncConnection, ticket: int) -> list[int]:
    """The tickets by which others came to this one, also by way of another."""
    every: list[int] = []
    newest = [ticket]
    while newest:
        newest = list((await conn.execute(_INTO, {"of_tickets": newest})).scalars())
        every += newest
    return every


async def came_by(conn: AsyncConnection, ticket: int, person: int) -> int | None:
    """The ticket by which the person first became a co-reporter of this one; None where they are none."""
    return (await conn.execute(_VIA, {"of_ticket": ticket, "whose": person})).scalar()


async def has_large_photo(conn: AsyncConnection, ticket: int, pixels: int) -> bool:
    """Whether a photo of the report is so many pixels wide or high."""
    return (await conn.execute(_LARGE, {"of_ticket": ticket, "pixels": pixels})).first() is not None
