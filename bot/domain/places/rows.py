"""The rows of a cell import: the good ones, the bad ones, and everything that can be wrong with one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """Why a row, or (number 0) a whole file, is refused. The value is the key of its text; `values` fill its gaps."""

    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    NOT_JSON = "not_json"
    NOT_A_COLLECTION = "not_a_collection"
    NO_FEATURES = "no_features"
    NOT_A_FEATURE = "not_a_feature"
    WRONG_GEOMETRY = "wrong_geometry"
    EMPTY = "empty"
    NOT_A_POSITION = "not_a_position"
    OUT_OF_RANGE = "out_of_range"
    SWAPPED = "swapped"
    TOO_FEW_POINTS = "too_few_points"
    OPEN_RING = "open_ring"
    SELF_INTERSECTION = "self_intersection"
    INVALID = "invalid"
    NO_CODE = "no_code"
    NO_COMMUNITY = "no_community"
    NOT_A_TEXT = "not_a_text"
    NAMES_TOO_LONG = "names_too_long"
    DUPLICATE_CODE = "duplicate_code"


@dataclass(frozen=True)
class CellRow:
    """One feature as it will be stored: `polygon` is WKB in WGS-84, `number` counts the file's features from 1."""

    number: int
    code: str
    name: str
    community: str
    street: str
    district: str
    polygon: bytes


@dataclass(frozen=True)
class BadRow:
    """What is wrong with the feature of that number; 0 is the file itself."""

    number: int
    code: str
    reason: Reason
    values: Mapping[str, str | int | float] = field(default_factory=dict)


class BadRows(Exception):
    """Nothing is imported; `rows` has every bad row, in the file's order."""

    def __init__(self, rows: tuple[BadRow, ...]) -> None:
        super().__init__(rows)
        self.rows = rows


class Bad(Exception):
    """One thing wrong with what is being read."""

    def __init__(self, reason: Reason, **values: str | int | float) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


_DESCRIPTIONS = {
    Reason.TOO_LARGE: "the file has {bytes} bytes, at most {limit} are read",
    Reason.NOT_TEXT: "the file is neither UTF-8, UTF-16 with a byte order mark, nor GB18030",
    Reason.NOT_JSON: "not JSON: line {line}, column {column}: {problem}",
    Reason.NOT_A_COLLECTION: "not a GeoJSON FeatureCollection but {found}",
    Reason.NO_FEATURES: "the collection has no features",
    Reason.NOT_A_FEATURE: "not a GeoJSON Feature but {found}",
    Reason.WRONG_GEOMETRY: "the geometry must be a Polygon or MultiPolygon, not {found}",
    Reason.EMPTY: "the geometry is empty",
    Reason.NOT_A_POSITION: "not a position of two finite numbers: {found}",
    Reason.OUT_OF_RANGE: "longitude {lon}, latitude {lat} is no place in degrees (a projected file?)",
    Reason.SWAPPED: "longitude {lon}, latitude {lat} look swapped: GeoJSON puts the longitude first",
    Reason.TOO_FEW_POINTS: "a ring has {points} positions, it needs at least 4",
    Reason.OPEN_RING: "a ring is open: it starts at {first} and ends at {last}",
    Reason.SELF_INTERSECTION: "the border crosses or touches itself at longitude {lon}, latitude {lat}",
    Reason.INVALID: "not a valid polygon: {problem}",
    Reason.NO_CODE: "no code (property 'code' or 网格编码)",
    Reason.NO_COMMUNITY: "no community (property 'community' or 社区)",
    Reason.NOT_A_TEXT: "property {name} must be a text of at most {limit} printable characters",
    Reason.NAMES_TOO_LONG: "district, street and community have {length} characters together, at most {limit} fit",
    Reason.DUPLICATE_CODE: "the code is already that of feature {first}",
}


def describe(row: BadRow, *, file: str = "file") -> str:
    """One English line for a log or the command line; elsewhere `reason` is the key for the translator."""
    where = f"feature {row.number}" if row.number else file
    code = f" ({row.code})" if row.code else ""
    return f"{where}{code}: {_DESCRIPTIONS[row.reason].format(**row.values)}"
