"""Points and places: where something is, how well that is known, and how far it is from somewhere else."""

import math
from dataclasses import dataclass
from enum import StrEnum

EARTH_RADIUS = 6_371_008.8
"""Mean radius of the WGS-84 ellipsoid, (2a + b) / 3, in metres (IUGG)."""


class Source(StrEnum):
    """How we came to know a place."""

    LOCATION = "location"
    LIVE = "live"
    EXIF = "exif"
    TEXT = "text"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Point:
    """Latitude and longitude in degrees, WGS-84. ValueError outside +-90 / +-180, so no NaN ever travels further."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise ValueError(f"no such point: {self.lat}, {self.lon}")


@dataclass(frozen=True, slots=True)
class Place:
    """A point with the radius in metres that it is good to (None: nobody said), and where it came from."""

    point: Point
    accuracy: float | None
    source: Source


def distance(a: Point, b: Point) -> float:
    """Metres along a sphere (haversine).

    Within 0.56 % of the ellipsoid's geodesic anywhere (worst along a meridian near the equator), within 0.25 % at
    Lanzhou's latitude: enough to rank and to show, never to survey with.
    """
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat = math.sin((lat_b - lat_a) / 2) ** 2
    half_lon = math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    h = half_lat + math.cos(lat_a) * math.cos(lat_b) * half_lon
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, h)))


def show(point: Point) -> str:
    """`36.10370, 103.72260`: five decimals are a metre; what we show can be sent back to us and is read again."""
    return f"{point.lat:.5f}, {point.lon:.5f}"
