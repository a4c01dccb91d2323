"""How far each cell is from its nearest station, in the whole district or in one area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain import coverage
from bot.domain.cells import Cell
from bot.domain.coverage import Nearest, Reach, Share
from bot.domain.people import Area
from bot.domain.place import Point
from handlers import refusals
from handlers.i18n import N
from handlers.turn import Turn
from storage import areas
from storage.finder import ALL_DAY

if TYPE_CHECKING:
    from bot.domain.cell_index import CellIndex

MOST_CELLS = 20_000
"""A second or two of work, in which nobody else's report is stored."""


@dataclass(frozen=True)
class Measured:
    """One cell, at its position in the index."""

    position: int
    cell: Cell
    reach: Reach
    nearest: Nearest
    always: Nearest


@dataclass(frozen=True)
class Picture:
    """What was measured, with what it was measured in; `area` None: everywhere."""

    area: Area | None
    tree: Sequence[Area]
    index: CellIndex
    cells: Sequence[Measured]

    @property
    def shares(self) -> list[Share]:
        """Of the area, those above it left out, and of all below it."""
        every = coverage.shares(self.tree, ((one.cell.area_id, one.reach) for one in self.cells))
        return [share for share in every if self.area is None or self.area.id in share.area.path]


async def measured(turn: Turn, area: Area | None) -> Picture:
    """Refuses more cells than can be measured between two messages."""
    tree, index = await areas.tree(turn.conn), await turn.house.atlas.index(turn.conn)
    inside = {each.id for each in tree if area is None or area.id in each.path}
    chosen = [place for place, cell in enumerate(index.cells) if cell.area_id in inside]
    if len(chosen) > MOST_CELLS:
        raise await refusals.no(turn, N("{count} cells are too many at once: name an area."), count=len(chosen))
    return Picture(area, tree, index, await _cells(turn, index, chosen))


async def _cells(turn: Turn, index: CellIndex, chosen: Sequence[int]) -> list[Measured]:
    from bot.domain.maps import outlines

    found = [index.cells[place] for place in chosen]
    points = [Point(lat, lon) for lat, lon in outlines.middles(found)]
    nearest = await turn.house.finder.each_nearest(turn.conn, points)
    always = await turn.house.finder.each_nearest(turn.conn, points, frozenset({ALL_DAY}))
    rules = turn.house.policy.stations
    pairs = [(Nearest(*one), Nearest(*other)) for one, other in zip(nearest, always, strict=True)]
    reaches = [coverage.reach(rules, one, other) for one, other in pairs]
    return (
        [Measured(*each) for each in zip(chosen, found, reaches, *zip(*pairs, strict=True), strict=True)]
        if pairs
        else []
    )
