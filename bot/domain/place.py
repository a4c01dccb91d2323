"""The door to everything about places: points, distances, coordinate systems, reading a place from text, map links."""

from bot.domain.places.points import EARTH_RADIUS, Place, Point, Source, distance, show
from bot.domain.places.systems import Crs, from_wgs84, to_wgs84

__all__ = [
    "EARTH_RADIUS",
    "Crs",
    "Place",
    "Point",
    "Source",
    "distance",
    "from_wgs84",
    "show",
    "to_wgs84",
]
