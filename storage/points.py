"""The ledger of points: lines are only added, each event once (by its key); the balance is their sum."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.thanks import EARNING, Reason, within_cap
from storage import upsert
from storage.schema import people, points


@dataclass(frozen=True)
class Entry:
    """One line; `day` is the local day that it counts on, `area` the community where it was earned, `by` the staff who
    booked. `words`: what was redeemed; of what the day's cap cut, how many points it would have been.
    """

    person: int
    reason: Reason
    amount: int
    key: str
    at: datetime
    day: date
    ticket: int | None = None
    station: int | None = None
    area: int | None = None
    words: str = ""
    by: int | None = None
    id: int = 0

    @property
    def worth(self) -> int:
        """What was earned would have been so many points without the day's cap."""
        return int(self.words) if self.reason in EARNING and self.words else self.amount


# Built once: building a statement costs more than executing it.
_MINE = points.c.person == bindparam("whose")
_SUM = func.coalesce(func.sum(points.c.amount), 0)
_LOCK = select(people.c.id).where(people.c.id == bindparam("whose")).with_for_update(key_share=True)
_BALANCE = select(_SUM).where(_MINE)
_SINCE = select(_SUM).where(_MINE, points.c.day >= bindparam("first"), points.c.reason != Reason.REDEEMED)
_EARNED = select(_SUM).where(
    _MINE, points.c.day == bindparam("on_day"), points.c.amount > 0, points.c.reason.in_(EARNING)
)
_FIRSTS = select(points.c.id).where(
    _MINE, points.c.reason == Reason.FIRST, points.c.key.startswith(bindparam("begins"), autoescape=False)
)
_ACCEPTED = select(points).where(
    _MINE, points.c.day >= bindparam("first"), points.c.day < bindparam("until"), points.c.reason == Reason.ACCEPTED
)
_KEYS = select(points.c.key).where(points.c.key.in_(bindparam("keys", expanding=True)))
_KNOWN = select(points.c.id).where(points.c.key == bindparam("wanted"))
_BOOKED_AT = select(points.c.at).where(points.c.key == bindparam("wanted"))


def _entry(row: Row[Any]) -> Entry:
    values = row._asdict()
    return Entry(**(values | {"reason": Reason(row.reason)}))


async def _lock(conn: AsyncConnection, person: int) -> None:
    """Nobody else earns or spends for the person until this transaction ends (on SQLite nobody does anyway)."""
    await conn.execute(_LOCK, {"whose": person})


async def earn(conn: AsyncConnection, entry: Entry, *, cap: int | None) -> int | None:
    """Books what the day's cap (None: no cap) leaves of the amount and returns that; None where the key is known.

    Above the cap a line of 0 stands there; its owner sees why it is that or less than it should be.
    """
    await _lock(conn, entry.person)
    if (await conn.execute(_KNOWN, {"wanted": entry.key})).first() is not None:
        return None
    already = await earned(conn, entry.person, entry.day)
    left = entry.amount if cap is None else within_cap(entry.amount, already, cap)
    booked = replace(entry, amount=left, words=str(entry.amount) if left < entry.amount else entry.words)
    return booked.amount if await _book(conn, booked) else None


async def earned(conn: AsyncConnection, person: int, day: date) -> int:
    """What counts against the day's cap."""
    return int((await conn.execute(_EARNED, {"whose": person, "on_day": day})).scalar_one())


async def spend(conn: AsyncConnection, entry: Entry) -> bool:
    """Books an amount below 0; False where the balance does not reach, or the key is known."""
    await _lock(conn, entry.person)
    if await balance(conn, entry.person) + entry.amount < 0:
        return False
    return await _book(conn, entry)


async def _book(conn: AsyncConnection, entry: Entry) -> bool:
    values = {name: value for name, value in asdict(entry).items() if name != "id"}
    return (await conn.execute(upsert.keeping(conn, points), values)).rowcount > 0


async def booked_at(conn: AsyncConnection, key: str) -> datetime | None:
    """When the line of that key was booked."""
    booked: datetime | None = (await conn.execute(_BOOKED_AT, {"wanted": key})).scalar()
    return booked


async def undo(conn: AsyncConnection, one: Entry, at: datetime, day: date) -> bool:
    """Takes an earned line back, to count on that day; False where it was taken back before."""
    words, key = str(one.reason), f"undo:{one.id}"
    return await _book(
        conn, replace(one, reason=Reason.UNDONE, amount=-one.amount, key=key, at=at, day=day, words=words)
    )


async def standing(conn: AsyncConnection, ticket: int, *, person: int | None = None) -> list[Entry]:
    """What the ticket has earned so far and was not taken back (`person`: only theirs)."""
    query = select(points).where(points.c.ticket == ticket, points.c.amount > 0)
    query = query if person is None else query.where(points.c.person == person)
    return await _not_undone(conn, [_entry(row) for row in await conn.execute(query.order_by(points.c.id))])


async def _not_undone(conn: AsyncConnection, earned: Sequence[Entry]) -> list[Entry]:
    keys = [f"undo:{one.id}" for one in earned]
    undone = set((await conn.execute(_KEYS, {"keys": keys})).scalars()) if keys else set()
    return [one for one in earned if f"undo:{one.id}" not in undone]


async def undone(conn: AsyncConnection, tickets: Sequence[int], at: Collection[datetime]) -> list[Entry]:
    """The lines of these tickets that were taken back at one of those moments."""
    taken = (points.c.ticket.in_(tickets)) & (points.c.reason == Reason.UNDONE) & points.c.at.in_(at)
    keys = (await conn.execute(select(points.c.key).where(taken))).scalars()
    ids = [int(key.removeprefix("undo:")) for key in keys]
    rows = await conn.execute(select(points).where(points.c.id.in_(ids)).order_by(points.c.id))
    return [_entry(row) for row in rows]


async def balance(conn: AsyncConnection, person: int) -> int:
    return int((await conn.execute(_BALANCE, {"whose": person})).scalar_one())


async def gained(conn: AsyncConnection, person: int, first: date) -> int:
    """What was earned from that day on, less what was undone; redeeming does not count."""
    return int((await conn.execute(_SINCE, {"whose": person, "first": first})).scalar_one())


async def entries_of(conn: AsyncConnection, person: int, *, offset: int = 0, limit: int = 8) -> list[Entry]:
    """Newest first."""
    query = select(points).where(points.c.person == person).order_by(points.c.id.desc())
    return [_entry(row) for row in await conn.execute(query.offset(offset).limit(limit))]


async def firsts(conn: AsyncConnection, person: int, begins: str) -> tuple[int, int]:
    """How many lines for the first report of a month there are (their keys begin so), and how many were undone."""
    ids = list((await conn.execute(_FIRSTS, {"whose": person, "begins": begins})).scalars())
    keys = [f"undo:{id_}" for id_ in ids]
    return len(ids), len(list((await conn.execute(_KEYS, {"keys": keys})).scalars())) if keys else 0


async def accepted(conn: AsyncConnection, person: int, first: date, until: date) -> list[Entry]:
    """What the person's reports earned in [first, until) by being taken and did not lose again, oldest first."""
    rows = await conn.execute(_ACCEPTED.order_by(points.c.id), {"whose": person, "first": first, "until": until})
    return await _not_undone(conn, [one for one in map(_entry, rows) if one.amount > 0])


async def scores(conn: AsyncConnection, area: int, first: date, until: date) -> dict[int, int]:
    """What each active person gained in the area in [first, until), less what was undone; redeeming costs no honour."""
    query = (
        select(points.c.person, func.sum(points.c.amount))
        .join_from(points, people, points.c.person == people.c.id)
        .where(points.c.area == area, points.c.day >= first, points.c.day < until)
        .where(points.c.reason != Reason.REDEEMED, people.c.standing == "active")
        .group_by(points.c.person)
    )
    return {row[0]: int(row[1]) for row in await conn.execute(query)}


async def deeds(conn: AsyncConnection, area: int, first: date, until: date) -> dict[int, set[Reason]]:
    """What it was that each person gained points for in the area in [first, until), but for what was undone."""
    reason = case((points.c.reason == Reason.UNDONE, points.c.words), else_=points.c.reason).label("deed")
    here = (points.c.area == area) & (points.c.day >= first) & (points.c.day < until)
    gained = select(points.c.person, reason, points.c.amount).where(here, points.c.reason != Reason.REDEEMED).subquery()
    query = select(gained.c.person, gained.c.deed).group_by(gained.c.person, gained.c.deed)
    done: dict[int, set[Reason]] = {}
    for person, deed in await conn.execute(query.having(func.sum(gained.c.amount) > 0)):
        done.setdefault(person, set()).add(Reason(deed))
    return done


async def areas_with(conn: AsyncConnection, first: date, until: date) -> Sequence[int]:
    """Areas in which somebody gained something in [first, until)."""
    here = (points.c.day >= first) & (points.c.day < until) & (points.c.amount > 0) & points.c.area.is_not(None)
    query = select(points.c.area).where(here).distinct().order_by(points.c.area)
    return list((await conn.execute(query)).scalars())


async def home_of(conn: AsyncConnection, person: int, first: date) -> int | None:
    """The area in which the person gained most since that day."""
    mine = (points.c.person == person) & (points.c.day >= first) & points.c.area.is_not(None)
    query = select(points.c.area).where(mine).group_by(points.c.area).order_by(func.sum(points.c.amount).desc())
    return (await conn.execute(query.limit(1))).scalar()
