"""Keepers: named, dismissed and invited by admins; their panel; everything they change of a station, and its trail."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.incoming import Contact
from bot.domain.people import Role, Standing
from bot.domain.stations import Station
from storage import people, stations
from tests.handlers.room import Actor, Room
from tests.handlers.test_station_words import BEE, keeper, listed, opens, says

LINK = re.compile(r"start=([A-Za-z0-9_-]{32,64})")
FIRST = "桃园驿站"


async def station(room: Room, number: int = 1) -> Station:
    async with room.store.write() as conn:
        found = await stations.get(conn, number)
    assert found is not None
    return found


async def panel(who: Actor) -> None:
    """Of the first station, as a message of its own."""
    await who.presses_data("keep:1:new")


# ---- the panel


async def test_a_keeper_of_one_station_has_its_panel_at_once(room: Room) -> None:
    await listed(room)
    zhao = await keeper(room)
    await zhao.says("/keep")
    assert zhao.last_text.startswith(f"🛠 {FIRST}")
    assert "设施：饮水, 手机充电" in zhao.last_text
    assert "👤 站长：赵站长" in zhao.last_text
    assert "👤 站长" not in zhao.last.labels
    await zhao.says("/help")
    assert "/keep" in zhao.last_text


async def test_a_keeper_of_many_turns_the_pages_of_a_list(room: Room) -> None:
    many = [replace(BEE, code=f"B{n}", name=f"第{n}站") for n in range(1, 11)]
    async with room.store.write() as conn:
        await stations.put(conn, many)
    zhao = await keeper(room)
    person = await room.person(zhao)
    assert person is not None
    async with room.store.write() as conn:
        for number in range(2, 11):
            await stations.keep(conn, number, person.id, room.now)
    await zhao.says("/keep")
    assert len(zhao.last.labels) == 9
    await zhao.presses("下一页")
    assert zhao.last.labels == ["⏳ 第9站", "⏳ 第10站", "‹ 上一页"]
    await zhao.presses("第9站")
    assert zhao.last_text.startswith("🛠 第9站")


@pytest.mark.parametrize("standing", [Standing.STRANGER, Standing.APPLICANT, Standing.SUSPENDED])
async def test_who_is_not_registered_has_no_panel_not_even_as_keeper(room: Room, standing: Standing) -> None:
    await listed(room)
    who = await keeper(room, standing=standing)
    await who.says("/keep")
    assert "🛠" not in who.last_text
    for data in ("keep:1", "sure:1", "amend:1:door", "blank:1:door", "amenity:1:0:1", "shut:1:1", "roster:1"):
        await who.presses_data(data)
        assert who.alert
    assert await station(room) == replace(BEE, id=1)


async def test_a_courier_and_another_stations_keeper_change_nothing(room: Room) -> None:
    await listed(room)
    zhao, courier = await keeper(room), await room.courier()
    await courier.says("/keep")
    assert courier.last_text == "您没有负责的驿站。管理员可以指定您当站长。"
    for who, number in ((courier, 1), (zhao, 2)):
        for data in (
            "keep:{}:new",
            "sure:{}",
            "amenities:{}",
            "amenity:{}:0:0",
            "shut:{}:1",
            "unshut:{}",
            "offduty:{}:1",
        ):
            await who.presses_data(data.format(number))
            assert who.alert == "您没有权限做这个操作。"
    for data in ("keepers:1", "askkeeper:1", "appoint:1:1", "dismiss:1:1", "keepinvite:1"):
        await zhao.presses_data(data)
        assert zhao.alert == "您没有权限做这个操作。"


async def test_all_is_right_by_one_touch(room: Room) -> None:
    await listed(room)
    zhao = await keeper(room)
    await zhao.says("/keep")
    assert "尚未确认" in zhao.last_text
    await zhao.presses("信息都对")
    assert "今天确认" in zhao.last_text
    assert (await station(room)).confirmed_at == room.now


# ---- keepers


async def test_an_admin_names_a_keeper_by_name_and_they_hear_it(room: Room) -> None:
    await listed(room)
    admin, courier = room.admin(), await room.courier("王小明")
    await room.courier("王小红", standing=Standing.SUSPENDED)
    await opens(admin)
    await admin.presses("🛠 管理")
    await admin.presses("👤 站长")
    assert "还没有站长" in admin.last_text
    await admin.presses("指定站长")
    await admin.says("张三")
    assert "没找到" in admin.last_text
    await admin.says("王小")
    assert admin.last.labels == ["王小明"]
    await admin.presses("王小明")
    assert admin.last_text == "✅ 王小明 已是 桃园驿站 的站长。"
    assert any("您是 桃园驿站 的站长" in message.text for message in courier.messages)
    assert "keep" in [command.name for command in room.telegram.menus[courier.id].commands]
    await courier.says("/keep")
    assert courier.last_text.startswith("🛠 桃园驿站")
    await admin.presses_data(f"appoint:1:{(await person_of(room, courier)).id}")
    assert admin.alert == "王小明 已经是这里的站长。"
    await admin.says("/audit")
    assert "指定了站长 王小明 桃园驿站" in admin.last_text


async def person_of(room: Room, who: Actor) -> people.Person:
    found = await room.person(who)
    assert found is not None
    return found


@pytest.mark.parametrize("how", ["forward", "contact"])
async def test_who_is_surely_meant_is_named_at_once(room: Room, how: str) -> None:
    await listed(room)
    admin, courier = room.admin(), await room.courier("王小明")
    await admin.presses_data("askkeeper:1")
    if how == "forward":
        await admin.sends(text="在吗", forwarded_from=courier.id)
    else:
        await admin.sends(contact=Contact("13800138000", courier.id))
    assert admin.last_text == "✅ 王小明 已是 桃园驿站 的站长。"


async def test_a_dismissed_keeper_keeps_nothing_and_hears_it(room: Room) -> None:
    await listed(room)
    admin, zhao = room.admin(), await keeper(room)
    await opens(admin)
    await admin.presses("管理")
    await admin.presses("👤 站长")
    await admin.presses("取消站长 赵站长")
    assert "还没有站长" in admin.last_text
    assert "您不再担任 桃园驿站 的站长" in zhao.last_text
    assert Role.KEEPER not in (await person_of(room, zhao)).roles
    await zhao.presses_data("keep:1:new")
    assert zhao.alert == "您没有权限做这个操作。"
    await admin.presses_data(f"dismiss:1:{(await person_of(room, zhao)).id}")
    assert admin.alert == "这个按钮已失效。"


async def test_a_stranger_becomes_keeper_by_a_link_that_works_once(room: Room) -> None:
    await listed(room)
    admin, stranger, second = room.admin(), room.stranger("小店老板"), room.stranger("别人")
    await admin.presses_data("keepers:1")
    await admin.presses_data("keepinvite:1")
    assert "驿站站长（桃园驿站）" in admin.last_text
    found = LINK.search(admin.last.text)
    assert found
    await stranger.says(f"/start {found[1]}")
    assert "驿站站长（桃园驿站）" in stranger.last_text
    await stranger.says("/keep")
    assert stranger.last_text.startswith("🛠 桃园驿站")
    await stranger.says(f"/start {found[1]}")
    assert "已经有" in stranger.last_text
    await second.says(f"/start {found[1]}")
    assert "用过" in second.last_text
    await says(stranger, "没水了")
    assert "没水了（已核实" in stranger.last_text
    await stranger.says("/report")
    assert "没有权限" in stranger.last_text


async def test_in_english_a_keeper_reads_english(room: Room) -> None:
    await listed(room)
    zhao = await keeper(room, "Zhao", language="en")
    await zhao.says("/keep")
    await zhao.presses("Hours")
    await zhao.says("sometimes")
    assert "Write it like a sign: Mo-Fr 08:30-18:00" in zhao.last_text
    await zhao.says("Mo-Fr 08:30-18:00; Sa 09:00-12:00")
    assert "Hours: Mo-Fr 08:30-18:00; Sa 09:00-12:00" in zhao.last_text
    await zhao.presses("Roster")
    await zhao.presses("Add somebody")
    await zhao.says("resident Wang Fang 13800138000")
    assert "On duty: Wang Fang" in zhao.last_text


# ---- what nobody confirms


async def knocks(room: Room) -> None:
    await room.knocks()


async def test_keepers_are_asked_once_a_week_by_day_and_answer_by_one_touch(room: Room) -> None:
    await listed(room)
    zhao, blocked = await keeper(room), await keeper(room, "停用的人", standing=Standing.SUSPENDED)
    other = await keeper(room, "钱站长")
    room.later(hours=13)
    await knocks(room)
    assert not zhao.messages
    room.later(hours=11)
    await knocks(room)
    await knocks(room)
    assert len(zhao.messages) == 1
    assert "下面这些还都对吗" in zhao.last_text
    assert zhao.last.labels == ["✅ 信息都对", "✏️ 要改"]
    await zhao.presses("信息都对")
    assert zhao.last_text == "✅ 桃园驿站：今天已确认，谢谢您！"
    assert zhao.last.buttons == other.last.buttons == ()
    room.later(days=6)
    await knocks(room)
    assert len(zhao.messages) == 1
    room.later(days=1, minutes=1)
    await knocks(room)
    assert len(zhao.messages) == 2
    await zhao.presses("要改")
    assert zhao.last_text.startswith("🛠 桃园驿站")
    assert not blocked.messages


async def test_what_nobody_has_confirmed_for_long_is_shown_and_listed(room: Room) -> None:
    await listed(room)
    zhao, admin, courier = await keeper(room), room.admin(), await room.courier()
    await panel(zhao)
    await zhao.presses("信息都对")
    room.later(days=40)
    await courier.says("/stations")
    await courier.location(36.1, 103.72)
    assert "⏳ 40 天没人确认" in courier.last_text
    await courier.presses("1")
    assert "⏳ 40 天没人确认" in courier.last_text
    await admin.says("/admin")
    assert "久未确认的驿站：2 个，见 /unconfirmed" in admin.last_text
    await admin.says("/unconfirmed")
    assert admin.last.labels == ["昼夜驿站 · 尚未确认 · 没有站长", "桃园驿站 · ⏳ 40 天没人确认"]
    await admin.presses("桃园驿站")
    await admin.presses("信息都对")
    await admin.says("/unconfirmed")
    assert "1 个驿站" in admin.last_text
    await admin.presses_data("unconfirmed:0", on=admin.last)
    await courier.says("/unconfirmed")
    assert "没有权限" in courier.last_text


async def test_the_word_of_a_day_is_not_old(room: Room) -> None:
    await listed(room)
    async with room.store.write() as conn:
        for number in (1, 2):
            await stations.change(conn, number, confirmed_at=room.now - timedelta(days=29))
    admin = room.admin()
    await admin.says("/unconfirmed")
    assert admin.last_text == "✔️ 所有驿站在 30 天内都确认过。"
