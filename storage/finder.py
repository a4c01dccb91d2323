"""The stations around a place: an index in memory that follows the database, and what holds of them now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import hours
from bot.domain.place import Point
from bot.domain.stations import Amenity, Fact, Station, Trouble
from bot.domain.wishes import ALL_DAY, OPEN
from storage import stations

if TYPE_CHECKING:
    from bot.domain.nearest import Entry, StationIndex

__all__ = ["ALL_DAY", "OPEN", "WITHIN", "Finder", "Found", "Wish"]
WITHIN = 5_000.0
"""Metres: nobody rides further for water."""
_ALWAYS = "24/7"
_ALL_DAY_BIT = 1 << len(Amenity)
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


@dataclass(frozen=True)
class _Snapshot:
    """The stations as of a version: `hours` and `closed_until` (only where set) by id."""

    version: int
    index: "StationIndex"
    hours: Mapping[int, hours.Parsed]
    closed_until: Mapping[int, datetime] = field(default_factory=dict)


class Finder:
    """The station index in memory. It asks for the version each time, so a change by another process is seen at once.

    Nothing of it is loaded, neither stations nor the libraries for them, before the first question.
    """

    def __init__(self, zone: tzinfo) -> None:
        self._calendar = hours.Calendar(zone)
        self._parsed: dict[str, hours.Parsed] = {}
        self._snapshot: _Snapshot | None = None

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

        def fits(name: int) -> bool:
            return name not in out and (OPEN not in wish.filters or self._open(snapshot, name, now))

        mask = _mask(wish.filters)
        ranked = nearest.nearest(snapshot.index, wish.point, offset + count, mask=mask, accept=fits, within=wish.within)
        metres = dict(ranked[offset:])
        listed = await stations.several(conn, list(metres))
        return [Found(s, metres[s.id], self.opening(s, now), said.get(s.id, ())) for s in listed]

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

    def _open(self, snapshot: _Snapshot, name: int, now: datetime) -> bool:
        until = snapshot.closed_until.get(name)
        if until is not None and until > now:
            return False
        return hours.at(snapshot.hours[name], now, self._calendar).state is hours.State.OPEN

    def _read(self, text: str) -> hours.Parsed:
        """Parsed once a spelling; what an older version stored and this one cannot read says nothing."""
        if text not in self._parsed:
            try:
                self._parsed[text] = hours.parse(text)
            except hours.BadHours:
                self._parsed[text] = hours.parse("")
        return self._parsed[text]

    async def _current(self, conn: AsyncConnection) -> _Snapshot:
        from bot.domain import nearest

        version = await stations.version(conn)
        known = self._snapshot
        if known is not None and known.version == version:
            return known
        if known is None:
            every = await stations.everything(conn)
            made = self._followed(version, nearest.build(map(_entry, every)), every)
        else:
            every = await stations.changed_since(conn, known.version)
            used = [_entry(station) for station in every if station.active]
            gone = [station.id for station in every if not station.active]
            made = self._followed(version, nearest.changed(known.index, used, gone), every)
        self._snapshot = made
        return made

    def _followed(self, version: int, index: "StationIndex", every: Iterable[Station]) -> _Snapshot:
        """The snapshot after the stations, which are all or only those that changed."""
        before = self._snapshot
        read, closed = (dict(before.hours), dict(before.closed_until)) if before else ({}, {})
        for station in every:
            read[station.id] = self._read(station.hours)
            closed.pop(station.id, None)
            if station.closed_until is not None:
                closed[station.id] = station.closed_until
        return _Snapshot(version, index, read, closed)


def _entry(station: Station) -> "Entry":
    from bot.domain import nearest

    flags = nearest.bits(station.amenities, Amenity) | (_ALL_DAY_BIT if station.hours == _ALWAYS else 0)
    return nearest.Entry(station.id, station.point, flags)


def _mask(filters: frozenset[str]) -> int:
    from bot.domain import nearest

    wanted = [amenity for amenity in Amenity if amenity in filters]
    return nearest.bits(wanted, Amenity) | (_ALL_DAY_BIT if ALL_DAY in filters else 0)


def _useless(facts: Iterable[Fact], filters: frozenset[str]) -> bool:
    """Whether something sure speaks against going there."""
    sure = {fact.what for fact in facts if fact.sure}
    return bool(sure & (_GONE | filters if OPEN in filters else filters))
