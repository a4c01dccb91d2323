"""Warnings to many: what is said to whom, how far it has gone, and who has seen it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.place import Point, distance
from storage import audiences, upsert
from storage.schema import broadcasts, people, recipients

AT_ONCE = 1000  # rows written in one statement


class State(StrEnum):
    DRAFT = "draft"
    GOING = "going"
    DONE = "done"
    STOPPED = "stopped"
    CORRECTING = "correcting"
    CORRECTED = "corrected"


class Audience(StrEnum):
    """NONE: not chosen yet."""

    NONE = ""
    ALL = "all"
    AREA = "area"
    NEAR = "near"


@dataclass(frozen=True)
class Broadcast:
    """`chat`, `thread`: where its sender follows it; `area` also where the place of NEAR lies; `radius` in metres.

    `total`: how many it is for, `told` and `corrected` how many of them heard it, and that it was a false alarm.
    `stale`: the sender's message shows older figures than there are.
    """

    id: int
    state: State
    by: int
    chat: int
    thread: int | None
    at: datetime
    zh: str
    en: str = ""
    audience: Audience = Audience.NONE
    area: int | None = None
    lat: float | None = None
    lon: float | None = None
    radius: int | None = None
    rings: bool = True
    started_at: datetime | None = None
    last_at: datetime | None = None
    shown_at: datetime | None = None
    total: int = 0
    told: int = 0
    seen: int = 0
    corrected: int = 0
    stale: bool = False

    def text(self, language: str) -> str:
        """What readers of the language are told."""
        return self.en if language == "en" and self.en else self.zh or self.en


@dataclass(frozen=True)
class Recipient:
    """`reached`: whether they can still be told; `telegram` is 0 for who was deleted."""

    person: int
    telegram: int
    language: str
    reached: bool = True


_COLUMNS = tuple(field.name for field in fields(Broadcast))
_QUERY = select(*(broadcasts.c[name] for name in _COLUMNS))
_GET = _QUERY.where(broadcasts.c.id == bindparam("wanted"))
_WORKING = _QUERY.where(
    broadcasts.c.state.in_((State.GOING, State.CORRECTING)) | broadcasts.c.stale.is_(True)
).order_by(broadcasts.c.id)
_HERE = (recipients.c.broadcast == bindparam("which")) & (recipients.c.person == bindparam("whose"))
_SCOPE = {Audience.AREA: ("area",), Audience.NEAR: ("radius",)}  # what else must be equal
_SEEN = update(recipients).where(_HERE, recipients.c.seen_at.is_(None), recipients.c.told_at.is_not(None))


def _broadcast(row: Row[Any]) -> Broadcast:
    return Broadcast(**(row._asdict() | {"state": State(row.state), "audience": Audience(row.audience)}))


async def begin(conn: AsyncConnection, draft: Broadcast) -> Broadcast:
    """Stores a new one (its id is ignored)."""
    values = {"state": draft.state, "by": draft.by, "chat": draft.chat, "thread": draft.thread, "at": draft.at}
    values |= {"zh": draft.zh, "en": draft.en, "rings": draft.rings}
    made = (await conn.execute(insert(broadcasts).values(values).returning(broadcasts.c.id))).scalar_one()
    return await change(conn, made)


async def find(conn: AsyncConnection, broadcast_id: int) -> Broadcast | None:
    row = (await conn.execute(_GET, {"wanted": broadcast_id})).first()
    return _broadcast(row) if row else None


async def lock(conn: AsyncConnection, broadcast_id: int) -> Broadcast:
    """As it is now; nobody else sends it on until this transaction ends."""
    return _broadcast((await conn.execute(_GET.with_for_update(), {"wanted": broadcast_id})).one())


async def change(conn: AsyncConnection, broadcast_id: int, **values: object) -> Broadcast:
    """Sets columns, and returns it as it is now."""
    if values:
        await conn.execute(update(broadcasts).where(broadcasts.c.id == broadcast_id).values(**values))
    return _broadcast((await conn.execute(_GET, {"wanted": broadcast_id})).one())


async def move(conn: AsyncConnection, broadcast_id: int, sources: Sequence[State], to: State, *, at: datetime) -> bool:
    """From one of the states to another, whose sending begins now; False where somebody was faster."""
    still = (broadcasts.c.id == broadcast_id) & broadcasts.c.state.in_(sources)
    done = await conn.execute(update(broadcasts).where(still).values(state=to, last_at=at))
    return done.rowcount == 1


async def aim(conn: AsyncConnection, broadcast_id: int, ids: Iterable[int]) -> int:
    """These people are to be told; how many they are."""
    rows = [{"broadcast": broadcast_id, "person": person} for person in ids]
    for first in range(0, len(rows), AT_ONCE):
        await conn.execute(upsert.keeping(conn, recipients), rows[first : first + AT_ONCE])
    return len(rows)


async def untold(conn: AsyncConnection, broadcast_id: int, *, limit: int) -> list[Recipient]:
    """The next to be told, with where they are now; reached are those who still are couriers that we may write to."""
    theirs = people.c.id == recipients.c.person
    still = audiences.couriers().where(theirs).correlate(recipients).exists()  # looks at these alone, not at everybody
    return await _next(conn, broadcast_id, (recipients.c.told_at.is_(None), still), limit)


async def uncorrected(conn: AsyncConnection, broadcast_id: int, *, limit: int) -> list[Recipient]:
    """The next of those told who are to hear the correction; reached is whoever can be written to, suspended or not."""
    told = recipients.c.told_at.is_not(None) & recipients.c.corrected_at.is_(None)
    return await _next(conn, broadcast_id, (told, people.c.telegram.is_not(None) & people.c.reachable), limit)


async def _next(conn: AsyncConnection, broadcast_id: int, which: tuple[Any, Any], limit: int) -> list[Recipient]:
    """Those of the first condition; the second one says who is reached."""
    query = select(recipients.c.person, people.c.telegram, people.c.language, which[1].label("reached"))
    query = query.join_from(recipients, people, recipients.c.person == people.c.id)
    query = query.where(recipients.c.broadcast == broadcast_id, which[0]).order_by(recipients.c.person).limit(limit)
    rows = await conn.execute(query)
    return [Recipient(row.person, row.telegram or 0, row.language, bool(row.reached)) for row in rows]


async def note_told(conn: AsyncConnection, broadcast_id: int, told: Sequence[Recipient], at: datetime) -> None:
    """Counts those of them who were reached; for the others it is no longer."""
    gone = [one.person for one in told if not one.reached]
    if gone:
        await conn.execute(delete(recipients).where(_among(broadcast_id, gone)))
    reached = [one.person for one in told if one.reached]
    await conn.execute(update(recipients).where(_among(broadcast_id, reached)).values(told_at=at))
    counted = {"told": broadcasts.c.told + len(reached), "total": broadcasts.c.total - len(gone), "last_at": at}
    await conn.execute(update(broadcasts).where(broadcasts.c.id == broadcast_id).values(counted))


async def note_corrected(conn: AsyncConnection, broadcast_id: int, told: Sequence[Recipient], at: datetime) -> None:
    """Counts those of them who were reached; the others are not asked about again."""
    everybody, reached = [one.person for one in told], sum(one.reached for one in told)
    await conn.execute(update(recipients).where(_among(broadcast_id, everybody)).values(corrected_at=at))
    counted = {"corrected": broadcasts.c.corrected + reached, "last_at": at}
    await conn.execute(update(broadcasts).where(broadcasts.c.id == broadcast_id).values(counted))


def _among(broadcast_id: int, persons: Sequence[int]) -> Any:
    return (recipients.c.broadcast == broadcast_id) & recipients.c.person.in_(persons)


async def see(conn: AsyncConnection, broadcast_id: int, person: int, at: datetime) -> bool:
    """Counts somebody who was told, once; False where they were counted before or never told."""
    done = await conn.execute(_SEEN.values(seen_at=at), {"which": broadcast_id, "whose": person})
    if done.rowcount != 1:
        return False
    counted = {"seen": broadcasts.c.seen + 1, "stale": True}
    await conn.execute(update(broadcasts).where(broadcasts.c.id == broadcast_id).values(counted))
    return True


async def was_told(conn: AsyncConnection, broadcast_id: int, person: int) -> bool:
    told = select(recipients.c.told_at).where(recipients.c.broadcast == broadcast_id, recipients.c.person == person)
    return (await conn.execute(told)).scalar() is not None


async def working(conn: AsyncConnection) -> list[Broadcast]:
    """Those that go out, are corrected, or whose sender sees old figures."""
    return [_broadcast(row) for row in await conn.execute(_WORKING)]


async def same_since(conn: AsyncConnection, one: Broadcast, since: datetime) -> datetime | None:
    """When the same text last went to the same audience after that time, None where it did not.

    Near a place is the same where the radius is and the other place lies within it: then both circles share two fifths
    of their area at least, and the place that is warned of was warned of before.
    """
    same = [broadcasts.c[name] == getattr(one, name) for name in ("audience", "zh", *_SCOPE.get(one.audience, ()))]
    query = select(broadcasts.c.started_at, broadcasts.c.lat, broadcasts.c.lon)
    query = query.where(broadcasts.c.started_at > since, broadcasts.c.id != one.id, *same)
    rows = await conn.execute(query.order_by(broadcasts.c.started_at.desc()))
    return next((row.started_at for row in rows if _within(one, Point(row.lat or 0, row.lon or 0))), None)


def _within(one: Broadcast, other: Point) -> bool:
    """Whether its circle holds the point; one without a circle holds all."""
    if one.audience is not Audience.NEAR:
        return True
    return distance(Point(one.lat or 0, one.lon or 0), other) <= (one.radius or 0)
