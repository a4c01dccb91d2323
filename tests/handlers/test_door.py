"""The code at a station's door opens its page, for anybody; whoever is there checks in, once a day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import door
from bot.domain.people import Standing
from bot.domain.place import Point
from bot.domain.stations import Amenity, Station, StationKind
from storage import stations, visits
from storage.visits import CheckIn
from tests.handlers.room import START, Actor, Room

HERE = (36.1000, 103.7200)
A_METRE = 1 / 111_000  # degrees of latitude, about
BEE = Station(
    0, "ZX-1", "小蜜蜂驿站", StationKind.BEE, Point(*HERE), "安居路18号", hours="24/7",
    amenities=frozenset({Amenity.WATER}), phone="0931-5550101", door="按门铃 4321",
)  # fmt: skip


async def listed(room: Room, *every: Station) -> Station:
    """The first of the stations, as it is stored."""
    async with room.store.write() as conn:
        await stations.put(conn, every or (BEE,))
        found = await stations.with_code(conn, (every or (BEE,))[0].code)
    assert found is not None
    return found


async def scans(who: Actor, station: Station) -> None:
    await who.says(f"/start {door.payload(station)}")


async def counted(room: Room, who: Actor) -> list[CheckIn]:
    person = await room.person(who)
    assert person is not None
    async with room.store.read() as conn:
        return await visits.checkins_of(conn, person.id)


@pytest.mark.parametrize("code", ["ZX-1", "枣林西-3", "驿站" * 30])
async def test_a_scanned_code_opens_the_page_without_a_place(room: Room, code: str) -> None:
    bee = await listed(room, replace(BEE, code=code))
    courier = await room.courier()
    await scans(courier, bee)
    assert courier.last_text.startswith("🏠 小蜜蜂驿站\n小蜜蜂驿站\n📮 安居路18号")
    assert "4321" in courier.last_text
    assert courier.last.labels[:3] == ["✅ 打卡", "📅 活动", "📖 意见征集册"]
    assert "附近驿站" in courier.last.labels[-1]
    await courier.presses("附近驿站")
    assert "您在哪里" in courier.last_text


async def test_the_page_knows_the_way_from_a_fresh_place(room: Room) -> None:
    bee = await listed(room)
    courier = await room.courier()
    await courier.location(HERE[0] - 1000 * A_METRE, HERE[1])
    await scans(courier, bee)
    assert "1.0 公里" in courier.last_text
    assert "🧭" in courier.last.labels[0]
    await courier.presses("返回列表")
    assert "1. 小蜜蜂驿站" in courier.last_text


async def test_a_favourite_is_kept_on_a_page_without_a_place(room: Room) -> None:
    bee = await listed(room)
    courier = await room.courier()
    await scans(courier, bee)
    await courier.presses("❤ 收藏")
    assert any("取消收藏" in label for label in courier.last.labels)
    await courier.presses_data("near:0:0:1:-")
    assert "失效" in courier.alert


async def test_a_stranger_sees_what_strangers_may_and_can_apply_there(room: Room) -> None:
    bee = await listed(room)
    stranger = room.stranger()
    await scans(stranger, bee)
    assert "小蜜蜂驿站" in stranger.last_text
    assert not [secret for secret in ("4321", "0931") if secret in stranger.last_text]
    assert not [label for label in stranger.last.labels if "打卡" in label]
    await stranger.presses_data(f"here:{bee.id}")
    assert "申请加入" in stranger.alert
    await stranger.presses("申请加入")
    assert await room.person(stranger) is None


async def test_a_suspended_person_sees_the_page_of_a_stranger(room: Room) -> None:
    bee = await listed(room)
    suspended = await room.courier(standing=Standing.SUSPENDED)
    await scans(suspended, bee)
    assert "4321" not in suspended.last_text
    await suspended.presses_data(f"here:{bee.id}")
    assert "停用" in suspended.alert


async def test_a_code_of_no_station_is_taken_for_an_invitation(room: Room) -> None:
    courier = await room.courier()
    for payload in ("s_ZX-1", "i_77", "c_5p6j", "s_" + "x" * 90):
        await courier.says(f"/start {payload}")
        assert "邀请" in courier.last_text
    token = "s_" + "k" * 40
    room.house = replace(room.house, token=lambda: token)
    await room.admin().says("/invite courier")
    newcomer = room.stranger("新骑手")
    await newcomer.says(f"/start {token}")
    assert "欢迎" in newcomer.messages[0].plain


async def test_a_station_out_of_use_says_so(room: Room) -> None:
    bee = await listed(room)
    await room.do(lambda conn: stations.change(conn, bee.id, active=False))
    courier = await room.courier()
    await scans(courier, bee)
    assert courier.last_text == "这个驿站已经撤下。"


async def test_whoever_scanned_the_door_checks_in_once_a_day(room: Room) -> None:
    bee = await listed(room)
    courier = await room.courier()
    await scans(courier, bee)
    await courier.presses("打卡")
    assert courier.alert == "打卡成功"
    assert "已在小蜜蜂驿站打卡" in courier.last_text
    count = len(courier.messages)
    await courier.presses("打卡")
    assert "明天见" in courier.alert
    assert len(courier.messages) == count
    assert len(await counted(room, courier)) == 1
    room.later(days=1)
    await scans(courier, bee)
    await courier.presses("打卡")
    assert "这是您本月第 2 次打卡。" in courier.last_text
    assert len(await counted(room, courier)) == 2
    room.now = START.replace(month=12, day=1)
    await scans(courier, bee)
    await courier.presses("打卡")
    assert "这是您本月第 1 次打卡。" in courier.last_text
    assert "近 7 天" not in courier.last_text


async def test_a_keeper_sees_how_many_came_in_a_week(room: Room) -> None:
    bee = await listed(room)
    courier, admin = await room.courier(), room.admin()
    await scans(courier, bee)
    await courier.presses("打卡")
    for days, count in ((0, 1), (6, 1), (7, 0)):
        room.now = START + timedelta(days=days)
        await scans(admin, bee)
        assert f"👣 近 7 天打卡 {count} 次" in admin.last_text
    await scans(courier, bee)
    assert "👣" not in courier.last_text


async def test_a_scan_long_ago_does_not_count_and_the_place_is_asked_for(room: Room) -> None:
    bee = await listed(room)
    courier = await room.courier()
    await scans(courier, bee)
    room.later(minutes=31)
    await courier.presses("打卡")
    assert "门口的二维码" in courier.last_text
    await courier.location(HERE[0] + 140 * A_METRE, HERE[1])
    assert "已在小蜜蜂驿站打卡" in courier.last_text
    assert "🏠 附近驿站" in courier.keyboard
    assert len(await counted(room, courier)) == 1


async def test_from_home_nobody_checks_in(room: Room) -> None:
    bee = await listed(room)
    courier = await room.courier()
    await courier.location(HERE[0] + 1200 * A_METRE, HERE[1])
    await courier.presses_data(f"here:{bee.id}")
    assert "1.2 公里" in courier.alert
    room.later(minutes=11)
    await courier.presses_data(f"here:{bee.id}")
    await courier.location(HERE[0] + 160 * A_METRE, HERE[1])
    assert "160 m" in courier.last_text
    assert await counted(room, courier) == []


async def test_a_place_in_words_is_no_proof(room: Room) -> None:
    bee = await listed(room)
    courier = await room.courier()
    await courier.says("36.1000,103.7200")
    await courier.presses_data(f"here:{bee.id}")
    assert "门口的二维码" in courier.last_text
    await courier.says("36.1000,103.7200")
    assert "门口的二维码" in courier.last_text
    assert await counted(room, courier) == []


async def test_a_photo_instead_of_the_place_begins_a_report(room: Room) -> None:
    bee = await listed(room)
    courier = await room.courier()
    await courier.presses_data(f"here:{bee.id}")
    await courier.photo()
    assert "照片" in courier.last_text
    assert "打卡" not in courier.last_text


async def test_a_station_that_goes_while_the_place_is_on_its_way_counts_nobody(room: Room) -> None:
    bee = await listed(room)
    admin = room.admin()
    await admin.presses_data(f"here:{bee.id}")
    await room.do(lambda conn: stations.change(conn, bee.id, active=False))
    await admin.location(*HERE)
    assert admin.last_text == "这个驿站已经撤下。"
    assert await counted(room, admin) == []
