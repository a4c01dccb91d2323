"""Grid cells in and out of GeoJSON (RFC 7946). Every row is checked, and all that is wrong is told at once."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import shapely

from bot.domain.places.encoding import decode
from bot.domain.places.rings import polygon, shown
from bot.domain.places.rows import Bad, BadRow, BadRows, CellRow, Reason, describe
from bot.domain.places.systems import Crs

__all__ = ["LARGEST", "BadRow", "BadRows", "CellRow", "Reason", "describe", "read_cells", "write_cells"]

LARGEST = 50_000_000
"""Bytes of a file: ten times a city of 1,607 cells drawn in great detail."""
LONGEST_TEXT = 100
"""Characters of a code or a name: it has to fit a card, and a code a button."""
LONGEST = {"code": 64}
"""Characters of what the database bounds more tightly."""
LONGEST_PATH = 255
"""Characters of "district/street/community", the code of a community."""
_DECIMALS = 7  # a centimetre

_HEADERS = {
    "code": ("code", "cell", "cell_code", "网格编码", "网格编号", "编码", "编号", "网格代码"),
    "name": ("name", "cell_name", "网格名称", "名称", "网格"),
    "community": ("community", "社区", "社区名称", "所属社区", "村社区"),
    "street": ("street", "subdistrict", "街道", "街道名称", "所属街道", "乡镇街道"),
    "district": ("district", "county", "区", "区县", "县区", "区名称", "所属区县"),
}
_NEEDED = {"code": Reason.NO_CODE, "community": Reason.NO_COMMUNITY}


def read_cells(data: bytes, crs: Crs) -> tuple[CellRow, ...]:
    """Every feature of a FeatureCollection as a row, its polygon moved from that coordinate system to WGS-84.

    Properties `code` and `community` are needed, `name` is the code where it is missing, `street` and `district` may
    be empty; English or Chinese names. Encodings: UTF-8, UTF-16 with a mark, GB18030. Raises BadRows with all that is
    wrong; a row is named once, with the first thing that is.
    """
    try:
        features = _features(data)
    except Bad as bad:
        raise BadRows((BadRow(0, "", bad.reason, bad.values),)) from bad
    rows = tuple(_without_doubles([_row(number, each, crs) for number, each in enumerate(features, start=1)]))
    wrong = tuple(row for row in rows if isinstance(row, BadRow))
    if wrong:
        raise BadRows(wrong)
    return tuple(row for row in rows if isinstance(row, CellRow))


def write_cells(rows: Iterable[CellRow]) -> bytes:
    """The rows as a FeatureCollection in UTF-8, WGS-84 to seven decimals, a feature a line: `read_cells` reads it."""
    features = ",\n".join(json.dumps(_feature(row), ensure_ascii=False) for row in rows)
    return f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}\n'.encode()


def _features(data: bytes) -> list[Any]:
    if len(data) > LARGEST:
        raise Bad(Reason.TOO_LARGE, bytes=len(data), limit=LARGEST)
    document = _parse(data)
    kind = document.get("type") if isinstance(document, dict) else document
    features = document.get("features") if isinstance(document, dict) else None
    if kind != "FeatureCollection" or not isinstance(features, list):
        raise Bad(Reason.NOT_A_COLLECTION, found=shown(kind))
    if not features:
        raise Bad(Reason.NO_FEATURES)
    return features


def _parse(data: bytes) -> Any:
    text = decode(data)
    if text is None:
        raise Bad(Reason.NOT_TEXT)
    try:
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise Bad(Reason.NOT_JSON, line=error.lineno, column=error.colno, problem=error.msg) from error
    except RecursionError as error:
        raise Bad(Reason.NOT_JSON, line=1, column=1, problem="nested too deeply") from error
    except ValueError as error:  # an integer of thousands of digits
        raise Bad(Reason.NOT_JSON, line=1, column=1, problem=str(error)) from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _row(number: int, feature: Any, crs: Crs) -> CellRow | BadRow:
    code = ""
    try:
        said = _said(feature)
        code = _text(said, "code")
        texts = {name: _text(said, name) for name in _HEADERS}
        _fit_together(texts)
        shape = polygon(feature.get("geometry"), crs)
    except Bad as bad:
        return BadRow(number, code, bad.reason, bad.values)
    return CellRow(number=number, polygon=shape, **{**texts, "name": texts["name"] or code})


def _said(feature: Any) -> Mapping[str, Any]:
    """A feature's properties by our names; where several mean the same, the first of the table that says something."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise Bad(Reason.NOT_A_FEATURE, found=shown(feature.get("type") if isinstance(feature, dict) else feature))
    properties = feature.get("properties")
    given = {key.strip().casefold(): value for key, value in properties.items()} if isinstance(properties, dict) else {}
    return {
        name: next((given[h] for h in headers if given.get(h) not in (None, "")), "")
        for name, headers in _HEADERS.items()
    }


def _text(said: Mapping[str, Any], name: str) -> str:
    """A property as text; whole numbers are common as codes."""
    value = said[name]
    text = str(value) if type(value) is int and abs(value) < 10**18 else value
    limit = LONGEST.get(name, LONGEST_TEXT)
    if not isinstance(text, str) or len(text.strip()) > limit or not text.strip().isprintable():
        raise Bad(Reason.NOT_A_TEXT, name=name, limit=limit)
    if not text.strip() and name in _NEEDED:
        raise Bad(_NEEDED[name])
    return text.strip()


def _fit_together(texts: Mapping[str, str]) -> None:
    """An area's code is the names from the root on."""
    length = len("/".join(texts[name] for name in ("district", "street", "community") if texts[name]))
    if length > LONGEST_PATH:
        raise Bad(Reason.NAMES_TOO_LONG, length=length, limit=LONGEST_PATH)


def _without_doubles(rows: list[CellRow | BadRow]) -> Iterator[CellRow | BadRow]:
    """The same rows, the later ones of a code that occurs twice bad; a bad row's code counts too."""
    first: dict[str, int] = {}
    for row in rows:
        before = first.setdefault(row.code, row.number) if row.code else row.number
        doubled = before != row.number and isinstance(row, CellRow)
        yield BadRow(row.number, row.code, Reason.DUPLICATE_CODE, {"first": before}) if doubled else row


def _feature(row: CellRow) -> Mapping[str, Any]:
    properties = {name: getattr(row, name) for name in _HEADERS}
    return {"type": "Feature", "properties": properties, "geometry": _geometry(row.polygon)}


def _geometry(wkb: bytes) -> Mapping[str, Any]:
    """GeoJSON wants the outer ring anticlockwise; seven decimals are a centimetre."""
    shape = shapely.orient_polygons(shapely.from_wkb(wkb))
    parts = [[_rounded(ring) for ring in (part.exterior, *part.interiors)] for part in shapely.get_parts(shape)]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def _rounded(ring: Any) -> list[list[float]]:
    return [[round(lon, _DECIMALS), round(lat, _DECIMALS)] for lon, lat in ring.coords]
