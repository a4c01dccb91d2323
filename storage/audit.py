"""What admins did, and the figures that they oversee. Audit rows are only ever added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import DEAD, WAITING, audit, dead_letters, outbox, people


class Deed(StrEnum):
    """What is worth a line."""

    APPROVE = "approve"
    DECLINE = "decline"
    CLAIM = "claim"
    JOIN = "join"
    INVITE = "invite"
    REVOKE = "revoke"
    BIND = "bind"
    UNBIND = "unbind"
    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    MEMBERS = "members"
    FORGET = "forget"
    IMPORT = "import"
    EXPORT = "export"
    BROADCAST = "broadcast"
    REDEEM = "redeem"
    STATION = "station"
    KEEPER = "keeper"
    DISMISS = "dismiss"
    DUTY = "duty"
    STATION_ADD = "add a station"
    STATION_RETIRE = "station out of use"
    STATION_REVIVE = "station back in use"


@dataclass(frozen=True)
class Line:
    """`about` is words and references ("person:12 area:3"): names live where they can be forgotten."""

    at: datetime
    by: int | None
    by_name: str
    action: str
    about: str


def _line(row: Row[Any]) -> Line:
    return Line(row.at, row.by, row.name or "", row.action, row.about)


_QUERY = select(audit, people.c.name).join_from(audit, people, audit.c.by == people.c.id, isouter=True)


async def record(conn: AsyncConnection, deed: Deed, about: str, *, by: int | None, at: datetime) -> None:
    """One line: person `by` did it at that time; `by` None where no person did."""
    await conn.execute(insert(audit).values(at=at, by=by, action=deed, about=about))


async def latest(conn: AsyncConnection, *, limit: int = 20) -> list[Line]:
    """Newest first."""
    return [_line(row) for row in await conn.execute(_QUERY.order_by(audit.c.id.desc()).limit(limit))]


async def last_about(conn: AsyncConnection, reference: str, deeds: Sequence[Deed]) -> Line | None:
    """The newest of these deeds whose first reference is the given one ("person:12")."""
    named = or_(audit.c.about == reference, audit.c.about.startswith(f"{reference} ", autoescape=True))
    query = _QUERY.where(named, audit.c.action.in_(deeds)).order_by(audit.c.id.desc())
    row = (await conn.execute(query.limit(1))).first()
    return _line(row) if row else None


@dataclass(frozen=True)
class Backlog:
    """Messages that wait, messages that Telegram refused for good, and updates that nobody could handle."""

    waiting: int
    refused: int
    letters: int


async def backlog(conn: AsyncConnection) -> Backlog:
    rows = await conn.execute(
        select(outbox.c.state, func.count()).where(outbox.c.state.in_((WAITING, DEAD))).group_by(outbox.c.state)
    )
    counts: dict[int, int] = {row[0]: row[1] for row in rows}
    letters = (await conn.execute(select(func.count()).select_from(dead_letters))).scalar_one()
    return Backlog(counts.get(WAITING, 0), counts.get(DEAD, 0), letters)
