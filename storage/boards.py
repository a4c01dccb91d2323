"""Where something has happened since the boards were last looked at."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import cursors
from storage.schema import areas, history

_TOLD = select(history.c.id, areas.c.path).join(areas, areas.c.id == history.c.area)
_NEWEST = select(func.max(history.c.id))
_PORTION = 2000


async def touched(conn: AsyncConnection) -> set[tuple[int, ...]]:
    """The paths (ids, root first) of areas whose tickets have changed since the last time."""
    await cursors.begin(conn, "boards:history", _NEWEST)
    found: set[tuple[int, ...]] = set()
    while rows := await cursors.unread(conn, "boards:history", _TOLD, key=history.c.id, limit=_PORTION):
        found |= {tuple(map(int, row.path.split("/"))) for row in rows}
    return found
