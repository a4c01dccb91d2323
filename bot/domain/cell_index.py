"""Which grid cell a point belongs to. One pure function decides, over an index that is built once a version of the map.

Degrees go in, metres come out: around the point the ellipsoid is taken as flat, which is good to a centimetre
within the 200 m that count. Cells do not cross the 180th meridian. Loading this module loads numpy, shapely and h3.
"""

import math
from collections.abc import Iterable
from typing import Any

import h3
import numpy as np
import shapely

from bot.domain.cells import Assignment, Cell, How, code_order
from bot.domain.places.points import Point

ON_BORDER = 0.5
"""Metres: nearer than this to a cell's border is on it. Half a metre is what rounding to five or six decimals and
drawing a shared border twice amount to; a GPS fix is ten times worse."""
NEAR = 50.0
"""Metres outside every cell within which the nearest cell takes a point, at least."""
FAR = 200.0
"""Metres beyond which no accuracy, however poor, makes a cell the nearest one."""
H3_RESOLUTION = 9
"""Edge of some 200 m, a tenth of a square kilometre: the size of a grid cell."""

_EQUATOR, _FLATTENING = 6_378_137.0, 1 / 298.257223563
_ECCENTRICITY_2 = _FLATTENING * (2 - _FLATTENING)


class CellIndex:
    """The cells of one version of the map, in the order of their codes, ready to be searched.

    ValueError names a cell whose polygon is no valid WKB. Building takes 100 to 300 us a cell; nothing changes later,
    so threads may share it. `plain` holds what is left of each cell where no rule but "inside" can apply.
    """

    __slots__ = ("cells", "plain", "shapes", "tree", "version")

    def __init__(self, cells: Iterable[Cell], *, version: int = 0) -> None:
        self.version = version
        self.cells = tuple(sorted(cells, key=lambda cell: code_order(cell.code)))
        self.shapes = np.array([_shape(cell) for cell in self.cells], dtype=object)
        self.tree = shapely.STRtree(self.shapes)
        self.plain = shapely.STRtree(_cores(self.shapes, self.tree))

    def __len__(self) -> int:
        return len(self.cells)


def _cores(shapes: Any, tree: Any) -> Any:
    """Each shape without its rim of ON_BORDER; empty where another shape comes as close to what is left.

    The rim is drawn half as broad again, as its round corners are cut; what it takes too much is only slower. What is
    within ON_BORDER of such a core lies within the shape less a quarter of a rim, and touching is quicker to test.
    """
    if not len(shapes):
        return shapes
    highest = np.abs(shapely.bounds(shapes)[:, [1, 3]]).max(axis=1)
    rims = np.array([_degrees(ON_BORDER, lat) for lat in highest.tolist()])
    cores = shapely.buffer(shapes, -1.5 * rims, quad_segs=2)
    one, other = tree.query(shapely.buffer(shapes, -0.25 * rims, quad_segs=2), predicate="intersects")
    cores[one[one != other]] = shapely.Polygon()
    return cores


def _shape(cell: Cell) -> Any:
    try:
        return shapely.from_wkb(cell.polygon)
    except (shapely.errors.GEOSException, TypeError) as error:
        raise ValueError(f"cell {cell.code}: {error}") from error


def assign(index: CellIndex, point: Point, accuracy: float | None = None) -> Assignment:
    """The cell that a point belongs to; `accuracy` is the radius in metres that the point is good to.

    1. In one cell, or within ON_BORDER of it, and of no other: that cell.
    2. In or within ON_BORDER of several (on a border, in an overlap): the lowest code, the others are named.
    3. Outside every cell: the nearest within max(NEAR, accuracy), at most FAR; of several as near, to within ON_BORDER,
       the lowest code, the others are named.
    4. Else uncovered.
    """
    hexagon = h3.latlng_to_cell(point.lat, point.lon, H3_RESOLUTION)
    hits = index.plain.query(shapely.Point(point.lon, point.lat), predicate="intersects")
    if len(hits) == 1:
        return Assignment(index.cells[hits[0]], (), hexagon, How.INSIDE, 0.0)
    return _measure(index, point, _margin(accuracy), hexagon)


def _measure(index: CellIndex, point: Point, margin: float, hexagon: str) -> Assignment:
    """The same decision for the few points that are not plainly inside: every cell around is measured."""
    around = _around(index, point, margin)
    metres = _metres(index.shapes[around], point)
    nearest = metres.min(initial=math.inf)
    if nearest > margin:
        return Assignment(None, (), hexagon, How.UNCOVERED, math.inf)
    tie = ON_BORDER if nearest <= ON_BORDER else nearest + ON_BORDER
    chosen = around[metres <= tie]
    first, *others = (index.cells[i] for i in chosen)
    how = How.NEAREST if nearest > ON_BORDER else How.BORDER if others else How.INSIDE
    far = float(metres[around == chosen[0]][0]) if how is How.NEAREST else 0.0
    return Assignment(first, tuple(cell.code for cell in others), hexagon, how, far)


def _around(index: CellIndex, point: Point, margin: float) -> Any:
    """Positions of all cells that might be within the margin, in the order of their codes."""
    reach = _degrees(margin + ON_BORDER, point.lat)
    box = shapely.box(point.lon - reach, point.lat - reach, point.lon + reach, point.lat + reach)
    return np.sort(index.tree.query(box))


def _margin(accuracy: float | None) -> float:
    """An accuracy that is no number counts as none."""
    known = accuracy if accuracy is not None and accuracy > NEAR else NEAR
    return min(known, FAR)


def _metres(shapes: Any, point: Point) -> Any:
    """Metres from the point to each shape, 0 within, on a plane that touches the ellipsoid at the point."""
    scale, origin = np.array(_metres_a_degree(point.lat)), np.array((point.lon, point.lat))
    flat = shapely.transform(shapes, lambda degrees: (degrees - origin) * scale)
    return shapely.distance(flat, shapely.Point(0, 0))


def _metres_a_degree(lat: float) -> tuple[float, float]:
    """Length of a degree of longitude and of latitude: the ellipsoid's two radii of curvature at that latitude."""
    sine, cosine = math.sin(math.radians(lat)), math.cos(math.radians(lat))
    squeezed = 1 - _ECCENTRICITY_2 * sine * sine
    east = _EQUATOR / math.sqrt(squeezed) * cosine
    north = _EQUATOR * (1 - _ECCENTRICITY_2) / squeezed**1.5
    return math.radians(east), math.radians(north)


def _degrees(metres: float, lat: float) -> float:
    """No fewer degrees than so many metres are, in whatever direction."""
    return metres / max(min(_metres_a_degree(lat)), metres / 360)


def nearest(index: CellIndex, point: Point) -> Cell | None:
    """The cell nearest in degrees, however far: which street or district an uncovered place most likely is in."""
    found = index.tree.nearest(shapely.Point(point.lon, point.lat)) if len(index) else None
    return None if found is None else index.cells[int(found)]


def areas_around(index: CellIndex, point: Point, within: float) -> dict[int, float]:
    """Metres to the nearest cell of each area that has one within so many metres."""
    around = _around(index, point, within)
    metres = _metres(index.shapes[around], point).tolist()
    found: dict[int, float] = {}
    for cell, far in zip((index.cells[i] for i in around), metres, strict=True):
        found[cell.area_id] = min(far, found.get(cell.area_id, math.inf))
    return {area: far for area, far in found.items() if far <= within}
