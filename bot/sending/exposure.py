"""How many new messages may be under way at a time: no more than the rate needs, for a kill -9 can double each of them.

Between Telegram's doing and our commit nobody but Telegram knows that a message was sent. To keep up `rate` messages a
second when each takes `takes` seconds from its beginning to the commit that records it, rate * takes of them are under
way on average (Little's law, https://doi.org/10.1287/opre.9.3.383). `takes` is the least of the last ones, as BBR takes
a line's own time (https://doi.org/10.1145/3012426.3022184): what is slow because we are busy gets no quicker by sending
more of it. Near a fast Telegram that is one message. Pure.
"""

import math
from collections import deque
from dataclasses import dataclass, field

SLOW = 1.0  # seconds after which a message no longer holds up the others: one that hangs must not stop every chat
NEWEST = 30  # messages whose least time counts; until so many are known, one goes after the other


@dataclass(slots=True)
class Exposure:
    """`since`: when each message that is not recorded yet began, by its row. `took`: seconds of the NEWEST."""

    rate: float
    took: deque[float] = field(default_factory=lambda: deque(maxlen=NEWEST))
    since: dict[int, float] = field(default_factory=dict)


def begun(exposure: Exposure, row: int, now: float) -> None:
    exposure.since[row] = now


def recorded(exposure: Exposure, row: int, now: float) -> None:
    """Whatever became of it is committed: a kill can no longer double it."""
    began = exposure.since.pop(row, None)
    if began is not None:
        exposure.took.append(now - began)


def most(exposure: Exposure) -> float:
    """How many may be under way; unpaced, as many as like."""
    if not exposure.rate:
        return math.inf
    takes = min(exposure.took) if len(exposure.took) == NEWEST else 0.0
    return max(1, math.floor(exposure.rate * takes))


def wait(exposure: Exposure, now: float) -> float:
    """Seconds until one more may begin, unless one is recorded before."""
    fresh = sorted(since for since in exposure.since.values() if since + SLOW > now)
    allowed = most(exposure)
    if len(fresh) < allowed:
        return 0.0
    return fresh[len(fresh) - int(allowed)] + SLOW - now
