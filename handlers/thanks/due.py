"""What the clock does about points: books what is new, ends what nobody confirmed, honours months that are over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.outgoing import Outgoing
from handlers.thanks import confirming, earning, honours
from handlers.turn import House


async def due(conn: AsyncConnection, house: House, now: datetime) -> Sequence[Outgoing]:
    """Honours wait until everything that earns is booked."""
    up_to_date = await earning.credit(conn, house)
    told = await honours.honour(conn, house, now) if up_to_date else []
    return [*await confirming.expire(conn, house, now), *told]
