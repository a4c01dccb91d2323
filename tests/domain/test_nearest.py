"""The nearest points, beside measuring every one of them with geographiclib."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from bot.domain.nearest import Entry, StationIndex, bits, build, changed, nearest
from bot.domain.place import Point

HALF, QUARTER, RARE = 1, 2, 4
Places = list[tuple[float, float]]


@dataclass(frozen=True)
class Everything:
    """All points, and what measuring them on a sphere wants."""

    entries: list[Entry]
    radians: Any
    flags: Any


def everything(entries: list[Entry]) -> Everything:
    places = [(entry.point.lat, entry.point.lon) for entry in entries]
    return Everything(entries, np.radians(places), np.array([entry.flags for entry in entries]))


def metres(one: Point, other: Point) -> float:
    return float(Geodesic.WGS84.Inverse(one.lat, one.lon, other.lat, other.lon, Geodesic.DISTANCE)["s12"])


def by_hand(known: Everything, point: Point, k: int, mask: int = 0) -> list[tuple[int, float]]:
    """Only points within 1.2 % of the k-th on a sphere are measured: the ellipsoid differs by no more than 0.56 %."""
    sphere = np.where(known.flags & mask == mask, on_sphere(known.radians, point), np.inf)
    limit = np.partition(sphere, min(k, len(sphere)) - 1)[min(k, len(sphere)) - 1] * 1.012 + 1e-6
    close = [known.entries[place] for place in np.flatnonzero((sphere <= limit) & (sphere < np.inf))]
    far = {there: metres(point, there) for there in {entry.point for entry in close}}
    measured = sorted((far[entry.point], entry.id) for entry in close)
    return [(name, length) for length, name in measured[:k]]


def on_sphere(radians: Any, point: Point) -> Any:
    lat, lon = math.radians(point.lat), math.radians(point.lon)
    across = math.cos(lat) * np.cos(radians[:, 0]) * np.sin((radians[:, 1] - lon) / 2) ** 2
    return 2 * np.arcsin(np.sqrt(np.minimum(np.sin((radians[:, 0] - lat) / 2) ** 2 + across, 1)))


def entries_at(places: Places, seed: int = 1) -> list[Entry]:
    """In no order, with ids that have gaps; one in two, four and a hundred has a flag."""
    random = np.random.default_rng(seed)
    flags = (random.random((len(places), 3)) < (0.5, 0.25, 0.01)) @ (HALF, QUARTER, RARE)
    ids = random.permutation(3 * len(places))[: len(places)]
    rows = zip(ids.tolist(), places, flags.tolist(), strict=True)
    return [Entry(name, Point(*place), flag) for name, place, flag in rows]


def scattered(
    count: int, south: float, north: float, *, west: float = -180, east: float = 180, seed: int = 7
) -> Places:
    random = np.random.default_rng(seed)
    lat, lon = random.uniform(south, north, count), random.uniform(west, east, count)
    return list(zip(lat.tolist(), ((lon + 180) % 360 - 180).tolist(), strict=True))


def clustered(count: int, seed: int = 5) -> Places:
    random = np.random.default_rng(seed)
    centres = random.uniform((30, 95), (40, 110), (20, 2))
    spots = centres[random.integers(0, 20, count)] + random.normal(0, 0.02, (count, 2))
    return [(lat, lon) for lat, lon in spots.tolist()]


def agrees(found: list[tuple[int, float]], wanted: list[tuple[int, float]]) -> bool:
    """The same ids in the same order, and metres as good as promised."""
    same = [name for name, _ in found] == [name for name, _ in wanted]
    return same and all(
        abs(ours - far) <= 0.011 + (far > 100_000) * far * 1.1e-5
        for (_, ours), (_, far) in zip(found, wanted, strict=True)
    )


def ringed(radius: float, step: float) -> Places:
    """A step further with each of 90 directions: the straight lines through the Earth are in another order."""
    ends = [Geodesic.WGS84.Direct(36.0, 103.0, 44 * n % 360, radius + n * step) for n in range(90)]
    return [(end["lat2"], end["lon2"]) for end in ends]


WORLD = scattered(40, -90, 90, seed=3)
SCENES: dict[str, tuple[Places, Places]] = {
    "all over the world": (scattered(300, -90, 90), [*WORLD, (90.0, 0.0), (-90.0, 12.0), (0.0, 0.0), (0.0, 180.0)]),
    "in towns": (clustered(300), clustered(40, seed=6) + WORLD[:5]),
    "on the other side of the Earth": (
        scattered(60, 35.9, 36.1, west=103, east=104),
        scattered(6, -36.1, -35.9, west=-77, east=-76),
    ),
    "exactly opposite": ([(36.0, 103.0), (36.0, 104.0), (0.0, 0.0)], [(-36.0, -77.0), (-36.0, -76.0), (0.0, 180.0)]),
    "on the date line": (scattered(300, -20, 20, west=179, east=181), scattered(30, -20, 20, west=179.5, east=180.5)),
    "at the pole": (scattered(300, 89, 90), [*scattered(30, 89, 90, seed=8), (90.0, 0.0)]),
    "at one place": ([(36.0, 103.0)] * 50 + [(36.1, 103.0)] * 50, [(36.0, 103.0), (36.05, 103.0), (36.2, 104.0)]),
    "on a circle": (
        [(36 + 0.01 * math.cos(a / 9), 103 + 0.01236 * math.sin(a / 9)) for a in range(57)],
        [(36.0, 103.0), (36.0, 103.0000001), (36.000001, 103.0)],
    ),
    "on a circle of 50 km": (ringed(50_000, 1e-4), [(36.0, 103.0)]),
    "on a circle of 400 km": (ringed(400_000, 1e-2), [(36.0, 103.0)]),
    "on a circle of 9,000 km": (ringed(9_000_000, 1), [(36.0, 103.0)]),
    "mirrored": (
        [(lat, lon) for lat in (0.01, -0.01) for lon in (10.0, -10.0, 20.0, -20.0)],
        [(0.0, 0.0), (0.0, 180.0)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("mask", [0, HALF])
def test_the_order_is_that_of_the_geodesics(scene: str, mask: int) -> None:
    places, wanted = SCENES[scene]
    entries = entries_at(places)
    index, known = build(entries), everything(entries)
    for place in wanted:
        point = Point(*place)
        assert agrees(nearest(index, point, 5, mask=mask), by_hand(known, point, 5, mask)), (scene, place)


@pytest.fixture(scope="module", params=[2_000, 8_000], ids=["all measured", "in a tree"])
def many(request: pytest.FixtureRequest) -> tuple[Everything, StationIndex]:
    entries = entries_at(clustered(request.param - 200) + [(36.05, 103.8)] * 100 + scattered(100, -60, 60))
    return everything(entries), build(entries)


@pytest.mark.parametrize("mask", [0, HALF | QUARTER, RARE])
def test_a_thousand_places_among_thousands_of_points(many: tuple[Everything, StationIndex], mask: int) -> None:
    known, index = many
    for place in clustered(1_000, seed=11)[:: 1 if mask == 0 and len(index) < 5_000 else 4]:
        point = Point(*place)
        assert agrees(nearest(index, point, 5, mask=mask), by_hand(known, point, 5, mask))


def test_what_changes_with_time_is_asked_of_few_and_in_order(many: tuple[Everything, StationIndex]) -> None:
    known, index = many
    point = Point(36.0, 103.0)
    asked: list[int] = []

    def opens(name: int) -> bool:
        asked.append(name)
        return name % 10 == 0

    found = nearest(index, point, 5, accept=opens)
    wanted = [(name, far) for name, far in by_hand(known, point, 400) if name % 10 == 0][:5]
    assert agrees(found, wanted)
    assert asked == [name for name, _ in by_hand(known, point, len(asked))]
    assert asked[-1] == found[-1][0]


def test_what_is_refused_everywhere_is_asked_of_everyone_once(many: tuple[Everything, StationIndex]) -> None:
    known, index = many
    asked: list[int] = []

    def refuses(name: int) -> bool:
        asked.append(name)
        return False

    assert nearest(index, Point(36.0, 103.0), 5, mask=QUARTER, accept=refuses) == []
    assert sorted(asked) == sorted(entry.id for entry in known.entries if entry.flags & QUARTER)


@pytest.mark.parametrize("within", [0.0, 300.0, 5_000.0, 2_000_000.0])
def test_nothing_beyond_the_distance_asked_for_is_found(many: tuple[Everything, StationIndex], within: float) -> None:
    known, index = many
    for place in clustered(12, seed=13):
        wanted = [(name, far) for name, far in by_hand(known, Point(*place), 20) if far <= within]
        assert agrees(nearest(index, Point(*place), 20, within=within), wanted)


def test_the_distance_asked_for_counts_itself() -> None:
    entries = [Entry(1, Point(36.0, 103.0)), Entry(2, Point(36.0, 103.1))]
    far = metres(entries[0].point, entries[1].point)
    index = build(entries)
    assert [name for name, _ in nearest(index, entries[0].point, 5, within=far + 1e-4)] == [1, 2]
    assert [name for name, _ in nearest(index, entries[0].point, 5, within=far - 1e-4)] == [1]


def test_points_at_one_place_come_by_id() -> None:
    index = build([Entry(name, Point(36.0, 103.0)) for name in (7, 3, 900, 5)])
    assert [name for name, _ in nearest(index, Point(36.0, 103.1), 3)] == [3, 5, 7]


def steps(entries: list[Entry], size: int) -> Iterator[tuple[list[Entry], list[int]]]:
    """Points come, go, move and change their flags, so many at a time."""
    random = np.random.default_rng(17)
    for step in range(4):
        picked = [entries[place] for place in random.choice(len(entries), 3 * size, replace=False)]
        moved = [Entry(one.id, Point(one.point.lat + 0.01, one.point.lon), one.flags ^ HALF) for one in picked[:size]]
        came = [
            Entry(10**6 + step * 10**4 + n, Point(*place), HALF) for n, place in enumerate(clustered(size, seed=step))
        ]
        yield moved + came, [one.id for one in picked[size:]] + [10**9]


@pytest.mark.parametrize("size", [1, 30, 600])
def test_changes_are_as_good_as_building_anew(many: tuple[Everything, StationIndex], size: int) -> None:
    known, index = many
    left = {entry.id: entry for entry in known.entries}
    for upserts, removed in steps(known.entries, size):
        index = changed(index, upserts, removed)
        left |= {entry.id: entry for entry in upserts}
        left = {name: entry for name, entry in left.items() if name not in set(removed)}
        assert len(index) == len(left)
        now = everything(list(left.values()))
        for mask, place in zip([0, HALF, QUARTER, RARE] * 5, clustered(20, seed=19), strict=True):
            assert agrees(nearest(index, Point(*place), 5, mask=mask), by_hand(now, Point(*place), 5, mask))


def test_what_came_later_is_asked_in_its_turn() -> None:
    before = build([Entry(n, Point(36.1 + n / 1_000, 103.0)) for n in range(60)])
    after = changed(before, [Entry(n, Point(36.0 + n / 10_000, 103.0)) for n in range(100, 200)])
    found = nearest(after, Point(36.0, 103.0), 3, accept=lambda name: name < 100 or name > 197)
    assert [name for name, _ in found] == [198, 199, 0]


def test_a_change_leaves_the_index_it_came_from_alone() -> None:
    before = build([Entry(1, Point(36.0, 103.0)), Entry(2, Point(36.1, 103.0))])
    after = changed(before, [Entry(2, Point(36.0, 103.0), HALF)], [1])
    assert [name for name, _ in nearest(before, Point(36.0, 103.0), 5)] == [1, 2]
    assert nearest(after, Point(36.0, 103.0), 5, mask=HALF) == [(2, 0.0)]


def test_a_few_changes_do_not_build_a_large_index_anew() -> None:
    index = build(entries_at(scattered(6_000, 30, 40, west=100, east=110)))
    assert changed(index, [Entry(10**6, Point(36.0, 103.0))]).base is index.base


@pytest.mark.parametrize("k", [0, -1, 1, 2, 3, 10])
def test_there_are_never_more_than_there_are(k: int) -> None:
    index = build([Entry(1, Point(36.0, 103.0)), Entry(2, Point(36.1, 103.0))])
    assert len(nearest(index, Point(36.0, 103.0), k)) == max(0, min(k, 2))


def test_an_empty_index_finds_nothing() -> None:
    assert nearest(build([]), Point(36.0, 103.0), 5, mask=HALF) == []
    assert [name for name, _ in nearest(changed(build([]), [Entry(1, Point(0.0, 0.0))]), Point(36.0, 103.0), 5)] == [1]


def test_an_index_may_be_emptied() -> None:
    index = changed(build([Entry(1, Point(36.0, 103.0))]), removed=[1])
    assert (len(index), nearest(index, Point(36.0, 103.0), 5)) == (0, [])


def test_an_id_comes_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        build([Entry(1, Point(36.0, 103.0)), Entry(1, Point(36.1, 103.0))])


def test_bits_follow_the_enumeration() -> None:
    thing = StrEnum("thing", ["WATER", "SEATS", "BOOKS"])
    assert [bits(held, thing) for held in (set(), {thing("water")}, {thing("books"), thing("water")})] == [0, 1, 5]
