"""Reading a table that only grows, each row once, whoever reads and whatever order the rows become visible in.

PostgreSQL gives ids before the rows are committed: a row may appear below one that was read already. So a reader looks
at the last OVERLAP ids again and remembers which of them it has had.
"""

import functools
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Row, Select, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import upsert
from storage.schema import cursors, read_rows

OVERLAP = 1000
# Built once: building a statement costs more than executing it, and every knock of the clock asks.
_VALUE = select(cursors.c.value).where(cursors.c.what == bindparam("name"))
_LOCKED = _VALUE.with_for_update()
_MOVE = update(cursors).where(cursors.c.what == bindparam("name")).values(value=bindparam("to"))
_FORGET = delete(read_rows).where(read_rows.c.what == bindparam("name"), read_rows.c.row <= bindparam("until"))


async def unread(
    conn: AsyncConnection, what: str, query: Select[Any], *, key: Column[int], limit: int
) -> Sequence[Row[Any]]:
    """The next rows of the query (`key`: its column of ids), marked as read in this transaction; one reader at a time.

    `what` names the reader. The query's rows must have an attribute of the key's name.
    """
    cursor = await _locked(conn, what)
    values = {"what": what, "after": cursor - OVERLAP, "most": limit}
    rows: Sequence[Row[Any]] = (await conn.execute(_new(query, key), values)).all()
    if not rows:
        return rows
    ids = [getattr(row, key.name) for row in rows]
    await conn.execute(upsert.keeping(conn, read_rows), [{"what": what, "row": id_} for id_ in ids])
    newest = max(cursor, *ids)
    await conn.execute(_MOVE, {"name": what, "to": newest})
    await conn.execute(_FORGET, {"name": what, "until": newest - OVERLAP})
    return rows


@functools.cache
def _new(query: Select[Any], key: Column[int]) -> Select[Any]:
    had = select(read_rows.c.row).where(read_rows.c.what == bindparam("what"), read_rows.c.row == key).exists()
    return query.where(key > bindparam("after"), ~had).order_by(key).limit(bindparam("most"))


async def begin(conn: AsyncConnection, what: str, newest: Select[tuple[int | None]]) -> None:
    """A reader that never was there begins behind the newest row: what is older is none of its business."""
    if (await conn.execute(_VALUE, {"name": what})).first() is None:
        row = {"what": what, "value": (await conn.execute(newest)).scalar() or 0}
        await conn.execute(upsert.keeping(conn, cursors), row)


async def reaches(conn: AsyncConnection, what: str, number: int) -> bool:
    """True the first time that so high a number comes: what is done once a day, an hour."""
    if await _locked(conn, what) >= number:
        return False
    await conn.execute(update(cursors).where(cursors.c.what == what).values(value=number))
    return True


async def _locked(conn: AsyncConnection, what: str) -> int:
    known = (await conn.execute(_LOCKED, {"name": what})).scalar()
    if known is None:
        await conn.execute(upsert.keeping(conn, cursors), {"what": what, "value": 0})
        known = (await conn.execute(_LOCKED, {"name": what})).scalar_one()
    return int(known)
