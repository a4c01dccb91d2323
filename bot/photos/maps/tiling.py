"""Which tiles of a map server lie below a picture, and where: the arithmetic of z/x/y. No pixel is touched here.

A zoom z cuts the projected world into 2^z by 2^z squares, counted from the north-west, each drawn SIDE pixels wide.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.maps.view import View

SIDE = 256
DEEPEST = 19
"""The zoom beyond which many servers have nothing."""
Tile = tuple[int, int, int]
"""Zoom, column, row."""


@dataclass(frozen=True)
class Tiling:
    """Columns and rows of one zoom from `left` and `top` on; `box`: what of them the view shows, in their pixels."""

    zoom: int
    left: int
    top: int
    columns: int
    rows: int
    box: tuple[float, float, float, float]

    @property
    def tiles(self) -> dict[tuple[int, int], Tile]:
        """By column and row within the tiling; the world goes round, but not over the poles."""
        around = 1 << self.zoom
        return {
            (column, row): (self.zoom, (self.left + column) % around, self.top + row)
            for column in range(self.columns)
            for row in range(self.rows)
            if 0 <= self.top + row < around
        }


def below(view: View) -> Tiling:
    """At the zoom whose pixels come nearest to the view's, so for 800 x 600 never more than 30 tiles."""
    zoom = max(0, min(DEEPEST, round(math.log2(view.scale / SIDE))))
    whole = SIDE * (1 << zoom)
    left, top = view.west * whole, view.north * whole
    right, bottom = left + view.size[0] * whole / view.scale, top + view.size[1] * whole / view.scale
    first, highest = math.floor(left / SIDE), math.floor(top / SIDE)
    columns, rows = math.ceil(right / SIDE) - first, math.ceil(bottom / SIDE) - highest
    corner = first * SIDE, highest * SIDE
    box = (left - corner[0], top - corner[1], right - corner[0], bottom - corner[1])
    return Tiling(zoom, first, highest, columns, rows, box)


Fetched = Mapping[Tile, bytes]
"""What came, as the server sent it."""
