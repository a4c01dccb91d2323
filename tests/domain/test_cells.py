"""Where a point goes: the whole table of cases, and any map at all against brute force over all its polygons."""

import math
from itertools import pairwise

import h3
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain.cell_index import FAR, NEAR, ON_BORDER, CellIndex, assign, nearest
from bot.domain.cells import Assignment, Cell, How, code_order
from bot.domain.place import Point

ORIGIN = Point(36.1, 103.7)


def at(east, north):
    """The point so many metres east and north of the origin, on the ellipsoid."""
    where = Geodesic.WGS84.Direct(
        ORIGIN.lat, ORIGIN.lon, math.degrees(math.atan2(east, north)), math.hypot(east, north)
    )
    return Point(where["lat2"], where["lon2"])


def ring(corners):
    return [(there.lon, there.lat) for there in (at(east, north) for east, north in corners)]


def rectangle(west, south, east, north, hole=None):
    def corners(w, s, e, n):
        return ring([(w, s), (e, s), (e, n), (w, n), (w, s)])

    return shapely.Polygon(corners(west, south, east, north), [corners(*hole)] if hole else [])


def town(**shapes):
    """An index of cells named by their keyword: _07 becomes 枣-07."""
    cells = [
        Cell(n, f"枣{code.replace('_', '-')}", "", 1, shapely.to_wkb(shape))
        for n, (code, shape) in enumerate(shapes.items())
    ]
    return CellIndex(cells, version=3)


TOWN = town(
    _10=rectangle(0, 0, 100, 100),
    _2=rectangle(100, 0, 200, 100),
    _3=rectangle(0, 100, 200, 200, hole=(50, 130, 90, 170)),
    _4=rectangle(60, 140, 80, 160),
    _5=shapely.MultiPolygon([rectangle(400, 0, 500, 100), rectangle(600, 0, 700, 100)]),
    _6=rectangle(180, 60, 260, 90),
    _7=rectangle(800, 0, 900, 100),
    _8=rectangle(960, 0, 1060, 100),
    _9=rectangle(2000, 0, 2400, 300),
    _11=rectangle(2100, 100, 2200, 200),
)

TABLE = {
    "well inside": (50, 50, None, "枣-10", (), How.INSIDE, 0),
    "a metre inside": (99, 50, None, "枣-10", (), How.INSIDE, 0),
    "a metre inside the other": (101, 50, None, "枣-2", (), How.INSIDE, 0),
    "inside, however poor the accuracy": (50, 50, 5000, "枣-10", (), How.INSIDE, 0),
    "on the border: 2 is lower than 10": (100, 50, None, "枣-2", ("枣-10",), How.BORDER, 0),
    "0.3 m beside the border": (99.7, 50, None, "枣-2", ("枣-10",), How.BORDER, 0),
    "0.3 m on its other side": (100.3, 50, None, "枣-2", ("枣-10",), How.BORDER, 0),
    "where three meet": (100, 100, None, "枣-2", ("枣-3", "枣-10"), How.BORDER, 0),
    "on an outer border": (0, 50, None, "枣-10", (), How.INSIDE, 0),
    "0.3 m outside": (-0.3, 50, None, "枣-10", (), How.INSIDE, 0),
    "in an overlap": (190, 75, None, "枣-2", ("枣-6",), How.BORDER, 0),
    "in a cell within a cell": (2150, 150, None, "枣-9", ("枣-11",), How.BORDER, 0),
    "beside a cell within a cell": (2050, 150, None, "枣-9", (), How.INSIDE, 0),
    "in one cell, 0.3 m outside one that reaches into it": (179.7, 75, None, "枣-2", ("枣-6",), How.BORDER, 0),
    "in one cell, a metre outside one that reaches into it": (179, 75, None, "枣-2", (), How.INSIDE, 0),
    "in a hole, nearer to what is in it": (58, 150, None, "枣-4", (), How.NEAREST, 2),
    "in a hole, nearer to what is around it": (52, 150, None, "枣-3", (), How.NEAREST, 2),
    "in a hole, in the middle between the two": (55, 150, None, "枣-3", ("枣-4",), How.NEAREST, 5),
    "in what fills the hole": (70, 150, None, "枣-4", (), How.INSIDE, 0),
    "in the second part": (650, 50, None, "枣-5", (), How.INSIDE, 0),
    "between the two parts": (530, 50, None, "枣-5", (), How.NEAREST, 30),
    "49 m outside": (50, -49, None, "枣-10", (), How.NEAREST, 49),
    "51 m outside": (50, -51, None, None, (), How.UNCOVERED, math.inf),
    "51 m outside, good to 60": (50, -51, 60, "枣-10", (), How.NEAREST, 51),
    "49 m outside, good to 5": (50, -49, 5, "枣-10", (), How.NEAREST, 49),
    "150 m outside, good to 149": (50, -150, 149, None, (), How.UNCOVERED, math.inf),
    "199 m outside, good to 1,500": (50, -199, 1500, "枣-10", (), How.NEAREST, 199),
    "201 m outside, good to 1,500": (50, -201, 1500, None, (), How.UNCOVERED, math.inf),
    "49 m off a corner, at a slant": (-34.6, -34.6, None, "枣-10", (), How.NEAREST, 48.93),
    "51 m off a corner, at a slant": (-36.1, -36.1, None, None, (), How.UNCOVERED, math.inf),
    "in the middle between two": (930, 50, None, "枣-7", ("枣-8",), How.NEAREST, 30),
    "a little nearer to the higher": (931, 50, None, "枣-8", (), How.NEAREST, 29),
    "51 m outside, good to nobody knows": (50, -51, math.nan, None, (), How.UNCOVERED, math.inf),
    "51 m outside, good to infinity": (50, -199, math.inf, "枣-10", (), How.NEAREST, 199),
    "49 m outside, good to less than nothing": (50, -49, -1, "枣-10", (), How.NEAREST, 49),
    "far away": (-5000, 0, None, None, (), How.UNCOVERED, math.inf),
}


@pytest.mark.parametrize("case", TABLE)
def test_every_case_of_the_table(case):
    east, north, accuracy, code, neighbours, how, metres = TABLE[case]
    point = at(east, north)
    found = assign(TOWN, point, accuracy)
    assert (found.cell.code if found.cell else None, found.neighbours, found.how) == (code, neighbours, how)
    assert found.distance == pytest.approx(metres, abs=0.05)
    assert found.h3 == h3.latlng_to_cell(point.lat, point.lon, 9)


def test_an_empty_map_covers_nothing():
    found = assign(CellIndex([]), ORIGIN, 50)
    assert found == Assignment(None, (), h3.latlng_to_cell(ORIGIN.lat, ORIGIN.lon, 9), How.UNCOVERED, math.inf)


@pytest.mark.parametrize(("lat", "lon"), [(90, 0), (-90, 180), (0, 180), (0, -180), (89.99999, 12), (0, 0)])
def test_the_ends_of_the_earth_are_points_like_any_other(lat, lon):
    assert assign(TOWN, Point(lat, lon), 200).how is How.UNCOVERED


@pytest.mark.parametrize("lat", [0, 36.1, -52, 70, 85])
def test_metres_are_metres_at_every_latitude(lat):
    geodesic = Geodesic.WGS84.Direct
    corner = geodesic(lat, 10, 90, 150)
    shape = shapely.box(corner["lon2"], lat - 1, corner["lon2"] + 1, lat + 1)
    index = CellIndex([Cell(1, "a", "", 1, shapely.to_wkb(shape))])
    assert assign(index, Point(lat, 10), 151).distance == pytest.approx(150, abs=0.05)
    north = CellIndex(
        [Cell(1, "a", "", 1, shapely.to_wkb(shapely.box(9, geodesic(lat, 10, 0, 150)["lat2"], 11, lat + 1)))]
    )
    assert assign(north, Point(lat, 10), 151).distance == pytest.approx(150, abs=0.05)


def test_codes_sort_as_people_count():
    codes = [
        "枣林西-10",
        "枣林西-2",
        "枣林西-02",
        "培黎-9",
        "枣林西-1a",
        "枣林西-1",
        "枣林西",
        "枣林东-99",
        "7",
        "枣林西-2-10",
        "枣林西-2-9",
    ]
    counted = "7 培黎-9 枣林东-99 枣林西 枣林西-1 枣林西-1a 枣林西-02 枣林西-2 枣林西-2-9 枣林西-2-10 枣林西-10"
    assert sorted(codes, key=code_order) == counted.split()
    assert code_order("9" * 5000) > code_order("8" * 5000)


def test_the_order_of_the_cells_does_not_matter():
    shuffled = CellIndex(reversed(TOWN.cells))
    assert shuffled.cells == TOWN.cells
    assert assign(shuffled, at(100, 50)) == assign(TOWN, at(100, 50))


def test_an_index_knows_its_size_and_version():
    assert (len(TOWN), TOWN.version) == (10, 3)


def test_the_nearest_cell_is_known_however_far():
    assert nearest(TOWN, at(-5000, 0)).code == "枣-10"
    assert nearest(TOWN, at(5000, 100)).code == "枣-9"
    assert nearest(CellIndex([]), ORIGIN) is None


def test_a_polygon_that_is_none_is_named():
    with pytest.raises(ValueError, match="cell 枣-7"):
        CellIndex([Cell(1, "枣-7", "", 1, b"nonsense")])


# Brute force, in plain Python on an azimuthal plane of the point: shares nothing with the code but the rules.


def flat(point, corners):
    """Corners as metres east and north of the point."""
    lines = [Geodesic.WGS84.Inverse(point.lat, point.lon, lat, lon) for lon, lat in corners]
    return [
        (line["s12"] * math.sin(math.radians(line["azi1"])), line["s12"] * math.cos(math.radians(line["azi1"])))
        for line in lines
    ]


def to_segment(a, b):
    """Metres from (0, 0) to the segment."""
    (ax, ay), (dx, dy) = a, (b[0] - a[0], b[1] - a[1])
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, -(ax * dx + ay * dy) / length)) if length else 0.0
    return math.hypot(ax + along * dx, ay + along * dy)


def crosses(a, b):
    """Does a ray from (0, 0) to the east cross the segment?"""
    if (a[1] > 0) == (b[1] > 0):
        return False
    return a[0] - a[1] * (b[0] - a[0]) / (b[1] - a[1]) > 0


def measured(point, shape):
    """Metres to the shape, 0 within."""
    parts = shapely.get_parts(shape)
    rings = [flat(point, each.coords) for part in parts for each in (part.exterior, *part.interiors)]
    sides = [side for each in rings for side in pairwise(each)]
    within = sum(crosses(*side) for side in sides) % 2 == 1
    return 0.0 if within else min(to_segment(*side) for side in sides)


def brute(cells, point, accuracy):
    """What `assign` should say, as (code, neighbours, how), or None within 3 cm of where two rules meet."""
    margin = min(FAR, max(NEAR, accuracy))
    far = {code: measured(point, shape) for code, shape in cells.items()}
    least = min(far.values())
    limits = (ON_BORDER, margin, least + ON_BORDER)
    if any(abs(metres - limit) < 0.03 for metres in far.values() for limit in limits):
        return None
    if least > margin:
        return None, (), How.UNCOVERED
    limit = ON_BORDER if least <= ON_BORDER else least + ON_BORDER
    first, *others = sorted((code for code, metres in far.items() if metres <= limit), key=code_order)
    how = How.NEAREST if least > ON_BORDER else How.BORDER if others else How.INSIDE
    return first, tuple(others), how


GRID = st.integers(0, 6).map(lambda n: n * 60)  # corners coincide often, so borders are shared


@st.composite
def shapes(draw):
    """Rectangles, triangles, rings with a hole, two parts; neighbours, overlaps and gaps come by themselves."""
    x, y, w, h = draw(GRID), draw(GRID), draw(st.sampled_from([60, 90, 120])), draw(st.sampled_from([60, 100]))
    kind = draw(st.sampled_from(["rectangle", "triangle", "hole", "parts"]))
    if kind == "triangle":
        return shapely.Polygon(ring([(x, y), (x + w, y), (x, y + h), (x, y)]))
    if kind == "hole":
        return rectangle(x, y, x + w, y + h, hole=(x + 15, y + 15, x + w - 20, y + h - 20))
    if kind == "parts":
        return shapely.MultiPolygon([rectangle(x, y, x + w, y + h), rectangle(x + w + 30, y, x + w + 60, y + h)])
    return rectangle(x, y, x + w, y + h)


@st.composite
def spots(draw):
    """Metres, anywhere around or close to a corner of the grid."""
    if draw(st.booleans()):
        return draw(st.floats(-150, 600)), draw(st.floats(-150, 600))
    return draw(GRID) + draw(st.floats(-1.5, 1.5)), draw(GRID) + draw(st.floats(-1.5, 1.5))


@settings(max_examples=150, deadline=None)
@given(st.lists(shapes(), min_size=1, max_size=8), st.lists(spots(), min_size=1, max_size=6), st.floats(0, 300))
def test_any_map_agrees_with_brute_force(polygons, places, accuracy):
    cells = {f"枣-{number}": shape for number, shape in enumerate(polygons, start=1)}
    index = CellIndex(Cell(n, code, "", 1, shapely.to_wkb(shape)) for n, (code, shape) in enumerate(cells.items()))
    for east, north in places:
        point = at(east, north)
        expected = brute(cells, point, accuracy)
        assume(expected is not None)
        found = assign(index, point, accuracy)
        assert (found.cell.code if found.cell else None, found.neighbours, found.how) == expected
