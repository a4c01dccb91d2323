"""What riders say is wrong at a station: said in two touches, asked of the keepers, and heard of once by everybody."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.people import Grant, Role, Standing
from bot.domain.place import Point
from bot.domain.stations import Amenity, Station, StationKind
from bot.domain.stations_policy import Stations
from storage import stations
from tests.handlers.room import Actor, Room

HERE = (36.1000, 103.7200)
HAS = frozenset({Amenity.PHONE_CHARGING, Amenity.WATER})
BEE = Station(0, "B", "桃园驿站", StationKind.BEE, Point(36.1020, 103.72), hours="24/7", amenities=HAS)
FAR = Station(0, "F", "昼夜驿站", StationKind.BEE, Point(36.1080, 103.72), hours="24/7", amenities=HAS)


async def listed(room: Room) -> None:
    async with room.store.write() as conn:
        await stations.put(conn, [BEE, FAR])


async def keeper(room: Room, name: str = "赵站长", **more: object) -> Actor:
    """Of the first station."""
    made = await room.member(name, Grant(Role.KEEPER), **more)
    person = await room.person(made)
    assert person is not None
    async with room.store.write() as conn:
        await stations.keep(conn, 1, person.id, room.now)
    return made


async def opens(who: Actor, number: str = "1") -> None:
    """The list, and a page in its place."""
    await who.says("/stations")
    if "驿站" not in who.last_text and "Stations" not in who.last_text:
        await who.location(*HERE)
    await who.presses(number)


async def says(who: Actor, what: str = "充电坏了") -> None:
    await opens(who)
    await who.presses("有问题")
    await who.presses(what)


async def test_a_rider_says_it_in_two_touches_in_place(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await opens(courier)
    count = len(courier.messages)
    await courier.presses("有问题")
    assert courier.last.labels == ["🚫 没开门", "😣 人满了", "🚚 已搬走", "🚰 没水了", "🔌 充电坏了", "‹ 返回驿站"]
    await courier.presses("充电坏了")
    assert courier.alert.startswith("谢谢")
    assert "刚刚有人反映：充电坏了" in courier.last_text
    assert len(courier.messages) == count
    room.later(minutes=20)
    await courier.says("/stations")
    await courier.location(*HERE)
    assert "20 分钟前有人反映：充电坏了" in courier.last_text


async def test_one_person_counts_once_and_two_make_it_sure(room: Room) -> None:
    await listed(room)
    first, second, third = [await room.courier(name) for name in ("甲", "乙", "丙")]
    await says(first)
    data = "said:1:5:0:1:1:36.10000,103.72000"
    await first.presses_data(data, on=first.last)
    assert first.alert == "您已经反映过了。"
    assert "有人反映" in first.last_text
    await says(second)
    assert "⚠️ 充电坏了（已核实，刚刚）" in second.last_text
    await third.says("/stations")
    await third.location(*HERE)
    assert "1. 桃园驿站" in third.last_text
    await third.presses("充电")
    assert "1. 昼夜驿站" in third.last_text
    assert "桃园驿站" not in third.last_text


async def test_a_word_is_taken_back_by_who_said_it_and_ends_by_itself(room: Room) -> None:
    await listed(room)
    first, second = [await room.courier(name) for name in ("甲", "乙")]
    await says(first)
    await opens(second)
    assert not [label for label in second.last.labels if "撤回" in label]
    await second.presses_data("unsaid:1:5:0:1:2:36.10000,103.72000", on=second.last)
    await opens(second)
    assert "有人反映" in second.last_text
    await first.presses("撤回：充电坏了")
    assert "反映" not in first.last_text
    await says(first)
    room.later(hours=6)
    await opens(second)
    assert "反映" not in second.last_text


@pytest.mark.parametrize(("what", "hours"), [("人满了", 1), ("没开门", 6), ("已搬走", 168)])
async def test_each_thing_counts_as_long_as_it_may_last(room: Room, what: str, hours: int) -> None:
    await listed(room)
    rider = await room.courier()
    await says(rider, what)
    room.later(hours=hours, seconds=-1)
    await opens(rider)
    assert f"反映：{what}" in rider.last_text
    room.later(seconds=1)
    await opens(rider)
    assert what not in rider.last_text


async def test_closed_by_two_riders_is_not_open_now_but_can_still_be_found(room: Room) -> None:
    await listed(room)
    for name in ("甲", "乙"):
        await says(await room.courier(name), "没开门")
    courier = await room.courier()
    await courier.says("/stations")
    await courier.location(*HERE)
    assert "桃园驿站" not in courier.last_text
    await courier.presses("仅开放")
    assert "1. 桃园驿站" in courier.last_text
    assert "没开门（已核实" in courier.last_text


async def test_the_keeper_is_asked_once_and_the_riders_hear_that_it_is_so(room: Room) -> None:
    await listed(room)
    zhao, first, second = await keeper(room), await room.courier("甲"), await room.courier("乙")
    await says(first)
    asked = zhao.last
    assert "桃园驿站：充电坏了" in asked.plain
    assert "1 位骑手反映" in asked.plain
    await says(second)
    assert "2 位骑手反映" in asked.plain
    assert len(zhao.messages) == 1
    await zhao.presses("确实如此")
    assert "确实如此" in asked.text
    assert asked.buttons == ()
    for rider in (first, second):
        assert rider.last_text == "🏠 桃园驿站：充电坏了，站长已核实。谢谢您提醒大家！"
    await zhao.presses_data("itisso:1", on=asked)
    assert zhao.alert == "这件事已经处理过了。"
    third = await room.courier("丙")
    await says(third)
    assert len(zhao.messages) == 1


async def test_what_the_keeper_finds_in_order_warns_nobody_any_more(room: Room) -> None:
    await listed(room)
    zhao, qian = await keeper(room), await keeper(room, "钱站长")
    riders = [await room.courier(name) for name in ("甲", "乙")]
    for rider in riders:
        await says(rider)
    await qian.presses("没有问题")
    assert "没有问题" in zhao.last_text
    assert zhao.last.buttons == ()
    for rider in riders:
        assert "现在没问题" in rider.last_text
    courier = await room.courier("丙")
    await opens(courier)
    assert "充电坏了" not in courier.last_text
    await says(courier)
    assert len(zhao.messages) == 2


async def test_a_keeper_unasked_makes_it_sure_at_once_and_ends_it(room: Room) -> None:
    await listed(room)
    zhao, rider = await keeper(room), await room.courier()
    await says(rider, "没水了")
    await says(zhao, "没水了")
    assert "没水了（已核实，刚刚）" in zhao.last_text
    assert "站长已核实" in rider.last_text
    assert "确实如此" in zhao.messages[0].text
    await zhao.presses("没问题了：没水了")
    assert "没水了" not in zhao.last_text
    assert "现在没问题" in rider.last_text


async def test_at_night_the_keeper_is_asked_without_a_sound(room: Room) -> None:
    await listed(room)
    zhao, rider = await keeper(room), await room.courier()
    room.later(hours=13)
    await says(rider)
    assert zhao.last.said.silent  # type: ignore[union-attr]


async def test_a_question_ends_with_the_last_word_or_its_time(room: Room) -> None:
    await listed(room)
    zhao, rider = await keeper(room), await room.courier()
    await says(rider)
    await rider.presses("撤回：充电坏了")
    assert "骑手已撤回" in zhao.last_text
    await says(rider)
    assert len(zhao.messages) == 2
    room.later(hours=6)
    await room.knocks()
    assert "已失效" in zhao.messages[1].text
    assert zhao.messages[1].buttons == ()
    assert not await room.knocks()


@pytest.mark.parametrize("standing", [Standing.STRANGER, Standing.SUSPENDED, Standing.APPLICANT])
async def test_only_registered_people_speak(room: Room, standing: Standing) -> None:
    await listed(room)
    zhao, who = await keeper(room), await room.member("外人", Grant(Role.COURIER), standing=standing)
    await opens(who)
    assert "⚠️ 有问题" not in who.last.labels
    for data in ("wrong:1", "said:1:5", "unsaid:1:5"):
        await who.presses_data(f"{data}:0:1:1:36.10000,103.72000", on=who.last)
        assert who.alert
    for data in ("itisso:1", "inorder:1"):
        await who.presses_data(data)
        assert who.alert == "这个按钮已失效。"
    await says(await room.courier())
    for data in ("itisso:1", "inorder:1"):
        await who.presses_data(data)
        assert who.alert
    assert len(zhao.messages) == 1
    assert "是这样吗" in zhao.last_text


async def test_a_rider_cannot_answer_for_the_keeper_nor_say_what_is_not_there(room: Room) -> None:
    await listed(room)
    zhao, rider = await keeper(room), await room.courier()
    await says(rider)
    await rider.presses_data("itisso:1")
    assert rider.alert == "您没有权限做这个操作。"
    assert zhao.last.buttons
    for what in ("6", "99", "x"):
        await rider.presses_data(f"said:1:{what}:0:1:1:36.10000,103.72000")
        assert rider.alert == "这个按钮已失效。"


async def test_who_says_too_much_is_asked_to_wait(room: Room) -> None:
    await listed(room)
    room.house = replace(room.house, policy=replace(room.house.policy, stations=Stations(words_an_hour=2)))
    rider = await room.courier()
    await says(rider)
    await says(rider, "没水了")
    await says(rider, "没开门")
    assert "过一会儿再来" in rider.alert
    room.later(hours=1)
    await says(rider, "没开门")
    assert "没开门" in rider.last_text


async def test_a_suspended_or_unreachable_keeper_is_not_asked(room: Room) -> None:
    await listed(room)
    zhao = await keeper(room, standing=Standing.SUSPENDED)
    await says(await room.courier())
    assert not zhao.messages


async def test_in_english_it_reads_as_english(room: Room) -> None:
    await listed(room)
    zhao, rider = await keeper(room, "Zhao", language="en"), await room.courier("Tom", language="en")
    await opens(rider)
    await rider.presses("Something is wrong")
    await rider.presses("charger broken")
    assert "reported just now: charger broken" in rider.last_text
    assert "1 rider says, since 10:00. Is it so?" in zhao.last_text
    await zhao.presses("in order")
    assert "it is in order" in rider.last_text


async def test_the_word_counts_from_when_it_was_said(room: Room) -> None:
    await listed(room)
    rider = await room.courier()
    await opens(rider)
    await rider.presses("有问题")
    room.later(hours=1)
    await rider.presses("充电坏了")
    async with room.store.write() as conn:
        (fact,) = (await stations.facts(conn, room.now))[1]
    assert (fact.since, fact.until - fact.since) == (room.now, timedelta(hours=6))
