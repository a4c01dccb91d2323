"""How the cells are doing, what counts for it, and what is to be looked at on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, insert, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.colours import LIFTED, Colour, Seen, Tally
from bot.domain.place import Point
from bot.domain.ticket import Severity, State
from storage import cursors, upsert, worklist
from storage.alike import METRES_A_DEGREE
from storage.schema import areas, cell_colours, cells, checks, history, tickets
from storage.worklist import UNDECIDED

_COUNTING = ("id", "cell", "state", "severity", "category", "lat", "lon", "submitted_at", "reopened")
# A sum is in no index of cells: of the decided tickets not one is read.
_UNDECIDED_IN = and_(tickets.c.pressing_at.is_not(None), (tickets.c.cell + 0).in_(bindparam("wanted", expanding=True)))
_WAITING = select(*(tickets.c[name] for name in _COUNTING), worklist.due().label("due")).where(_UNDECIDED_IN)
_earlier = tickets.alias("earlier")
_DONE = tuple(sorted(set(State) - LIFTED - set(UNDECIDED)))
_NEAR = _earlier.c.lat.between(tickets.c.lat - bindparam("high"), tickets.c.lat + bindparam("high"))
_BEFORE = (
    select(*(_earlier.c[name] for name in _COUNTING), null().label("due"))
    .distinct()
    .join_from(tickets, _earlier, and_(_earlier.c.category == tickets.c.category, _NEAR))
    # From the undecided ones on to what was done at their spots, by that index: SQLite would begin with all tickets.
    .where(_UNDECIDED_IN, func.coalesce(_earlier.c.state, "").in_(_DONE), _earlier.c.cell == tickets.c.cell + 0)
    .where(_earlier.c.id < tickets.c.id, _earlier.c.submitted_at >= bindparam("since"))
)
_TOLD = select(history.c.id, tickets.c.cell).join(tickets, tickets.c.id == history.c.ticket)
_NEWEST = select(func.max(history.c.id))
_PORTION = 2000


@dataclass(frozen=True)
class Shade:
    """A cell's colour, its points and what they come from; `since` when it has been so."""

    cell: int
    colour: Colour
    points: int
    tally: Tally
    since: datetime


@dataclass(frozen=True)
class Check:
    """A cell or a ticket to look at."""

    id: int
    kind: str
    day: date
    area: int
    cell: int | None
    ticket: int | None
    done_by: int | None


async def touched(conn: AsyncConnection) -> set[int]:
    """Cells whose tickets have changed since the last time; the first time none: the hour's work looks at all."""
    await cursors.begin(conn, "colours:history", _NEWEST)
    found: set[int] = set()
    while rows := await cursors.unread(conn, "colours:history", _TOLD, key=history.c.id, limit=_PORTION):
        found |= {row.cell for row in rows if row.cell}
    return found


async def worth_a_look(conn: AsyncConnection) -> set[int]:
    """Cells with anything undecided, or that are not green: time alone makes them better or worse."""
    busy = select(tickets.c.cell).where(tickets.c.state.in_(UNDECIDED), tickets.c.cell.is_not(None)).distinct()
    coloured = select(cell_colours.c.cell).where(cell_colours.c.colour != Colour.GREEN)
    return {*(await conn.execute(busy)).scalars(), *(await conn.execute(coloured)).scalars()}


async def seen(
    conn: AsyncConnection, wanted: Iterable[int], since: datetime, *, metres: float
) -> dict[int, list[Seen]]:
    """By cell: its undecided tickets, and what they may repeat, done since then and within about so many metres."""
    found: dict[int, list[Seen]] = {cell: [] for cell in wanted}
    high = metres / METRES_A_DEGREE * 1.01
    for start in range(0, len(found), _PORTION):
        some = list(found)[start : start + _PORTION]
        waiting = await conn.execute(_WAITING, {"wanted": some})
        before = await conn.execute(_BEFORE, {"wanted": some, "since": since, "high": high})
        for row in (*waiting, *before):
            found[row.cell].append(_seen(row))
    return found


def _seen(row: Row[Any]) -> Seen:
    point, severity = Point(row.lat, row.lon), Severity(row.severity)
    return Seen(row.id, State(row.state), severity, row.category, point, row.submitted_at, row.reopened, row.due)


async def shades(conn: AsyncConnection, wanted: Iterable[int]) -> dict[int, Shade]:
    """By cell; those that were never anything but green are not in it."""
    rows = await conn.execute(select(cell_colours).where(cell_colours.c.cell.in_(list(wanted))))
    return {row.cell: _shade(row) for row in rows}


def _shade(row: Row[Any]) -> Shade:
    counted = Tally(row.open, row.late, row.urgent, row.reopened, row.repeated)
    return Shade(row.cell, Colour(row.colour), row.points, counted, row.since)


async def put(conn: AsyncConnection, made: Shade, at: datetime) -> None:
    row = {"cell": made.cell, "colour": made.colour, "points": made.points, "since": made.since, "at": at}
    await conn.execute(upsert.replacing(conn, cell_colours), {**row, **asdict(made.tally)})


async def in_areas(conn: AsyncConnection, area_ids: Sequence[int]) -> list[Shade]:
    """Red and yellow cells in use there, the worst first."""
    query = select(cell_colours).join(cells, cells.c.id == cell_colours.c.cell)
    bad = and_(cells.c.area.in_(area_ids), cells.c.retired_at.is_(None), cell_colours.c.colour != Colour.GREEN)
    rows = await conn.execute(query.where(bad).order_by(cell_colours.c.points.desc(), cells.c.code))
    return [_shade(row) for row in rows]


async def below(conn: AsyncConnection, path: Sequence[int]) -> list[int]:
    """Ids of the area with that path and of all areas below it."""
    whole = "/".join(map(str, path))
    query = select(areas.c.id).where(or_(areas.c.path == whole, areas.c.path.like(f"{whole}/%")))
    return list((await conn.execute(query)).scalars())


async def hard(conn: AsyncConnection, area_ids: Sequence[int], before: datetime, *, reopened: int) -> list[int]:
    """Numbers of tickets undecided since before that moment, or reopened so often, the oldest first."""
    stuck = or_(tickets.c.submitted_at <= before, tickets.c.reopened >= reopened)
    query = select(tickets.c.id).where(tickets.c.area.in_(area_ids), tickets.c.state.in_(UNDECIDED), stuck)
    return list((await conn.execute(query.order_by(tickets.c.id).limit(50))).scalars())


async def plan(conn: AsyncConnection, kind: str, day: date, rows: Sequence[tuple[int, int | None, int | None]]) -> None:
    """(area, cell, ticket): each is to be looked at that day."""
    made = [{"kind": kind, "day": day, "area": area, "cell": cell, "ticket": ticket} for area, cell, ticket in rows]
    if made:
        await conn.execute(insert(checks), made)


async def planned(conn: AsyncConnection, kind: str, day: date, area: int) -> list[Check]:
    wanted = (checks.c.kind == kind) & (checks.c.day == day) & (checks.c.area == area)
    return [_check(row) for row in await conn.execute(select(checks).where(wanted).order_by(checks.c.id))]


async def check(conn: AsyncConnection, check_id: int) -> Check | None:
    row = (await conn.execute(select(checks).where(checks.c.id == check_id))).first()
    return _check(row) if row else None


def _check(row: Row[Any]) -> Check:
    return Check(row.id, row.kind, row.day, row.area, row.cell, row.ticket, row.done_by)


async def done(conn: AsyncConnection, check_id: int, by: int, at: datetime) -> bool:
    """Ticks it off, once; False where somebody was faster."""
    open_ = (checks.c.id == check_id) & checks.c.done_at.is_(None)
    return (await conn.execute(update(checks).where(open_).values(done_by=by, done_at=at))).rowcount > 0
