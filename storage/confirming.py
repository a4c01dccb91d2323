"""Whether the page of a station is right: who says so, whom to ask, and of which nobody has said it for long."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.stations import Station
from storage import stations as rows
from storage.schema import keepers, stations


async def confirm(conn: AsyncConnection, station_id: int, person: int, at: datetime) -> None:
    """Somebody says that the page is right."""
    await rows.change(conn, station_id, confirmed_at=at, confirmed_by=person)


def _unconfirmed(moment: datetime | BindParameter[Any]) -> ColumnElement[bool]:
    stale = or_(stations.c.confirmed_at.is_(None), stations.c.confirmed_at < moment)
    return stale & stations.c.active.is_(True)


_MOMENT = bindparam("moment", type_=stations.c.asked_at.type)
_OLD = or_(stations.c.asked_at.is_(None), stations.c.asked_at < _MOMENT) & _unconfirmed(_MOMENT)
_KEPT = stations.c.id.in_(select(keepers.c.station))
_TO_ASK = select(stations.c.id).where(_OLD, _KEPT).order_by(stations.c.id).limit(bindparam("most"))


async def unconfirmed_since(
    conn: AsyncConnection, moment: datetime, *, offset: int = 0, limit: int = 50
) -> list[Station]:
    """Stations in use that nobody has confirmed since then, the longest (or never) first."""
    order = (stations.c.confirmed_at.is_not(None), stations.c.confirmed_at, stations.c.id)
    query = select(stations.c.id).where(_unconfirmed(moment)).order_by(*order).offset(offset).limit(limit)
    return await rows.several(conn, list((await conn.execute(query)).scalars()))


async def count_unconfirmed(conn: AsyncConnection, moment: datetime) -> int:
    query = select(func.count()).select_from(stations).where(_unconfirmed(moment))
    return (await conn.execute(query)).scalar_one()


async def to_ask(conn: AsyncConnection, moment: datetime, *, limit: int = 20) -> list[Station]:
    """Kept stations whose page was neither confirmed nor asked about since then."""
    found = list((await conn.execute(_TO_ASK, {"moment": moment, "most": limit})).scalars())
    return await rows.several(conn, found) if found else []


async def kept(conn: AsyncConnection, ids: Sequence[int]) -> frozenset[int]:
    """Those of the stations that somebody keeps."""
    found = await conn.execute(select(keepers.c.station).where(keepers.c.station.in_(ids)))
    return frozenset(found.scalars())


async def asked(conn: AsyncConnection, ids: Sequence[int], at: datetime) -> None:
    """Their keepers were asked whether the page is right; nothing of the page changes."""
    await conn.execute(update(stations).where(stations.c.id.in_(ids)).values(asked_at=at))
