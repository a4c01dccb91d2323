"""The map to a list of stations."""

from collections.abc import Sequence

from bot.domain.hours import State
from bot.domain.maps import frames
from bot.domain.pictures import Spot, StationMap
from bot.domain.place import Point
from bot.domain.stations import Trouble
from handlers.turn import Turn
from storage.finder import Found

MOST_CELLS = 80
"""More cells than this in view are a net, and tell nobody where they are."""
SHUT = frozenset({Trouble.CLOSED, Trouble.MOVED})
DECIMALS = 5  # of a degree: a metre


async def drawn(
    turn: Turn, point: Point, found: Sequence[Found], *, offset: int = 0, first: Found | None = None
) -> StationMap:
    """Where they are, by the numbers of the list, that begin after `offset`; `first`: the next to open."""
    me = _spot(point, "me", "", turn.t.plain("Me"))
    pins = [_pin(str(number), each) for number, each in enumerate(found, start=offset + 1)]
    pins += [_pin("", first)] if first else []
    frame = frames.of_spots((me, *pins))
    shapes = await turn.house.atlas.around(turn.conn, frame, most=MOST_CELLS)
    return StationMap(me, tuple(pins), shapes)


def _pin(mark: str, found: Found) -> Spot:
    useless = any(fact.sure and fact.what in SHUT for fact in found.facts)
    kind = "shut" if useless or found.opening.state is State.CLOSED else "open"
    return _spot(found.station.point, kind, mark, found.station.name)


def _spot(point: Point, kind: str, mark: str, label: str) -> Spot:
    return Spot(round(point.lat, DECIMALS), round(point.lon, DECIMALS), kind, mark, label)
