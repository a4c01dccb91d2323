"""The way to a station through the whole bot and a pretend Telegram."""

import pytest

from bot.domain.place import Crs
from bot.domain.station_list import read_stations
from storage import station_imports
from tests.photos import map_server
from tests.town import HERE, Town

FILE = (
    "code,name,lat,lon,hours,amenities,address\n"
    "S-1,桃园驿站,36.1040,103.7225,08:00-22:00,饮水、充电,安居路18号\n"
    "S-2,晚开驿站,36.1030,103.7225,18:00-22:00,饮水,安居路1号\n"
)


async def listed(town: Town) -> None:
    async with town.app.store.write() as conn:
        rows = read_stations(FILE.encode(), "s.csv", Crs.WGS84)
        await station_imports.put(conn, await station_imports.stations_in(conn, rows))


async def test_a_rider_finds_a_station_and_is_led_there(town: Town) -> None:
    await listed(town)
    await town.courier.sends("🏠 附近驿站")
    await town.courier.taps("📍", location=HERE)
    shown = town.courier.said[-1]
    assert "1. 桃园驿站 · 170 m" in shown.text
    assert "晚开驿站" not in shown.text
    await town.courier.presses("仅开放")
    assert "1. 晚开驿站" in town.courier.said[-1].text
    await town.courier.presses("2")
    page = town.courier.said[-1]
    assert "桃园驿站" in page.text
    assert any("amap" in button.get("url", "") for row in page.rows for button in row)
    await town.courier.presses("❤ 收藏")
    await town.courier.presses("地图上看")
    assert town.courier.said[-1].raw["venue"]["title"] == "桃园驿站"
    await town.courier.presses("返回列表")
    assert [one.raw.get("venue") is None for one in town.courier.said[-2:]] == [True, False]


async def test_the_list_gets_its_map_and_loses_it_again(town: Town) -> None:
    await listed(town)
    await town.courier.sends("🏠 附近驿站")
    await town.courier.taps("📍", location=HERE)
    message = town.courier.said[-1]
    assert not message.raw.get("photo")
    await town.courier.presses("🗺 地图")
    shown = town.courier.said[-1]
    assert shown.id == message.id
    assert shown.raw["photo"][-1]["width"] == 800
    assert "1. 桃园驿站" in shown.text
    await town.courier.presses("仅开放")
    assert "1. 晚开驿站" in town.courier.said[-1].text
    assert town.courier.said[-1].raw["photo"]
    await town.courier.presses("✅ 🗺 地图")
    plain = town.courier.said[-1]
    assert not plain.raw.get("photo")
    assert "1. 晚开驿站" in plain.text
    assert [one.id for one in town.courier.said if "晚开驿站" in one.text] == [plain.id]


async def test_an_admin_sees_the_circle_on_a_map_and_as_a_file(town: Town) -> None:
    await listed(town)
    await town.admin.sends("/coverage")
    assert "枣林西社区：100% · 24小时 0%" in town.admin.said[-1].text
    await town.admin.presses("🗺 地图")
    picture = town.admin.said[-1].raw["photo"][-1]
    assert picture["width"] == 800
    await town.admin.presses("Excel")
    assert town.admin.said[-1].raw["document"]["file_name"].startswith("coverage-")


async def test_the_operators_map_lies_below_and_a_server_that_fails_costs_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await listed(town)
    async with map_server.opened() as server:
        monkeypatch.setenv("TILE_URL", server.url + "/{z}/{x}/{y}.png")
        await town.restarts()
        await town.courier.sends("🏠 附近驿站")
        await town.courier.taps("📍", location=HERE)
        assert server.asked == []
        await town.courier.presses("🗺 地图")
        assert town.courier.said[-1].raw["photo"]
        asked = len(server.asked)
        assert asked >= 6
        server.status = 500
        await town.courier.presses("仅开放")
        assert town.courier.said[-1].raw["photo"]
        assert "1. 晚开驿站" in town.courier.said[-1].text
