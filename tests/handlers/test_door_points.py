"""The printed code counts a check-in; only a place earns its points, with one touch where none was sent lately."""

from dataclasses import replace

import pytest

from storage import points
from tests.handlers.room import Actor, Room
from tests.handlers.test_door import A_METRE, HERE, counted, listed, scans

NEAR, FAR = (HERE[0] + 290 * A_METRE, HERE[1]), (HERE[0] + 310 * A_METRE, HERE[1])


async def earned(room: Room, who: Actor) -> int:
    """After the clock has knocked."""
    await room.knocks()
    person = await room.person(who)
    assert person is not None
    return int(await room.do(lambda conn: points.balance(conn, person.id)))


async def test_the_code_alone_counts_at_once_and_one_touch_earns_the_points(room: Room) -> None:
    bee, courier = await listed(room), await room.courier()
    await scans(courier, bee)
    await courier.presses("打卡")
    assert courier.alert == "打卡成功"
    assert courier.last_text.endswith("⭐ 想拿积分，现在点一下 📍，证明您人在这里。")
    assert courier.keyboard[0] == "📍 发送位置"
    assert await earned(room, courier) == 0
    await courier.location(*NEAR)
    assert courier.last_text == "⭐ 谢谢，您在小蜜蜂驿站的打卡已计积分。"
    assert "📋 我的上报" in courier.keyboard
    assert await earned(room, courier) == 1
    assert [one.proven for one in await counted(room, courier)] == [True]


async def test_a_place_sent_lately_earns_them_without_a_touch_more(room: Room) -> None:
    bee, courier = await listed(room), await room.courier()
    await courier.location(*NEAR)
    room.later(minutes=9)
    await scans(courier, bee)
    await courier.presses("打卡")
    assert "积分" not in courier.last_text
    assert await earned(room, courier) == 1


async def test_from_home_the_code_counts_but_earns_nothing(room: Room) -> None:
    bee, courier = await listed(room), await room.courier()
    await scans(courier, bee)
    await courier.presses("打卡")
    await courier.location(*FAR)
    assert courier.last_text == "打卡有效，但不计积分：您发的位置离驿站 310 m。"
    assert await earned(room, courier) == 0
    await courier.says("36.1000,103.7200")
    await courier.presses_data(f"here:{bee.id}")
    assert "明天见" in courier.alert
    assert await earned(room, courier) == 0
    assert [one.proven for one in await counted(room, courier)] == [False]


async def test_a_second_touch_at_the_station_brings_the_points_once(room: Room) -> None:
    bee, courier = await listed(room), await room.courier()
    await scans(courier, bee)
    await courier.presses("打卡")
    await courier.says("取消")
    room.later(minutes=20)
    await courier.location(*HERE)
    for alert in ("", "今天已经在这里打过卡啦，明天见！"):
        await courier.presses_data(f"here:{bee.id}")
        assert courier.alert == alert
        assert await earned(room, courier) == 1


async def test_what_is_asked_meanwhile_is_not_pushed_aside_for_points(room: Room) -> None:
    bee, admin = await listed(room), room.admin()
    await scans(admin, bee)
    page = admin.last
    await admin.says("/stations add")
    await admin.presses_data(f"here:{bee.id}")
    assert "已在小蜜蜂驿站打卡" in admin.last_text
    assert "积分" not in admin.last_text
    assert page in admin.messages


@pytest.mark.parametrize("what", ["photo", "text"])
async def test_whoever_wants_no_points_just_goes_on(room: Room, what: str) -> None:
    bee, courier = await listed(room), await room.courier()
    await scans(courier, bee)
    await courier.presses("打卡")
    await (courier.photo() if what == "photo" else courier.says("/my"))
    assert "积分" not in courier.last_text
    assert len(await counted(room, courier)) == 1


async def test_where_a_check_in_earns_nothing_no_place_is_asked_for(room: Room) -> None:
    policy = room.house.policy
    room.house = replace(room.house, policy=replace(policy, points=replace(policy.points, check_in=0)))
    bee, courier = await listed(room), await room.courier()
    await scans(courier, bee)
    await courier.presses("打卡")
    assert courier.last_text.endswith("这是您本月第 1 次打卡。")


async def test_a_typed_place_earns_nothing_says_so_and_the_key_stays(room: Room) -> None:
    bee, courier = await listed(room), await room.courier()
    await scans(courier, bee)
    await courier.presses("打卡")
    await courier.says(f"{NEAR[0]:.5f},{NEAR[1]:.5f}")
    assert "点一下 📍，这次打卡就能计积分" in courier.last_text
    assert courier.keyboard[0] == "📍 发送位置"
    assert await earned(room, courier) == 0
    await courier.location(*NEAR)
    assert "已计积分" in courier.last_text
    assert await earned(room, courier) == 1


async def test_pressed_again_the_key_comes_back_while_the_points_wait(room: Room) -> None:
    bee, courier = await listed(room), await room.courier()
    await scans(courier, bee)
    page = courier.last
    await courier.presses("打卡")
    await courier.says("取消")
    await courier.presses("打卡", on=page)
    assert "明天见" in courier.alert
    assert courier.keyboard[0] == "📍 发送位置"
    await courier.location(*NEAR)
    assert await earned(room, courier) == 1
    await courier.presses("打卡", on=page)
    assert "明天见" in courier.alert
    assert "📋 我的上报" in courier.keyboard
