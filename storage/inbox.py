"""What Telegram told us, byte for byte, until it is handled. Its update_id is the key: a repeat is no news."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import upsert
from storage.schema import DEAD, DONE, WAITING, dead_letters, inbox

CHUNK = 500  # ids in one IN (...): far below the limits of both databases


@dataclass(frozen=True, slots=True)
class Row:
    """One update. `received_at` and `due_at` in seconds since the epoch; `attempts` that failed so far."""

    update_id: int
    lane: int
    body: bytes
    received_at: float
    attempts: int = 0
    due_at: float = 0.0


_COLUMNS = (inbox.c.update_id, inbox.c.lane, inbox.c.body, inbox.c.received_at, inbox.c.attempts, inbox.c.due_at)
_FINISH = (
    update(inbox)
    .where(inbox.c.update_id.in_(bindparam("ids", expanding=True)), inbox.c.state == WAITING)
    .values(state=bindparam("becomes"))
)


async def add(conn: AsyncConnection, rows: Sequence[Row]) -> list[Row]:
    """Store what is new and return it in the order given; what we have already is left as it is."""
    first: dict[int, Row] = {}
    for row in rows:
        first.setdefault(row.update_id, row)
    if not first:
        return []
    stored = await conn.execute(upsert.new(conn, inbox), [_values(row) for row in first.values()])
    new = set(stored.scalars())
    return [row for row in first.values() if row.update_id in new]


async def waiting(conn: AsyncConnection, *, after: int = -1, limit: int = 1000) -> list[Row]:
    """Updates that nobody has finished, by update_id."""
    open_ones = (inbox.c.state == WAITING) & (inbox.c.update_id > after)
    found = await conn.execute(select(*_COLUMNS).where(open_ones).order_by(inbox.c.update_id).limit(limit))
    return [Row(*row) for row in found]


async def unread(conn: AsyncConnection, since: float) -> bool:
    """Whether an update that came since then was not looked at yet."""
    fresh = (inbox.c.state == WAITING) & (inbox.c.attempts == 0) & (inbox.c.received_at >= since)
    return (await conn.execute(select(inbox.c.update_id).where(fresh).limit(1))).first() is not None


async def finish(conn: AsyncConnection, ids: Sequence[int], *, state: int = DONE) -> int:
    """Mark as handled; how many of them were still waiting. Fewer than asked: somebody else has handled one."""
    finished = 0
    for chunk in _chunks(ids):
        finished += (await conn.execute(_FINISH, {"ids": list(chunk), "becomes": state})).rowcount
    return finished


async def postpone(conn: AsyncConnection, row: Row) -> None:
    """Remember the row's attempts and when it is due again."""
    later = update(inbox).where(inbox.c.update_id == row.update_id)
    await conn.execute(later.values(attempts=row.attempts, due_at=row.due_at))


async def bury(conn: AsyncConnection, update_id: int | None, body: bytes, *, error: str, at: float) -> None:
    """Keep what cannot be handled where a human finds it; its inbox row, if it has one, is dead."""
    moment = datetime.fromtimestamp(at, UTC)
    await conn.execute(insert(dead_letters).values(update_id=update_id, body=body, error=error, at=moment))
    if update_id is not None:
        await finish(conn, [update_id], state=DEAD)


async def prune(conn: AsyncConnection, before: float) -> int:
    """Forget handled updates received before the given time; Telegram repeats none older than a day."""
    old = (inbox.c.state != WAITING) & (inbox.c.received_at < before)
    return (await conn.execute(delete(inbox).where(old))).rowcount


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _values(row: Row) -> dict[str, Any]:
    return {"update_id": row.update_id, "lane": row.lane, "body": row.body, "received_at": row.received_at}
