"""The stations around a place: an index in memory that follows the database, and what holds of them now."""

import asyncio
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import hours
from bot.domain.place import Point
from bot.domain.stations import Fact, Station, Trouble
from bot.domain.wishes import ALL_DAY, OPEN
from storage import station_index, stations, versioned
from storage.station_index import Snapshot

__all__ = ["ALL_DAY", "OPEN", "WITHIN", "Finder", "Found", "Wish"]
WITHIN = 5_000.0
"""Metres: nobody rides further for water."""
_LOOKED_AT = 50  # stations among which the next to open is sought
_GONE = frozenset(map(str, Trouble))


@dataclass(frozen=True)
class Found:
    """A station with the metres to it (nan: nobody knows from where), whether it is open, what is said of it now."""

    station: Station
    metres: float
    opening: hours.Opening
    facts: Sequence[Fact] = ()


@dataclass(frozen=True)
class Wish:
    """What is asked for: a place (WGS-84), filters (OPEN, ALL_DAY, amenity keys), and metres from the place."""

    point: Point
    filters: frozenset[str] = frozenset({OPEN})
    within: float = WITHIN


class Finder:
    """The station index in memory. It asks for the version each time, so a change by another process is seen at once.

    Nothing of it is loaded, neither stations nor the libraries for them, before `warm` or the first question.
    """

    def __init__(self, zone: tzinfo) -> None:
        self._calendar = hours.Calendar(zone)
        self._parsed: dict[str, hours.Parsed] = {}
        self._snapshot: Snapshot | None = None
        self._loading = asyncio.Lock()

    async def warm(self, conn: AsyncConnection, now: datetime) -> None:
        """Everything ahead of the first question, where there are stations at all; `conn` may only read."""
        if not await stations.count(conn):
            return
        await self._current(conn)
        for day in (now, now + timedelta(days=hours.HORIZON)):
            await asyncio.to_thread(self._calendar.is_off, day.date())

    async def nearest(
        self, conn: AsyncConnection, wish: Wish, now: datetime, *, count: int = 5, offset: int = 0
    ) -> list[Found]:
        """The nearest that have all that is wished for, by growing distance; `offset` of them are passed over.

        What has a wished for amenity surely broken is never among them, nor with OPEN what is surely closed or full.
        """
        from bot.domain import nearest

        snapshot = await self._current(conn)
        said = await stations.facts(conn, now)
        out = {name for name, facts in said.items() if _useless(facts, wish.filters)}

        opened = self._opened(snapshot, now)

        def fits(name: int) -> bool:
            return name not in out and (OPEN not in wish.filters or opened(name))

        mask = station_index.mask_of(wish.filters)
        ranked = nearest.nearest(snapshot.index, wish.point, offset + count, mask=mask, accept=fits, within=wish.within)
        metres = dict(ranked[offset:])
        listed = await stations.several(conn, list(metres))
        return [Found(s, metres[s.id], self.opening(s, now), said.get(s.id, ())) for s in listed]

    async def each_nearest(
        self, conn: AsyncConnection, points: Sequence[Point], filters: frozenset[str] = frozenset()
    ) -> list[tuple[int, float]]:
        """For each point the nearest station that has all of that (amenity keys, ALL_DAY), whether open now or not.

        Id and metres, (0, infinity) where there is none. Some 50 us a point, in a thread.
        """
        from bot.domain import nearest

        index, mask = (await self._current(conn)).index, station_index.mask_of(filters)

        def all_of_them() -> list[tuple[int, float]]:
            found = (nearest.nearest(index, point, 1, mask=mask) for point in points)
            return [next(iter(told), (0, math.inf)) for told in found]

        return await asyncio.to_thread(all_of_them)

    async def next_to_open(self, conn: AsyncConnection, wish: Wish, now: datetime) -> Found | None:
        """Of the stations around that are closed now, the one that opens first."""
        later = Wish(wish.point, wish.filters - {OPEN}, wish.within)
        around = await self.nearest(conn, later, now, count=_LOOKED_AT)
        closed = [found for found in around if found.opening.state is hours.State.CLOSED and found.opening.until]
        closed = [found for found in closed if not _useless(found.facts, wish.filters | {OPEN})]
        return min(closed, key=lambda found: (found.opening.until or now, found.metres), default=None)

    def opening(self, station: Station, now: datetime) -> hours.Opening:
        """Whether it is open, by its hours and by what its keeper says of today."""
        if station.closed_until is None or station.closed_until <= now:
            return hours.at(self._read(station.hours), now, self._calendar)
        then = hours.at(self._read(station.hours), station.closed_until, self._calendar)
        still = then.state is hours.State.CLOSED and then.until is not None
        return hours.Opening(hours.State.CLOSED, then.until if still else station.closed_until)

    def _opened(self, snapshot: Snapshot, now: datetime) -> Callable[[int], bool]:
        """Whether a station is open at that moment; many have the same hours, which are looked at once."""
        known: dict[int, bool] = {}

        def opened(name: int) -> bool:
            until = snapshot.closed_until.get(name)
            if until is not None and until > now:
                return False
            parsed = snapshot.hours.of(name)
            if id(parsed) not in known:
                known[id(parsed)] = hours.at(parsed, now, self._calendar).state is hours.State.OPEN
            return known[id(parsed)]

        return opened

    def _read(self, text: str) -> hours.Parsed:
        """Parsed once a spelling; what an older version stored and this one cannot read says nothing."""
        if text not in self._parsed:
            try:
                self._parsed[text] = hours.parse(text)
            except hours.BadHours:
                self._parsed[text] = hours.parse("")
        return self._parsed[text]

    async def _current(self, conn: AsyncConnection) -> Snapshot:
        known = self._snapshot or await self._first(conn)
        version = await stations.version(conn)
        if known.version == version:
            return known
        if known.version > version:  # a transaction that began before the last change
            return await station_index.loaded(conn, version, self._read)
        return self._keep(conn, await station_index.followed(conn, known, version, self._read))

    async def _first(self, conn: AsyncConnection) -> Snapshot:
        """Loaded once, however many ask meanwhile."""
        async with self._loading:
            if self._snapshot is not None:
                return self._snapshot
            return self._keep(conn, await station_index.loaded(conn, await stations.version(conn), self._read))

    def _keep(self, conn: AsyncConnection, made: Snapshot) -> Snapshot:
        """For the next question too, unless it shows what this transaction may yet undo."""
        newer = self._snapshot is None or self._snapshot.version < made.version
        if newer and not versioned.touched(conn, stations.WHAT):
            self._snapshot = made
        return made


def _useless(facts: Iterable[Fact], filters: frozenset[str]) -> bool:
    """Whether something sure speaks against going there."""
    sure = {fact.what for fact in facts if fact.sure}
    return bool(sure & (_GONE | filters if OPEN in filters else filters))
