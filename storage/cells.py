"""Grid cells in the database, and the index of them that this process keeps in memory."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.cells import Assignment, Cell
from bot.domain.people import Level
from bot.domain.place import Point
from storage import areas, versioned
from storage.schema import cells
from storage.upsert import insert

if TYPE_CHECKING:
    from bot.domain.cell_index import CellIndex
    from bot.domain.geojson import CellRow
    from bot.domain.maps.view import View
    from bot.domain.pictures import Shape
    from storage.engine import Store

WHAT = "cells"
WORTH = 5_000
"""Cells from which on the index is built ahead of the first question: a second or more. It takes memory, too."""
_USED = select(cells).where(cells.c.retired_at.is_(None))
_PORTION = _USED.where(cells.c.id > bindparam("after")).order_by(cells.c.id).limit(500)
_GET = select(cells).where(cells.c.id == bindparam("wanted"))


async def version(conn: AsyncConnection) -> int:
    """Grows with every change of the cells, whichever process makes it; 0 before the first."""
    return await versioned.current(conn, WHAT)


async def everything(conn: AsyncConnection) -> list[Cell]:
    """All cells in use; read in portions, between which whoever else is ready goes first."""
    found: list[Cell] = []
    while portion := (await conn.execute(_PORTION, {"after": found[-1].id if found else 0})).all():
        found += [Cell(row.id, row.code, row.name, row.area, row.polygon) for row in portion]
        await asyncio.sleep(0)
    return found


async def count(conn: AsyncConnection) -> int:
    """How many cells are in use."""
    used = select(func.count()).select_from(cells).where(cells.c.retired_at.is_(None))
    return int((await conn.execute(used)).scalar_one())


async def several(conn: AsyncConnection, ids: Iterable[int | None]) -> list[Cell]:
    """In any order, without their shapes; unknown ids are left out."""
    wanted = sorted({cell_id for cell_id in ids if cell_id})
    rows = await conn.execute(
        select(cells.c.id, cells.c.code, cells.c.name, cells.c.area).where(cells.c.id.in_(wanted))
    )
    return [Cell(row.id, row.code, row.name, row.area, b"") for row in rows]


async def with_code(conn: AsyncConnection, code: str) -> Cell | None:
    """The cell in use that has this code."""
    used = (cells.c.code == code) & cells.c.retired_at.is_(None)
    row = (await conn.execute(select(cells).where(used))).first()
    return Cell(row.id, row.code, row.name, row.area, row.polygon) if row else None


async def get(conn: AsyncConnection, cell_id: int | None) -> Cell | None:
    row = (await conn.execute(_GET, {"wanted": cell_id})).first()
    return Cell(row.id, row.code, row.name, row.area, row.polygon) if row else None


class Unready(Exception):
    """The index must be built first, outside of any transaction (`Atlas.ready`); then the transaction begins anew."""


class Atlas:
    """The cell index in memory. It asks for the version each time, so an import by another process is seen at once.

    Nothing of it is loaded, neither cells nor the libraries for them, before the first question, unless there are many
    cells. It is built in a thread; a transaction that may be put off raises Unready instead of waiting for it.
    """

    def __init__(self) -> None:
        self._index: CellIndex | None = None
        self._building = asyncio.Lock()

    async def index(self, conn: AsyncConnection) -> "CellIndex":
        """All cells in use, ready to be searched."""
        current = await version(conn)
        if self._index is not None and self._index.version == current:
            return self._index
        if versioned.touched(conn, WHAT):  # this transaction may yet be undone
            return await asyncio.to_thread(_built, await everything(conn), current)
        if versioned.may_be_put_off(conn):
            raise Unready
        self._index = await asyncio.to_thread(_built, await everything(conn), current)
        return self._index

    async def ready(self, store: "Store") -> None:
        """The index as the database is now: built outside of any transaction, once, however many wait for it."""
        async with self._building:
            newer = await self._newer(store)
            if newer is not None:
                self._index = await asyncio.to_thread(_built, *newer)

    async def _newer(self, store: "Store") -> tuple[list[Cell], int] | None:
        """All cells and their version; None where the index is of that version."""
        async with store.read() as conn:
            current = await version(conn)
            known = self._index is not None and self._index.version == current
            return None if known else (await everything(conn), current)

    async def follow(self, store: "Store") -> None:
        """The same where it is worth it before somebody asks: many cells, or an index that was in use until now."""
        async with store.read() as conn:
            wanted = self._index is not None or await count(conn) >= WORTH
        if wanted:
            await self.ready(store)

    async def assign(self, conn: AsyncConnection, point: Point, accuracy: float | None = None) -> Assignment:
        """The cell that a point belongs to; `accuracy` in metres."""
        index = await self.index(conn)
        from bot.domain.cell_index import assign

        return assign(index, point, accuracy)

    async def around(self, conn: AsyncConnection, view: "View", *, most: int) -> tuple["Shape", ...]:
        """The cells that a map shows, named, as light context; none where they are more than `most`."""
        index = await self.index(conn)
        from bot.domain.maps import outlines

        return outlines.context(index, view, most=most)

    async def nearest(self, conn: AsyncConnection, point: Point) -> Cell | None:
        """The nearest cell, however far."""
        index = await self.index(conn)
        from bot.domain.cell_index import nearest

        return nearest(index, point)

    async def areas_around(self, conn: AsyncConnection, point: Point, within: float) -> dict[int, float]:
        """Metres to the nearest cell of each area that has one within so many metres."""
        index = await self.index(conn)
        from bot.domain.cell_index import areas_around

        return areas_around(index, point, within)


def _built(found: Sequence[Cell], current: int) -> "CellIndex":
    """Some 200 us a cell, and what loading the libraries takes the first time."""
    from bot.domain.cell_index import CellIndex

    return CellIndex(found, version=current)


async def put(conn: AsyncConnection, rows: Sequence["CellRow"]) -> int:
    """Adds the cells, or redraws those whose code is known, with the areas above them; returns how many."""
    known: dict[tuple[str, str, str], int] = {}
    for row in rows:
        names = (row.district, row.street, row.community)
        if names not in known:
            known[names] = await areas.ensure(conn, dict(zip(Level, names, strict=True)))
        await _upsert(conn, row, known[names])
    await versioned.touch(conn, WHAT)
    return len(rows)


async def _upsert(conn: AsyncConnection, row: "CellRow", area: int) -> None:
    values = {"code": row.code, "name": row.name, "area": area, "polygon": row.polygon, "retired_at": None}
    statement = insert(conn, cells).values(values)
    await conn.execute(statement.on_conflict_do_update(index_elements=[cells.c.code], set_=values))


async def retire(conn: AsyncConnection, codes: Sequence[str], at: datetime) -> int:
    """Takes cells out of use; their tickets keep them."""
    used = cells.c.code.in_(codes) & cells.c.retired_at.is_(None)
    changed = await conn.execute(update(cells).where(used).values(retired_at=at))
    await versioned.touch(conn, WHAT)
    return changed.rowcount
