"""Which digests were sent: a row each, so that none goes out twice, whatever happens to the process."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.figures import Period
from storage import areas, upsert
from storage.schema import bindings, digests

ADMINS = 0
"""The binding that stands for all admins."""
_NOTED = (digests.c.kind == bindparam("wanted_kind")) & (digests.c.first == bindparam("wanted_first"))
_WAITING = (
    select(bindings.c.id, bindings.c.chat, bindings.c.thread, bindings.c.area, bindings.c.language)
    .where(bindings.c.away_since.is_(None), bindings.c.bound_at <= bindparam("due"))
    .where(~select(digests.c.kind).where(_NOTED, digests.c.binding == bindings.c.id).exists(), areas.LEADS)
    .order_by(bindings.c.id)
)
_BESIDE = select(bindings.c.id).where(
    bindings.c.chat == bindparam("wanted_chat"), bindings.c.area == bindparam("wanted_area")
)
_ADMINS = select(func.max(digests.c.first)).where(
    digests.c.kind == bindparam("wanted_kind"), digests.c.binding == ADMINS
)


@dataclass(frozen=True)
class Reader:
    """A bound chat that has not had it, and where in it the area's news is said."""

    binding: int
    chat: int
    thread: int | None
    area: int
    language: str


async def waiting(conn: AsyncConnection, period: Period, due: datetime) -> list[Reader]:
    """The chats that were bound by then, in which we still are, and that have not had the period's digest."""
    wanted = {"wanted_kind": period.kind, "wanted_first": period.first, "due": due}
    return [Reader(*row) for row in await conn.execute(_WAITING, wanted)]


async def beside(conn: AsyncConnection, reader: Reader) -> list[int]:
    """The reader's binding and the chat's others to the area, for which it has had the digest too."""
    wanted = {"wanted_chat": reader.chat, "wanted_area": reader.area}
    return list((await conn.execute(_BESIDE, wanted)).scalars())


async def admins_had(conn: AsyncConnection, period: Period) -> bool | None:
    """Whether the admins have had it; None where they never had one of its kind: this is a new house."""
    last = (await conn.execute(_ADMINS, {"wanted_kind": period.kind})).scalar()
    return None if last is None else last >= period.first


async def note(conn: AsyncConnection, period: Period, readers: Sequence[int], *, sent: bool, at: datetime) -> None:
    """They have had it, or there was nothing to say; who was noted before stays so."""
    rows = [
        {"kind": period.kind, "first": period.first, "binding": binding, "sent": sent, "at": at} for binding in readers
    ]
    await conn.execute(upsert.keeping(conn, digests), rows)
