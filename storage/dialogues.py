"""Where somebody is in a dialogue: a step and a draft, one row a person and chat. A restart finds them as they were."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.place import Point
from storage import upsert
from storage.schema import dialogues, last_places

# Built once: building a statement costs more than executing it.
_HERE = (dialogues.c.telegram == bindparam("person")) & (dialogues.c.chat == bindparam("place"))
_GET, _END = select(dialogues).where(_HERE), delete(dialogues).where(_HERE)
_WAKING = select(dialogues).where(dialogues.c.wake_at <= bindparam("now"))
_DUE = _WAKING.order_by(dialogues.c.wake_at).limit(bindparam("most"))
_FORGET_PLACE = delete(last_places).where(last_places.c.telegram == bindparam("person"), last_places.c.live.is_(False))
_LAST_PLACE = select(last_places).where(last_places.c.telegram == bindparam("person"))


@dataclass(frozen=True)
class Dialogue:
    """`wake_at`: when the clock looks at it again (a reminder, an expiry)."""

    telegram: int
    chat: int
    step: str
    started_at: datetime
    touched_at: datetime
    wake_at: datetime | None = None
    draft: Mapping[str, Any] = field(default_factory=dict)


def _dialogue(row: Row[Any]) -> Dialogue:
    draft = orjson.loads(row.draft)
    return Dialogue(row.telegram, row.chat, row.step, row.started_at, row.touched_at, row.wake_at, draft)


async def get(conn: AsyncConnection, telegram: int, chat: int) -> Dialogue | None:
    row = (await conn.execute(_GET, {"person": telegram, "place": chat})).first()
    return _dialogue(row) if row else None


async def put(conn: AsyncConnection, dialogue: Dialogue) -> None:
    values = {
        "telegram": dialogue.telegram,
        "chat": dialogue.chat,
        "step": dialogue.step,
        "draft": orjson.dumps(dialogue.draft),
        "started_at": dialogue.started_at,
        "touched_at": dialogue.touched_at,
        "wake_at": dialogue.wake_at,
    }
    await conn.execute(upsert.replacing(conn, dialogues), values)


async def end(conn: AsyncConnection, telegram: int, chat: int) -> bool:
    """Forgets it; False where there was none."""
    return (await conn.execute(_END, {"person": telegram, "place": chat})).rowcount > 0


async def due(conn: AsyncConnection, now: datetime, *, limit: int = 50) -> list[Dialogue]:
    return [_dialogue(row) for row in await conn.execute(_DUE, {"now": now, "most": limit})]


@dataclass(frozen=True)
class LastPlace:
    """Where somebody last was, as far as they told us; accuracy in metres. `typed`: in words, so from anywhere.

    `until`: when a live location ends by itself.
    """

    point: Point
    accuracy: float | None
    live: bool
    at: datetime
    typed: bool = False
    until: datetime | None = None


async def last_place(conn: AsyncConnection, telegram: int) -> LastPlace | None:
    row = (await conn.execute(_LAST_PLACE, {"person": telegram})).first()
    if row is None:
        return None
    return LastPlace(Point(row.lat, row.lon), row.accuracy, row.live, row.at, row.typed, row.live_until)


async def remember_place(conn: AsyncConnection, telegram: int, place: LastPlace) -> None:
    values = {
        "telegram": telegram,
        "lat": place.point.lat,
        "lon": place.point.lon,
        "accuracy": place.accuracy,
        "live": place.live,
        "at": place.at,
        "typed": place.typed,
        "live_until": place.until,
    }
    await conn.execute(upsert.replacing(conn, last_places), values)


async def forget_place(conn: AsyncConnection, telegram: int) -> None:
    """A place that was sent serves one report: the next one begins elsewhere. A live location goes on."""
    await conn.execute(_FORGET_PLACE, {"person": telegram})
