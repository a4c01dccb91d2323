"""A made-up town: grid cells of 49 points each that fit together without a gap, the same in every run."""

import numpy as np
import shapely
from numpy.typing import NDArray

LAT, LON = 36.0, 103.0  # the lower left corner
TILE = 0.004  # degrees; a cell is some 400 m wide
BENDS = 12  # pieces of a side: 4 x 12 + 1 points a polygon
SEED = 20261121
Coordinates = NDArray[np.float64]


def tiling(count: int) -> NDArray[np.object_]:
    """So many polygons (WGS-84, longitude first), row after row, 40 to a row in small towns."""
    columns = 40 if count <= 4000 else round(count**0.5)
    rows = -(-count // columns)
    rings = _rings(rows, columns)[:count]
    polygons: NDArray[np.object_] = shapely.polygons(rings)
    return polygons


def points(count: int, within: NDArray[np.object_]) -> Coordinates:
    """Longitude and latitude of so many points, evenly over the town's bounds."""
    west, south, east, north = shapely.total_bounds(within)
    return np.random.default_rng(SEED + 1).uniform((west, south), (east, north), (count, 2))


def _rings(rows: int, columns: int) -> Coordinates:
    """rows x columns rings as an array (cells, points, 2); neighbours share the very same points."""
    random = np.random.default_rng(SEED)
    corners = _corners(rows, columns) + random.uniform(-0.1, 0.1, (rows + 1, columns + 1, 2)) * TILE
    across = _sides(corners[:, :-1], corners[:, 1:], random)
    upward = _sides(corners[:-1], corners[1:], random)
    south, north = across[:-1], across[1:, :, ::-1]
    east, west = upward[:, 1:], upward[:, :-1, ::-1]
    parts = [side[:, :, :-1] for side in (south, east, north, west)] + [south[:, :, :1]]
    return np.concatenate(parts, axis=2).reshape(rows * columns, 4 * BENDS + 1, 2)


def _corners(rows: int, columns: int) -> Coordinates:
    lat, lon = np.meshgrid(LAT + np.arange(rows + 1) * TILE, LON + np.arange(columns + 1) * TILE, indexing="ij")
    return np.stack([lon, lat], axis=-1)


def _sides(start: Coordinates, end: Coordinates, random: np.random.Generator) -> Coordinates:
    """Lines from start to end in BENDS pieces, bent a little as streets are; the ends stay where they are."""
    along = np.linspace(0, 1, BENDS + 1)[:, None]
    straight = start[..., None, :] * (1 - along) + end[..., None, :] * along
    bend = random.uniform(-0.02, 0.02, straight.shape) * TILE
    bend[..., [0, -1], :] = 0
    return np.asarray(straight + bend, dtype=np.float64)
