"""What the clock does about points: books what is new, then honours the months that are over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.outgoing import Outgoing
from handlers.thanks import earning
from handlers.turn import House


async def due(conn: AsyncConnection, house: House, _now: datetime) -> Sequence[Outgoing]:
    await earning.credit(conn, house)
    return ()
