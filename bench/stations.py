"""The five nearest stations: ours, exact on the ellipsoid and filtered, beside other ways. Same points, same run."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import count, product
from pathlib import Path
from time import perf_counter, perf_counter_ns

import numpy as np
import orjson
import psutil  # type: ignore[import-untyped]

from bench import station_peers as peers
from bench.figures import Result, percentile
from bench.station_peers import K, Search, Stations
from bot.domain.nearest import Entry, StationIndex, build, changed, nearest
from bot.domain.place import Point
from tests import postgres

SIZES = (1_000, 100_000, 1_000_000)
TOWNS = 100
SPREAD = 0.06  # degrees, of a town
SEED = 20261121
BLOCK = 100
HEADS = ("stations", "what", "us p50", "p99", "times ours", "otherwise ordered")
COSTS = ("stations", "built in s", "from arrays in s", "MB resident", "a change, us p50")


def measure(folder: Path, *, quick: bool) -> list[Result]:
    """Microseconds a search, then what an index costs."""
    folder.mkdir(parents=True, exist_ok=True)
    sizes = SIZES[:1] if quick else SIZES
    notes = [f"{TOWNS} towns, stations normally spread over {SPREAD} degrees; searches from within the towns"]
    rows = [row for size in sizes for row in _searched(size, folder, 300 if quick else 3_000, notes)]
    return [
        Result(f"The {K} nearest stations", HEADS, rows, list(dict.fromkeys(notes))),
        Result("An index of stations", COSTS, [_cost(size) for size in sizes], ["each in a process of its own"]),
    ]


def made_up(size: int) -> Stations:
    """The same in every run; one in four has bit 0, one in a hundred bit 1."""
    random = np.random.default_rng(SEED)
    centres = random.uniform((22, 90), (42, 118), (TOWNS, 2))
    places = centres[random.integers(0, TOWNS, size)] + random.normal(0, SPREAD, (size, 2))
    flags = (random.random((size, 2)) < (0.25, 0.01)) @ np.array((1, 2))
    return Stations(places, flags)


def entries(stations: Stations) -> Iterator[Entry]:
    rows = zip(stations.places.tolist(), stations.flags.tolist(), strict=True)
    return (Entry(name, Point(*place), flags) for name, (place, flags) in enumerate(rows))


def _points(stations: Stations, wanted: int) -> list[Point]:
    random = np.random.default_rng(SEED + 1)
    near = stations.places[random.integers(0, stations.size, wanted)] + random.normal(0, 0.01, (wanted, 2))
    return [Point(lat, lon) for lat, lon in near.tolist()]


def _ours(index: StationIndex, mask: int = 0, accept: Callable[[int], bool] | None = None) -> Search:
    return lambda point: [name for name, _ in nearest(index, point, K, mask=mask, accept=accept)]


def _searched(size: int, folder: Path, wanted: int, notes: list[str]) -> Iterator[list[str]]:
    """A row for each way, those without a filter first."""
    stations = made_up(size)
    index = build(entries(stations))
    points = _points(stations, wanted)
    with ExitStack() as stack:
        gis = _postgis(stack, stations, notes)
        plain = {"ours": _ours(index), "scipy k-d tree alone, on a sphere": peers.bare_tree(stations)}
        plain["numpy dot product"] = peers.dot_product(stations, filtered=False)
        plain["SQLite R*Tree"] = stack.enter_context(peers.r_tree(stations, folder / f"{size}.db", filtered=False))
        few = {"ours, one in four": _ours(index, 1), "ours, one in four and open": _ours(index, 1, lambda n: n % 3 > 0)}
        few["ours, one in a hundred"] = _ours(index, 2)
        few["numpy dot product, one in four"] = peers.dot_product(stations, filtered=True)
        few["SQLite R*Tree, one in four"] = stack.enter_context(
            peers.r_tree(stations, folder / f"{size}.db", filtered=True)
        )
        if gis:
            plain["PostGIS <->"], few["PostGIS <->, one in four"] = gis[False], gis[True]
        yield from _compared(size, plain, points)
        yield from _compared(size, few, points)


def _postgis(stack: ExitStack, stations: Stations, notes: list[str]) -> dict[bool, Search]:
    try:
        return stack.enter_context(peers.postgis(stations))
    except postgres.Absent as absent:
        notes.append(f"PostGIS is left out: {absent}")
        return {}


def _compared(size: int, ways: dict[str, Search], points: Sequence[Point]) -> Iterator[list[str]]:
    """The first way is the one that the others are compared with."""
    first = next(iter(ways))
    took = _in_turns(ways, points, slow="numpy" if size > 10_000 else "none")
    answers = [ways[first](point) for point in points[:300]]
    for name, way in ways.items():
        middle = percentile(took[name], 0.5)
        times = f"{middle / percentile(took[first], 0.5):.1f}"
        wrong = sum(way(point) != answer for point, answer in zip(points, answers, strict=False))
        same = "" if name.startswith("ours") else f"{wrong / len(answers):.1%}"
        yield [f"{size:,}", name, f"{middle:.1f}", f"{percentile(took[name], 0.99):.1f}", times, same]


def _in_turns(ways: dict[str, Search], points: Sequence[Point], *, slow: str) -> dict[str, list[float]]:
    """A block of points each, so that whatever else the machine does hits all; the slow take part in few blocks."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    for begin, (name, way) in product(range(0, len(points), BLOCK), ways.items()):
        if slow not in name or begin < 3 * BLOCK:
            took[name] += _timed(way, points[begin : begin + BLOCK])
    return took


def _timed(way: Search, points: Sequence[Point]) -> list[float]:
    """Microseconds on the wall, as a database works in another process; the first few warm up and do not count."""
    for point in points[:10]:
        way(point)
    took = []
    for point in points:
        begun = perf_counter_ns()
        way(point)
        took.append((perf_counter_ns() - begun) / 1000)
    return took


def _cost(size: int) -> list[str]:
    told = subprocess.run([sys.executable, "-m", "bench.stations", str(size)], check=True, capture_output=True)
    cost = orjson.loads(told.stdout)
    return [f"{size:,}", *(f"{cost[name]:.{digits}f}" for name, digits in _DIGITS)]


_DIGITS = (("built", 2), ("anew", 2), ("resident", 1), ("change", 1))


def weighed(size: int) -> dict[str, float]:
    """What an index takes: seconds to build, from objects and after many changes; MB that stay; us a change."""
    process = psutil.Process()
    listed = list(entries(made_up(size)))
    build(listed[:6_000] if size > 5_000 else listed)  # loads what is to be loaded
    before = process.memory_info().rss
    begun = perf_counter()
    index = build(listed)
    built = perf_counter() - begun
    resident = (process.memory_info().rss - before) / 1e6
    many = [Entry(one.id, one.point, 1) for one in listed[: size // 60 + 1_001]]
    begun = perf_counter()
    changed(index, many)
    anew = perf_counter() - begun
    return {"built": built, "anew": anew, "resident": resident, "change": _change(index, listed)}


def _change(index: StationIndex, listed: list[Entry]) -> float:
    took = []
    for place in count():
        begun = perf_counter_ns()
        index = changed(index, [listed[place]])
        took.append((perf_counter_ns() - begun) / 1000)
        if place == 200:
            return percentile(took, 0.5)
    raise AssertionError


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(weighed(int(sys.argv[1]))))
