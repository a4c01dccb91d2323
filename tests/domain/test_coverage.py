"""The 15-minute circle: how far one walks, and what of an area is served."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import coverage
from bot.domain.coverage import Nearest, Reach
from bot.domain.people import Area, Level
from bot.domain.stations_policy import Stations

RULES = Stations()
TREE = [
    Area(1, Level.DISTRICT, "d", "区", (1,)),
    Area(2, Level.STREET, "d/s", "街道", (1, 2), 1),
    Area(3, Level.COMMUNITY, "d/s/w", "西", (1, 2, 3), 2),
    Area(4, Level.COMMUNITY, "d/s/e", "东", (1, 2, 4), 2),
    Area(5, Level.COMMUNITY, "d/s/0", "空", (1, 2, 5), 2),
]


def test_fifteen_minutes_are_865_metres_as_the_crow_flies():
    assert round(coverage.radius(RULES)) == 865
    assert coverage.minutes(RULES, 865) == 15
    assert coverage.minutes(RULES, 866) == 16
    assert coverage.minutes(RULES, 0) == 0


@pytest.mark.parametrize(
    ("near", "always", "how"),
    [
        (100, 100, Reach.ALWAYS),
        (100, 865, Reach.ALWAYS),
        (100, 866, Reach.BY_DAY),
        (865, math.inf, Reach.BY_DAY),
        (866, 866, Reach.BARE),
        (math.inf, math.inf, Reach.BARE),
    ],
)
def test_the_nearest_station_decides(near, always, how):
    assert coverage.reach(RULES, Nearest(1, near), Nearest(2, always)) is how


@given(st.lists(st.tuples(st.sampled_from([3, 4, 99]), st.sampled_from(list(Reach))), max_size=30))
def test_an_area_counts_all_that_lies_below_it(cells):
    found = {share.area.id: share for share in coverage.shares(TREE, cells)}
    known = [(area, how) for area, how in cells if area != 99]
    assert set(found) == ({1, 2} if known else set()) | {area for area, _ in known}
    for share in found.values():
        inside = [how for area, how in known if share.area.id in (1, 2, area)]
        assert share.cells == len(inside)
        assert share.near == sum(how is not Reach.BARE for how in inside)
        assert share.always == sum(how is Reach.ALWAYS for how in inside)


def test_a_hundred_per_cent_means_all():
    assert [coverage.percent(*pair) for pair in ((199, 200), (200, 200), (0, 3), (0, 0))] == [99, 100, 0, 0]
