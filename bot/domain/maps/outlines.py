"""Cells as shapes of a picture: only those in view, no finer than its pixels, so that they fit into a message we owe.

Loading this module loads shapely.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import shapely

from bot.domain.cell_index import CellIndex
from bot.domain.cells import Cell
from bot.domain.maps import lines
from bot.domain.maps.view import View
from bot.domain.pictures import Shape

MARGIN = 12.0
"""Pixels beyond the picture up to which shapes go, so that where they are cut off is not seen."""
COARSE = 0.6
"""Pixels that a border may move when its corners are thinned out."""

GRID = 1e-6
"""Degrees, a decimetre: borders that two cells drew so close to each other are one."""


def context(index: CellIndex, view: View, *, most: int) -> tuple[Shape, ...]:
    """The cells in view, named, as far as they lie in it; none where they are more than `most`: a net, not a map."""
    box = shapely.box(*view.box(MARGIN))
    hits = sorted(index.tree.query(box, predicate="intersects").tolist())
    if len(hits) > most:
        return ()
    return tuple(
        _shape(part, label=index.cells[hit].name)
        for hit, part in zip(hits, _thinned(index.shapes[hits], view, box), strict=True)
        if not part.is_empty
    )


def filled(cells: Mapping[int, tuple[str, str]], index: CellIndex, view: View, *, most: int) -> tuple[Shape, ...]:
    """Cells by their position in the index with (fill, label) each, whole; those of one fill as one where there are
    more than `most`.
    """
    if len(cells) > most:
        return tuple(_together(cells, index, view))
    chosen = list(cells)
    parts = _thinned(index.shapes[chosen], view, None)
    pairs = zip(chosen, parts, strict=True)
    return tuple(_shape(part, fill=cells[position][0], label=cells[position][1]) for position, part in pairs)


def corners(index: CellIndex, positions: Sequence[int]) -> list[tuple[float, float]]:
    """The south-western and the north-eastern corner of all these cells; none where there are none."""
    if not len(positions):
        return []
    west, south, east, north = shapely.total_bounds(index.shapes[list(positions)]).tolist()
    return [(south, west), (north, east)]


def middles(cells: Iterable[Cell]) -> list[tuple[float, float]]:
    """A point of each cell, well inside, as (latitude, longitude): the middle itself may lie in a neighbour's cell."""
    inner = shapely.point_on_surface(shapely.from_wkb([cell.polygon for cell in cells]))
    return list(zip(shapely.get_y(inner).tolist(), shapely.get_x(inner).tolist(), strict=True))


def _together(cells: Mapping[int, tuple[str, str]], index: CellIndex, view: View) -> Iterator[Shape]:
    by_fill: dict[str, list[int]] = {}
    for position, (fill, _) in cells.items():
        by_fill.setdefault(fill, []).append(position)
    for fill, positions in sorted(by_fill.items()):
        (part,) = _thinned([_united(index.shapes[positions])], view, None)
        yield _shape(part, fill=fill)


def _united(shapes: Any) -> Any:
    """One shape; what shares its borders exactly is done in a tenth of the time."""
    try:
        return shapely.coverage_union_all(shapely.set_precision(shapes, GRID))
    except shapely.errors.GEOSException:  # cells that overlap are no coverage
        return shapely.union_all(shapes)


def _thinned(shapes: Any, view: View, box: Any) -> Any:
    """Cut to the box, with no more corners than the picture can show."""
    west, south, east, north = view.box()
    fine = COARSE * min((east - west) / view.size[0], (north - south) / view.size[1])
    cut = shapes if box is None else shapely.intersection(shapes, box)
    return shapely.simplify(cut, fine, preserve_topology=True)


def _shape(part: Any, *, fill: str = "", label: str = "") -> Shape:
    middle = shapely.point_on_surface(part) if label else None
    at = (round(middle.y, 5), round(middle.x, 5)) if middle is not None else None
    return Shape(tuple(_rings(part)), fill, label, at)


def _rings(part: Any) -> Iterator[str]:
    """Outer rings run against the clock, holes with it, whatever else the shape has (a cut may leave lines) is not."""
    areas = [piece for piece in shapely.get_parts(part) if piece.geom_type == "Polygon"]
    for whole in map(shapely.geometry.polygon.orient, areas):
        for ring in (whole.exterior, *whole.interiors):
            yield lines.encode((lat, lon) for lon, lat in ring.coords)
