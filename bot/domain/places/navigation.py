"""Links that take somebody to a point, each in its map's own coordinate system."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.places.points import Point
from bot.domain.places.systems import Crs, from_wgs84


@dataclass(frozen=True)
class Link:
    """`label` is a key for the translator, `map.amap` and so on; `url` opens the app on a phone, else a page."""

    label: str
    url: str


_MAPS: tuple[tuple[str, Crs, Callable[[str, str], str]], ...] = (
    (
        "map.amap",
        Crs.GCJ02,
        lambda lat, lon: f"https://uri.amap.com/marker?position={lon},{lat}&coordinate=gaode&callnative=1",
    ),
    (
        "map.tencent",
        Crs.GCJ02,
        lambda lat, lon: f"https://apis.map.qq.com/uri/v1/marker?marker=coord:{lat},{lon}&referer=gridbot",
    ),
    (
        "map.baidu",
        Crs.BD09,
        lambda lat, lon: (
            f"https://api.map.baidu.com/marker?location={lat},{lon}&coord_type=bd09ll&output=html&src=gridbot"
        ),
    ),
    (
        "map.osm",
        Crs.WGS84,
        lambda lat, lon: f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=18/{lat}/{lon}",
    ),
    ("map.google", Crs.WGS84, lambda lat, lon: f"https://www.google.com/maps/search/?api=1&query={lat},{lon}"),
    ("map.geo", Crs.WGS84, lambda lat, lon: f"geo:{lat},{lon}"),
)


def navigation_links(point: Point) -> tuple[Link, ...]:
    """One link a map: Amap, Tencent (GCJ-02), Baidu (BD-09), OpenStreetMap, Google and geo: (WGS-84), six decimals.

    Telegram takes only web links on buttons: `map.geo` is for text.
    """
    shown = ((label, from_wgs84(point, crs), write) for label, crs, write in _MAPS)
    return tuple(Link(label, write(f"{there.lat:.6f}", f"{there.lon:.6f}")) for label, there, write in shown)
