"""Which steps of the ladder were taken: a row each, so that a step is taken once whatever is repeated or killed."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ladder import Mark, Step
from bot.domain.ticket import Which
from storage import upsert
from storage.schema import rungs

_DONE = select(rungs.c.clock, rungs.c.round, rungs.c.rung).where(rungs.c.ticket == bindparam("wanted"))


async def done(conn: AsyncConnection, ticket_id: int) -> frozenset[Mark]:
    """The steps that the ticket has behind it, in all its rounds."""
    rows = await conn.execute(_DONE, {"wanted": ticket_id})
    return frozenset((Which(row.clock), row.round, row.rung) for row in rows)


async def take(conn: AsyncConnection, ticket_id: int, step: Step) -> bool:
    """Whether the step is ours to take; another process that is taking it is waited for."""
    row = {"ticket": ticket_id, "clock": step.which, "round": step.round, "rung": step.rung, "at": step.at}
    return (await conn.execute(upsert.keeping(conn, rungs), row)).rowcount == 1
