"""Which part of the earth a picture shows: Web Mercator (EPSG:3857), the projection that map tiles are drawn in.

At the size of a city it is as true to shape as any; what it stretches, `metres` takes into account.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Spot = tuple[float, float]
"""Latitude and longitude, WGS-84 degrees."""
Pixel = tuple[float, float]
"""From the left and from the top."""
Size = tuple[int, int]

AROUND = 2 * math.pi * 6_378_137.0
"""Metres around the equator: the width of the projected world."""
STEEPEST = 85.0
"""Degrees of latitude beyond which Web Mercator shows nothing."""
SMALLEST = 8.0
"""Pixels that are left for the points however much room is kept free at the edges."""


@dataclass(frozen=True)
class Edges:
    """Pixels kept free at each edge of a picture."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


@dataclass(frozen=True)
class View:
    """`west` and `north`: the picture's corner, where the world is a square of side 1; `scale`: that side in pixels."""

    west: float
    north: float
    scale: float
    size: Size

    def pixel(self, spot: Spot) -> Pixel:
        x, y = world(spot)
        return (x - self.west) * self.scale, (y - self.north) * self.scale

    def spot(self, pixel: Pixel) -> Spot:
        """What `pixel` undoes."""
        x, y = self.west + pixel[0] / self.scale, self.north + pixel[1] / self.scale
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y)))), x * 360 - 180

    @property
    def metres(self) -> float:
        """What a pixel in the middle of the picture measures on the ground."""
        lat, _ = self.spot((self.size[0] / 2, self.size[1] / 2))
        return AROUND * math.cos(math.radians(lat)) / self.scale

    def box(self, margin: float = 0.0) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees, with so many pixels more on every side."""
        width, height = self.size
        north, west = self.spot((-margin, -margin))
        south, east = self.spot((width + margin, height + margin))
        return west, south, east, north


def world(spot: Spot) -> Pixel:
    """The projected world as a square of side 1, its corner in the north-west."""
    lat, lon = max(-STEEPEST, min(STEEPEST, spot[0])), spot[1]
    return (lon + 180) / 360, (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2


def fit(spots: Sequence[Spot], size: Size, edges: Edges, *, least: float = 300.0) -> View:
    """The nearest view that shows all the spots (at least one) within the edges, and at least `least` metres across."""
    xs, ys = zip(*(world(spot) for spot in spots), strict=True)
    wide = max(SMALLEST, size[0] - edges.left - edges.right)
    high = max(SMALLEST, size[1] - edges.top - edges.bottom)
    middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    across = max(max(xs) - min(xs), (max(ys) - min(ys)) * wide / high, _across(spots, least))
    scale = wide / across
    return View(middle[0] - (edges.left + wide / 2) / scale, middle[1] - (edges.top + high / 2) / scale, scale, size)


def _across(spots: Sequence[Spot], metres: float) -> float:
    """So many metres as a share of the projected world's side, at the spots' latitude."""
    lat = max(-STEEPEST, min(STEEPEST, spots[0][0]))
    return metres / (AROUND * math.cos(math.radians(lat)))
