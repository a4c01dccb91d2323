"""What keepers change of their station in chat: fields that are read, touches, and what registered people see of it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.incoming import Fetched
from bot.domain.people import Grant, Role
from bot.domain.pictures import Original
from bot.domain.place import Point
from bot.domain.stations import Amenity
from storage import audit, people, stations
from tests.handlers.room import Room
from tests.handlers.test_keepers import panel, station
from tests.handlers.test_station_words import BEE, keeper, listed, opens, says


async def deeds(room: Room) -> list[str]:
    async with room.store.write() as conn:
        return [f"{line.action} {line.about}" for line in await audit.latest(conn)]


async def test_hours_are_read_like_a_sign_and_refused_with_an_example(room: Room) -> None:
    await listed(room)
    zhao = await keeper(room)
    await panel(zhao)
    await zhao.presses("🕐 时间")
    assert "周一至周五 08:30-18:00" in zhao.last_text
    await zhao.says("随时")
    assert "没看懂" in zhao.last_text
    assert "24小时" in zhao.last_text
    await zhao.says("周一至周五 08:30-18:00")
    assert zhao.last_text.startswith("✅ 已更新。\n🛠 桃园驿站")
    assert (await station(room)).hours == "Mo-Fr 08:30-18:00"
    assert (await deeds(room))[0] == "station station:1 hours Mo-Fr 08:30-18:00"
    courier = await room.courier()
    await courier.says("/stations")
    await courier.location(36.1, 103.72)
    assert "桃园驿站" not in courier.last_text  # the room's day is a Saturday


async def test_an_answer_that_is_none_goes_its_own_way(room: Room) -> None:
    await listed(room)
    zhao = await keeper(room)
    await panel(zhao)
    await zhao.presses("🚪 进门")
    await zhao.says("/cancel")
    await zhao.says("按门铃")
    assert (await station(room)).door == ""
    await panel(zhao)
    await zhao.presses("🚪 进门")
    await zhao.location(36.1, 103.72)
    assert (await station(room)).door == ""


@pytest.mark.parametrize(
    ("button", "bad", "good", "column", "value"),
    [
        ("🪑 座位", "很多", "12个", "seats", 12),
        ("📞 电话", "没有", "0931-5550101", "phone", "0931-5550101"),
        ("🚪 进门", "x" * 501, "按门铃 4321", "door", "按门铃 4321"),
        ("📝 备注", "x" * 501, "晚上有热粥\n<b>免费</b>", "notes", "晚上有热粥\n<b>免费</b>"),
    ],
)
async def test_a_field_is_asked_for_read_and_emptied(
    room: Room, button: str, bad: str, good: str, column: str, value: object
) -> None:
    await listed(room)
    zhao = await keeper(room)
    await panel(zhao)
    await zhao.presses(button)
    assert "🗑 清空" not in zhao.last.labels
    await zhao.says(bad)
    assert zhao.last_text.startswith("请") or "太长" in zhao.last_text
    await zhao.says(good)
    assert getattr(await station(room), column) == value
    assert str(value).split()[0] in zhao.last_text
    if column != "seats":
        assert str(value) not in "".join(await deeds(room))
    await zhao.presses(button)
    await zhao.presses("清空")
    assert not getattr(await station(room), column)


async def test_a_station_that_moved_is_put_where_it_is_now_by_an_admin(room: Room) -> None:
    await listed(room)
    zhao, admin, rider = await keeper(room), room.admin(), await room.courier()
    await says(rider, "已搬走")
    await zhao.presses("确实如此")
    for forbidden in ("place", "name"):
        await zhao.presses_data(f"amend:1:{forbidden}")
        assert zhao.alert == "您没有权限做这个操作。"
    await panel(admin)
    await admin.presses("📍 位置")
    await admin.says("不知道")
    assert "不是位置" in admin.last_text
    await admin.location(36.1300, 103.7200)
    assert (await station(room)).point == Point(36.13, 103.72)
    assert "已搬走" not in admin.last_text
    await admin.presses("✏️ 名称")
    await admin.says("桃园  新站")
    await admin.presses("📮 地址")
    await admin.says("安居路18号")
    assert (await station(room)).name == "桃园 新站"
    room.later(minutes=11)
    await rider.says("/stations")
    await rider.location(36.1300, 103.7200)
    assert "1. 桃园 新站 · 0 m" in rider.last_text
    await rider.presses("1")
    assert "安居路18号" in rider.last_text
    assert (await deeds(room))[2] == "station station:1 place 36.13000,103.72000"


async def test_what_is_kept_for_registered_people_is_not_for_strangers(room: Room) -> None:
    await listed(room)
    zhao, courier, stranger = await keeper(room), await room.courier(), room.stranger()
    await panel(zhao)
    for button, words in (("🚪 进门", "按门铃 4321"), ("📝 备注", "晚上有热粥"), ("📞 电话", "0931-5550101")):
        await zhao.presses(button)
        await zhao.says(words)
    await zhao.presses("📋 值班表")
    await zhao.presses("加人")
    await zhao.says("常驻 王芳 13800138000\n轮值 李强 13900139000 周三")
    for who in (courier, stranger):
        await opens(who)
    for words in ("4321", "热粥", "5550101", "常驻 王芳 13800138000", "轮值 李强 13900139000 周三"):
        assert words in courier.last_text
        assert words not in stranger.last_text


async def test_a_photo_is_sent_and_shown(room: Room) -> None:
    await listed(room)
    zhao, courier, stranger = await keeper(room), await room.courier(), room.stranger()
    await panel(zhao)
    await zhao.presses("📷 照片")
    await zhao.photo(fetched=(Fetched("b" * 64, problem="broken"),))
    assert "换一张" in zhao.last_text
    await zhao.photo("c" * 64, album="one")
    assert "📷 有照片" in zhao.last_text
    count = len(zhao.messages)
    await zhao.photo("d" * 64, album="one")
    assert len(zhao.messages) == count
    assert (await station(room)).photo == "c" * 64
    await opens(courier)
    await courier.presses("看照片")
    assert courier.last.picture == Original("c" * 64)
    await opens(stranger)
    await stranger.presses_data("stationphoto:1")
    assert stranger.alert == "这个按钮已失效。"


async def test_amenities_are_toggled_and_two_touches_are_as_one(room: Room) -> None:
    await listed(room)
    zhao = await keeper(room)
    await panel(zhao)
    await zhao.presses("🔌 设施")
    assert "✅ 🚰 饮水" in zhao.last.labels
    data = zhao.last.data("微波炉")
    await zhao.presses("微波炉")
    await zhao.presses_data(data, on=zhao.last)
    assert (await station(room)).amenities == BEE.amenities | {Amenity.MICROWAVE}
    await zhao.presses("饮水")
    await zhao.presses("‹ 上一页")
    assert "设施：手机充电, 微波炉" in zhao.last_text
    assert (await deeds(room))[0] == "station station:1 amenities -water"
    for forged in ("amenity:1:99:1", "amenity:1:x:1", "amenity:1:0"):
        await zhao.presses_data(forged)
        assert zhao.alert == "这个按钮已失效。"


async def test_closed_today_opens_tomorrow_by_its_hours(room: Room) -> None:
    await listed(room)
    async with room.store.write() as conn:
        await stations.change(conn, 1, hours="Mo-Su 08:00-18:00")
    zhao, courier = await keeper(room), await room.courier()
    await panel(zhao)
    await zhao.presses("暂时关门")
    await zhao.presses("今天关门")
    assert "11月22日 08:00 开门" in zhao.last_text
    await courier.says("/stations")
    await courier.location(36.1, 103.72)
    assert "桃园驿站" not in courier.last_text
    await zhao.presses("恢复开放")
    await courier.says("/stations")
    assert "桃园驿站" in courier.last_text


async def test_closed_and_mended_answer_what_riders_said(room: Room) -> None:
    await listed(room)
    zhao, rider = await keeper(room), await room.courier()
    await says(rider, "没水了")
    await says(rider, "没开门")
    await zhao.presses_data("shut:1:1")
    assert "没开门，站长已核实" in rider.last_text
    await zhao.presses_data("amenity:1:0:1")
    assert "“没水了”，站长看过了，现在没问题" in rider.last_text
    assert "没有问题" in zhao.messages[0].text
    assert "确实如此" in zhao.messages[1].text


async def test_closed_until_a_day_that_is_written(room: Room) -> None:
    await listed(room)
    zhao = await keeper(room)
    await panel(zhao)
    await zhao.presses("暂时关门")
    await zhao.presses("到别的日期")
    await zhao.says("昨天")
    assert "12月1日" in zhao.last_text
    await zhao.says("12月1日 8点")
    assert (await station(room)).closed_until == datetime(2026, 12, 1, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert "恢复开放" in "".join(zhao.last.labels)
    for forged in ("shut:1:400", "shut:1:x"):
        await zhao.presses_data(forged)
        assert zhao.alert == "这个按钮已失效。"


async def test_open_again_ends_what_riders_said_of_it(room: Room) -> None:
    await listed(room)
    zhao, rider = await keeper(room), await room.courier()
    await says(rider, "没开门")
    await zhao.presses_data("unshut:1")
    assert "现在没问题" in rider.last_text
    assert not await room.do(lambda conn: stations.facts(conn, room.now))


async def test_the_roster_is_kept_by_lines(room: Room) -> None:
    await listed(room)
    zhao = await keeper(room)
    await panel(zhao)
    await zhao.presses("📋 值班表")
    await zhao.presses("加人")
    await zhao.says("常驻 王芳 13800138000\n13900139000")
    assert "13900139000”里没找到姓名" in zhao.last_text
    await zhao.says("王芳 13800138000\n轮值：李强，周三下午")
    assert "值班：王芳, 李强" in zhao.last_text
    await zhao.presses("📋 值班表")
    await zhao.presses("✖️ 李强")
    assert "李强" not in zhao.last_text
    assert "王芳" in zhao.last_text


async def test_a_keeper_dismissed_meanwhile_changes_nothing(room: Room) -> None:
    await listed(room)
    zhao = await keeper(room)
    await panel(zhao)
    await zhao.presses("🚪 进门")
    person = await room.person(zhao)
    assert person is not None
    async with room.store.write() as conn:
        await stations.dismiss(conn, 1, person.id)
    await zhao.says("按门铃")
    assert (await station(room)).door == ""


async def test_a_report_begun_before_goes_on_afterwards(room: Room) -> None:
    await listed(room)
    zhao = await keeper(room)
    person = await room.person(zhao)
    assert person is not None
    async with room.store.write() as conn:
        await people.grant(conn, person.id, Grant(Role.COURIER), room.now)
    await zhao.photo()
    await panel(zhao)
    await zhao.presses("🚪 进门")
    await zhao.says("按门铃")
    await zhao.location(36.1, 103.72)
    assert "📷 1 张照片" in zhao.last_text
