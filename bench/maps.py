"""Maps as they are sent: drawing them, what goes into the outbox, and measuring a city's 15-minute circle."""

from collections.abc import Callable, Mapping
from io import BytesIO
from statistics import median

import numpy as np
import orjson
import shapely
from PIL import Image

from bench import tiles
from bench.figures import Result, percentile, repeated
from bot.domain import nearest
from bot.domain.cell_index import CellIndex
from bot.domain.cells import Cell
from bot.domain.coverage import Reach
from bot.domain.maps import frames, outlines
from bot.domain.pictures import CellMap, Picture, Spot, StationMap
from bot.domain.place import Point
from bot.photos import draw
from bot.photos.maps import cells, stations, tiling
from bot.photos.maps.stations import Below
from bot.photos.text import Fonts

TOWN, CITY = 200, 1_607
STATIONS = 1_000
HEADS = ("step", "ms", "p90", "CPU ms", "what")
Steps = Mapping[str, tuple[Callable[[], object], str]]


def measure(*, quick: bool) -> Result:
    """Milliseconds a step, one thread."""
    index = _index(CITY)
    steps = _steps(index)
    rows = [_row(name, step, 3 if quick else 15) for name, step in steps.items()]
    return Result("Maps", HEADS, rows, [f"{CITY:,} cells of 49 points, {STATIONS:,} stations"])


def _index(count: int) -> CellIndex:
    shapes = tiles.tiling(count)
    return CellIndex(Cell(n, f"C-{n}", f"网格{n}", 1, shapely.to_wkb(shape)) for n, shape in enumerate(shapes, 1))


def _steps(index: CellIndex) -> Steps:
    fonts, listed = Fonts(), _listed(index)
    town, city = _filled(index, TOWN), _filled(index, CITY)
    below = Below(dict.fromkeys(tiling.below(stations.view_of(listed)).tiles.values(), _tile()), "© somebody")
    points = [Point(lat, lon) for lat, lon in outlines.middles(index.cells)]
    found = nearest.build(nearest.Entry(n, point) for n, point in enumerate(points[:: CITY // STATIONS]))
    return {
        "list of stations": (lambda: draw.encode(stations.draw(listed, fonts)), _size(listed)),
        "the same over tiles": (lambda: draw.encode(stations.draw(listed, fonts, below)), "12 tiles from the disk"),
        f"{TOWN} cells": (lambda: draw.encode(cells.draw(town, fonts)), _size(town)),
        f"{CITY:,} cells": (lambda: draw.encode(cells.draw(city, fonts)), _size(city)),
        f"{CITY:,} cells made one a fill": (lambda: _filled(index, CITY), "before the map can be drawn"),
        "15-minute circle": (lambda: [nearest.nearest(found, point, 1) for point in points], "each cell's station"),
    }


def _listed(index: CellIndex) -> StationMap:
    middles = outlines.middles(index.cells[index_] for index_ in (41, 42, 43, 82, 83, 84))
    me, *pins = [
        Spot(round(lat, 5), round(lon, 5), "open", str(n), f"第{n}驿站") for n, (lat, lon) in enumerate(middles)
    ]
    return StationMap(me, tuple(pins), outlines.context(index, frames.of_spots((me, *pins)), most=80))


def _filled(index: CellIndex, count: int) -> CellMap:
    random = np.random.default_rng(tiles.SEED)
    fills = {n: (str(random.choice(list(Reach))), index.cells[n].name) for n in range(count)}
    view = frames.of_cells(outlines.corners(index, range(count)))
    return CellMap(outlines.filled(fills, index, view, most=TOWN), title="15分钟服务圈")


def _tile() -> bytes:
    out = BytesIO()
    pixels = np.random.default_rng(tiles.SEED).integers(180, 255, (32, 32, 3), np.uint8)
    Image.fromarray(pixels).resize((tiling.SIDE, tiling.SIDE)).save(out, "PNG")
    return out.getvalue()


def _size(picture: Picture) -> str:
    return f"{len(orjson.dumps(picture)) / 1000:.1f} kB in the outbox"


def _row(name: str, step: tuple[Callable[[], object], str], times: int) -> list[str]:
    wall, cpu = repeated(step[0], times)
    return [name, f"{median(wall):.1f}", f"{percentile(wall, 0.9):.1f}", f"{median(cpu):.1f}", step[1]]
