"""The figures of a period: as a whole, by area and cell, and the tickets behind each. One statement a question."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    String,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.figures import EPOCH, Duration, Figure, Figures, Period, Spot, Spread
from storage.figures.lives import BITS, Window, counted, counts_as, figures_of
from storage.schema import history

SQUARES = 1000  # to a degree, for places with many tickets: 111 m high, at most as wide
_MICRO = 1_000_000  # degrees as whole numbers, so that every row of the union has the same types


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
    tickets = counted(conn.dialect.name, wanted)
    queries: list[Select[Any]] = [_masks(tickets), _categories(tickets), _spots(tickets, spot, top)]
    queries += [_seconds(tickets, duration) for duration in Duration]
    found: dict[str, list[Any]] = {}
    rows: Sequence[Any] = (await conn.execute(union_all(*queries))).all()
    for row in rows:
        found.setdefault(row[0], []).append(row)
    masks = found.get("mask", ())
    categories = sorted(((row[1], row[2]) for row in found.get("category", ())), key=lambda pair: (-pair[1], pair[0]))
    return Figures(
        period,
        _added((int(row[1]), row[2]) for row in masks),
        {name: spread for name in Duration if (spread := _spread(found[name][0][1]))},
        _by_day((row[3], row[2]) for row in masks if int(row[1]) & BITS[Figure.NEW]),
        _by_day((row[4], row[2]) for row in masks if int(row[1]) & BITS[Figure.CLOSED]),
        tuple(categories[:top]),
        tuple(Spot(row[2], row[3] / _MICRO, row[4] / _MICRO, row[5]) for row in found.get("spot", ())),
    )


def _added(masks: Iterable[tuple[int, int]]) -> dict[Figure, int]:
    """From how many tickets have each mask to how many count as each figure."""
    counts = dict.fromkeys(Figure, 0)
    for mask, count in masks:
        for figure in figures_of(mask):
            counts[figure] += count
    return counts


def _by_day(counts: Iterable[tuple[int, int]]) -> dict[date, int]:
    days = Counter[int]()
    for day, count in counts:
        days[day] += count
    return {date.fromordinal(day + EPOCH): days[day] for day in sorted(days)}


def _row(what: str, key: ColumnElement[Any], *numbers: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """Columns of one shape for every part of the union: what it is, its key, and four numbers."""
    padded = [*numbers, *[null()] * (4 - len(numbers))]
    columns: list[ColumnElement[Any]] = [literal(what), cast(key, String)]
    columns += [cast(number, BigInteger) for number in padded]
    return [column.label(f"c{place}") for place, column in enumerate(columns)]


def _masks(tickets: CTE) -> Select[Any]:
    """How many count as the same and came and went on the same days."""
    alike = tickets.c.mask, tickets.c.came, tickets.c.went
    return select(*_row("mask", tickets.c.mask, func.count(), tickets.c.came, tickets.c.went)).group_by(*alike)


def _categories(tickets: CTE) -> Select[Any]:
    query = select(*_row("category", tickets.c.category, func.count())).where(counts_as(tickets, Figure.NEW))
    return query.group_by(tickets.c.category)


def _spots(tickets: CTE, least: int, most: int) -> Select[Any]:
    """Squares with `least` new tickets or more; the fullest, and of equals the southernmost, westernmost."""
    squares = [func.round(tickets.c[axis] * SQUARES) for axis in ("lat", "lon")]
    means = [func.round(func.avg(tickets.c[axis]) * _MICRO) for axis in ("lat", "lon")]
    full = (
        select(*_row("spot", literal(""), func.count(), *means, func.max(tickets.c.cell)))
        .where(counts_as(tickets, Figure.NEW))
        .group_by(*squares)
        .having(func.count() >= least)
        .order_by(func.count().desc(), *squares)
        .limit(most)
        .subquery()
    )
    return select(full)


def _seconds(tickets: CTE, duration: Duration) -> Select[Any]:
    """Every one of them in one text: to rank them in SQL takes several times as long as to read them."""
    every = func.aggregate_strings(cast(tickets.c[duration], String), ",")
    return select(*_row(duration, every))


def _spread(seconds: str | None) -> Spread | None:
    """Nearest-rank percentiles: the value at rank ceil(share x count)."""
    if not seconds:
        return None
    ordered = sorted(map(int, seconds.split(",")))
    count = len(ordered)
    return Spread(count, sum(ordered) // count, *(ordered[(count * share + 99) // 100 - 1] for share in (50, 90)))


async def parts(conn: AsyncConnection, wanted: Window) -> list[Part]:
    """The figures of every cell that has any."""
    tickets = counted(conn.dialect.name, wanted)
    place = tickets.c.area, tickets.c.cell
    rows = await conn.execute(select(*place, tickets.c.mask, func.count()).group_by(*place, tickets.c.mask))
    found: dict[tuple[int | None, int | None], list[tuple[int, int]]] = {}
    for area, cell, mask, count in rows:
        found.setdefault((area, cell), []).append((mask, count))
    every = sorted(found.items(), key=lambda item: (item[0][0] or 0, item[0][1] or 0))
    return [Part(*key, _added(masks)) for key, masks in every]


async def behind(
    conn: AsyncConnection, wanted: Window, figure: Figure, *, offset: int = 0, limit: int | None = None
) -> list[int]:
    """The numbers of the tickets that count for the figure, oldest first."""
    tickets = counted(conn.dialect.name, wanted)
    query = select(tickets.c.id).where(counts_as(tickets, figure)).order_by(tickets.c.id)
    return list((await conn.execute(query.offset(offset).limit(limit))).scalars())


async def each(conn: AsyncConnection, wanted: Window, *, limit: int) -> list[Counted]:
    """Every ticket that counts for anything, in the order of its number."""
    tickets = counted(conn.dialect.name, wanted)
    about = (tickets.c.id, tickets.c.area, tickets.c.cell, tickets.c.category, tickets.c.mask)
    query = select(*about).where(tickets.c.mask != 0).order_by(tickets.c.id).limit(limit)
    return [Counted(*row[:4], figures_of(row[4])) for row in await conn.execute(query)]
