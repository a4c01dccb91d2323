"""What keepers are asked about their stations: one open question a station and thing, and how it ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import upsert
from storage.schema import station_questions, station_words


class Outcome(StrEnum):
    SO = "so"
    FINE = "fine"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Question:
    """`what` as in storage.stations.Word; `asked`: person ids of the keepers who have a message of it."""

    id: int
    station: int
    what: str
    asked: tuple[int, ...]
    at: datetime
    closed_at: datetime | None = None
    closed_by: int | None = None
    outcome: str = ""


def _question(row: Row[Any]) -> Question:
    asked = tuple(int(person) for person in row.asked.split())
    return Question(row.id, row.station, row.what, asked, row.at, row.closed_at, row.closed_by, row.outcome)


_OPEN = station_questions.c.closed_at.is_(None)
_SAME = (station_words.c.station == station_questions.c.station) & (station_words.c.what == station_questions.c.what)
_LIVE = exists().where(_SAME, station_words.c.until > bindparam("now"), station_words.c.withdrawn_at.is_(None))
_OVERTAKEN = select(station_questions).where(_OPEN, ~_LIVE).order_by(station_questions.c.id)


async def ask(conn: AsyncConnection, station: int, what: str, *, asked: Iterable[int], at: datetime) -> int | None:
    """A new question's id; None where one on the same thing is open."""
    row = {"station": station, "what": what, "asked": " ".join(map(str, asked)), "at": at}
    made = upsert.insert(conn, station_questions).values(row).on_conflict_do_nothing()
    number: int | None = (await conn.execute(made.returning(station_questions.c.id))).scalar()
    return number


async def get(conn: AsyncConnection, question: int) -> Question | None:
    row = (await conn.execute(select(station_questions).where(station_questions.c.id == question))).first()
    return _question(row) if row else None


async def open_on(conn: AsyncConnection, station: int, what: str) -> Question | None:
    """The open question on a thing, if there is one."""
    same = (station_questions.c.station == station) & (station_questions.c.what == what)
    row = (await conn.execute(select(station_questions).where(same, _OPEN))).first()
    return _question(row) if row else None


async def close(conn: AsyncConnection, question: int, outcome: Outcome, *, by: int | None, at: datetime) -> bool:
    """How it ended; False where somebody was faster."""
    still = (station_questions.c.id == question) & _OPEN
    values = {"closed_at": at, "closed_by": by, "outcome": outcome}
    return (await conn.execute(update(station_questions).where(still).values(values))).rowcount == 1


async def overtaken(conn: AsyncConnection, now: datetime) -> list[Question]:
    """Open questions of which no word counts any more."""
    return [_question(row) for row in await conn.execute(_OVERTAKEN, {"now": now})]
