"""Who is followed by a message that shows the next stations: one row a person, so that a restart changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.place import Point
from storage import upsert
from storage.schema import follows

# Built once: a live location moves every few seconds, and most people are not followed.
_MINE = follows.c.telegram == bindparam("person")
_GET, _END = select(follows).where(_MINE), delete(follows).where(_MINE)
_ENDED = select(follows).where(follows.c.until <= bindparam("now"))
_OVER = _ENDED.order_by(follows.c.until).limit(bindparam("most"))


@dataclass(frozen=True)
class Follow:
    """`origin` names the message; it shows `needs` (keys) as they were at `point`, at `shown_at`, as the text `face`.

    `until`: when it ends by itself.
    """

    telegram: int
    origin: int
    needs: tuple[str, ...]
    point: Point
    shown_at: datetime
    face: str
    until: datetime


def _follow(row: Row[Any]) -> Follow:
    point, needs = Point(row.lat, row.lon), tuple(row.needs.split())
    return Follow(row.telegram, row.origin, needs, point, row.shown_at, row.face, row.until)


async def get(conn: AsyncConnection, telegram: int) -> Follow | None:
    row = (await conn.execute(_GET, {"person": telegram})).first()
    return _follow(row) if row else None


async def put(conn: AsyncConnection, follow: Follow) -> None:
    values = {
        "telegram": follow.telegram,
        "origin": follow.origin,
        "needs": " ".join(follow.needs),
        "lat": follow.point.lat,
        "lon": follow.point.lon,
        "shown_at": follow.shown_at,
        "face": follow.face,
        "until": follow.until,
    }
    await conn.execute(upsert.replacing(conn, follows), values)


async def end(conn: AsyncConnection, telegram: int) -> bool:
    """False where nobody was followed."""
    return (await conn.execute(_END, {"person": telegram})).rowcount > 0


async def over(conn: AsyncConnection, now: datetime, *, limit: int = 50) -> list[Follow]:
    """Those whose time is up, the longest first."""
    return [_follow(row) for row in await conn.execute(_OVER, {"now": now, "most": limit})]
