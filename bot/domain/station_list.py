"""Stations by the file: CSV, XLSX or GeoJSON points, checked as far as that goes without the database."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from bot.domain import hours, station_points
from bot.domain.place import Crs, Point, to_wgs84
from bot.domain.places import mainland
from bot.domain.sheets import read
from bot.domain.sheets.problems import Bad, BadRow, BadRows, Reason, describe
from bot.domain.stations import AMENITIES, KINDS, Amenity, Station, StationKind, amenity_named, kind_named

__all__ = ["BadRow", "BadRows", "Reason", "StationRow", "code_of", "describe", "is_station_list", "read_stations"]

HEADERS = {
    "code": ("code", "编码", "编号", "驿站编码", "站点编码"),
    "name": ("name", "名称", "驿站名称", "站点名称"),
    "kind": ("kind", "type", "类型", "类别", "驿站类型"),
    "lat": ("lat", "latitude", "纬度"),
    "lon": ("lon", "lng", "longitude", "经度"),
    "address": ("address", "地址", "详细地址"),
    "community": ("community", "社区", "所属社区"),
    "hours": ("hours", "opening_hours", "openinghours", "开放时间", "营业时间"),
    "amenities": ("amenities", "设施", "服务", "服务设施"),
    "phone": ("phone", "tel", "电话", "联系电话"),
    "door": ("door", "进门方式", "门禁"),
    "seats": ("seats", "座位", "座位数"),
}
NEEDED = ("name", "lat", "lon")
LIMITS = {"code": 64, "name": 128, "address": 255, "phone": 32, "door": 500, "hours": 500}
"""Characters; of those columns that the database bounds, its bounds."""
MOST_SEATS = 10_000
_EXAMPLES = 3
_LOOKED_AT = 20
_SEPARATORS = re.compile(r"[;；、,，|]+")


@dataclass(frozen=True)
class StationRow:
    """One row: `station` has neither id nor area yet; `said` are the fields that the row fills, all others stay as
    they are in a station that is known. `community` is a code or a name, "" for none.
    """

    number: int
    station: Station
    said: frozenset[str]
    community: str = ""


def is_station_list(data: bytes, filename: str) -> bool:
    """Whether a table has the columns that stations need and a place among its first rows, or a map has points."""
    try:
        return any(said["lat"] for _, said in islice(_records(data, filename), _LOOKED_AT))
    except Bad:
        return False


def read_stations(data: bytes, filename: str, crs: Crs) -> tuple[StationRow, ...]:
    """Every row, its place moved from that coordinate system to WGS-84. Raises BadRows with all that is wrong.

    Name, lat and lon are needed. Without a code it is made of name and place, so that the same file again means the
    same stations. Hours come out in one spelling of OSM's `opening_hours`.
    """
    good: list[StationRow] = []
    wrong: list[BadRow] = []
    first: dict[str, int] = {}
    number = 0
    try:
        for number, said in _records(data, filename):
            _sort(_row(number, said, crs), first, good, wrong)
    except Bad as bad:
        wrong.append(bad.at(0))
    if wrong:
        raise BadRows(wrong)
    return tuple(good)


def _records(data: bytes, filename: str) -> Iterator[tuple[int, dict[str, str]]]:
    points = station_points.is_json(data, filename)
    return read.records(station_points.rows(data) if points else read.rows(data, filename), HEADERS, NEEDED)


def _sort(row: StationRow | BadRow, first: dict[str, int], good: list[StationRow], wrong: list[BadRow]) -> None:
    """The later rows of a code that comes twice are bad."""
    if isinstance(row, BadRow):
        wrong.append(row)
        return
    before = first.setdefault(row.station.code, row.number)
    if before != row.number:
        wrong.append(BadRow(row.number, Reason.DUPLICATE_CODE, "code", {"first": before}))
        return
    good.append(row)


def _row(number: int, said: Mapping[str, str], crs: Crs) -> StationRow | BadRow:
    try:
        return _checked(number, said, crs)
    except Bad as bad:
        return bad.at(number)


def _checked(number: int, said: Mapping[str, str], crs: Crs) -> StationRow:
    for column in NEEDED:
        if not said[column]:
            raise Bad(Reason.MISSING, column)
    for column, limit in LIMITS.items():
        if len(said[column]) > limit:
            raise Bad(Reason.TOO_LONG, column, limit=limit)
    point = _point(said["lat"], said["lon"], crs)
    station = Station(
        id=0,
        code=said["code"] or code_of(said["name"], point),
        name=said["name"],
        kind=_kind(said["kind"]),
        point=point,
        address=said["address"],
        hours=_hours(said["hours"]),
        amenities=_amenities(said["amenities"]),
        seats=_seats(said["seats"]),
        phone=said["phone"],
        door=said["door"],
    )
    filled = {column for column, text in said.items() if text} - {"lat", "lon", "community"}
    return StationRow(number, station, frozenset(filled | {"point"}), said["community"])


def _point(lat: str, lon: str, crs: Crs) -> Point:
    north, east = _number(lat, "lat"), _number(lon, "lon")
    west_of_90 = 72 < north <= 90 and mainland.contains(east, north)  # Xinjiang's longitudes could be latitudes
    if west_of_90 or abs(east) <= 90 < abs(north) <= 180:
        raise Bad(Reason.SWAPPED, lon=lon, lat=lat)
    try:
        return to_wgs84(Point(north, east), crs)
    except ValueError:
        raise Bad(Reason.OUT_OF_RANGE, lon=lon, lat=lat) from None


def _number(text: str, column: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Bad(Reason.NOT_A_NUMBER, column, found=_shown(text)) from None


def code_of(name: str, point: Point) -> str:
    """For a station without one. Five decimals are a metre: the rounding of a conversion does not make another code."""
    return "s-" + hashlib.sha256(f"{name}|{point.lat:.5f}|{point.lon:.5f}".encode()).hexdigest()[:12]


@lru_cache(maxsize=1000)
def _kind(text: str) -> StationKind:
    kind = kind_named(text) if text else StationKind.WORKERS
    if kind is None:
        raise Bad(Reason.UNKNOWN_KIND, "kind", found=_shown(text), examples=_some([w.zh for w in KINDS.values()]))
    return kind


@lru_cache(maxsize=1000)
def _hours(text: str) -> str:
    try:
        return hours.normalise(text)
    except hours.BadHours:
        raise Bad(Reason.BAD_HOURS, "hours", found=_shown(text)) from None


@lru_cache(maxsize=1000)
def _amenities(text: str) -> frozenset[Amenity]:
    """ "空调/暖气" is one word, so a slash does not separate."""
    return frozenset(_amenity(word.strip()) for word in _SEPARATORS.split(text) if word.strip())


def _amenity(word: str) -> Amenity:
    found = amenity_named(word)
    if found is None:
        examples = _some([words.zh for words in AMENITIES.values()])
        raise Bad(Reason.UNKNOWN_AMENITY, "amenities", found=_shown(word), examples=examples)
    return found


def _seats(text: str) -> int | None:
    if not text:
        return None
    number = _number(text, "seats")
    if not (0 <= number <= MOST_SEATS and number.is_integer()):
        raise Bad(Reason.NOT_A_NUMBER, "seats", found=_shown(text))
    return int(number)


def _some(names: list[str]) -> str:
    return ", ".join(names[:_EXAMPLES])


def _shown(text: str) -> str:
    return repr(text[:40])
