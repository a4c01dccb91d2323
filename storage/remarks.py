"""The suggestion book (意见征集册) of each station: remarks, and what was answered to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import people, remarks


@dataclass(frozen=True)
class Remark:
    """One line of the book. `person` wrote it; `answer` is "" where nobody has answered."""

    id: int
    station: int
    person: int
    at: datetime
    name: str
    words: str
    answer: str = ""
    answered_by: str = ""


_ANSWERERS = people.alias("answerers")


def _query() -> Select[Any]:
    joined = remarks.join(people, remarks.c.person == people.c.id).outerjoin(
        _ANSWERERS, remarks.c.answered_by == _ANSWERERS.c.id
    )
    return select(remarks, people.c.name, _ANSWERERS.c.name.label("answerer")).select_from(joined)


def _remark(row: Row[Any]) -> Remark:
    return Remark(row.id, row.station, row.person, row.at, row.name, row.words, row.answer, row.answerer or "")


async def write(conn: AsyncConnection, person: int, station: int, words: str, *, at: datetime) -> int:
    """A new line; its id."""
    row = {"person": person, "station": station, "words": words, "at": at}
    return int((await conn.execute(insert(remarks).values(row).returning(remarks.c.id))).scalar_one())


async def get(conn: AsyncConnection, remark_id: int) -> Remark | None:
    row = (await conn.execute(_query().where(remarks.c.id == remark_id))).first()
    return _remark(row) if row else None


async def at_station(conn: AsyncConnection, station: int, *, offset: int = 0, limit: int = 10) -> list[Remark]:
    """Newest first."""
    query = _query().where(remarks.c.station == station).order_by(remarks.c.id.desc())
    return [_remark(row) for row in await conn.execute(query.offset(offset).limit(limit))]


async def count_of(conn: AsyncConnection, person: int, *, since: datetime) -> int:
    """How many the person has written after that, at all stations."""
    mine = (remarks.c.person == person) & (remarks.c.at > since)
    return (await conn.execute(select(func.count()).select_from(remarks).where(mine))).scalar_one()


async def answer(conn: AsyncConnection, remark_id: int, words: str, *, by: int, at: datetime) -> bool:
    """False where somebody has answered already."""
    open_ = (remarks.c.id == remark_id) & remarks.c.answered_at.is_(None)
    done = await conn.execute(update(remarks).where(open_).values(answer=words, answered_by=by, answered_at=at))
    return done.rowcount > 0
