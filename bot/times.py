"""The two clocks of the edge, to be replaced in tests."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Times:
    """`wall`: seconds since the epoch, for what is stored. `steady`: seconds that nobody sets, for waiting."""

    wall: Callable[[], float] = time.time
    steady: Callable[[], float] = time.monotonic

    def now(self) -> datetime:
        """The wall clock as an aware UTC time."""
        return datetime.fromtimestamp(self.wall(), UTC)
