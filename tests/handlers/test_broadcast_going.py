"""Warnings on their way: in portions, to each in their language, stopped and called back."""

from dataclasses import replace

from bot.domain.outgoing import Priority, Send
from bot.domain.people import Standing
from handlers.warnings import going
from storage import broadcasts, people
from tests.handlers.room import Room
from tests.handlers.test_broadcast import TEXT, begun, crowd, knock, told
from tests.town import HERE, Town


async def test_thousands_go_out_in_portions_behind_every_answer_and_can_be_stopped(room: Room) -> None:
    admin = room.admin()
    await crowd(room, 1000)
    await begun(room, admin)
    await admin.presses("发给 1000 人")
    first = [one for one in room.said if isinstance(one, Send)]
    assert len(first) == going.FIRST
    assert {one.priority for one in first} == {Priority.DIGEST}
    await knock(room)
    assert "正在发送 100/1000" in admin.last_text
    room.later(seconds=20)
    await knock(room)
    assert "正在发送 400/1000" in admin.last_text
    await knock(room)
    assert "正在发送 400/1000" in admin.last_text
    await admin.presses("停止发送")
    await admin.presses("误报")
    assert "正在更正 100/400" in admin.last_text
    room.later(minutes=10)
    await knock(room)
    assert "已通知收到的 400 人" in admin.last_text
    heard = [room.telegram.shown(20_000 + number) for number in range(1000)]
    assert [len(one) for one in heard] == [2] * 400 + [0] * 600
    assert "误报" in heard[0][-1].plain


async def leave(room: Room, telegram: int, **changed: object) -> None:
    """They delete themselves, unless `changed` says what becomes of them."""
    async with room.store.write() as conn:
        person = (await people.by_telegram(conn, [telegram]))[telegram]
        await (people.change(conn, person.id, **changed) if changed else people.forget(conn, person))


async def test_who_leaves_half_way_is_neither_told_nor_counted(room: Room) -> None:
    admin = room.admin()
    await crowd(room, 130)
    await begun(room, admin)
    await admin.presses("发给 130 人")
    await leave(room, 20_100)
    await leave(room, 20_101, standing=Standing.SUSPENDED)
    await leave(room, 20_129, reachable=False)
    room.later(seconds=20)
    await knock(room)
    heard = [number for number in range(130) if room.telegram.shown(20_000 + number)]
    assert heard == [number for number in range(129) if number not in (100, 101)]
    assert "已发给 127 人" in admin.last_text
    await admin.presses("误报，通知已发的 127 人")
    await leave(room, 20_110)
    await leave(room, 20_111, standing=Standing.SUSPENDED)
    room.later(seconds=20)
    await knock(room)
    assert "已通知收到的 126 人，另有 1 人已无法通知" in admin.last_text
    assert sum(len(room.telegram.shown(20_000 + number)) == 2 for number in range(130)) == 126
    assert len(room.telegram.shown(20_111)) == 2


async def test_a_warning_whose_last_portion_has_left_is_over(room: Room) -> None:
    admin = room.admin()
    await crowd(room, 101)
    await begun(room, admin)
    await admin.presses("发给 101 人")
    await leave(room, 20_100)
    room.later(seconds=1)
    await knock(room)
    assert "已发给 100 人" in admin.last_text
    async with room.store.read() as conn:
        assert await broadcasts.working(conn) == []


async def test_a_warning_rings_by_day_and_not_at_night_unless_wanted(room: Room) -> None:
    admin, courier = room.admin(), await room.courier()
    room.later(hours=13)
    await begun(room, admin)
    assert "🔕 静音发送" in admin.last.labels
    await admin.presses("静音发送")
    assert "🔔 有提示音" in admin.last.labels
    await admin.presses("发给 1 人")
    assert isinstance(courier.last.said, Send)
    assert not courier.last.said.silent


async def test_the_same_to_the_same_within_an_hour_is_asked_about(room: Room) -> None:
    admin, courier = room.admin(), await room.courier()
    await begun(room, admin)
    await admin.presses("发给 1 人")
    room.later(minutes=40)
    await begun(room, admin)
    assert "已经给同样的人发过同样的内容（40 分钟前）" in admin.last_text
    await admin.presses_data("castgo:2")
    assert len(told(room, courier)) == 1
    await admin.presses("再发一次")
    assert len(told(room, courier)) == 2
    room.later(hours=2)
    await begun(room, admin)
    assert "同样的内容" not in admin.last_text


async def test_the_time_of_the_same_is_told_however_long_the_policy_looks_back(room: Room) -> None:
    rules = replace(room.house.policy.broadcasts, same_minutes=1440)
    room.house = replace(room.house, policy=replace(room.house.policy, broadcasts=rules))
    admin, _ = room.admin(), await room.courier()
    await begun(room, admin)
    await admin.presses("发给 1 人")
    room.later(hours=5)
    await begun(room, admin)
    assert "同样的内容（5 小时前）" in admin.last_text


async def test_the_same_is_known_a_few_steps_away_and_after_other_choices(room: Room) -> None:
    admin, courier = room.admin(), await room.courier()
    await courier.location(*HERE)
    for lat, known in ((36.1025, False), (36.10251, True), (36.2001, False)):
        await admin.says(f"/broadcast {TEXT}")
        await admin.presses("某地附近")
        await admin.says(f"{lat},103.7225")
        await admin.presses("500 米内")
        assert ("已经在这附近发过同样的内容" in admin.last_text) == known
        if not known and lat < 36.2001:
            await admin.presses("发给 1 人")
    await admin.presses("换对象")
    await admin.presses("全部骑手")
    assert "同样的内容" not in admin.last_text
    await admin.presses("发给 1 人")
    await begun(room, admin)
    assert "已经给同样的人发过同样的内容" in admin.last_text


async def test_each_reads_their_own_language(room: Room) -> None:
    admin, courier, rider = room.admin(), await room.courier(), await room.courier("Tom", language="en")
    await admin.says(f"/broadcast {TEXT}")
    await admin.presses("加英文")
    await admin.says("Ice on the bridge")
    await admin.presses("全部骑手")
    await admin.presses("发给 2 人")
    assert TEXT in courier.last_text
    assert rider.last_text == "📢 Notice from the administration\nIce on the bridge"


async def test_the_whole_bot_warns_and_counts(town: Town) -> None:
    await town.courier.sends_location(*HERE)
    await town.staff.sends(f"/broadcast {TEXT}", chat=town.group)
    await town.staff.presses("发给 1 人", on=town.group.said[-1])
    assert f"提醒\n{TEXT}" in town.courier.last_text
    await town.clock.passes(seconds=20)
    await town.courier.presses("收到")
    await town.clock.passes(seconds=20)
    assert "收到 1" in town.group.said[-1].text


async def test_nobody_to_tell_cannot_be_confirmed(room: Room) -> None:
    admin = room.admin()
    await begun(room, admin)
    assert "没有能通知到的骑手" in admin.last_text
    assert not [label for label in admin.last.labels if "✅" in label]
    await admin.presses_data("castgo:1")
    async with room.store.read() as conn:
        one = await broadcasts.find(conn, 1)
    assert one is not None
    assert one.state is broadcasts.State.DRAFT


async def test_what_is_over_is_neither_stopped_nor_corrected_twice(room: Room) -> None:
    admin, courier = room.admin(), await room.courier()
    await begun(room, admin)
    await admin.presses("发给 1 人")
    await admin.presses_data("caststop:1")
    assert "已经发出" in admin.alert
    await admin.presses("误报")
    await admin.presses_data("castoops:1")
    assert "已经发出" in admin.alert
    assert len(courier.messages) == 2
    await begun(room, admin, "全部骑手")
    await admin.presses("再发一次")
    room.later(days=2)
    await admin.presses("误报")
    assert "不能再按误报更正" in admin.alert
    assert admin.last.labels == []
    assert len(courier.messages) == 3


async def test_who_reads_it_after_a_day_brings_no_false_alarm_back(room: Room) -> None:
    admin, courier = room.admin(), await room.courier()
    await begun(room, admin)
    await admin.presses("发给 1 人")
    room.later(hours=25)
    await courier.presses("收到")
    assert "收到 1" in admin.last_text
    assert admin.last.labels == []


async def test_what_goes_on_after_a_day_can_still_be_stopped(room: Room) -> None:
    admin = room.admin()
    await crowd(room, 150)
    await begun(room, admin)
    await admin.presses("发给 150 人")
    room.later(hours=25)
    await admin.presses("停止发送")
    assert "已停止：发了 100/150" in admin.last_text
    assert admin.last.labels == []
