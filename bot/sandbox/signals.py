"""Something happened: whoever waits looks again."""

import asyncio
import contextlib


class Signal:
    """Wakes every waiter at once; a waiter that comes later waits for the next time."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def fire(self) -> None:
        """Wake all who wait now."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Until the next `fire`, or the time is up (asyncio.wait_for would swallow a cancellation on 3.11)."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
