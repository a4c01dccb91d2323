"""Where words and signs go so that none covers another: pure geometry in pixels."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Wanted:
    """One thing to place: boxes of one size, the best place first."""

    boxes: tuple[Box, ...]


def place(wanted: Sequence[Wanted], bounds: Box, taken: Iterable[Box] = ()) -> list[Box | None]:
    """For each thing, in their order of importance, its first box that lies within the bounds and touches none of
    those taken before; None where there is none.
    """
    full = list(taken)
    placed: list[Box | None] = []
    for each in wanted:
        found = next((box for box in each.boxes if within(box, bounds) and not _hits(box, full)), None)
        placed.append(found)
        if found is not None:
            full.append(found)
    return placed


def beside(anchor: tuple[float, float], size: tuple[float, float], gap: float) -> tuple[Box, ...]:
    """A box of that size on the right of a point, on its left, above, below, and at its four corners."""
    x, y = anchor
    wide, high = size
    right, left, above, below = x + gap, x - gap - wide, y - gap - high, y + gap
    middle, level = x - wide / 2, y - high / 2
    corners = ((right, level), (left, level), (middle, above), (middle, below))
    aslant = ((right, above), (right, below), (left, above), (left, below))
    return tuple(_box(corner, size) for corner in (*corners, *aslant))


def centred(anchor: tuple[float, float], size: tuple[float, float]) -> Box:
    """A box of that size with the point in its middle."""
    return _box((anchor[0] - size[0] / 2, anchor[1] - size[1] / 2), size)


def around(anchor: tuple[float, float], size: float, steps: int) -> Iterator[Box]:
    """Squares around a point in eight directions, the upper ones first, nearer before farther."""
    for step in range(1, steps + 1):
        far = size * 0.9 * step
        for across, down in (
            (0, -1),
            (0.75, -0.75),
            (-0.75, -0.75),
            (1, 0),
            (-1, 0),
            (0.75, 0.75),
            (-0.75, 0.75),
            (0, 1),
        ):
            yield centred((anchor[0] + across * far, anchor[1] + down * far), (size, size))


def _box(corner: tuple[float, float], size: tuple[float, float]) -> Box:
    return corner[0], corner[1], corner[0] + size[0], corner[1] + size[1]


def within(box: Box, bounds: Box) -> bool:
    """Whether the box leaves the bounds nowhere."""
    return box[0] >= bounds[0] and box[1] >= bounds[1] and box[2] <= bounds[2] and box[3] <= bounds[3]


def _hits(box: Box, others: Sequence[Box]) -> bool:
    return any(overlap(box, other) for other in others)


def overlap(one: Box, other: Box) -> bool:
    """Whether they have more than an edge in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
