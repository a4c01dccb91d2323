"""The bot under siege: it meets what a test throws at it, and must serve on as if nothing had been."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.end_to_end import books, process, scene
from tests.end_to_end.process import Process
from tests.end_to_end.scene import Scene

MOST = 400.0  # megabytes resident, ever


@asynccontextmanager
async def survives(street: Scene) -> AsyncIterator[None]:
    """The bot meets what the block sends; then a report still works, as ever, and it never was large."""
    seen: list[float] = []
    async with process.running(street.box, street.folder, **street.settings | scene.UNPACED) as running:
        watching = asyncio.create_task(_watch(running, seen))
        try:
            yield
            await scene.report(street, street.couriers[-1])
            await books.settled(street.box, street.folder)
        finally:
            watching.cancel()
        assert running.child.returncode is None
    assert 20 < max(seen) < MOST
    assert books.ask(street.folder, "SELECT count(*) FROM tickets") == [1]
    assert street.box.violations == []


async def _watch(running: Process, seen: list[float]) -> None:
    while True:
        seen.append(running.megabytes())
        await asyncio.sleep(0.02)
