"""Which undecided tickets may be about the same thing: of the same category and near, or with the same photo."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.pictures import differing_bits
from bot.domain.place import Point, distance
from bot.domain.ticket import UNDECIDED, Ticket, Use
from storage import tickets as rows
from storage.schema import attachments, media, tickets

METRES_A_DEGREE = 111_000.0
SAME_PHOTO = 4  # bits by which two perceptual hashes of one photo may differ
ROUND = 2_000.0  # metres within which photos are compared
MOST, SHOWN = 200, 10


@dataclass(frozen=True)
class Alike:
    """A ticket that may be about the same, with the metres to it; `pictured`: a photo of both is the same."""

    ticket: Ticket
    metres: float
    pictured: bool = False


def _around() -> ColumnElement[bool]:
    """Undecided, recent, and in a square around a point: what an index can find."""
    return and_(
        tickets.c.state.in_(tuple(UNDECIDED)),
        tickets.c.lat.between(bindparam("south"), bindparam("north")),
        tickets.c.lon.between(bindparam("west"), bindparam("east")),
        tickets.c.submitted_at >= bindparam("since"),
        tickets.c.id != bindparam("own"),
    )


# Built once: every report asks.
_FOUND = select(tickets.c.id, tickets.c.lat, tickets.c.lon)
_NEAR = _FOUND.where(_around(), tickets.c.category == bindparam("wanted")).limit(MOST)
_HASHES = (
    select(tickets.c.id, tickets.c.lat, tickets.c.lon, media.c.phash)
    .join_from(tickets, attachments, attachments.c.ticket == tickets.c.id)
    .join(media, media.c.sha256 == attachments.c.sha256)
    .where(media.c.phash != 0, attachments.c.kind == "photo", attachments.c.use == Use.BEFORE)
)
_PICTURED = _HASHES.where(_around()).limit(MOST * 5)


async def near(conn: AsyncConnection, ticket: Ticket, metres: float, since: datetime) -> list[Alike]:
    """Of the same category and within so many metres, the nearest first."""
    found = await conn.execute(_NEAR, {**_square(ticket, metres), "since": since, "wanted": ticket.category})
    measured = {row.id: _metres(Point(row.lat, row.lon), ticket) for row in found}
    return await _read(conn, {number: far for number, far in measured.items() if far <= metres}, pictured=False)


async def pictured(conn: AsyncConnection, ticket: Ticket, since: datetime) -> list[Alike]:
    """With a photo that is one of the ticket's own, re-encoded or not; whatever the category."""
    own = await conn.execute(_HASHES.where(tickets.c.id == ticket.id))
    hashes = [row.phash for row in own]
    others = await conn.execute(_PICTURED, {**_square(ticket, ROUND), "since": since})
    same = {row.id: _metres(Point(row.lat, row.lon), ticket) for row in others if _same(row.phash, hashes)}
    return await _read(conn, same, pictured=True)


async def _read(conn: AsyncConnection, metres: Mapping[int, float], *, pictured: bool) -> list[Alike]:
    """The nearest of them, whole."""
    first = sorted(metres, key=lambda number: (metres[number], number))[:SHOWN]
    return [Alike(await rows.get(conn, number), metres[number], pictured) for number in first]


def _same(phash: int, others: Sequence[int]) -> bool:
    return any(differing_bits(phash, other) <= SAME_PHOTO for other in others)


def _metres(place: Point, ticket: Ticket) -> float:
    return distance(place, Point(ticket.lat, ticket.lon))


def _square(ticket: Ticket, metres: float) -> dict[str, float]:
    high = metres / METRES_A_DEGREE * 1.01
    wide = high / max(0.01, math.cos(math.radians(ticket.lat)))
    edges = {"south": ticket.lat - high, "north": ticket.lat + high}
    return edges | {"west": ticket.lon - wide, "east": ticket.lon + wide, "own": ticket.id}
