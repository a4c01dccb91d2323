"""What the clock does about points: books what is new, ends what nobody confirmed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.outgoing import Outgoing
from handlers.thanks import earning, redeeming
from handlers.turn import House


async def due(conn: AsyncConnection, house: House, now: datetime) -> Sequence[Outgoing]:
    await earning.credit(conn, house)
    return await redeeming.expire(conn, house, now)
