"""Grid cells, and what the decision about a point says. The decision itself is in `cell_index`."""

import re
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Cell:
    """One grid cell; `polygon` is WKB of a valid Polygon or MultiPolygon, WGS-84, longitude first."""

    id: int
    code: str
    name: str
    area_id: int
    polygon: bytes


class How(StrEnum):
    """INSIDE: well within one cell. BORDER: on a border or where cells overlap. NEAREST: outside, but close enough."""

    INSIDE = "inside"
    BORDER = "border"
    NEAREST = "nearest"
    UNCOVERED = "uncovered"


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where a point went: `neighbours` are the codes of the other cells that it is in, on the border of, or as near to;
    `h3` its H3 cell of resolution 9; `distance` metres to the cell, 0 in it, infinite where no cell is.
    """

    cell: Cell | None
    neighbours: tuple[str, ...]
    h3: str
    how: How
    distance: float


CodeOrder = tuple[tuple[tuple[str, int, str], ...], str]


def code_order(code: str) -> CodeOrder:
    """Sorts codes as people count: 枣林西-2 before 枣林西-10, letters by code point; 07 before 7."""
    parts = ((text, digits.lstrip("0")) for text, digits in re.findall(r"([^0-9]*)([0-9]*)", code))
    return tuple((text, len(digits), digits) for text, digits in parts), code
