"""A rider asks for the nearest station that is open and has what is needed, sees its page, and gets going."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.outgoing import Key, Venue
from bot.domain.place import Point
from bot.domain.stations import Amenity, Part, Station, StationKind
from bot.domain.stations_policy import Stations
from storage import dialogues, stations
from storage.stations import Word
from tests.handlers.room import Actor, Room

HERE = (36.1000, 103.7200)
A_METRE = 1 / 111_000  # degrees of latitude, about


def station(name: str, metres: float, hours: str = "08:00-18:00", *amenities: Amenity) -> Station:
    """North of HERE by so many metres."""
    point = Point(HERE[0] + metres * A_METRE, HERE[1])
    more = {"address": "安居路18号", "phone": "0931-5550101", "door": "按门铃 4321", "seats": 6}
    return Station(0, name, name, StationKind.BEE, point, hours=hours, amenities=frozenset(amenities), **more)  # type: ignore[arg-type]


NEAR = station("桃园驿站", 230, "08:00-18:00", Amenity.WATER, Amenity.SEATS)
SHUT = station("平日驿站", 100, "Mo-Fr 08:30-18:00", Amenity.MICROWAVE)
NIGHT = station("昼夜驿站", 900, "24/7", Amenity.WATER, Amenity.MICROWAVE)


async def listed(room: Room, *every: Station) -> None:
    async with room.store.write() as conn:
        await stations.put(conn, every or (NEAR, SHUT, NIGHT))


async def asks(who: Actor) -> None:
    await who.says("/stations")
    await who.location(*HERE)


async def test_a_rider_sees_the_nearest_open_stations_with_all_that_decides(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await courier.says("🏠 附近驿站")
    assert courier.last.said.keys[0] == (Key("📍 发送位置", "location"),)  # type: ignore[union-attr]
    await courier.location(*HERE)
    first, second = courier.last_text.splitlines()[1:]
    assert first == "1. 桃园驿站 · 230 m · 约 1 分钟 · 开放至 18:00 · 🚰🪑"
    assert second.startswith("2. 昼夜驿站 · 900 m · 约 4 分钟 · 24 小时开放")
    assert courier.last.labels[:2] == ["1", "2"]
    assert "🏠 附近驿站" in courier.keyboard


async def test_a_fresh_place_answers_at_once_and_an_old_one_is_asked_for_again(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await courier.location(*HERE)
    await courier.presses("附近驿站")
    assert "桃园驿站" in courier.last_text
    room.later(minutes=9)
    await courier.says("/stations")
    assert "桃园驿站" in courier.last_text
    room.later(minutes=2)
    await courier.says("/stations")
    assert "您在哪里" in courier.last_text


async def test_filters_are_toggled_in_place_and_remembered(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await asks(courier)
    count = len(courier.messages)
    await courier.presses("微波炉")
    assert "桃园驿站" not in courier.last_text
    assert "昼夜驿站" in courier.last_text
    await courier.presses("仅开放")
    assert courier.last_text.index("平日驿站") < courier.last_text.index("昼夜驿站")
    assert len(courier.messages) == count
    await courier.says("/stations")
    assert "✅ 微波炉" in courier.last.labels
    assert "✅ 仅开放" not in courier.last.labels
    await courier.presses("微波炉")
    await courier.says("/stations")
    assert not [label for label in courier.last.labels if "✅" in label]


async def test_more_shows_the_next_five_and_nearer_goes_back(room: Room) -> None:
    await listed(room, *(station(f"第{n}站", n * 100) for n in range(1, 9)))
    courier = await room.courier()
    await asks(courier)
    assert [label for label in courier.last.labels if label.isdigit()] == ["1", "2", "3", "4", "5"]
    await courier.presses("更多")
    assert courier.last_text.splitlines()[1].startswith("6. 第6站 · 600 m")
    assert not [label for label in courier.last.labels if "更多" in label]
    await courier.presses("更近")
    assert courier.last_text.splitlines()[1].startswith("1. 第1站")


@pytest.mark.parametrize("reverse", [False, True])
async def test_where_nothing_is_open_the_next_to_open_is_named(room: Room, *, reverse: bool) -> None:
    later, sooner = station("晚开", 100, "16:00-18:00"), station("早开", 200, "11:30-18:00")
    await listed(room, *sorted((later, sooner), key=lambda s: s.name, reverse=reverse))
    courier = await room.courier()
    await asks(courier)
    assert "没有符合条件的驿站" in courier.last_text
    assert "最早开门的是：早开" in courier.last_text
    assert "11:30 开门" in courier.last_text


async def test_beyond_five_kilometres_there_is_nothing(room: Room) -> None:
    await listed(room, station("太远", 5_100))
    courier = await room.courier()
    await asks(courier)
    assert "5 公里内" in courier.last_text
    assert "太远" not in courier.last_text


async def test_the_page_leads_there_and_back(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await asks(courier)
    await courier.presses("1")
    page = courier.last
    for shown in (
        "小蜜蜂驿站 · 230 m",
        "安居路18号",
        "开放至 18:00",
        "饮水, 座椅",
        "座位：6",
        "按门铃 4321",
        "0931-5550101",
    ):
        assert shown in page.plain
    links = [button.url for row in page.buttons for button in row if button.url]
    assert len(links) == 5
    assert all(link.startswith("https://") for link in links)
    await courier.presses("地图上看")
    assert isinstance(room.said[-1], Venue)
    assert courier.last_text == "桃园驿站\n安居路18号"
    await courier.presses("返回列表", on=page)
    assert page.plain.splitlines()[1].startswith("1. 桃园驿站")


async def test_a_favourite_is_kept_and_given_up_by_the_same_button(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await asks(courier)
    await courier.presses("1")
    await courier.presses("❤ 收藏")
    assert courier.alert == "已收藏。"
    person = await room.person(courier)
    assert person is not None
    async with room.store.write() as conn:
        assert await stations.favourites_of(conn, person.id) == [1]
    await courier.presses("取消收藏")
    async with room.store.write() as conn:
        assert await stations.favourites_of(conn, person.id) == []


async def test_a_stranger_sees_places_and_hours_but_no_door_and_no_phone(room: Room) -> None:
    await listed(room)
    stranger = room.stranger("Passer-by", language="en")
    await asks(stranger)
    assert "桃园驿站" in stranger.last_text
    assert "open until 18:00" in stranger.last_text
    await stranger.presses("1")
    assert "安居路18号" in stranger.last_text
    assert "4321" not in stranger.last_text
    assert "5550101" not in stranger.last_text
    assert not [label for label in stranger.last.labels if "Favourite" in label]
    data = stranger.last.data("To the list").removeprefix("near:")
    await stranger.presses_data(f"favour:1:{data}", on=stranger.last)
    assert "registered couriers" in stranger.alert
    assert await room.person(stranger) is None


async def test_what_strangers_see_is_for_the_policy_to_say(room: Room) -> None:
    await listed(room)
    name_only = replace(room.house.policy, stations=Stations(strangers_see=(Part.NAME, Part.DOOR)))
    room.house = replace(room.house, policy=name_only)
    stranger = room.stranger()
    await asks(stranger)
    assert "230 m" not in stranger.last_text
    await stranger.presses("1")
    assert stranger.last_text == "🏠 桃园驿站\n🚪 按门铃 4321"
    assert stranger.last.labels == ["📅 活动", "申请加入", "‹ 返回列表"]
    await stranger.presses_data("venue:1")
    assert "登记" in stranger.alert


async def test_a_policy_may_hide_stations_from_strangers(room: Room) -> None:
    await listed(room)
    stranger = room.stranger()
    await asks(stranger)
    nothing = replace(room.house.policy, stations=Stations(strangers_see=()))
    room.house = replace(room.house, policy=nothing)
    await stranger.presses("1")
    assert "登记" in stranger.alert
    await stranger.says("/stations")
    assert "登记" in stranger.last_text
    assert stranger.last.labels == ["申请加入"]


async def said_by(room: Room, what: str, *, keeper: bool) -> None:
    person = await room.person(await room.courier("守站人", id_=7700))
    assert person is not None
    async with room.store.write() as conn:
        await stations.say(conn, Word(1, what, person.id, keeper, room.now, room.now + timedelta(hours=6)))


async def test_what_is_surely_closed_is_passed_over_and_a_single_report_is_shown(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await said_by(room, "closed", keeper=False)
    await asks(courier)
    assert "1. 桃园驿站" in courier.last_text
    assert "有人反映：没开门" in courier.last_text
    await said_by(room, "closed", keeper=True)
    await courier.says("/stations")
    assert "桃园驿站" not in courier.last_text


async def test_a_broken_amenity_counts_only_for_whom_it_matters(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await said_by(room, "water", keeper=True)
    await asks(courier)
    assert "1. 桃园驿站" in courier.last_text
    assert "🚰🪑" not in courier.last_text
    await courier.presses("饮水")
    assert "桃园驿站" not in courier.last_text
    assert "1. 昼夜驿站" in courier.last_text


async def test_a_change_of_a_station_is_seen_at_the_next_question(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await asks(courier)
    async with room.store.write() as conn:
        await stations.change(conn, 1, active=False)
        await stations.put(conn, [replace(SHUT, hours="24/7"), station("新站", 50)])
    await courier.says("/stations")
    lines = courier.last_text.splitlines()[1:]
    assert [line.split(" · ")[0] for line in lines] == ["1. 新站", "2. 平日驿站", "3. 昼夜驿站"]
    async with room.store.write() as conn:
        await stations.change(conn, 2, closed_until=room.now + timedelta(hours=1))
    await courier.says("/stations")
    assert "平日驿站" not in courier.last_text


async def test_a_report_begun_before_goes_on_afterwards(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await courier.photo()
    await courier.says("/stations")
    await courier.location(*HERE)
    assert "桃园驿站" in courier.last_text
    async with room.store.write() as conn:
        kept = await dialogues.get(conn, courier.id, courier.id)
    assert kept is not None
    assert kept.step == "draft"


async def test_anything_but_a_place_is_taken_as_if_nothing_had_been_asked(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await courier.says("/stations")
    await courier.photo()
    assert "发送位置" in courier.keyboard[0]
    await courier.says("/cancel")
    await courier.says("/stations")
    await courier.says("36.1000,103.7200")
    assert "1. 桃园驿站" in courier.last_text


async def test_an_application_is_finished_first(room: Room) -> None:
    stranger = room.stranger("新骑手")
    await stranger.says("/start")
    await stranger.presses("申请加入")
    await stranger.says("/stations")
    assert "请先完成当前的操作" in stranger.last_text


@pytest.mark.parametrize(
    "data",
    ["near:0:999:1:36.1,103.7", "near:x:1:1:36.1,103.7", "near:0:1:1", "station:1", "station:99:0:1:1:36.1,103.7"],
)
async def test_a_forged_button_is_refused_in_a_word(room: Room, data: str) -> None:
    await listed(room)
    courier = await room.courier()
    await courier.presses_data(data)
    assert courier.alert in ("这个按钮已失效。", "这个驿站已经撤下。")
