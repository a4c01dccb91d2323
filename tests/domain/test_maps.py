"""What of the earth a map shows, and shapes as short texts."""

import math
from itertools import pairwise

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cell_index import CellIndex
from bot.domain.cells import Cell
from bot.domain.maps import frames, lines, outlines
from bot.domain.maps.view import Edges, fit
from bot.domain.place import Point, distance

SPOT = st.tuples(st.floats(-84, 84), st.floats(-179, 179))
NEAR = st.tuples(st.floats(36.0, 36.2), st.floats(103.6, 103.9))
HERE = (36.1025, 103.7225)


@given(st.lists(SPOT, min_size=1, max_size=6))
def test_whatever_is_to_be_seen_lies_within_the_edges(spots):
    view = fit(spots, (800, 600), Edges(70, 90, 60, 80))
    for x, y in map(view.pixel, spots):
        assert 70 - 1e-6 <= x <= 740 + 1e-6
        assert 90 - 1e-6 <= y <= 520 + 1e-6


@given(st.lists(SPOT, min_size=1, max_size=6), SPOT)
def test_a_pixel_leads_back_to_its_spot(spots, spot):
    view = fit(spots, (800, 600), Edges())
    back = view.spot(view.pixel(spot))
    assert back == (pytest.approx(spot[0], abs=1e-6), pytest.approx(spot[1], abs=1e-6))


@given(st.lists(NEAR, min_size=2, max_size=2))
def test_a_pixel_measures_what_lies_on_the_ground(spots):
    view = frames.of_stations(spots)
    (ax, ay), (bx, by) = map(view.pixel, spots)
    metres = distance(Point(*spots[0]), Point(*spots[1]))
    assert math.hypot(bx - ax, by - ay) * view.metres == pytest.approx(metres, rel=0.01, abs=0.01)


def test_one_place_alone_is_seen_with_what_is_around_it():
    view = frames.of_stations([HERE, HERE])
    assert view.metres * view.size[0] == pytest.approx(400 * 800 / 660, rel=0.01)


@given(st.lists(SPOT, max_size=40))
def test_a_line_comes_back_to_a_metre(spots):
    assert lines.decode(lines.encode(spots)) == [(round(lat, 5), round(lon, 5)) for lat, lon in spots]


@pytest.mark.parametrize("text", ["a", "_p~iF~ps|U_", "é", "\x00?"])
def test_what_is_no_line_is_refused(text):
    with pytest.raises(ValueError):
        lines.decode(text)


def index(*shapes: shapely.Geometry) -> CellIndex:
    return CellIndex([Cell(n, f"C-{n}", f"格{n}", 1, shapely.to_wkb(shape)) for n, shape in enumerate(shapes, 1)])


def square(west: float, south: float, size: float = 0.005) -> shapely.Polygon:
    return shapely.box(west, south, west + size, south + size)


VIEW = frames.of_stations([HERE, (36.104, 103.724)])


def test_only_cells_in_view_are_context_and_they_are_named():
    shapes = outlines.context(index(square(103.72, 36.1), square(104.5, 36.1)), VIEW, most=9)
    assert [shape.label for shape in shapes] == ["格1"]
    (ring,) = shapes[0].rings
    assert len(lines.decode(ring)) == 5
    assert shapes[0].at is not None


def test_a_net_of_cells_is_no_context():
    many = index(*(square(103.72 + n * 1e-4, 36.1) for n in range(10)))
    assert len(outlines.context(many, VIEW, most=10)) == 10
    assert outlines.context(many, VIEW, most=9) == ()
    assert outlines.context(index(), VIEW, most=9) == ()


def turn(ring: str) -> float:
    """Twice the area that a ring encloses; below 0 where it runs clockwise."""
    spots = lines.decode(ring)
    return sum(a[1] * b[0] - b[1] * a[0] for a, b in pairwise(spots))


def test_a_hole_runs_the_other_way_and_every_part_is_kept():
    holed = shapely.Polygon(square(103.72, 36.1).exterior, [square(103.722, 36.102, 0.001).exterior])
    both = shapely.MultiPolygon([holed, square(103.726, 36.1, 0.001)])
    (shape,) = outlines.filled({0: ("red", "A")}, index(both), VIEW, most=9)
    assert [turn(ring) > 0 for ring in shape.rings] == [True, False, True]
    assert (shape.fill, shape.label) == ("red", "A")


def test_too_many_cells_become_one_shape_a_fill():
    cells = index(*(square(103.72 + n * 0.005, 36.1) for n in range(6)))
    fills = {n: ("red" if n < 3 else "green", str(n)) for n in range(6)}
    assert len(outlines.filled(fills, cells, VIEW, most=6)) == 6
    shapes = outlines.filled(fills, cells, VIEW, most=5)
    assert [(shape.fill, len(shape.rings)) for shape in shapes] == [("green", 1), ("red", 1)]


def test_cells_that_overlap_become_one_shape_too():
    cells = index(square(103.72, 36.1), square(103.722, 36.102), square(103.7201, 36.1001))
    (shape,) = outlines.filled(dict.fromkeys(range(3), ("red", "")), cells, VIEW, most=0)
    assert shape.rings


def test_corners_no_finer_than_a_pixel_are_left_out():
    round_one = shapely.Point(103.7225, 36.1025).buffer(0.002, quad_segs=500)
    (shape,) = outlines.context(index(round_one), VIEW, most=9)
    assert len(shape.rings[0]) < 500
