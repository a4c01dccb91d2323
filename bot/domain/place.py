"""The door to everything about places: points, distances, coordinate systems, reading a place from text, map links."""

from bot.domain.places.navigation import Link, navigation_links
from bot.domain.places.points import EARTH_RADIUS, Place, Point, Source, distance, show
from bot.domain.places.systems import Crs, from_wgs84, to_wgs84
from bot.domain.places.text import read, short_link

__all__ = [
    "EARTH_RADIUS",
    "Crs",
    "Link",
    "Place",
    "Point",
    "Source",
    "distance",
    "from_wgs84",
    "navigation_links",
    "read",
    "short_link",
    "show",
    "to_wgs84",
]
