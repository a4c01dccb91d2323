"""Lengths that people can count in: 1, 2 or 5 with noughts."""

import math
from collections.abc import Iterator

KILOMETRE = 1000


def at_most(metres: float) -> int:
    """The greatest round length that is no longer; 1 below that."""
    if metres < 1:
        return 1
    power = int(10 ** math.floor(math.log10(metres)))
    return max((step * power for step in (1, 2, 5) if step * power <= metres), default=power)


def series(metres: float, count: int) -> Iterator[int]:
    """Up to `count` multiples of a round length, the last of them no longer than `metres`."""
    step = at_most(metres / count)
    return (step * number for number in range(1, count + 1))


def said(metres: int) -> str:
    """500 m, 1.5 km."""
    return f"{metres / KILOMETRE:g} km" if metres >= KILOMETRE else f"{metres} m"
