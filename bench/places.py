"""Point to cell: ours, which decides borders and gaps as well, beside shapely's bare index. Same points, same run."""

from collections import Counter
from collections.abc import Callable
from time import perf_counter_ns, thread_time_ns

import shapely

from bench import tiles
from bench.figures import Result, percentile
from bot.domain.cell_index import CellIndex, assign
from bot.domain.cells import Cell, How
from bot.domain.place import Point

Work = Callable[[Point], object]
TURN = 100  # points
SIZES = (1_607, 100_000)
HEADS = ("polygons", "what", "CPU us p50", "p99", "mean", "times shapely", "index built in s")


def measure(*, quick: bool) -> Result:
    """Microseconds a point."""
    rows: list[list[str]] = []
    notes: list[str] = []
    for size in SIZES[:1] if quick else SIZES:
        told, note = _one(size, 2_000 if quick else 20_000)
        rows += told
        notes.append(note)
    return Result("Point to cell (49 points a polygon)", HEADS, rows, notes)


def _one(size: int, count: int) -> tuple[list[list[str]], str]:
    polygons = tiles.tiling(size)
    wanted = [Point(lat, lon) for lon, lat in tiles.points(count, polygons).tolist()]
    begun = perf_counter_ns()
    tree = shapely.STRtree(polygons)
    bare_built = perf_counter_ns()
    index = CellIndex(_cells(polygons.tolist()))
    built = perf_counter_ns()
    bare, ours = _timed((lambda point: _bare(tree, point), lambda point: assign(index, point)), wanted)
    rows = [
        _row(size, "shapely STRtree.query(intersects)", bare, bare, (bare_built - begun) / 1e9),
        _row(size, "ours: assign()", ours, bare, (built - bare_built) / 1e9),
    ]
    return rows, _mix(size, index, wanted)


def _bare(tree: shapely.STRtree, point: Point) -> object:
    return tree.query(shapely.Point(point.lon, point.lat), predicate="intersects")


def _cells(polygons: list[shapely.Polygon]) -> list[Cell]:
    return [Cell(place, f"T-{place}", "", 1, shapely.to_wkb(polygon)) for place, polygon in enumerate(polygons)]


def _timed(works: tuple[Work, ...], wanted: list[Point]) -> list[list[float]]:
    """CPU microseconds of each work and point; in turns, so that whatever else the machine does hits all of them."""
    took: list[list[float]] = [[] for _ in works]
    for start in range(0, len(wanted), TURN):
        for work, times in zip(works, took, strict=True):
            times += [_one_time(work, point) for point in wanted[start : start + TURN]]
    return [times[TURN:] for times in took]  # the first turn only warms up


def _one_time(work: Work, point: Point) -> float:
    begun = thread_time_ns()
    work(point)
    return (thread_time_ns() - begun) / 1000


def _row(size: int, what: str, took: list[float], bare: list[float], built: float) -> list[str]:
    middle, worst = percentile(took, 0.5), percentile(took, 0.99)
    times = middle / percentile(bare, 0.5)
    mean = sum(took) / len(took)
    return [f"{size:,}", what, f"{middle:.1f}", f"{worst:.1f}", f"{mean:.1f}", f"{times:.2f}", f"{built:.2f}"]


def _mix(size: int, index: CellIndex, wanted: list[Point]) -> str:
    found = Counter(assign(index, point).how for point in wanted)
    parts = ", ".join(f"{found[how] / len(wanted):.2%} {how}" for how in How)
    return f"{size:,}: of {len(wanted):,} points {parts}"
