"""The nearest points, exactly in the order of the geodesics on WGS-84, with filters; for a thousand or a million.

index = build([Entry(station.id, station.point, bits(station.amenities, Amenity)), ...])
nearest(index, here, 5, mask=bits({Amenity.WATER}, Amenity), accept=is_open, within=5_000)
"""

import math
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from enum import Enum
from itertools import islice, takewhile
from typing import Any, NamedTuple

import numpy as np

from bot.domain.nearness import ellipsoid
from bot.domain.nearness.ellipsoid import Place, arc, doubt
from bot.domain.nearness.layer import Integers, Layer, Solid, Table, chosen
from bot.domain.places.points import Point

OVERLAY = 1_000
"""Changes up to which an index is never built anew; above it, one in 64 of all points may have changed."""
_SHARE = 64
_GROWTH = 4  # how much more is looked at where what was looked at did not do
_FARTHEST = 12_800_000.0  # metres, more than any chord

Told = tuple[int, float]
"""Id and metres."""


class Entry(NamedTuple):
    """`flags` is at most 63 bits."""

    id: int
    point: Point
    flags: int = 0


class _Asked(NamedTuple):
    """Where from, which flags, and metres of chord at most."""

    place: Place
    origin: Solid
    mask: int
    reach: float


_Near = tuple[list[float], list[int], float]
"""Chords, growing, the ids of their points, and a horizon: every point with a chord below it is among them."""


class StationIndex:
    """Points ready to be searched: a base, those of it that are gone or replaced, and those that came since.

    Nothing changes later, so threads may share it; `changed` makes another one that has the base in common.
    """

    __slots__ = ("base", "dead", "fresh")

    def __init__(self, base: Layer, *, fresh: Layer | None = None, dead: Any = None) -> None:
        self.base, self.fresh, self.dead = base, fresh, dead

    def __len__(self) -> int:
        gone = 0 if self.dead is None else int(np.count_nonzero(self.dead))
        return len(self.base) - gone + (0 if self.fresh is None else len(self.fresh))


def bits(members: Iterable[Enum], of: type[Enum]) -> int:
    """A bit for each member, by its place in the enumeration: flags of a point, or the mask of what is wanted."""
    held = set(members)
    return sum(1 << place for place, member in enumerate(of) if member in held)


def build(entries: Iterable[Entry]) -> StationIndex:
    """An index over all of them. ValueError where an id comes twice."""
    return StationIndex(Layer(_table(entries)))


def assembled(tables: Sequence[Table]) -> StationIndex:
    """An index over tables that `table` made, without an id in common: `build` for those who read in portions."""
    return StationIndex(Layer(_joined(*tables) if tables else _table(())))


def changed(index: StationIndex, upserts: Iterable[Entry] = (), removed: Iterable[int] = ()) -> StationIndex:
    """The index with entries added or replaced by id, and ids removed; ids that it does not have are passed over.

    A few changes are laid over the base; many lead to a new one, which takes as long as `build` without its reading.
    """
    return followed(index, [_table(upserts)], removed)


def followed(index: StationIndex, upserts: Sequence[Table], removed: Iterable[int] = ()) -> StationIndex:
    """`changed` by tables that `table` made, without an id in common."""
    added = _joined(*upserts) if upserts else _table(())
    touched = np.union1d(added.ids, np.fromiter(removed, np.int64))
    base = index.base.table
    dead = np.zeros(len(base.ids), bool) if index.dead is None else index.dead.copy()
    dead[np.isin(base.ids, touched) if len(touched) > OVERLAY else _rows(base.ids, touched)] = True
    fresh = added if index.fresh is None else _joined(_without(index.fresh.table, touched), added)
    if max(len(fresh.ids), int(np.count_nonzero(dead))) > max(OVERLAY, len(base.ids) // _SHARE):
        return StationIndex(Layer(_joined(chosen(base, ~dead), fresh)))
    return StationIndex(index.base, fresh=Layer(fresh) if len(fresh.ids) else None, dead=dead)


def nearest(
    index: StationIndex,
    point: Point,
    k: int,
    *,
    mask: int = 0,
    accept: Callable[[int], bool] | None = None,
    within: float = math.inf,
) -> list[Told]:
    """Ids and metres of the k nearest points whose flags have all bits of `mask`, nearest first, as near by id.

    `accept` is asked of as few as possible, in order, for what changes with time; `within` is in metres. Fewer than k
    where there are no more. Metres are good to 1 cm within 100 km, to a hundred-thousandth beyond.
    """
    place = (point.lat, point.lon)
    asked = _Asked(place, ellipsoid.solid_one(place), mask, min(within + 1, _FARTHEST))
    near = _in_order(index, asked, k + 1)
    if within < math.inf:
        near = takewhile(lambda told: told[1] <= within, near)
    if accept is not None:
        near = (told for told in near if accept(told[0]))
    return list(islice(near, max(k, 0)))


def _in_order(index: StationIndex, asked: _Asked, size: int) -> Iterator[Told]:
    """Looks at more points only where those looked at are used up."""
    told, horizon = 0, 0.0
    while horizon < math.inf:
        near = _around(index, asked, size)
        told = yield from _certain(index, asked.place, near, told)
        horizon = near[2]
        size *= _GROWTH


def _around(index: StationIndex, asked: _Asked, size: int) -> _Near:
    chords, rows, horizon = index.base.around(asked.origin, size, asked.mask, asked.reach)
    if index.dead is not None:
        alive = ~index.dead[rows]
        chords, rows = chords[alive], rows[alive]
    ids = index.base.table.ids[rows]
    if index.fresh is not None:
        newer, rows, nearer = index.fresh.around(asked.origin, size, asked.mask, asked.reach)
        horizon = min(horizon, nearer)
        chords, ids = np.append(chords, newer), np.append(ids, index.fresh.table.ids[rows])
        order = np.argsort(chords)[: np.count_nonzero(chords <= horizon)]
        chords, ids = chords[order], ids[order]
    return chords.tolist(), ids.tolist(), horizon


def _certain(index: StationIndex, place: Place, near: _Near, start: int) -> Generator[Told, None, int]:
    """Those from the start on that nothing beyond the horizon may come before; returns how many that is from 0 on."""
    chords, ids, horizon = near
    chords.append(horizon)
    first = start
    for here in range(start, len(ids)):
        chord = chords[here]
        if chords[here + 1] - chord <= doubt(chord):
            continue
        if first == here and chord <= ellipsoid.SHORT:
            yield ids[here], arc(chord)
        else:
            yield from _ranked(index, ids[first : here + 1], place)
        first = here + 1
    return first


def _ranked(index: StationIndex, ids: list[int], place: Place) -> list[Told]:
    """By geodesic, then by id."""
    there = {name: _place(index, name) for name in ids}
    metres = {spot: ellipsoid.geodesic(place, spot) for spot in set(there.values())}
    return [(name, metres[there[name]]) for name in sorted(ids, key=lambda name: (metres[there[name]], name))]


def _place(index: StationIndex, name: int) -> Place:
    """Where a point of the index is; what came later counts."""
    wanted = np.array([name])
    tables = [layer.table for layer in (index.fresh, index.base) if layer is not None]
    lat, lon = next(table.places[row].tolist() for table in tables for row in _rows(table.ids, wanted))
    return lat, lon


def table(ids: Sequence[int], flags: Sequence[int], lats: Sequence[float], lons: Sequence[float]) -> Table:
    """Of columns; sorted by id. ValueError where an id comes twice."""
    order = np.argsort(numbers := np.array(ids, np.int64), kind="stable")
    if len(numbers) > 1 and not np.diff(numbers[order]).all():
        raise ValueError("an id comes twice")
    places = np.array((lats, lons), np.float64).T
    return chosen(Table(numbers, np.array(flags, np.int64), places), order)


def _table(entries: Iterable[Entry]) -> Table:
    listed = list(entries)
    points = [entry.point for entry in listed]
    columns = [entry.id for entry in listed], [entry.flags for entry in listed]
    return table(*columns, [point.lat for point in points], [point.lon for point in points])


def _rows(ids: Integers, wanted: Integers) -> Integers:
    """Where those of the wanted ids stand that there are."""
    rows = np.searchsorted(ids, wanted)
    inside = rows < len(ids)
    found: Integers = rows[inside][ids[rows[inside]] == wanted[inside]]
    return found


def _without(table: Table, ids: Integers) -> Table:
    return chosen(table, ~np.isin(table.ids, ids))


def _joined(*tables: Table) -> Table:
    """Of tables without an id in common."""
    every = Table(*(np.concatenate(columns) for columns in zip(*tables, strict=True)))
    return chosen(every, np.argsort(every.ids, kind="stable"))
