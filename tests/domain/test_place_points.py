"""Points, distances and the three coordinate systems."""

import math

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.place import Crs, Point, distance, from_wgs84, show, to_wgs84
from bot.domain.places import mainland

LANZHOU = Point(36.06, 103.83)

MAINLAND = {
    "Lanzhou": LANZHOU,
    "Beijing": Point(39.9, 116.4),
    "Urumqi": Point(43.8, 87.6),
    "Kashgar": Point(39.47, 75.99),
    "Lhasa": Point(29.65, 91.1),
    "Mohe": Point(52.97, 122.53),
    "Manzhouli": Point(49.59, 117.43),
    "Heihe": Point(50.24, 127.49),
    "Hunchun": Point(42.86, 130.36),
    "Dandong": Point(40.125, 124.38),
    "Shanghai": Point(31.23, 121.47),
    "Zhoushan": Point(29.98, 122.2),
    "Xiamen": Point(24.48, 118.09),
    "Shenzhen": Point(22.543, 114.058),
    "Luohu": Point(22.545, 114.12),
    "Zhuhai": Point(22.27, 113.577),
    "Hengqin": Point(22.13, 113.53),
    "Haikou": Point(20.04, 110.34),
    "Sanya": Point(18.25, 109.5),
    "Hekou": Point(22.53, 103.96),
    "Ruili": Point(24.01, 97.85),
}
ELSEWHERE = {
    "Hong Kong": Point(22.3, 114.17),
    "Sheung Shui": Point(22.5, 114.12),
    "Tuen Mun": Point(22.39, 113.97),
    "Macau": Point(22.19, 113.545),
    "Taipei": Point(25.03, 121.56),
    "Kinmen": Point(24.43, 118.32),
    "Seoul": Point(37.57, 126.98),
    "Hanoi": Point(21.03, 105.85),
    "Lao Cai": Point(22.48, 103.97),
    "Mandalay": Point(21.97, 96.08),
    "Kathmandu": Point(27.7, 85.3),
    "Delhi": Point(28.6, 77.2),
    "Almaty": Point(43.24, 76.9),
    "Ulaanbaatar": Point(47.9, 106.9),
    "Khabarovsk": Point(48.48, 135.08),
    "Tokyo": Point(35.68, 139.7),
    "Null Island": Point(0, 0),
    "North Pole": Point(90, 0),
}
TOO_NEAR = {"Macau"}  # less than BD-09's shift from Zhuhai: nothing tells a shifted point there from a plain one
SHIFTED = [Crs.GCJ02, Crs.BD09]


@pytest.mark.parametrize("name", MAINLAND)
@pytest.mark.parametrize("crs", SHIFTED)
def test_the_mainland_is_shifted_and_comes_back_within_a_metre(name, crs):
    point = MAINLAND[name]
    there = from_wgs84(point, crs)
    assert 20 < distance(point, there) < 1500
    assert distance(to_wgs84(there, crs), point) < 0.1


@pytest.mark.parametrize("name", ELSEWHERE)
@pytest.mark.parametrize("crs", SHIFTED)
def test_nothing_outside_the_mainland_is_shifted(name, crs):
    point = ELSEWHERE[name]
    assert from_wgs84(point, crs) == point
    assert to_wgs84(point, crs) == point or name in TOO_NEAR


def test_wgs84_is_never_shifted():
    assert from_wgs84(LANZHOU, Crs.WGS84) is LANZHOU
    assert to_wgs84(LANZHOU, Crs.WGS84) is LANZHOU


def test_in_lanzhou_gcj02_lies_216_m_east_and_36_m_south():
    there = from_wgs84(LANZHOU, Crs.GCJ02)
    assert distance(LANZHOU, Point(LANZHOU.lat, there.lon)) == pytest.approx(216, abs=2)
    assert distance(LANZHOU, Point(there.lat, LANZHOU.lon)) == pytest.approx(36, abs=1)
    assert there.lon > LANZHOU.lon
    assert there.lat < LANZHOU.lat


@given(st.floats(30, 40), st.floats(95, 115), st.sampled_from(SHIFTED))
def test_anywhere_in_the_middle_a_round_trip_stays_within_a_metre(lat, lon, crs):
    point = Point(lat, lon)
    assert distance(to_wgs84(from_wgs84(point, crs), crs), point) < 1


latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)


@given(latitudes, longitudes, latitudes, longitudes)
def test_a_distance_is_within_0_6_percent_of_the_geodesic(lat_a, lon_a, lat_b, lon_b):
    geodesic = Geodesic.WGS84.Inverse(lat_a, lon_a, lat_b, lon_b, Geodesic.DISTANCE)["s12"]
    assert distance(Point(lat_a, lon_a), Point(lat_b, lon_b)) == pytest.approx(geodesic, rel=0.006, abs=0.5)


@given(st.floats(18, 53), st.floats(75, 134), st.floats(-0.02, 0.02), st.floats(-0.02, 0.02))
def test_within_a_chinese_city_it_is_within_half_a_percent(lat, lon, north, east):
    geodesic = Geodesic.WGS84.Inverse(lat, lon, lat + north, lon + east, Geodesic.DISTANCE)["s12"]
    assert distance(Point(lat, lon), Point(lat + north, lon + east)) == pytest.approx(geodesic, rel=0.005, abs=0.01)


@given(latitudes, longitudes, latitudes, longitudes)
def test_it_is_as_far_there_as_back_and_nowhere_from_itself(lat_a, lon_a, lat_b, lon_b):
    a, b = Point(lat_a, lon_a), Point(lat_b, lon_b)
    assert distance(a, b) == pytest.approx(distance(b, a))
    assert distance(a, a) == 0


@pytest.mark.parametrize(
    ("lat", "lon"), [(91, 0), (0, 181), (math.nan, 0), (0, math.nan), (math.inf, 0), (0, -math.inf)]
)
def test_what_is_no_point_is_refused(lat, lon):
    with pytest.raises(ValueError, match="no such point"):
        Point(lat, lon)


def test_a_point_is_shown_to_a_metre():
    assert show(Point(36.1037, 103.7226)) == "36.10370, 103.72260"


@given(st.floats(-90, 90) | st.floats(17, 55), st.floats(-180, 180) | st.floats(72, 137))
@example(22.53, 114.06)
@example(53.55, 123.6)
@example(36.0, 103.5)
@example(math.nan, 103.5)
def test_what_is_known_of_a_whole_box_holds_of_every_point_in_it(lat: float, lon: float) -> None:
    assert mainland.contains(lat, lon) == mainland._crossed(lat, lon)
