"""Map links and geo: URIs. What each service writes is a row of a table; nothing here opens a connection.

Sources: RFC 5870 (geo:), and the URI pages of Amap (uri.amap.com), Tencent (apis.map.qq.com/uri/v1) and Baidu
(api.map.baidu.com), which name the coordinate system a link is in unless it says otherwise.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from bot.domain.places import numbers
from bot.domain.places.points import Place, Point, Source
from bot.domain.places.systems import Crs, to_wgs84

URL = re.compile(
    r"geo:[^\s<>\"]{3,2000}|[a-z]{2,12}://[^\s<>\"]{3,2000}|(?:[a-z0-9-]{1,30}\.){1,4}[a-z]{2,6}/[^\s<>\"]{1,2000}",
    re.ASCII | re.IGNORECASE,
)
_MOST_LINKS = 8
_DECIMAL = r"[+-]?\d{1,3}(?:\.\d{1,15})?(?!\d|\.\d)"
_BROKEN = r"[+-]?\d{1,3}\.\d{1,15}(?!\d|\.\d)"  # a search may hold "12, 34 Long Street": whole numbers are no place
_TWO = re.compile(rf"(?<![\w.])({_BROKEN})\s{{0,2}},\s{{0,2}}({_BROKEN})", re.ASCII)
_ONE = re.compile(rf"\s?({_DECIMAL})\s?", re.ASCII)
_GEO = re.compile(rf"geo:({_DECIMAL}),({_DECIMAL})", re.ASCII | re.IGNORECASE)
_UNCERTAIN = re.compile(r";u=(\d{1,6}(?:\.\d{1,9})?)(?!\d|\.\d)", re.ASCII | re.IGNORECASE)
_OTHER_CRS = re.compile(r";crs=(?!wgs84(?![\w-]))", re.ASCII | re.IGNORECASE)

LAT_FIRST, LON_FIRST = False, True


@dataclass(frozen=True)
class Service:
    """How one map writes a place: in its own words, by order of trust.

    `pairs`: parameters that hold two numbers, and which comes first; `singles`: a parameter each for latitude and
    longitude; `path`: patterns of two numbers in path or fragment; `systems`: (parameter, value) that override `crs`,
    None where we cannot read that system.
    """

    host: str
    crs: Crs
    pairs: tuple[tuple[str, bool], ...] = ()
    singles: tuple[tuple[str, str], ...] = ()
    path: tuple[str, ...] = ()
    systems: Mapping[tuple[str, str], Crs | None] | None = None


SERVICES = (
    Service(
        r"(?:[a-z]+\.)?google\.(?:com|cn|[a-z]{2})(?:\.[a-z]{2})?",
        Crs.WGS84,
        pairs=tuple((key, LAT_FIRST) for key in ("q", "query", "destination", "daddr", "ll", "center", "sll")),
        path=(  # the pin, what was asked for, the middle of the screen
            rf"!3d({_DECIMAL})!4d({_DECIMAL})",
            rf"/(?:search|place|dir/[^/]*)/({_DECIMAL}),\+?({_DECIMAL})",
            rf"@({_DECIMAL}),({_DECIMAL})",
        ),
    ),
    Service(
        r"(?:www\.)?(?:openstreetmap|osm)\.org",
        Crs.WGS84,
        singles=(("mlat", "mlon"), ("lat", "lon")),
        path=(rf"map=\d{{1,2}}(?:\.\d{{1,4}})?/({_DECIMAL})/({_DECIMAL})",),
    ),
    Service(
        r"(?:[a-z]+\.)?maps\.apple\.com",
        Crs.WGS84,
        pairs=tuple((key, LAT_FIRST) for key in ("coordinate", "ll", "q", "daddr", "sll", "center")),
    ),
    Service(
        r"uri\.amap\.com",
        Crs.GCJ02,
        pairs=tuple((key, LON_FIRST) for key in ("position", "to", "markers", "center")),
        systems={("coordinate", "wgs84"): Crs.WGS84},
    ),
    Service(
        r"(?:[a-z]+\.)?(?:amap|gaode)\.com",
        Crs.GCJ02,
        pairs=(
            *((key, LAT_FIRST) for key in ("q", "p")),
            *((key, LON_FIRST) for key in ("dest", "position", "center")),
        ),
        singles=(("lat", "lng"), ("lat", "lon"), ("dlat", "dlon")),
        systems={("dev", "1"): Crs.WGS84},
    ),
    Service(
        r"(?:[a-z0-9]+\.)?map\.qq\.com",
        Crs.GCJ02,
        pairs=tuple((key, LAT_FIRST) for key in ("marker", "coord", "tocoord", "center")),
        singles=(("pointy", "pointx"), ("lat", "lng")),
        systems={("coord_type", "1"): Crs.WGS84},
    ),
    Service(
        r"(?:[a-z0-9]+\.)?map\.baidu\.com",
        Crs.BD09,
        pairs=tuple((key, LAT_FIRST) for key in ("location", "latlng", "destination", "center")),
        singles=(("lat", "lng"),),
        systems={
            ("coord_type", "wgs84"): Crs.WGS84,
            ("coord_type", "gcj02"): Crs.GCJ02,
            ("coord_type", "bd09mc"): None,
        },
    ),
)

_SHORTENERS = (
    r"maps\.app\.goo\.gl|maps\.apple|(?:surl|f)\.amap\.com|goo\.gl|g\.co|dwz\.cn|t\.cn|urlc?\.cn|w\.url\.cn|"
    r"url\.amap\.com|t\.map\.qq\.com"
)
_MAP_HOST = re.compile("|".join((_SHORTENERS, *(service.host for service in SERVICES))), re.ASCII | re.IGNORECASE)
_NOT_ONLY_MAPS = re.compile(r"(?:www\.)?google\..*|goo\.gl|g\.co", re.ASCII | re.IGNORECASE)


def read(text: str) -> Place | None:
    """The first place that a link in the (plain) text holds itself."""
    found = (place(link) for link in links(text))
    return next((each for each in found if each), None)


def links(text: str) -> Iterator[str]:
    """The first eight links; more than that is not a report."""
    for match, _ in zip(URL.finditer(text), range(_MOST_LINKS), strict=False):
        yield match[0]


def place(link: str) -> Place | None:
    """What one link says, in WGS-84; None where it says nothing or nothing that we can read."""
    return _geo(link) if link[:4].lower() == "geo:" else _web(link)


def _geo(uri: str) -> Place | None:
    found = _GEO.match(uri)
    if not found or _OTHER_CRS.search(uri):
        return None
    asked = _TWO.search(unquote(uri.partition("?")[2]))  # Android: geo:0,0?q=36.1,103.7(label)
    lat, lon = found.group(1, 2)
    point = numbers.point(lat, lon) or (asked and numbers.point(asked[1], asked[2]))
    radius = _UNCERTAIN.search(uri)
    return Place(point, float(radius[1]) if radius else None, Source.LINK) if point else None


def _web(link: str) -> Place | None:
    url = split(link)
    if url is None:
        return None
    points = (_read(url, each) for each in SERVICES if re.fullmatch(each.host, url.hostname or "", re.IGNORECASE))
    point = next((each for each in points if each), None)
    return Place(point, None, Source.LINK) if point else None


def split(link: str) -> SplitResult | None:
    """A link with or without its scheme, in parts; None where it is none."""
    try:
        return urlsplit(link if "://" in link else f"https://{link}")
    except ValueError:
        return None


def _read(url: SplitResult, service: Service) -> Point | None:
    said = dict(reversed(parse_qsl(url.query)))  # of two alike the first counts
    crs = _system(service, said)
    points = (numbers.point(lat, lon) for lat, lon in _numbers(url, service, said))
    point = next((each for each in points if each), None)
    return to_wgs84(point, crs) if point and crs else None


def _system(service: Service, said: Mapping[str, str]) -> Crs | None:
    overrides = service.systems or {}
    return next((crs for (key, value), crs in overrides.items() if said.get(key, "").lower() == value), service.crs)


def _numbers(url: SplitResult, service: Service, said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Every latitude and longitude in the link, the most trusted first."""
    for key, lon_first in service.pairs:
        if found := _TWO.search(said.get(key, "")):
            yield (found[2], found[1]) if lon_first else (found[1], found[2])
    for lat_key, lon_key in service.singles:
        lat, lon = _ONE.fullmatch(said.get(lat_key, "")), _ONE.fullmatch(said.get(lon_key, ""))
        if lat and lon:
            yield lat[1], lon[1]
    rest = unquote(f"{url.path}#{url.fragment}")
    for pattern in service.path:
        if found := re.search(pattern, rest, re.ASCII):
            yield found[1], found[2]


def to_a_map(link: str) -> bool:
    """Does it lead to a map, or through a shortener that maps use? For a link that `read` could not read."""
    url = split(link)
    host = (url and url.hostname) or ""
    if not url or not _MAP_HOST.fullmatch(host):
        return False
    return not _NOT_ONLY_MAPS.fullmatch(host) or url.path.startswith("/maps")
