"""Points in arrays, and the nearest of them by chord."""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.domain.nearness import ellipsoid
from bot.domain.nearness.ellipsoid import Floats

Integers = NDArray[np.int64]
Solid = tuple[float, float, float]

FEW = 5_000
"""Points up to which measuring all of them is as quick as a tree, and scipy (40 MB) need not be loaded."""
RARE = 16
"""Where fewer than one point in so many passes a filter, those that do get a tree of their own."""
LEAF = 32
"""Points in a leaf of the tree; they lie together, so that looking at them costs less than going down further."""
KEPT = 16
"""Filters whose trees are kept."""


class Table(NamedTuple):
    """Points sorted by id: ids and flags (n), places (n x 2 degrees)."""

    ids: Integers
    flags: Integers
    places: Floats


Batch = tuple[Floats, Integers, float]
"""Chords, growing, the positions of their points, and a horizon: every point with a chord below it is among them."""


def chosen(table: Table, which: Any) -> Table:
    """The rows at those positions, or where a mask is true."""
    return Table(table.ids[which], table.flags[which], table.places[which])


class Layer:
    """A table that can be searched; it never changes, but for what it remembers of filters.

    Inside, points stand in the order of the tree's leaves, not of their ids: a search then reads what lies together.
    """

    __slots__ = ("_flags", "_order", "_passing", "_rare", "_solid", "_tree", "table")

    def __init__(self, table: Table) -> None:
        self.table = table
        solid = ellipsoid.solid(table.places)
        self._order = _order(solid)
        self._solid, self._flags = solid[self._order], table.flags[self._order]
        self._tree = _tree(self._solid)
        self._passing: dict[int, int] = {}
        self._rare: dict[int, tuple[Integers, Layer]] = {}

    def __len__(self) -> int:
        return len(self.table.ids)

    def around(self, origin: Solid, size: int, mask: int, reach: float) -> Batch:
        """Some `size` points whose flags have all of the mask, more or fewer, with a chord of at most `reach`."""
        if not mask:
            chords, found, horizon = self._search(origin, size, reach)
            return chords, self._order[found], horizon
        passing = self._count(mask)
        if passing * RARE < len(self) or len(self) <= FEW:
            return self._among_rare(origin, size, mask, reach)
        chords, found, horizon = self._search(origin, 4 + size * 3 * len(self) // (2 * max(passing, 1)), reach)
        passes = self._flags[found] & mask == mask
        return chords[passes], self._order[found[passes]], horizon

    def _search(self, origin: Solid, size: int, reach: float) -> Batch:
        """Not the points' positions in the table, but in `_order`."""
        if self._tree is None:
            return _measured(self._solid, origin, size, reach)
        every = len(self.table.ids)
        if size >= every:
            return _measured(self._solid, origin, every, reach)
        chords, rows = self._tree.query(origin, size, 0, 2, reach)
        last = float(chords[-1])
        if last < math.inf:
            return chords, rows, last
        within = chords < math.inf
        return chords[within], rows[within], math.inf

    def _count(self, mask: int) -> int:
        """Points that pass, looked up once a mask."""
        known = self._passing.get(mask)
        if known is None:
            known = self._passing[mask] = int(np.count_nonzero(self.table.flags & mask == mask))
        return known

    def _among_rare(self, origin: Solid, size: int, mask: int, reach: float) -> Batch:
        if mask not in self._rare:
            if len(self._rare) >= KEPT:
                self._rare.pop(next(iter(self._rare)))
            rows = np.flatnonzero(self.table.flags & mask == mask)
            self._rare[mask] = rows, Layer(chosen(self.table, rows))
        rows, layer = self._rare[mask]
        chords, places, horizon = layer.around(origin, size, 0, reach)
        return chords, rows[places], horizon


def _order(solid: Floats) -> Integers:
    """Positions as a tree's leaves hold them."""
    tree = _tree(solid)
    return np.arange(len(solid)) if tree is None else np.asarray(tree.indices, np.int64)


def _tree(solid: Floats) -> Any:
    """Splits in the middle of the box: built twice as fast, searched as fast, as nobody lives in most of the box."""
    if len(solid) <= FEW:
        return None
    from scipy.spatial import cKDTree  # type: ignore[import-untyped]

    return cKDTree(solid, balanced_tree=False, copy_data=False, leafsize=LEAF)


def _measured(solid: Floats, origin: Solid, size: int, reach: float) -> Batch:
    """From differences: a dot product loses centimetres to rounding."""
    away = solid - origin
    squares = np.einsum("ij,ij->i", away, away)
    few = size < len(squares)
    rows = np.argpartition(squares, size)[: size + 1] if few else np.arange(len(squares))
    rows = rows[np.argsort(squares[rows])]
    chords = np.sqrt(squares[rows])
    if few and chords[-1] <= reach:
        return chords, rows, float(chords[-1])
    within = chords <= reach
    return chords[within], rows[within], math.inf
