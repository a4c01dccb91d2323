"""What maps and the 15-minute circle read, on both databases."""

import math
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.domain.maps import frames
from bot.domain.place import Point
from bot.domain.stations import Station, StationKind
from storage import cells, stations
from storage.cells import Atlas
from storage.engine import Store
from storage.finder import ALL_DAY, Finder
from tests.storage.made import NOW, town

HERE = Point(36.102, 103.702)
ZONE = ZoneInfo("Asia/Shanghai")


def station(code: str, lon: float, hours: str = "08:00-18:00") -> Station:
    return Station(0, code, code, StationKind.BEE, Point(36.102, lon), hours=hours)


async def test_stations_in_a_box_are_those_in_use(store: Store) -> None:
    gone = replace(station("D", 103.702), active=False)
    async with store.write() as conn:
        await stations.put(conn, [station("A", 103.701), station("B", 103.703), station("C", 103.8), gone])
        found = await stations.within(conn, (103.7, 36.1, 103.71, 36.11))
        assert [one.code for one in found] == ["A", "B"]
        assert len(await stations.within(conn, (103.7, 36.1, 103.71, 36.11), limit=1)) == 1


async def test_each_point_has_its_nearest_station_whether_open_or_not(store: Store) -> None:
    async with store.write() as conn:
        finder = Finder(ZONE)
        assert await finder.each_nearest(conn, [HERE]) == [(0, math.inf)]
        await stations.put(conn, [station("A", 103.702, "Su 01:00-02:00"), station("B", 103.712, "24/7")])
        near, far = await finder.each_nearest(conn, [HERE, Point(36.102, 103.711)])
        assert (near[0], near[1]) == (1, pytest.approx(0, abs=0.1))
        assert (far[0], far[1]) == (2, pytest.approx(90, abs=1))
        always = await finder.each_nearest(conn, [HERE], frozenset({ALL_DAY}))
        assert always == [(2, pytest.approx(900, abs=2))]
        await stations.change(conn, 1, active=False)
        assert [name for name, _ in await finder.each_nearest(conn, [HERE])] == [2]


async def test_the_cells_around_follow_the_database(store: Store) -> None:
    view = frames.of_stations([(HERE.lat, HERE.lon)])
    async with store.write() as conn:
        atlas = Atlas()
        assert await atlas.around(conn, view, most=9) == ()
        await town(conn)
        assert [shape.label for shape in await atlas.around(conn, view, most=9)] == ["枣林西-01", "枣林西-02"]
        await cells.retire(conn, ["枣林西-02"], NOW)
        assert [shape.label for shape in await atlas.around(conn, view, most=9)] == ["枣林西-01"]
