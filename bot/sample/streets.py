"""Grid cells of two made-up neighbouring communities: a net of streets that bend, and the blocks between them."""

import math
from collections.abc import Iterator
from random import Random

import shapely

from bot.domain.geojson import CellRow

Position = tuple[float, float]
Block = tuple[int, int]

SEED = 620105
MIDDLE = (36.10345, 103.72386)  # latitude, longitude of the western community
COLUMNS, ROWS = 6, 3
WIDTH, HEIGHT = 235.0, 205.0  # metres of a block
TURNED = math.radians(-14)  # the streets follow the river, not the compass
CORNER, BEND = 26.0, 9.0  # metres that corners are off the net, and streets off a straight line
_PIECES = 4

_METRES_A_DEGREE = (111_000.0, 90_050.0)  # of latitude and longitude at 36.1 degrees; a sample may be round

WEST = ("枣林西社区", "安宁西路街道", "枣林西")
EAST = ("培黎社区", "培黎街道", "培黎")
WEST_NAMES = (
    *("桃园里", "枣林巷", "长新里", "学院后街", "幸福巷", "安居苑", "农贸市场"),
    *("铁路新村", "滨河北苑", "科教里", "向阳里", "翠竹苑", "枣林小区"),
)
EAST_NAMES = ("培黎北里", "文化宫", "培黎南里", "机械厂家属院", "新安路")


def cells() -> tuple[CellRow, ...]:
    """13 cells of the western community, the 7th around the 13th; 5 of the eastern, the last in two parts."""
    net = Net(Random(SEED))  # noqa: S311 - a drawing, not a secret
    west = [net.block((column, row)) for row in range(ROWS) for column in range(4)]
    yard = net.yard(west[6])
    west[6] = shapely.Polygon(west[6].exterior, [yard.exterior])
    apart = shapely.MultiPolygon([net.block((4, 2)), net.block((5, 0))])
    east = [*(net.block(place) for place in ((4, 0), (4, 1), (5, 1), (5, 2))), apart]
    return (*_rows(WEST, WEST_NAMES, [*west, yard]), *_rows(EAST, EAST_NAMES, east, after=13))


def _rows(
    area: tuple[str, str, str], names: tuple[str, ...], shapes: list[shapely.Geometry], *, after: int = 0
) -> Iterator[CellRow]:
    community, street, prefix = area
    for number, (name, shape) in enumerate(zip(names, shapes, strict=True), start=1):
        code, wkb = f"{prefix}-{number:02}", bytes(shapely.to_wkb(shapely.normalize(shape)))
        yield CellRow(after + number, code, name, community, street, "安宁区", wkb)


class Net:
    """Streets, drawn once each: blocks on either side of one share its every bend, so nothing gapes or overlaps."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.corners = {(x, y): self._near(x * WIDTH, y * HEIGHT) for x in range(COLUMNS + 1) for y in range(ROWS + 1)}
        self.streets = {
            (a, b): self._street(self.corners[a], self.corners[b])
            for a in self.corners
            for b in ((a[0] + 1, a[1]), (a[0], a[1] + 1))
            if b in self.corners
        }

    def block(self, place: Block) -> shapely.Polygon:
        x, y = place
        south, north = self.streets[(x, y), (x + 1, y)], self.streets[(x, y + 1), (x + 1, y + 1)]
        west, east = self.streets[(x, y), (x, y + 1)], self.streets[(x + 1, y), (x + 1, y + 1)]
        ring = [*south, *east[1:], *north[::-1][1:], *west[::-1][1:]]
        return shapely.Polygon([_on_earth(metres) for metres in ring])

    def yard(self, around: shapely.Polygon) -> shapely.Polygon:
        """A walled estate in the middle of a block, an uneven octagon."""
        middle = around.centroid
        ring = []
        for eighth in range(8):
            radius, angle = self.random.uniform(38, 62), math.tau * eighth / 8
            north, east = radius * math.sin(angle), radius * math.cos(angle)
            there = (middle.x + east / _METRES_A_DEGREE[1], middle.y + north / _METRES_A_DEGREE[0])
            ring.append((round(there[0], 7), round(there[1], 7)))
        return shapely.Polygon(ring)

    def _near(self, x: float, y: float) -> Position:
        return x + self.random.uniform(-CORNER, CORNER), y + self.random.uniform(-CORNER, CORNER)

    def _street(self, a: Position, b: Position) -> list[Position]:
        """From corner to corner in a few pieces, their ends a little aside."""
        between = [self._aside(a, b, n / _PIECES) for n in range(1, _PIECES)]
        return [a, *between, b]

    def _aside(self, a: Position, b: Position, part: float) -> Position:
        x, y = a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
        return x + self.random.uniform(-BEND, BEND), y + self.random.uniform(-BEND, BEND)


def _on_earth(metres: Position) -> Position:
    """(longitude, latitude) to seven decimals of metres on the net, whose western four columns lie around MIDDLE."""
    x, y = metres[0] - 2 * WIDTH, metres[1] - ROWS * HEIGHT / 2
    east = x * math.cos(TURNED) - y * math.sin(TURNED)
    north = x * math.sin(TURNED) + y * math.cos(TURNED)
    return round(MIDDLE[1] + east / _METRES_A_DEGREE[1], 7), round(MIDDLE[0] + north / _METRES_A_DEGREE[0], 7)
