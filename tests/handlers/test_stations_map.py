"""The map to the list of stations: on one touch, in the same message, and remembered."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.outgoing import Edit
from bot.domain.people import Standing
from bot.domain.pictures import StationMap
from bot.domain.place import Point
from bot.domain.stations import Amenity, Part
from bot.domain.stations_policy import Stations
from bot.telegram import lengths
from handlers.stations import mapping
from storage import cells, messages, people, stations
from tests.handlers.room import Actor, Room
from tests.handlers.test_stations import HERE, NEAR, NIGHT, SHUT, asks, listed, station
from tests.town import CELLS, _cell


def shown(who: Actor) -> StationMap:
    """The map on the last message."""
    assert isinstance(who.last.picture, StationMap)
    return who.last.picture


async def test_the_list_comes_as_text_and_the_map_on_one_touch_in_its_place(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await asks(courier)
    assert courier.last.picture is None
    said = courier.last_text
    await courier.presses("🗺 地图")
    assert courier.last.edits == 1
    assert courier.last_text == said
    assert [(pin.mark, pin.label, pin.kind) for pin in shown(courier).pins] == [
        ("1", "桃园驿站", "open"),
        ("2", "昼夜驿站", "open"),
    ]
    assert (shown(courier).me.lat, shown(courier).me.lon, shown(courier).me.label) == (*HERE, "我")


async def test_the_map_follows_the_list(room: Room) -> None:
    await listed(room, SHUT, *(station(f"第{n}站", n * 150) for n in range(1, 8)))
    courier = await room.courier()
    await asks(courier)
    await courier.presses("🗺 地图")
    await courier.presses("仅开放")
    assert [pin.kind for pin in shown(courier).pins] == ["shut", "open", "open", "open", "open"]
    await courier.presses("更多")
    assert [pin.mark for pin in shown(courier).pins] == ["6", "7", "8"]
    await courier.presses("8")
    assert "第7站" in courier.last_text
    await courier.presses("返回列表")
    assert [pin.mark for pin in shown(courier).pins] == ["6", "7", "8"]


async def test_who_likes_the_map_has_it_from_then_on_until_they_do_not(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await asks(courier)
    await courier.presses("🗺 地图")
    await courier.says("/stations")
    assert shown(courier).pins
    assert "✅ 仅开放" in courier.last.labels
    count = len(courier.messages)
    await courier.presses("✅ 🗺 地图")
    assert courier.alert == "好，以后只发文字。"
    assert len(courier.messages) == count
    assert courier.last.picture is None
    assert "🗺 地图" in courier.last.labels
    await courier.says("/stations")
    assert courier.last.picture is None


async def test_no_map_twice_leaves_one_list(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await asks(courier)
    await courier.presses("🗺 地图")
    data = courier.last.data("✅ 🗺 地图")
    count = len(courier.messages)
    for _ in range(2):
        await courier.presses_data(data)
    assert len(courier.messages) == count


async def test_a_strangers_map_is_kept_nowhere(room: Room) -> None:
    await listed(room)
    stranger = room.stranger("Passer-by", language="en")
    await asks(stranger)
    await stranger.presses("Map")
    assert shown(stranger).me.label == "Me"
    await stranger.says("/stations")
    assert stranger.last.picture is None
    assert await room.person(stranger) is None


async def test_where_nothing_is_open_the_next_to_open_is_on_the_map(room: Room) -> None:
    await listed(room, station("晚开", 100, "16:00-18:00"))
    courier = await room.courier()
    await asks(courier)
    await courier.presses("🗺 地图")
    assert [(pin.mark, pin.kind, pin.label) for pin in shown(courier).pins] == [("", "shut", "晚开")]
    await listed(room)
    async with room.store.write() as conn:
        for number in range(1, 5):
            await stations.change(conn, number, active=False)
    await courier.presses("饮水")
    assert shown(courier).pins == ()


async def test_the_cells_around_are_its_background(room: Room) -> None:
    await listed(room, station("枣林驿站", 300))
    async with room.store.write() as conn:
        await cells.put(conn, [_cell(number, code) for number, code in enumerate(CELLS, 1)])
    courier = await room.courier()
    await courier.says("/stations")
    await courier.location(36.1025, 103.7225)
    await courier.presses("🗺 地图")
    assert "枣林西-01" in [shape.label for shape in shown(courier).shapes]


async def test_a_picture_in_the_outbox_is_small(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    await listed(room)
    async with room.store.write() as conn:
        await cells.put(conn, [_cell(number, code) for number, code in enumerate(CELLS, 1)])
    courier = await room.courier()
    await asks(courier)
    await courier.presses("🗺 地图")
    kind, body = messages.pack(next(one for one in room.said if isinstance(one, Edit)))
    assert len(body) < 4000
    assert messages.unpack(kind, body) == room.said[-1]
    monkeypatch.setattr(mapping, "MOST_CELLS", 0)
    await courier.presses("仅开放")
    assert shown(courier).shapes == ()


async def test_five_of_the_longest_lines_fit_under_a_map(room: Room) -> None:
    every: Any = [station(f"{n}" + "很" * 126, 900 + n, "Mo-Su 08:00-18:00", *Amenity) for n in range(5)]
    await listed(room, *every)
    for language in ("zh", "en"):
        courier = await room.courier(language=language)
        await asks(courier)
        await courier.presses("🗺")
        assert lengths.units(courier.last.plain) <= lengths.CAPTION
        assert len(courier.last_text.splitlines()) == 6


async def test_a_page_too_long_for_a_caption_comes_below_and_leads_back(room: Room) -> None:
    await listed(room, replace(NEAR, door="门" * 500, notes="说明" * 300), NIGHT)
    courier = await room.courier()
    await asks(courier)
    await courier.presses("🗺 地图")
    count = len(courier.messages)
    await courier.presses("2")
    assert len(courier.messages) == count
    await courier.presses("返回列表")
    await courier.presses("1")
    assert len(courier.messages) == count + 1
    assert "门" * 500 in courier.last_text
    assert courier.last.picture is None
    await courier.presses("❤ 收藏")
    assert len(courier.messages) == count + 1
    await courier.presses("返回列表")
    assert len(courier.messages) == count + 1
    assert shown(courier).pins


def names_only(room: Room) -> None:
    policy = replace(room.house.policy, stations=Stations(strangers_see=(Part.NAME,)))
    room.house = replace(room.house, policy=policy)


async def test_whoever_may_not_know_places_gets_no_map(room: Room) -> None:
    await listed(room)
    stranger = room.stranger()
    await asks(stranger)
    with_map = stranger.last.data("🗺 地图")
    names_only(room)
    await stranger.says("/stations")
    assert not [label for label in stranger.last.labels if "地图" in label]
    await stranger.presses_data(with_map)
    assert not [message for message in stranger.messages if message.picture]


async def test_a_map_that_was_liked_is_not_for_whoever_was_suspended(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await asks(courier)
    await courier.presses("🗺 地图")
    names_only(room)
    person = await room.person(courier)
    assert person is not None
    async with room.store.write() as conn:
        await people.change(conn, person.id, standing=Standing.SUSPENDED)
    await courier.says("/stations")
    assert courier.last.picture is None
    assert "桃园驿站" in courier.last_text


async def test_the_pins_stand_where_the_stations_are(room: Room) -> None:
    await listed(room, NEAR, NIGHT)
    courier = await room.courier()
    await asks(courier)
    await courier.presses("🗺 地图")
    first = shown(courier).pins[0]
    assert Point(first.lat, first.lon) == Point(round(NEAR.point.lat, 5), round(NEAR.point.lon, 5))
