"""The three coordinate systems that Chinese maps come in, to WGS-84 and back (PyPI: prcoords, CC0)."""

from collections.abc import Callable
from enum import StrEnum

import prcoords

from bot.domain.places import mainland
from bot.domain.places.points import Point


class Crs(StrEnum):
    """wgs84: GPS, Telegram, OpenStreetMap. gcj02: Amap, Tencent, DataV. bd09: Baidu."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


Shift = Callable[[tuple[float, float], bool], tuple[float, float]]

_FROM_WGS84: dict[Crs, Shift] = {Crs.GCJ02: prcoords.wgs_gcj, Crs.BD09: prcoords.wgs_bd}
_TO_WGS84: dict[Crs, Shift] = {Crs.GCJ02: prcoords.gcj_wgs_bored, Crs.BD09: prcoords.bd_wgs_bored}


def from_wgs84(point: Point, crs: Crs) -> Point:
    """The same place as a map of that system writes it; unchanged outside the Chinese mainland."""
    if crs is Crs.WGS84 or not mainland.contains(point.lat, point.lon):
        return point
    lat, lon = _FROM_WGS84[crs]((point.lat, point.lon), False)
    return Point(lat, lon)


def to_wgs84(point: Point, crs: Crs) -> Point:
    """Undo `from_wgs84`, to within 0.1 m wherever it shifted.

    Just outside the mainland's outline (less than a shift, 700 m for gcj02 and 1.5 km for bd09) nothing tells whether
    a point was shifted: there it is taken to be.
    """
    if crs is Crs.WGS84 or not _near_mainland(point):
        return point
    lat, lon = _TO_WGS84[crs]((point.lat, point.lon), False)
    return Point(lat, lon) if mainland.contains(lat, lon) else point


def _near_mainland(point: Point) -> bool:
    """Cheap: the rectangle around the outline; the formulas mean nothing far from it."""
    return 17 <= point.lat <= 55 and 72 <= point.lon <= 137
