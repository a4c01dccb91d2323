"""What is read of /redeem and what everybody reads of it: how it ended, in whose words, and what was not understood."""

import pytest

from storage import people
from tests.handlers.room import Room
from tests.handlers.test_redeeming import community, knock, left, rich


async def test_who_confirms_when_the_points_are_gone_did_confirm(room: Room) -> None:
    courier, admin = await rich(room), room.admin()
    for what in ("手套", "水"):
        await admin.says(f"/redeem 王师傅 60 {what}")
    asked = courier.messages[-1]
    yes = asked.data("确认兑换")
    await courier.presses("确认兑换", on=courier.messages[-2])
    await courier.presses_data(yes, on=asked)
    assert "积分不够" in "".join(room.telegram.answers[press].text for press in courier.presses_made)
    room.later(minutes=11)
    await knock(room)
    assert admin.last_text == "🚫 王师傅 确认了，但现在只有 40 分，不够：水，60 分。没有兑换。"
    assert asked.plain == "🚫 您现在只有 40 分，不够：水要 60 分。积分没有扣。"
    await courier.presses_data(yes, on=asked)
    assert courier.alert == "积分不够，没有兑换。"
    assert await left(room, courier) == 40


async def test_who_was_deleted_meanwhile_is_a_rider(room: Room) -> None:
    courier, admin = await rich(room), room.admin()
    await admin.says("/redeem 王师傅 60 水")
    await courier.says("/delete_me")
    await courier.presses_data("forget:yes")
    room.later(minutes=11)
    await knock(room)
    assert admin.last_text == "⌛ 一位骑手 没有及时确认，已作废：水，60 分"


@pytest.mark.parametrize("said", ["5分 水", "5 分 水", "5积分 水", "5 points 水", "5 水"])
async def test_points_may_be_called_so(room: Room, said: str) -> None:
    courier, admin = await rich(room), room.admin()
    await admin.says(f"/redeem 王师傅 {said}")
    assert "登记兑换：水，用 5 分" in courier.last_text


@pytest.mark.parametrize(("typed", "answer"), [
    ("王师傅 手套 20", "没看懂“手套 20”"), ("王师傅 -5 手套", "没看懂“-5 手套”"), ("王师傅 手套", "没看懂“手套”"),
    ("张师傅 5 水", "没有找到叫“张师傅”"), ("张师傅 手套", "没有找到叫“张师傅 手套”"),
])  # fmt: skip
async def test_what_was_not_understood_is_named(room: Room, typed: str, answer: str) -> None:
    courier, admin = await rich(room), room.admin()
    await admin.says(f"/redeem {typed}")
    assert answer in admin.last_text
    assert not courier.messages


async def test_a_reward_is_called_in_each_readers_language(room: Room) -> None:
    group, area = await community(room)
    courier, staff = await rich(room, "Tom", area=area), room.stranger("网格员李")
    person = await room.person(courier)
    assert person is not None
    await room.do(lambda conn: people.change(conn, person.id, language="en"))
    await staff.says("/redeem", chat=group)
    await staff.presses("Tom", chat=group)
    await staff.presses("手套", chat=group)
    assert "Riding gloves for 80" in courier.last_text
    await courier.presses("Yes")
    assert courier.last_text == "✅ Redeemed: Riding gloves, 80 points. You have 20 left."
    assert group.last_text == "✅ Tom 已确认兑换：防风手套，80 分"
    await courier.says("/points")
    assert "redeemed Riding gloves" in courier.last_text
