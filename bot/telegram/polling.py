"""Long polling: fetch, store, and only then ask for more, which is what tells Telegram that it may forget."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.telegram.api import Api
from bot.telegram.errors import ServerError, fate
from bot.telegram.raw import Raw

T = TypeVar("T")
Store = Callable[[list[Raw]], Awaitable[None]]
"""Returns when the updates are committed; raises when they are not."""

LONGEST = 30  # seconds that Telegram holds a poll open
_FIRST = 1.0
_SLOWEST = 30.0
_log = logging.getLogger(__name__)


async def poll(api: Api, store: Store, stop: asyncio.Event, *, wait: int = LONGEST, first: float = _FIRST) -> None:
    """Until `stop` is set: batches go to `store` in order, each at least once. InvalidToken where ours is refused.

    The offset is the last batch's greatest number plus one, and lives here only: numbers start anew at random
    after a quiet week, so one kept for long could skip what comes. `first`: seconds to rest after a first failure.
    """
    polling = _Poll(api, stop, wait)
    slow = first
    while not stop.is_set():
        try:
            await polling.step(store)
            slow = first
        except InvalidToken:
            raise
        except Exception as error:
            rest = _rest(error, slow)
            slow = min(_SLOWEST, slow * 2)
            _tell(error, rest)
            await _unless(stop, asyncio.sleep(rest))


class _Poll:
    """One loop's offset, and whether a webhook may still stand in its way."""

    def __init__(self, api: Api, stop: asyncio.Event, wait: int) -> None:
        self.api, self.stop, self.wait = api, stop, wait
        self.offset: int | None = None
        self.hooked = True

    async def step(self, store: Store) -> None:
        """One batch. Fetching is broken off by `stop`; storing never is. A webhook would make every poll a conflict."""
        if self.hooked:
            await self.api.call("deleteWebhook", {"drop_pending_updates": False})
            self.hooked = False
        batch = await _unless(self.stop, self.api.updates(self.offset, self.wait))
        if batch:
            offset = _after(batch)
            await store(batch)
            self.offset = offset


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """What the work gives; None where `stop` came first."""
    stopped, task = asyncio.create_task(stop.wait()), asyncio.create_task(work)
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        stopped.cancel()
        task.cancel()
        await asyncio.wait({task, stopped})


def _after(batch: list[Raw]) -> int:
    numbers = [raw.id for raw in batch if raw.id is not None]
    if not numbers:
        raise ServerError("updates without a number cannot be confirmed")
    return max(numbers) + 1


def _rest(error: Exception, slow: float) -> float:
    """Seconds: what Telegram asks for, else `slow` less some jitter."""
    return max(fate(error).seconds, slow * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, no secret


def _tell(error: Exception, rest: float) -> None:
    if isinstance(error, Conflict):
        _log.error("another process polls with our token; trying again in %.1f s", rest)
    elif isinstance(error, TelegramError):
        _log.warning("no updates: %s; trying again in %.1f s", error, rest)
    else:
        _log.error("updates were not stored and will come again, in %.1f s", rest, exc_info=error)
