"""GeoJSON geometry (RFC 7946) to a checked polygon in WGS-84. Whatever is wrong is a `Bad` with its reason."""

import math
import re
from typing import Any

import shapely

from bot.domain.places.points import Point
from bot.domain.places.rows import Bad, Reason
from bot.domain.places.systems import Crs, to_wgs84

Ring = list[tuple[float, float]]

_WHERE = re.compile(r"(.*)\[(\S+) (\S+)\]")
_SHOWN = 60


def polygon(geometry: Any, crs: Crs) -> bytes:
    """WKB, WGS-84, longitude first, of a GeoJSON Polygon or MultiPolygon in that system. Heights are dropped."""
    kind = geometry.get("type") if isinstance(geometry, dict) else geometry
    if kind not in ("Polygon", "MultiPolygon"):
        raise Bad(Reason.WRONG_GEOMETRY, found=shown(kind))
    coordinates = geometry.get("coordinates")
    parts = [coordinates] if kind == "Polygon" else coordinates
    shape = _shape([_rings(part) for part in _list(parts)])
    _check(shape)
    moved = shapely.transform(shape, lambda pairs: [_moved(lon, lat, crs) for lon, lat in pairs])
    _check(moved)
    return bytes(shapely.to_wkb(shapely.normalize(moved)))


def shown(value: Any) -> str:
    """A strange value, short and printable: never the whole of a hostile one, nor half a surrogate pair."""
    if not isinstance(value, str | int | float | bool | None):
        return type(value).__name__
    text = str(value)[:_SHOWN] if not isinstance(value, int) or abs(value) < 10**_SHOWN else "a huge number"
    return text if text.isprintable() else ascii(text)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Bad(Reason.NOT_A_POSITION, found=shown(value))
    if not value:
        raise Bad(Reason.EMPTY)
    return value


def _rings(part: Any) -> list[Ring]:
    return [_ring(ring) for ring in _list(part)]


def _ring(value: Any) -> Ring:
    ring = [_position(each) for each in _list(value)]
    if ring[0] != ring[-1]:
        raise Bad(Reason.OPEN_RING, first=_text(ring[0]), last=_text(ring[-1]))
    if len(ring) < 4:
        raise Bad(Reason.TOO_FEW_POINTS, points=len(ring))
    return ring


def _position(value: Any) -> tuple[float, float]:
    if not isinstance(value, list) or not 2 <= len(value) <= 4 or not all(_is_number(each) for each in value):
        raise Bad(Reason.NOT_A_POSITION, found=shown(value))
    lon, lat = float(value[0]), float(value[1])
    if _looks_swapped(lon, lat):
        raise Bad(Reason.SWAPPED, lon=lon, lat=lat)
    if abs(lon) > 180 or abs(lat) > 90:
        raise Bad(Reason.OUT_OF_RANGE, lon=lon, lat=lat)
    return lon, lat


def _is_number(value: Any) -> bool:
    """JSON has no NaN, but 1e999 reads as infinite, and an integer may be too long for a float."""
    if isinstance(value, float):
        return math.isfinite(value)
    return type(value) is int and abs(value) < 10**9


def _looks_swapped(lon: float, lat: float) -> bool:
    """A latitude that is none while the other would be one; or the mainland's ranges the wrong way round."""
    return 90 < abs(lat) <= 180 >= 2 * abs(lon) or (18 <= lon <= 54 and 73 <= lat <= 90)


def _text(position: tuple[float, float]) -> str:
    return f"{position[0]}, {position[1]}"


def _shape(parts: list[list[Ring]]) -> Any:
    polygons = [shapely.Polygon(shell, holes) for shell, *holes in parts]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _check(shape: Any) -> None:
    """Valid as OGC means it (GEOS), and of some size."""
    problem = shapely.is_valid_reason(shape)
    if problem == "Valid Geometry":
        if shape.area == 0:
            raise Bad(Reason.EMPTY)
        return
    found = _WHERE.fullmatch(problem)
    if found and "Self-intersection" in found[1]:
        raise Bad(Reason.SELF_INTERSECTION, lon=round(float(found[2]), 7), lat=round(float(found[3]), 7))
    raise Bad(Reason.INVALID, problem=problem)


def _moved(lon: float, lat: float, crs: Crs) -> tuple[float, float]:
    point = to_wgs84(Point(float(lat), float(lon)), crs)
    return point.lon, point.lat
