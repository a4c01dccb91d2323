"""Rewards on their way: staff enter one, its courier confirms it within minutes, then the ledger has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Standing
from storage.schema import people, points, redemptions


class State(StrEnum):
    CHOOSING = "choosing"
    ASKED = "asked"
    DONE = "done"
    DECLINED = "declined"
    EXPIRED = "expired"
    SHORT = "short"  # confirmed, but the points were gone meanwhile


_LATE = (redemptions.c.state == State.ASKED) & (redemptions.c.expires_at <= bindparam("now"))
_OVERDUE = select(redemptions).where(_LATE).order_by(redemptions.c.id).limit(bindparam("most"))


@dataclass(frozen=True)
class Redemption:
    """`person` is the courier, None while nobody is chosen; `chat`, `thread`: where staff entered it."""

    id: int
    person: int | None
    amount: int
    words: str
    state: State
    by: int
    chat: int
    thread: int | None
    at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Holder:
    """Somebody who has points."""

    person: int
    name: str
    company: str
    balance: int


def _redemption(row: Row[Any]) -> Redemption:
    return Redemption(**(row._asdict() | {"state": State(row.state)}))


async def begin(conn: AsyncConnection, draft: Redemption) -> Redemption:
    """Stores a new one (its id is ignored)."""
    values = {name: getattr(draft, name) for name in Redemption.__dataclass_fields__ if name != "id"}
    made = (await conn.execute(insert(redemptions).values(values).returning(redemptions.c.id))).scalar_one()
    return await change(conn, made)


async def find(conn: AsyncConnection, redemption_id: int) -> Redemption | None:
    row = (await conn.execute(select(redemptions).where(redemptions.c.id == redemption_id))).first()
    return _redemption(row) if row else None


async def change(conn: AsyncConnection, redemption_id: int, **values: object) -> Redemption:
    """Sets columns, and returns it as it is now."""
    here = redemptions.c.id == redemption_id
    if values:
        await conn.execute(update(redemptions).where(here).values(**values))
    return _redemption((await conn.execute(select(redemptions).where(here))).one())


async def move(conn: AsyncConnection, redemption_id: int, source: State, to: State) -> bool:
    """False where it is no longer what it was."""
    still = (redemptions.c.id == redemption_id) & (redemptions.c.state == source)
    return (await conn.execute(update(redemptions).where(still).values(state=to))).rowcount == 1


async def overdue(conn: AsyncConnection, now: datetime, *, limit: int = 20) -> list[Redemption]:
    """Asked about and never answered."""
    return [_redemption(row) for row in await conn.execute(_OVERDUE, {"now": now, "most": limit})]


async def holders(
    conn: AsyncConnection, areas: Sequence[int] | None, search: str = "", *, offset: int = 0, limit: int = 7
) -> list[Holder]:
    """Active people with points who earned some in one of the areas (None: anywhere), who earned last first.

    `search` is a part of their name; who is called just so comes before all others.
    """
    query, last = _holders(areas), func.max(points.c.id)
    if search:
        query = query.where(people.c.name.icontains(search, autoescape=True))
    just_so = case((people.c.name == search, 0), else_=1)
    rows = await conn.execute(query.order_by(just_so, last.desc()).offset(offset).limit(limit))
    return [Holder(*row) for row in rows]


async def holder(conn: AsyncConnection, areas: Sequence[int] | None, person: int) -> Holder | None:
    """The person, if they are one of the `holders`."""
    row = (await conn.execute(_holders(areas).where(people.c.id == person))).first()
    return Holder(*row) if row else None


def _holders(areas: Sequence[int] | None) -> Select[int, str, str, int]:
    balance = func.sum(points.c.amount)
    query = select(people.c.id, people.c.name, people.c.company, balance)
    query = query.join_from(points, people, points.c.person == people.c.id)
    query = query.where(people.c.standing == Standing.ACTIVE).group_by(people.c.id, people.c.name, people.c.company)
    if areas is not None:
        query = query.where(people.c.id.in_(select(points.c.person).where(points.c.area.in_(areas))))
    return query.having(balance > 0)
