"""Loops that never end by accident: a crash is logged and the loop begun again."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import structlog

PAUSE = 1.0  # seconds between a crash and the next beginning; doubled at each crash that follows soon
LONGEST = 30.0
_log = structlog.get_logger()


def keep(name: str, loop: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
    """A task that runs the loop until it ends by itself."""
    return asyncio.create_task(_again_and_again(name, loop), name=name)


async def stopped(stop: asyncio.Event, within: float) -> bool:
    """Whether we are told to stop within so many seconds; it waits no longer than that."""
    try:
        async with asyncio.timeout(within):
            return await stop.wait()
    except TimeoutError:
        return False


async def end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel what still runs, and wait for it."""
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _again_and_again(name: str, loop: Callable[[], Awaitable[None]]) -> None:
    crashes = 0
    while True:
        begun = time.monotonic()
        try:
            return await loop()
        except Exception:
            crashes = crashes + 1 if time.monotonic() - begun < LONGEST else 1
            pause = min(LONGEST, PAUSE * 2.0 ** min(crashes - 1, 10))
            _log.exception("a loop has crashed and begins again", loop=name, pause=pause)
            await asyncio.sleep(pause)
