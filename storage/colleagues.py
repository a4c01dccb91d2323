"""Who handles tickets in an area: registered staff and leads, and whoever was lately seen handling there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Person, Role, Standing
from bot.domain.ticket import Verb
from storage import people as rows
from storage.schema import grants, history, people

HANDLING = (Verb.ACKNOWLEDGE, Verb.RELEASE, Verb.RESOLVE, Verb.ASK, Verb.REJECT, Verb.TRANSFER, Verb.MERGE)


async def of(conn: AsyncConnection, area: int | None, path: Sequence[int], since: datetime) -> list[Person]:
    """By name; nobody who is suspended, declined or gone. `path`: the areas whose staff are the area's too."""
    appointed = select(grants.c.person).where(
        grants.c.role.in_((Role.STAFF, Role.LEAD)), or_(grants.c.area.in_(path), grants.c.area.is_(None))
    )
    seen = select(history.c.by).where(history.c.area == area, history.c.verb.in_(HANDLING), history.c.at >= since)
    either = or_(people.c.id.in_(appointed), people.c.id.in_(seen))
    gone = (Standing.SUSPENDED, Standing.DECLINED, Standing.DELETED)
    query = select(people.c.id).where(either, people.c.standing.not_in(gone), people.c.name != "")
    ids = (await conn.execute(query.order_by(people.c.name, people.c.id))).scalars().all()
    return [await rows.get(conn, number) for number in ids]
