"""Cells turn red, yellow and green for reasons that can be read, on a map; what is bad is looked at and ticked off."""

from dataclasses import replace
from datetime import timedelta

import pytest
import shapely

from bot.domain.geojson import CellRow
from bot.domain.people import Grant, Role
from bot.domain.pictures import CellMap
from bot.domain.ticket import Severity
from handlers.colours import checking, shading
from storage import cells
from tests.handlers.room import Actor, Group, Room

CODES = ("枣林西-01", "枣林西-02")


async def hall(room: Room) -> tuple[Group, Actor, Actor]:
    """A community of two cells, its group, its lead and a courier."""
    rows = [row(number, code) for number, code in enumerate(CODES)]
    async with room.store.write() as conn:
        await cells.put(conn, rows)
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    return await room.bound(area), await room.member("何站长", Grant(Role.LEAD, area.parent)), await room.courier()


def row(number: int, code: str) -> CellRow:
    square = shapely.box(103.72 + number * 0.005, 36.1, 103.725 + number * 0.005, 36.105).wkb
    return CellRow(number, code, code, "枣林西社区", "安宁西路街道", "安宁区", square)


async def tickets(room: Room, courier: Actor, count: int, **fields: object) -> None:
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    async with room.store.write() as conn:
        cell = await cells.with_code(conn, CODES[0])
    assert cell is not None
    for place in range(count):
        where = {"cell": cell.id, "lat": 36.101 + place * 0.001, "lon": 103.722}
        await room.ticket(courier, area, **{**where, **fields})


async def knock(room: Room) -> None:
    await room.do(lambda conn: shading.due(conn, room.house, room.now))
    await room.do(lambda conn: checking.due(conn, room.house, room.now))


async def test_a_cell_that_turns_red_tells_its_lead_why_once(room: Room) -> None:
    _, lead, courier = await hall(room)
    await tickets(room, courier, 2, severity=Severity.URGENT)
    await knock(room)
    await knock(room)
    assert [one.text for one in lead.messages] == [
        "🟥 网格 <b>枣林西-01</b> 变红了：未办结 2 张，其中紧急 2。/map 看位置。"
    ]


async def test_time_alone_makes_a_cell_worse_within_the_hour(room: Room) -> None:
    group, lead, courier = await hall(room)
    await tickets(room, courier, 3, acknowledge_by=room.now + timedelta(minutes=30))
    await knock(room)
    await lead.says("/map", chat=group)
    assert "🟨 黄 1" in group.last_text
    room.later(hours=1)
    await knock(room)
    assert "超时 3" in lead.last_text


async def test_the_map_shows_each_cell_with_its_letter_and_the_reasons(room: Room) -> None:
    group, _, courier = await hall(room)
    await tickets(room, courier, 3)
    await knock(room)
    staff = room.stranger("网格员李")
    await staff.says("/map", chat=group)
    assert group.last_text.splitlines() == [
        "🗺 枣林西社区：🟥 红 0 · 🟨 黄 1 · 🟩 绿 1",
        "🟨 枣林西-01 黄色（3 分）：未办结 3 张",
    ]
    picture = group.last.picture
    assert isinstance(picture, CellMap)
    assert sorted((shape.fill, shape.label) for shape in picture.shapes) == [("green", "02 绿"), ("yellow", "01 黄")]
    assert [spot.label for spot in picture.spots] == ["#1", "#2", "#3"]


async def test_cells_of_several_communities_are_told_apart_and_no_colour_is_named_twice(room: Room) -> None:
    await hall(room)
    async with room.store.write() as conn:
        await cells.put(conn, [replace(row(3, "培黎-01"), community="培黎社区")])
    admin = room.admin()
    await admin.says("/map")
    picture = admin.last.picture
    assert isinstance(picture, CellMap)
    assert {shape.label for shape in picture.shapes} == {"枣林西-01 绿", "枣林西-02 绿", "培黎-01 绿"}
    assert [text for _, text in picture.legend][:3] == ["红色", "黄色", "绿色"]


async def test_a_courier_sees_no_map_and_a_place_without_cells_says_so(room: Room) -> None:
    courier = await room.courier()
    await courier.says("/map")
    assert not courier.last.picture
    await room.admin().says("/map")
    assert "还没有网格" in room.admin().last_text


async def test_red_and_yellow_cells_are_looked_at_every_day_and_ticked_off(room: Room) -> None:
    group, _, courier = await hall(room)
    await tickets(room, courier, 3)
    await knock(room)
    await knock(room)
    lists = [message for message in group.messages if "今日必查" in message.text]
    assert len(lists) == 1
    assert "▫️ 枣林西-01" in lists[0].text
    staff = room.stranger("网格员李")
    await staff.presses("✔", on=lists[0], chat=group)
    assert "✅ 枣林西-01 · 网格员李" in group.messages[-1].text
    await staff.presses_data("check:1", chat=group)
    room.later(days=1)
    await knock(room)
    assert sum("今日必查" in message.text for message in group.messages) == 2
    stranger = room.stranger("路人")
    await stranger.presses_data("check:1")
    assert stranger.alert


async def test_hard_tickets_are_followed_up_on_mondays(room: Room) -> None:
    group, _, courier = await hall(room)
    await tickets(room, courier, 1, submitted_at=room.now - timedelta(days=9))
    await knock(room)
    first = sum("疑难问题" in message.text for message in group.messages)
    room.later(days=2)  # Monday
    await knock(room)
    assert sum("疑难问题" in message.text for message in group.messages) == first + 1


@pytest.mark.parametrize("data", ["check:0", "check:x", "check:999999999"])
async def test_a_forged_tick_is_stale(room: Room, data: str) -> None:
    group, _, _ = await hall(room)
    staff = room.stranger("网格员李")
    await staff.presses_data(data, chat=group)
    assert staff.alert
