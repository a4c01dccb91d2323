"""The figures of a period: as a whole, by area and cell, and the tickets behind each."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.figures import Figure, Figures, Period, Spot
from storage.figures import tally
from storage.figures.lives import Window, counted, counts_as, figures_of
from storage.schema import history, tickets

_DIGITS = 6  # of a degree: 0.1 m
_A_THOUSAND = 1000  # of numbers in one statement


@dataclass(frozen=True)
class Part:
    """What one cell (None: what lies in none) of one area has."""

    area: int | None
    cell: int | None
    counts: Mapping[Figure, int]


@dataclass(frozen=True)
class Counted:
    """One ticket and everything that it counts as."""

    ticket: int
    area: int | None
    cell: int | None
    category: str
    figures: frozenset[Figure]


async def lines_since(conn: AsyncConnection, wanted: Window) -> int:
    """How many lines of history there are to read; the work grows with them."""
    early = history.c.at >= datetime.fromtimestamp(wanted.early, UTC)
    return (await conn.execute(select(func.count()).select_from(history).where(early))).scalar_one()


async def figures(conn: AsyncConnection, period: Period, wanted: Window, *, spot: int = 3, top: int = 3) -> Figures:
    """Everything of a period as a whole; `spot` tickets in one square make a place, of which `top` are named."""
    dialect = conn.dialect.name
    row = (await conn.execute(tally.query(dialect, counted(dialect, wanted), wanted))).one()
    found = await asyncio.to_thread(tally.figures, row, period, top=top)
    spots = [await _spot(conn, numbers) for numbers in await asyncio.to_thread(tally.crowded, row, spot, top)]
    return replace(found, spots=tuple(spots))


async def _spot(conn: AsyncConnection, numbers: Sequence[int]) -> Spot:
    """Where these tickets are, as a thousand of them tell."""
    mean = select(func.avg(tickets.c.lat), func.avg(tickets.c.lon), func.max(tickets.c.cell))
    lat, lon, cell = (await conn.execute(mean.where(tickets.c.id.in_(numbers[:_A_THOUSAND])))).one()
    return Spot(len(numbers), round(lat, _DIGITS), round(lon, _DIGITS), cell)


async def parts(conn: AsyncConnection, wanted: Window) -> list[Part]:
    """The figures of every cell that has any."""
    lives = counted(conn.dialect.name, wanted)
    place = lives.c.area, lives.c.cell
    rows = await conn.execute(select(*place, lives.c.mask, func.count()).group_by(*place, lives.c.mask))
    found: dict[tuple[int | None, int | None], list[tuple[int, int]]] = {}
    for area, cell, mask, count in rows:
        found.setdefault((area, cell), []).append((mask, count))
    every = sorted(found.items(), key=lambda item: (item[0][0] or 0, item[0][1] or 0))
    return [Part(*key, tally.added(masks)) for key, masks in every]


async def behind(
    conn: AsyncConnection, wanted: Window, figure: Figure, *, offset: int = 0, limit: int | None = None
) -> list[int]:
    """The numbers of the tickets that count for the figure, oldest first."""
    lives = counted(conn.dialect.name, wanted)
    query = select(lives.c.id).where(counts_as(lives, figure)).order_by(lives.c.id)
    return list((await conn.execute(query.offset(offset).limit(limit))).scalars())


async def each(conn: AsyncConnection, wanted: Window, *, limit: int) -> list[Counted]:
    """Every ticket that counts for anything, in the order of its number."""
    lives = counted(conn.dialect.name, wanted)
    about = (lives.c.id, lives.c.area, lives.c.cell, lives.c.category, lives.c.mask)
    query = select(*about).where(lives.c.mask != 0).order_by(lives.c.id).limit(limit)
    return [Counted(*row[:4], figures_of(row[4])) for row in await conn.execute(query)]
