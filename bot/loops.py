"""Loops that never end by accident: a crash is logged and the loop begun again."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import structlog

PAUSE = 1.0  # seconds between a crash and the next beginning
_log = structlog.get_logger()


def keep(name: str, loop: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
    """A task that runs the loop until it ends by itself."""
    return asyncio.create_task(_again_and_again(name, loop), name=name)


async def end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel what still runs, and wait for it."""
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _again_and_again(name: str, loop: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            return await loop()
        except Exception:
            _log.exception("a loop has crashed and begins again", loop=name)
            await asyncio.sleep(PAUSE)
