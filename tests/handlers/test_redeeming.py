"""Rewards for points: staff enter them, the courier confirms, the ledger never goes below zero for it."""

import asyncio

import pytest

from bot.domain.people import Grant, Role
from bot.domain.thanks import Reason
from storage import audit, people, points
from storage.points import Entry
from tests.handlers.room import Actor, Group, Room
from tests.town import Town


async def rich(room: Room, name: str = "王师傅", amount: int = 100, *, area: int | None = None) -> Actor:
    """A courier with so many points."""
    courier = await room.courier(name)
    person = await room.person(courier)
    assert person is not None
    entry = Entry(person.id, Reason.ACCEPTED, amount, f"a:{person.id}", room.now, room.now.date(), area=area)
    async with room.store.write() as conn:
        await points.earn(conn, entry, cap=1000)
    return courier


async def left(room: Room, courier: Actor) -> int:
    person = await room.person(courier)
    assert person is not None
    async with room.store.read() as conn:
        return await points.balance(conn, person.id)


async def knock(room: Room) -> None:
    await room.knocks()


async def community(room: Room) -> tuple[Group, int]:
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    return await room.bound(area), area.id


async def test_three_touches_of_staff_and_one_of_the_courier(room: Room) -> None:
    group, area = await community(room)
    courier, staff = await rich(room, area=area), room.stranger("网格员李")
    await staff.says("/redeem", chat=group)
    await staff.presses("王师傅 · 100", chat=group)
    assert "现有 100 分" in group.last_text
    assert not [label for label in group.last.labels if "雨衣" in label]
    await staff.presses("手套", chat=group)
    assert "请 王师傅 在私聊里确认：防风手套，80 分" in group.last_text
    assert "网格员李 给您登记兑换：防风手套，用 80 分（您有 100 分）" in courier.last_text
    assert await left(room, courier) == 100
    await courier.presses("确认兑换")
    assert await left(room, courier) == 20
    assert "已确认兑换" in group.last_text
    assert courier.last.labels == []
    async with room.store.read() as conn:
        (line,) = await audit.latest(conn)
    assert (line.action, line.by_name) == ("redeem", "网格员李")
    await courier.says("/points")
    assert "-80 · 兑换 防风手套" in courier.last_text


async def test_one_line_is_enough_for_something_else(room: Room) -> None:
    courier, admin = await rich(room), room.admin()
    await admin.says("/redeem 王师傅 15 两瓶 水")
    await courier.presses("确认兑换")
    assert await left(room, courier) == 85
    assert "两瓶 水" in admin.last_text


async def test_namesakes_are_told_apart(room: Room) -> None:
    first, second, admin = await rich(room), await rich(room), room.admin()
    await admin.says("/redeem 王师傅 15 水")
    assert len(admin.last.labels) == 2
    person = await room.person(second)
    assert person is not None
    await admin.presses_data(f"redeemto:1:{person.id}", on=admin.last)
    await second.presses("确认兑换")
    assert (await left(room, first), await left(room, second)) == (100, 85)


async def test_it_counts_once_and_only_while_it_is_open(room: Room) -> None:
    courier, admin = await rich(room), room.admin()
    await admin.says("/redeem 王师傅 60 水")
    asked = courier.last
    yes, no = asked.data("确认兑换"), asked.data("不兑换")
    await courier.presses_data(yes, on=asked)
    await courier.presses_data(yes, on=asked)
    assert courier.alert == "10:00 已经兑换过了：水，60 分。"
    await courier.presses_data(no, on=asked)
    assert "已经兑换过了" in courier.alert
    assert await left(room, courier) == 40


async def test_who_declined_it_and_presses_again_reads_that_they_did(room: Room) -> None:
    courier, admin = await rich(room), room.admin()
    await admin.says("/redeem 王师傅 60 水")
    asked = courier.last
    yes = asked.data("确认兑换")
    await courier.presses_data(asked.data("不兑换"), on=asked)
    await courier.presses_data(yes, on=asked)
    assert "您没有兑换：水，60 分" in courier.alert
    assert await left(room, courier) == 100


async def test_points_without_a_reward_are_asked_what_for(room: Room) -> None:
    courier, admin = await rich(room), room.admin()
    await admin.says("/redeem 王师傅 50")
    assert "/redeem 王师傅 50 手套" in admin.last_text
    assert not courier.messages


async def test_a_second_press_of_the_staff_reads_that_the_courier_was_asked(room: Room) -> None:
    group, area = await community(room)
    courier, staff = await rich(room, area=area), room.stranger("网格员李")
    await staff.says("/redeem", chat=group)
    await staff.presses("王师傅", chat=group)
    gift = group.last.data("手套")
    asked = group.last
    for _ in range(2):
        await staff.presses_data(gift, on=asked, chat=group)
    assert "已经请王师傅确认" in staff.alert
    assert len([m for m in courier.messages if "登记兑换" in m.plain]) == 1


async def test_after_ten_minutes_it_is_void_and_both_see_it(room: Room) -> None:
    courier, admin = await rich(room), room.admin()
    await admin.says("/redeem 王师傅 60 水")
    yes = courier.last.data("确认兑换")
    room.later(minutes=11)
    await courier.presses_data(yes, on=courier.last)
    assert "过期" in courier.alert
    await knock(room)
    assert "已作废" in admin.last_text
    assert "已作废" in courier.last_text
    assert await left(room, courier) == 100


async def test_the_courier_may_say_no(room: Room) -> None:
    courier, admin = await rich(room), room.admin()
    await admin.says("/redeem 王师傅 60 水")
    await courier.presses("不兑换")
    assert "没有兑换" in admin.last_text
    assert await left(room, courier) == 100


async def test_two_rewards_at_once_cannot_take_more_than_there_is(room: Room) -> None:
    courier, admin = await rich(room), room.admin()
    for _ in range(2):
        await admin.says("/redeem 王师傅 60 水")
    first, second = courier.messages[-2:]
    await asyncio.gather(*(courier.presses_data(one.data("确认兑换"), on=one) for one in (first, second)))
    assert await left(room, courier) == 40
    assert "不够" in courier.alert or "不够" in "".join(
        room.telegram.answers[press].text for press in courier.presses_made
    )


async def test_too_much_nothing_and_nobody_are_refused(room: Room) -> None:
    courier, admin = await rich(room), room.admin()
    for typed, answer in (("王师傅 101 水", "不够"), ("王师傅 0 水", "至少"), ("没这个人", "没有找到")):
        await admin.says(f"/redeem {typed}")
        assert answer in admin.last_text
    assert not courier.messages


async def test_nobody_else_can_confirm_or_go_on(room: Room) -> None:
    group, area = await community(room)
    courier, other = await rich(room, area=area), await rich(room, "李师傅", area=area)
    staff, mate = room.stranger("甲"), room.stranger("乙")
    await staff.says("/redeem", chat=group)
    await mate.presses("王师傅", chat=group)
    assert "失效" in mate.alert
    await staff.says("/redeem 王师傅 60 水", chat=group)
    await other.presses_data("redeemyes:2")
    await other.presses_data("redeemno:2")
    assert "失效" in other.alert
    assert await left(room, courier) == 100


async def test_staff_redeem_only_for_who_earned_in_their_area(room: Room) -> None:
    group, _ = await community(room)
    elsewhere = await room.area("安宁区", "安宁西路街道", "培黎社区")
    await rich(room, area=elsewhere.id)
    staff = room.stranger("甲")
    await staff.says("/redeem 王师傅 60 水", chat=group)
    assert "没有找到" in group.last_text


async def test_nobody_redeems_for_themselves(room: Room) -> None:
    courier = await rich(room)
    person = await room.person(courier)
    assert person is not None
    await room.do(lambda conn: people.grant(conn, person.id, Grant(Role.ADMIN), room.now))
    await courier.says("/redeem 王师傅 60 水")
    assert "不能给自己" in courier.last_text


@pytest.mark.parametrize("who", ["courier", "stranger"])
async def test_couriers_and_strangers_cannot_enter_rewards(room: Room, who: str) -> None:
    actor = await rich(room) if who == "courier" else room.stranger()
    await actor.says("/redeem 王师傅 60 水")
    assert "兑换" not in actor.last_text
    await actor.presses_data("redeemto:1:1")
    assert actor.alert


async def test_many_holders_are_paged(room: Room) -> None:
    for number in range(8):
        await rich(room, f"骑手{number}")
    admin = room.admin()
    await admin.says("/redeem 骑手")
    await admin.presses("▶")
    assert len(admin.last.labels) == 3
    await admin.presses("◀")
    assert len(admin.last.labels) == 7


async def test_a_namesake_on_a_further_page_can_be_chosen(room: Room) -> None:
    group, area = await community(room)
    for amount in range(101, 110):
        await rich(room, amount=amount, area=area)
    staff = room.stranger("网格员李")
    await staff.says("/redeem 王师傅", chat=group)
    await staff.presses("▶", chat=group)
    await staff.presses("王师傅 · 101", chat=group)
    assert "王师傅 现有 101 分" in group.last_text


async def test_a_name_written_in_full_comes_before_all_that_contain_it(room: Room) -> None:
    courier, admin = await rich(room), room.admin()
    for number in range(8):
        await rich(room, f"王师傅{number}")
    await admin.says("/redeem 王师傅")
    assert admin.last.labels[0] == "王师傅 · 100 分"
    await admin.says("/redeem 王师傅 50 水")
    assert "登记兑换：水，用 50 分" in courier.last_text


async def test_the_whole_bot_redeems(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.staff.presses("接单", on=town.group.card(number))
    await town.clock.passes(seconds=20)
    await town.staff.sends("/redeem 骑手马师傅 10 一瓶水", chat=town.group)
    await town.courier.presses("确认兑换")
    assert "已确认兑换：一瓶水，10 分" in town.group.said[-1].text
