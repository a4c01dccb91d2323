"""Points: what earns them, what takes them back, and what /points shows."""

from datetime import date

import pytest

from bot.domain.people import Area
from bot.domain.thanks import Reason
from bot.domain.ticket import Kind, State, Ticket, Verb
from handlers.thanks import earning
from storage import people, points, tickets, visits
from storage.points import Entry
from storage.schema import stations
from storage.visits import CheckIn
from tests.handlers.room import Actor, Room


async def knock(room: Room) -> None:
    await room.knocks()


async def place(room: Room) -> Area:
    return await room.area("安宁区", "安宁西路街道", "枣林西社区")


async def said(room: Room, ticket: Ticket, verb: Verb, *, by: int | None = None, why: str = "") -> Ticket:
    """A line of history, as somebody's verb leaves it."""
    async with room.store.write() as conn:
        current = await tickets.get(conn, ticket.id)
        await tickets.record(conn, current, verb, by=by, at=room.now, why=why)
    return current


async def balance(room: Room, actor: Actor) -> int:
    person = await room.person(actor)
    assert person is not None
    async with room.store.write() as conn:
        return await points.balance(conn, person.id)


async def taken(room: Room, courier: Actor, **fields: object) -> Ticket:
    made = await room.ticket(courier, await place(room), **fields)
    return await said(room, made, Verb.ACKNOWLEDGE)


async def test_a_report_that_is_taken_earns_once_whatever_is_repeated(room: Room) -> None:
    courier = await room.courier()
    ticket = await taken(room, courier)
    await knock(room)
    assert await balance(room, courier) == 15  # 10, and 5 for the first of the month
    await said(room, ticket, Verb.RELEASE)
    await said(room, ticket, Verb.ACKNOWLEDGE)
    for _ in range(3):
        await knock(room)
    assert await balance(room, courier) == 15


async def test_the_first_of_a_month_earns_more_than_the_second(room: Room) -> None:
    courier = await room.courier()
    for _ in range(3):
        await taken(room, courier)
    await knock(room)
    assert await balance(room, courier) == 35
    room.later(days=14)
    await taken(room, courier)
    await knock(room)
    assert await balance(room, courier) == 50


async def test_a_report_that_is_untrue_gives_back_what_it_earned_and_earns_again_when_it_was_true(room: Room) -> None:
    courier = await room.courier()
    ticket = await taken(room, courier)
    await said(room, ticket, Verb.REJECT)
    await said(room, ticket, Verb.REJECT)
    await knock(room)
    assert await balance(room, courier) == 0
    await said(room, ticket, Verb.REOPEN)
    await said(room, ticket, Verb.ACKNOWLEDGE)
    await knock(room)
    assert await balance(room, courier) == 15


@pytest.mark.parametrize(("why", "kept"), [("已经修好了", 15), ("It is not ours to handle", 15), ("现场没找到", 0)])
async def test_an_honest_report_keeps_its_points_though_it_was_rejected(room: Room, why: str, kept: int) -> None:
    courier = await room.courier()
    ticket = await taken(room, courier)
    await said(room, ticket, Verb.REJECT, why=why)
    await said(room, ticket, Verb.REOPEN)
    await said(room, ticket, Verb.ACKNOWLEDGE)
    await said(room, ticket, Verb.REJECT, why=why)
    await knock(room)
    assert await balance(room, courier) == kept


async def test_a_long_backlog_is_booked_in_portions(room: Room) -> None:
    courier = await room.courier()
    ticket = await taken(room, courier)
    for _ in range(2 * earning.PORTION):
        await said(room, ticket, Verb.RELEASE)
        await said(room, ticket, Verb.ACKNOWLEDGE)
    last = await taken(room, courier)
    await knock(room)
    await knock(room)
    assert await balance(room, courier) == 15
    await knock(room)
    assert await balance(room, courier) == 25
    assert last.id == 2


@pytest.mark.parametrize("verb", [Verb.WITHDRAW, Verb.MERGE])
async def test_what_is_withdrawn_or_merged_earns_nothing(room: Room, verb: Verb) -> None:
    courier = await room.courier()
    await said(room, await taken(room, courier), verb)
    await knock(room)
    assert await balance(room, courier) == 0


async def test_who_seconded_keeps_that_of_what_is_merged_and_loses_it_with_what_is_withdrawn(room: Room) -> None:
    courier, other = await room.courier(), await room.courier("李骑手")
    person = await room.person(other)
    assert person is not None
    for verb, left in ((Verb.MERGE, 2), (Verb.WITHDRAW, 2)):
        ticket = await taken(room, courier)
        entry = Entry(person.id, Reason.SECOND, 2, f"second:{ticket.id}", room.now, room.now.date(), ticket=ticket.id)
        await room.do(lambda conn, made=entry: earning.earn(conn, room.house, made))
        await said(room, ticket, verb)
        await knock(room)
        assert await balance(room, other) == left


async def test_wishes_and_what_one_takes_oneself_earn_nothing(room: Room) -> None:
    courier = await room.courier()
    await taken(room, courier, kind=Kind.WISH)
    own = await room.person(courier)
    assert own is not None
    await said(room, await room.ticket(courier, await place(room)), Verb.ACKNOWLEDGE, by=own.id)
    await knock(room)
    assert await balance(room, courier) == 0


async def test_a_day_earns_no_more_than_its_limit_and_the_page_says_so(room: Room) -> None:
    courier = await room.courier()
    for _ in range(7):
        await taken(room, courier)
    await knock(room)
    assert await balance(room, courier) == 60
    await courier.says("/points")
    assert "已到当日上限" in courier.last_text
    room.later(days=1)
    await taken(room, courier)
    await knock(room)
    assert await balance(room, courier) == 70


async def test_what_the_limit_of_the_day_cut_says_of_how_many(room: Room) -> None:
    courier = await room.courier()
    for _ in range(6):
        await taken(room, courier)
    await knock(room)
    assert await balance(room, courier) == 60
    await courier.says("/points")
    assert "+5 · 上报被接单 #6 · 10:00（应得 10 分，已到当日上限）" in courier.last_text


async def test_a_photo_of_a_phone_with_a_place_that_was_sent_earns_more(room: Room) -> None:
    courier, group = await room.courier(), await room.bound(await place(room))
    await courier.photo()
    await courier.location(36.1, 103.7)
    await courier.presses("井盖")
    await room.admin().presses("接单", on=room.admin().last)
    await knock(room)
    assert await balance(room, courier) == 20
    assert not group.messages


async def test_a_check_in_earns_its_point(room: Room) -> None:
    courier, area = await room.courier(), await place(room)
    person = await room.person(courier)
    assert person is not None
    async with room.store.write() as conn:
        await conn.execute(
            stations.insert().values(code="S", name="S", kind="station", lat=36.1, lon=103.7, area=area.id)
        )
        for _ in range(2):
            await visits.check_in(conn, person.id, CheckIn(1, date(2026, 11, 21), room.now))
    await knock(room)
    await knock(room)
    assert await balance(room, courier) == 1


async def test_the_key_shows_balance_month_place_and_what_each_was_for(room: Room) -> None:
    courier, other = await room.courier(), await room.courier("李师傅")
    for who in (courier, other, other):
        await taken(room, who)
    await knock(room)
    await courier.says("⭐ 积分")
    text = courier.last_text
    assert "积分 15 · 本月 15" in text
    assert "枣林西社区本月第 2 名" in text
    assert "+10 · 上报被接单 #1 · 10:00" in text


async def test_nothing_yet_is_said_kindly(room: Room) -> None:
    courier = await room.courier()
    await courier.says("/points")
    assert "积分 0" in courier.last_text
    assert "还没有积分" in courier.last_text


async def test_old_entries_are_on_further_pages(room: Room) -> None:
    courier = await room.courier()
    for _ in range(10):
        room.later(days=1)
        await taken(room, courier)
    await knock(room)
    await courier.says("/points")
    shown = courier.last
    assert shown.plain.count("上报被接单") + shown.plain.count("首次") == 8
    await courier.presses("较早")
    assert shown.edits == 1
    assert "#1 " in shown.plain
    await courier.presses("较新")
    assert "#10 " in shown.plain


async def test_the_rules_are_published_as_the_policy_has_them(room: Room) -> None:
    courier = await room.courier()
    await courier.says("/points")
    await courier.presses("积分规则")
    assert "+10 上报的隐患被社区接单" in courier.last_text
    assert "每天最多 60 分" in courier.last_text
    assert "防风手套：80 分" in courier.last_text
    await courier.presses("返回")
    assert "积分 0" in courier.last_text


async def test_who_hides_their_name_sees_no_place(room: Room) -> None:
    courier = await room.courier()
    await taken(room, courier)
    await knock(room)
    await courier.says("/points")
    await courier.presses("不显示我的名字")
    assert "一位骑手" in courier.alert
    assert "第 1 名" not in courier.last_text
    await courier.presses("显示我的名字")
    assert "第 1 名" in courier.last_text


async def test_only_couriers_have_points(room: Room) -> None:
    stranger = room.stranger()
    await stranger.says("/points")
    assert "申请加入" in stranger.last.labels[0]
    await stranger.presses_data("points:0:1")
    assert stranger.alert


async def test_somebody_suspended_earns_nothing_meanwhile(room: Room) -> None:
    courier = await room.courier()
    ticket = await room.ticket(courier, await place(room), State.OPEN)
    person = await room.person(courier)
    assert person is not None
    await room.do(lambda conn: people.change(conn, person.id, standing="suspended"))
    await said(room, ticket, Verb.ACKNOWLEDGE)
    await knock(room)
    assert await balance(room, courier) == 0


async def test_others_may_give_points_too_once_a_key(room: Room) -> None:
    courier = await room.courier()
    person = await room.person(courier)
    assert person is not None
    entry = Entry(person.id, Reason.SECOND, 2, "second:1:1", room.now, room.now.date())
    assert await room.do(lambda conn: earning.earn(conn, room.house, entry)) == 2
    assert await room.do(lambda conn: earning.earn(conn, room.house, entry)) is None
