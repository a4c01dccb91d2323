"""The 15-minute circle (15分钟服务圈): which cells have a station within so many minutes on foot, and in which areas.

From a point well inside each cell to the nearest station, as the crow flies, times a factor for the way round corners.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.people import Area
from bot.domain.stations_policy import Stations


class Reach(StrEnum):
    """ALWAYS: a station that never closes is near enough. BY_DAY: only one that does. BARE: none at all."""

    ALWAYS = "round the clock"
    BY_DAY = "by day"
    BARE = "bare"


@dataclass(frozen=True)
class Nearest:
    """A station with the metres to it as the crow flies; infinite where there is none, and then its id is 0."""

    station: int = 0
    metres: float = math.inf


@dataclass(frozen=True)
class Share:
    """Of an area and all below it: its cells, how many have a station near enough, how many one that never closes."""

    area: Area
    cells: int = 0
    near: int = 0
    always: int = 0


def radius(rules: Stations) -> float:
    """Metres as the crow flies that can be walked in `walk_minutes`."""
    return rules.walk_minutes * rules.walk_metres_a_minute / rules.walk_detour


def minutes(rules: Stations, metres: float) -> int:
    """On foot, whole minutes, for so many metres as the crow flies (not infinite)."""
    return math.ceil(metres * rules.walk_detour / rules.walk_metres_a_minute)


def reach(rules: Stations, nearest: Nearest, always: Nearest) -> Reach:
    """`nearest`: whichever station; `always`: the nearest one that never closes."""
    far = radius(rules)
    if always.metres <= far:
        return Reach.ALWAYS
    return Reach.BY_DAY if nearest.metres <= far else Reach.BARE


def shares(tree: Sequence[Area], cells: Iterable[tuple[int, Reach]]) -> list[Share]:
    """For each area of the tree that has cells, in its order; cells come as (id of their area, reach)."""
    found = {area.id: Share(area) for area in tree}
    above: Mapping[int, tuple[int, ...]] = {area.id: area.path for area in tree}
    for area_id, how in cells:
        for each in above.get(area_id, ()):
            found[each] = _with(found[each], how)
    return [share for share in found.values() if share.cells]


def _with(share: Share, how: Reach) -> Share:
    near, always = how is not Reach.BARE, how is Reach.ALWAYS
    return replace(share, cells=share.cells + 1, near=share.near + near, always=share.always + always)


def percent(part: int, whole: int) -> int:
    """Rounded down, so that 100 means all of them; 0 of nothing."""
    return 100 * part // whole if whole else 0
