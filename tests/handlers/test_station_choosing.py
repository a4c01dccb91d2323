"""Stations by name and by heart, and admins who add them and take them out of use."""

import pytest

from bot.domain.stations import Amenity, StationKind
from storage import audit, stations
from storage.audit import Deed
from tests.handlers.room import Actor, Room
from tests.handlers.test_stations import HERE, NEAR, NIGHT, SHUT, asks, listed, station


async def loves(who: Actor, *names: str) -> None:
    for name in names:
        await who.says(f"/stations {name}")
        await who.presses("1")
        await who.presses("❤ 收藏")


async def test_favourites_come_by_distance_where_the_place_is_known_else_by_name(room: Room) -> None:
    await listed(room, NEAR, SHUT, NIGHT, station("别处", 4_000))
    courier = await room.courier()
    await courier.says("/stations ❤")
    assert "还没有收藏" in courier.last_text
    await loves(courier, "昼夜驿站", "桃园驿站", "平日驿站")
    await courier.says("/stations 收藏")
    lines = courier.last_text.splitlines()
    assert lines[0] == "❤ 我收藏的驿站："
    assert sorted(line.split(" · ")[0][3:] for line in lines[1:]) == sorted(["平日驿站", "昼夜驿站", "桃园驿站"])
    assert [line.split(" · ")[1] for line in lines[1:] if "平日" in line] == ["11月23日 08:30 开门"]
    await asks(courier)
    await courier.presses("❤ 我的")
    lines = courier.last_text.splitlines()[1:]
    assert [line.split(" · ")[0] for line in lines] == ["1. 平日驿站", "2. 桃园驿站", "3. 昼夜驿站"]
    assert "230 m" in lines[1]
    await courier.presses("2")
    assert "桃园驿站" in courier.last_text
    assert "💔 取消收藏" in courier.last.labels


async def test_a_favourite_out_of_use_is_not_shown(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await loves(courier, "昼夜驿站", "桃园驿站")
    async with room.store.write() as conn:
        await stations.change(conn, 1, active=False)
    await courier.says("/stations ❤️")
    assert [line for line in courier.last_text.splitlines() if "桃园" in line] == []
    await courier.presses_data("found:1")
    assert "已经撤下" in courier.alert


async def test_a_stranger_has_no_favourites(room: Room) -> None:
    await listed(room)
    stranger = room.stranger()
    await stranger.says("/stations ❤")
    assert stranger.last.labels == ["申请加入"]
    await stranger.presses_data("favours:0:1:1:36.1,103.7")
    assert "登记" in stranger.alert


async def test_a_station_is_found_by_its_name_whether_open_or_not(room: Room) -> None:
    await listed(room)
    stranger = room.stranger()
    await stranger.says("/stations 平日")
    assert stranger.last_text.splitlines() == ["🔎 “平日”的驿站：", "1. 平日驿站 · 11月23日 08:30 开门 · 🍱"]
    await stranger.presses("1")
    assert "安居路18号" in stranger.last_text
    assert "4321" not in stranger.last_text
    await stranger.says("/stations <b>没有</b>")
    assert stranger.last_text == "😕 没有找到“<b>没有</b>”相关的驿站。".replace("<b>", "&lt;b&gt;").replace(
        "</b>", "&lt;/b&gt;"
    )


async def test_words_for_amenities_work_too_and_ask_for_a_place_where_it_takes_one(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await courier.says("/stations 微波炉")
    assert "您在哪里" in courier.last_text
    await courier.location(*HERE)
    await courier.says("/stations 微波炉")
    assert courier.last_text.splitlines()[1].startswith("1. 昼夜驿站 · 900 m")


async def test_many_of_a_name_are_not_all_shown(room: Room) -> None:
    await listed(room, *(station(f"{n:02}站", n * 100) for n in range(1, 13)))
    courier = await room.courier()
    await courier.says("/stations 0931")
    assert "没有找到" in courier.last_text
    await courier.says("/stations 安居路")
    assert len(courier.last_text.splitlines()) == 12
    assert "还有更多" in courier.last_text
    assert courier.last.labels == [str(n) for n in range(1, 11)]


async def test_an_admin_adds_a_station_at_its_door(room: Room) -> None:
    admin = room.admin()
    await admin.says("/admin")
    await admin.presses("新增驿站")
    assert "新驿站在哪里" in admin.last_text
    await admin.location(*HERE)
    assert "叫什么名字" in admin.last_text
    await admin.says("桃园 <驿站>")
    assert "小蜜蜂驿站" in admin.last.labels
    await admin.presses("小蜜蜂驿站")
    assert "桃园 <驿站>" in admin.last_text.replace("&lt;", "<").replace("&gt;", ">")
    assert "开放时间不详" in admin.last_text
    async with room.store.write() as conn:
        (made,) = await stations.everything(conn)
        lines = await audit.latest(conn)
    assert (made.name, made.kind, made.hours, made.active) == ("桃园 <驿站>", StationKind.BEE, "", True)
    assert made.code.startswith("s-")
    assert [(line.action, line.about) for line in lines] == [(Deed.STATION_ADD, "station:1")]
    await admin.says("/audit")
    assert "新增了驿站 桃园" in admin.last_text


async def test_the_same_station_twice_is_one(room: Room) -> None:
    admin = room.admin()
    for _ in range(2):
        await admin.says("/stations add")
        await admin.says("36.1000,103.7200")
        assert "叫什么名字" in admin.last_text
        await admin.says("桃园")
        await admin.presses("党群服务中心")
        await admin.presses_data("newkind:bee")
        assert "失效" in admin.alert
    async with room.store.write() as conn:
        (made,) = await stations.everything(conn)
    assert made.kind is StationKind.PARTY_CENTRE


async def test_what_is_no_place_no_name_no_kind_is_asked_for_again(room: Room) -> None:
    admin = room.admin()
    await admin.says("/stations add")
    await admin.says("你好")
    assert "没认出位置" in admin.last_text
    await admin.says("https://surl.amap.com/abc")
    assert "短链接" in admin.last_text
    await admin.location(*HERE)
    await admin.photo()
    assert "请发驿站的名字" in admin.last_text
    await admin.says("长" * 129)
    assert "最多 128 个字" in admin.last_text
    await admin.says("桃园")
    await admin.says("还是改一下")
    assert "请点上面的类别按钮" in admin.last_text
    await admin.presses_data("newkind:palace")
    assert "失效" in admin.alert
    await admin.says("/cancel")
    await admin.presses_data("newkind:bee")
    assert "失效" in admin.alert
    async with room.store.write() as conn:
        assert await stations.everything(conn) == []


@pytest.mark.parametrize("words", ["/stations add", "/stations 新增"])
async def test_nobody_else_adds_stations(room: Room, words: str) -> None:
    courier = await room.courier()
    await courier.says(words)
    assert "驿站在哪里" not in courier.last_text
    for data in ("addstation", "newkind:bee", "retire:1:0:1:1:-", "retired:1:0:1:1:-", "revived:1:0:1:1:-"):
        await courier.presses_data(data)
        assert courier.alert
    async with room.store.write() as conn:
        assert await audit.latest(conn) == []


async def test_an_admin_takes_a_station_out_of_use_and_puts_it_back(room: Room) -> None:
    await listed(room, station("桃园驿站", 230, "08:00-18:00", Amenity.WATER))
    admin, courier = room.admin(), await room.courier()
    await asks(admin)
    await admin.presses("1")
    await admin.presses("停用驿站")
    assert "骑手将找不到它" in admin.last_text
    await admin.presses("返回")
    await admin.presses("停用驿站")
    sure = admin.last.data("确定停用")
    await admin.presses("确定停用")
    assert "⏸ 已停用" in admin.last_text
    await admin.presses_data(sure, on=admin.last)
    await asks(courier)
    assert "没有符合条件的驿站" in courier.last_text
    await courier.says("/stations 桃园")
    assert "没有找到" in courier.last_text
    await admin.says("/stations 桃园")
    assert admin.last_text.endswith("⏸ 已停用")
    await admin.presses("1")
    await admin.presses("重新启用")
    await admin.presses("确定启用")
    assert "⏸" not in admin.last_text.replace("⏸ 停用驿站", "")
    await courier.says("/stations")
    assert "1. 桃园驿站" in courier.last_text
    async with room.store.write() as conn:
        deeds = [line.action for line in await audit.latest(conn)]
    assert deeds == [Deed.STATION_REVIVE, Deed.STATION_RETIRE]
