"""How the database goes about what storage asks it."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}


async def plan(conn: AsyncConnection, asked: Callable[[], Awaitable[object]]) -> str:
    """How the database goes about the last statement of a storage function."""
    said: list[tuple[str, Any]] = []
    engine = conn.sync_connection
    event.listen(engine, "before_cursor_execute", lambda _c, _cur, what, values, *_: said.append((what, values)))
    await asked()
    what, values = said[-1]
    rows = await conn.exec_driver_sql(f"{EXPLAIN[conn.dialect.name]} {what}", values)
    return "\n".join(" ".join(map(str, row)) for row in rows)
