"""Stations by words: what they must have, or their name, address or code; near a place where one is known."""

import math
from collections.abc import Sequence

from bot.domain import place
from bot.domain.hours import State
from bot.domain.place import Point
from bot.domain.stations import Fact, Station
from bot.domain.wishes import ALL_DAY, OPEN, Wish
from handlers.turn import Turn
from storage import finder, stations
from storage.finder import Found
from storage.station_index import ALWAYS

NAMED = 200
"""Stations of a name that are compared by distance."""


async def search(
    turn: Turn, wish: Wish, here: Point | None, *, count: int, offset: int = 0, every: bool = False
) -> Sequence[Found]:
    """Up to `count` after so many; without a place only by name. `every`: also those that are out of use.

    What is open comes alone; where nothing is, what opens later.
    """
    if wish.name:
        return (await _named(turn, wish, here, every=every))[offset : offset + count]
    if here is None:
        return ()
    now_open = finder.Wish(here, wish.filters | {OPEN})
    found = await turn.house.finder.nearest(turn.conn, now_open, turn.now, count=count, offset=offset)
    if found or offset or OPEN in wish.filters:
        return found
    return await turn.house.finder.nearest(turn.conn, finder.Wish(here, wish.filters), turn.now, count=count)


async def _named(turn: Turn, wish: Wish, here: Point | None, *, every: bool) -> list[Found]:
    named = await stations.named(turn.conn, wish.name, limit=NAMED, every=every)
    found = await known(turn, [each for each in named if _has(each, wish.filters)], here)
    return [each for each in found if OPEN not in wish.filters or each.opening.state is State.OPEN]


async def known(turn: Turn, those: Sequence[Station], here: Point | None) -> list[Found]:
    """These stations as they are now: by distance where it is known, else in the order given."""
    said = await stations.facts(turn.conn, turn.now, [station.id for station in those])
    found = [_now(turn, station, here, said.get(station.id, ())) for station in those]
    return sorted(found, key=lambda each: each.metres) if here else found


def _now(turn: Turn, station: Station, here: Point | None, said: Sequence[Fact]) -> Found:
    metres = place.distance(here, station.point) if here else math.nan
    return Found(station, metres, turn.house.finder.opening(station, turn.now), said)


def _has(station: Station, filters: frozenset[str]) -> bool:
    if ALL_DAY in filters and station.hours != ALWAYS:
        return False
    return filters - {OPEN, ALL_DAY} <= station.amenities
