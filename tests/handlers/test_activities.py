"""A keeper announces an activity in four touches; riders put their names down, are reminded once, hear what is off."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.outgoing import Outgoing
from bot.domain.people import Standing
from handlers.stations import reminding
from storage import activities, people, stations
from storage.activities import Activity
from tests.handlers.room import Actor, Room
from tests.handlers.test_book import kept

FRIDAY = datetime(
    2026, 11, 27, 6, 0, tzinfo=UTC
)  # 14:00 in Shanghai; the room's clock stands at Saturday the 21st, 10:00


async def announced(room: Room, **changed: object) -> tuple[int, Actor]:
    """A health check every Friday at 14:00, as the keeper of the station announces it; its number."""
    number, keeper = await kept(room)
    values = {"title": "义诊", "weekday": 4, "day": None, "start": 840, "places": None} | changed
    made = Activity(0, number, **values)  # type: ignore[arg-type]
    return await room.do(lambda conn: activities.announce(conn, made)), keeper


async def ticks(room: Room) -> list[Outgoing]:
    """The reminders among all that the clock says."""
    said: list[Outgoing] = await room.knocks()
    return [one for one in said if getattr(one, "text", "").startswith("⏰")]


async def test_a_keeper_announces_in_five_touches(room: Room) -> None:
    _, keeper = await kept(room)
    await keeper.says("/start s_ZX-1")
    await keeper.presses("📅 活动")
    assert "未来 7 天没有安排活动" in keeper.last_text
    await keeper.presses("发布活动")
    await keeper.presses("义诊")
    await keeper.presses("每周五")
    await keeper.presses("14:30")
    await keeper.presses("20")
    assert "✅ 已发布：义诊" in keeper.last_text
    assert "1. 周五 11-27 14:30 义诊 · 已报 0/20 · 每周" in keeper.last_text
    rested = [message for message in keeper.messages if message.plain.startswith("✔️")]
    assert [message.plain for message in rested] == ["✔️ 义诊", "✔️ 每周五", "✔️ 14:30", "✔️ 20"]
    assert not any(message.labels for message in rested)


async def test_or_in_words(room: Room) -> None:
    number, keeper = await kept(room)
    await keeper.presses_data(f"plan:{number}")
    for wrong, right in (("好" * 41, "包饺子<b>"), ("2月30日", "明天"), ("25:00", "下午2点半"), ("很多", "不限")):
        await keeper.says(wrong)
        assert keeper.last_text.startswith("请写")
        await keeper.says(right)
    assert "1. 周日 11-22 14:30 包饺子&lt;b&gt; · 已报 0 人" in keeper.last_text


async def test_a_time_that_is_over_is_not_taken(room: Room) -> None:
    number, keeper = await kept(room)
    await keeper.presses_data(f"plan:{number}")
    await keeper.says("义剪")
    await keeper.says("今天")
    await keeper.presses("09:00")
    assert "还没过的时间" in keeper.alert
    await keeper.presses("14:00")
    await keeper.presses("不限")
    assert "已发布" in keeper.last_text


async def test_an_old_button_of_a_plan_changes_nothing(room: Room) -> None:
    number, keeper = await kept(room)
    await keeper.presses_data(f"plan:{number}")
    first = keeper.last
    await keeper.presses("义诊")
    titles = f"planned:{room.said[-1].slot.split(':')[2]}:title:0"  # type: ignore[union-attr]
    await keeper.presses_data(titles, on=first)
    assert "失效" in keeper.alert
    await keeper.says("/cancel")
    await keeper.presses("每周一")
    assert "失效" in keeper.alert


async def test_only_keepers_and_admins_announce(room: Room) -> None:
    number, _ = await kept(room)
    for who in (await room.courier(), room.stranger(), await room.courier(standing=Standing.SUSPENDED)):
        await who.presses_data(f"plan:{number}")
        assert who.alert
        await who.presses_data("planned:1:title:0")
        assert who.alert
    await room.admin().presses_data(f"plan:{number}")
    assert "1/4" in room.admin().last_text


async def test_whoever_is_no_keeper_any_more_announces_nothing(room: Room) -> None:
    number, keeper = await kept(room)
    await keeper.presses_data(f"plan:{number}")
    person = await room.person(keeper)
    assert person is not None
    await room.do(lambda conn: stations.dismiss(conn, number, person.id))
    await keeper.presses("义诊")
    assert keeper.alert
    assert "2/4" not in keeper.last_text


async def test_a_rider_signs_up_in_place_and_takes_the_name_off(room: Room) -> None:
    await announced(room, places=2)
    courier = await room.courier()
    await courier.says("/start s_ZX-1")
    await courier.presses("📅 活动")
    count = len(courier.messages)
    await courier.presses("我要报名")
    assert courier.alert == "报名成功：义诊，周五 11-27 14:00。开始前会提醒您。"
    assert "已报 1/2" in courier.last_text
    await courier.presses("取消报名")
    assert "已报 0/2" in courier.last_text
    assert len(courier.messages) == count
    assert not [label for label in courier.last.labels if "名单" in label or "发布" in label]


async def test_there_are_no_more_names_than_places(room: Room) -> None:
    number, _ = await announced(room, places=1)
    one, other = await room.courier(), await room.courier("李师傅")
    for who in (one, other):
        await who.presses_data("acts:1")
    await one.presses("我要报名")
    await other.presses("我要报名")
    assert "满" in other.alert
    assert "已满" in other.last_text
    await one.presses_data(f"join:{number}:{FRIDAY.toordinal()}:0")
    assert "已经报过名" in one.alert


async def test_what_has_begun_takes_no_names(room: Room) -> None:
    number, _ = await announced(room, weekday=5, start=605)
    courier = await room.courier()
    await courier.presses_data("acts:1")
    await courier.presses("我要报名")
    room.later(minutes=6)
    day = room.now.toordinal()
    for data in (f"join:{number}:{day}:0", f"leave:{number}:{day}:0"):
        await courier.presses_data(data)
        assert "已经开始" in courier.alert
    await courier.presses_data("acts:1")
    assert courier.last.labels == []


@pytest.mark.parametrize(
    "data", ["join:9:{day}:0", "join:1:{other}:0", "join:1:{far}:0", "join:1:99999999:0", "join:1"]
)
async def test_a_forged_button_signs_nobody_up(room: Room, data: str) -> None:
    number, _ = await announced(room)
    courier = await room.courier()
    day = FRIDAY.toordinal()
    await courier.presses_data(data.format(day=day, other=day + 1, far=day + 70))
    assert courier.alert
    assert await room.do(lambda conn: activities.signed_up(conn, number, FRIDAY.date())) == []


async def test_strangers_see_the_week_and_sign_up_for_nothing(room: Room) -> None:
    number, _ = await announced(room)
    stranger = room.stranger()
    await stranger.presses_data("acts:1")
    assert "义诊" in stranger.last_text
    assert stranger.last.labels == []
    for verb in ("join", "leave", "coming"):
        await stranger.presses_data(f"{verb}:{number}:{FRIDAY.toordinal()}:0")
        assert stranger.alert


async def joined(room: Room, number: int, name: str = "王师傅") -> Actor:
    courier = await room.courier(name)
    await courier.presses_data(f"join:{number}:{FRIDAY.toordinal()}:0")
    return courier


async def test_a_keeper_sees_who_comes_and_a_rider_does_not(room: Room) -> None:
    number, keeper = await announced(room)
    courier = await joined(room, number)
    await keeper.presses_data("acts:1")
    await keeper.presses("报名名单")
    assert "1. 王师傅" in keeper.last_text
    await courier.presses_data(f"coming:{number}:{FRIDAY.toordinal()}")
    assert courier.alert


async def test_one_friday_is_called_off_and_the_next_takes_place(room: Room) -> None:
    number, keeper = await announced(room)
    courier = await joined(room, number)
    await keeper.presses_data(f"coming:{number}:{FRIDAY.toordinal()}")
    await keeper.presses("只停这一次")
    await keeper.presses("不取消了")
    await keeper.presses("只停这一次")
    await keeper.presses("确定取消")
    assert "通知了 1 人" in keeper.last_text
    assert courier.last_text == "😔 小蜜蜂驿站：周五 11-27 14:00 的“义诊”取消了，抱歉让您白等！"
    await courier.presses_data("acts:1")
    assert "义诊" not in courier.last_text
    room.later(days=7)
    await courier.presses_data("acts:1")
    assert "周五 12-04 14:00 义诊" in courier.last_text
    await courier.presses_data(f"join:{number}:{FRIDAY.toordinal()}:0")
    assert "取消" in courier.alert


async def test_an_activity_is_called_off_for_good(room: Room) -> None:
    number, keeper = await announced(room)
    courier = await joined(room, number)
    await keeper.presses_data(f"coming:{number}:{FRIDAY.toordinal()}")
    await keeper.presses("以后都不办")
    await keeper.presses("确定取消")
    assert courier.last_text == "😔 小蜜蜂驿站：“义诊”（每周五 14:00）以后不办了，抱歉！"
    await keeper.presses_data(f"off:{number}:{FRIDAY.toordinal()}:all")
    assert "取消" in keeper.alert
    room.now = FRIDAY - timedelta(minutes=30)
    assert await ticks(room) == []


async def test_a_single_activity_is_called_off(room: Room) -> None:
    number, keeper = await announced(room, weekday=None, day=FRIDAY.date())
    courier = await joined(room, number)
    await keeper.presses_data(f"coming:{number}:{FRIDAY.toordinal()}")
    await keeper.presses("取消活动")
    await keeper.presses("确定取消")
    assert "取消了" in courier.last_text
    for data in (f"calloff:{number}:{FRIDAY.toordinal()}:all", f"off:{number}:{FRIDAY.toordinal()}:x"):
        await courier.presses_data(data)
        assert courier.alert


async def test_whoever_comes_is_reminded_an_hour_before_and_once(room: Room) -> None:
    number, _ = await announced(room)
    courier = await joined(room, number)
    count = len(courier.messages)
    room.now = FRIDAY - timedelta(minutes=61)
    assert await ticks(room) == []
    room.now = FRIDAY - timedelta(minutes=60)
    await ticks(room)
    assert courier.last_text == "⏰ 14:00 开始：义诊，小蜜蜂驿站 安居路18号"
    assert await ticks(room) == []
    assert len(courier.messages) == count + 1
    assert courier.last.labels[:1] == ["🧭 高德地图"]
    await courier.presses("取消报名")
    assert "已取消报名" in courier.alert
    await courier.presses("取消报名")
    assert "没有报名" in courier.alert


async def test_who_signs_up_within_the_hour_and_who_is_gone_is_not_reminded(room: Room) -> None:
    number, _ = await announced(room)
    gone = await joined(room, number, "走了的人")
    person = await room.person(gone)
    assert person is not None
    await room.do(lambda conn: people.change(conn, person.id, reachable=False))
    room.now = FRIDAY - timedelta(minutes=30)
    await joined(room, number)
    assert await room.do(lambda conn: reminding.remind(conn, room.house, room.now)) == []


async def test_after_the_beginning_nobody_is_reminded(room: Room) -> None:
    number, _ = await announced(room)
    await joined(room, number)
    room.now = FRIDAY
    assert await ticks(room) == []


async def test_who_deletes_their_account_frees_their_place(room: Room) -> None:
    number, _ = await announced(room, places=1)
    courier = await joined(room, number)
    await courier.says("/delete_me")
    await courier.presses("确定删除")
    assert await room.do(lambda conn: activities.signed_up(conn, number, FRIDAY.date())) == []


async def test_a_photo_in_the_middle_of_a_plan_begins_a_report(room: Room) -> None:
    number, _ = await kept(room)
    courier = await room.courier()
    person = await room.person(courier)
    assert person is not None
    await room.do(lambda conn: stations.keep(conn, number, person.id, room.now))
    await courier.presses_data(f"plan:{number}")
    await courier.photo()
    await courier.presses("义诊")
    assert "失效" in courier.alert
