"""Work split out of a ticket: a few lines, each of which somebody ticks off."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import people, subtasks


@dataclass(frozen=True)
class Subtask:
    """`assignee` and its name, where somebody was named."""

    id: int
    ticket: int
    title: str
    assignee: int | None = None
    name: str = ""
    done: bool = False


# Built once: every card asks.
_OF = (
    select(subtasks, people.c.name)
    .join_from(subtasks, people, subtasks.c.assignee == people.c.id, isouter=True)
    .where(subtasks.c.ticket == bindparam("wanted"))
    .order_by(subtasks.c.id)
)


async def of(conn: AsyncConnection, ticket_id: int) -> list[Subtask]:
    """In the order they were split out."""
    rows = await conn.execute(_OF, {"wanted": ticket_id})
    return [Subtask(r.id, r.ticket, r.title, r.assignee, r.name or "", r.done_at is not None) for r in rows]


async def add(conn: AsyncConnection, ticket_id: int, title: str, at: datetime, *, by: int) -> None:
    await conn.execute(insert(subtasks).values(ticket=ticket_id, title=title, by=by, at=at))


async def tick(conn: AsyncConnection, subtask_id: int, at: datetime, *, by: int) -> bool:
    """Done; False where it was done before."""
    undone = (subtasks.c.id == subtask_id) & subtasks.c.done_at.is_(None)
    return (await conn.execute(update(subtasks).where(undone).values(done_at=at, done_by=by))).rowcount == 1


async def untick(conn: AsyncConnection, subtask_id: int) -> None:
    await conn.execute(update(subtasks).where(subtasks.c.id == subtask_id).values(done_at=None, done_by=None))


async def assign(conn: AsyncConnection, subtask_id: int, person_id: int) -> None:
    await conn.execute(update(subtasks).where(subtasks.c.id == subtask_id).values(assignee=person_id))


async def drop(conn: AsyncConnection, subtask_id: int) -> None:
    await conn.execute(delete(subtasks).where(subtasks.c.id == subtask_id))
