"""A burst of reports: a group never gets more than its limit, and sees every ticket at once, in a list or as a card."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import shapely
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.geojson import CellRow
from bot.domain.incoming import Chat, ChatKind, Event
from bot.domain.outgoing import Outgoing
from bot.domain.people import Person
from bot.domain.ticket import Kind, Severity, State, Ticket, Verb
from bot.sending import pacing
from bot.sending.pacing import Pace, Rates
from handlers import cards, delivery
from handlers.board import folding, unfolding
from handlers.turn import Turn
from storage import areas, cells, outbox, tickets
from storage import cards as card_rows
from tests.handlers import room as rooms
from tests.handlers.room import Actor, Group, Room

RATE = 20
KNOCK = 20  # seconds between two knocks of the clock
TELEGRAMS_LONGEST = 4096
ALL_HAVE_CARDS = "📦 刚才工单集中上报，现在每张都有卡片了。"


@pytest.fixture
async def busy() -> AsyncIterator[Room]:
    """A room in which Telegram lets a group have twenty messages a minute."""
    async with rooms.opened(group_rate=RATE) as room:
        yield room


async def hall(room: Room) -> tuple[Group, Actor]:
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    return await room.bound(area), await room.courier()


async def burst(room: Room, courier: Actor, group: Group, count: int, **fields: object) -> None:
    """So many tickets, as fast as they come in."""
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    for _ in range(count):
        made = await room.ticket(courier, area, **fields)
        await room.do(lambda conn, made=made: _posted(room, conn, made))  # type: ignore[misc]
        room.later(seconds=0.1)


async def _posted(room: Room, conn: AsyncConnection, ticket: Ticket) -> list[Outgoing]:
    return await cards.post(_turn(room, conn), await tickets.get(conn, ticket.id))


def _cell(number: int) -> CellRow:
    square = shapely.box(103.7 + number, 36, 103.71 + number, 36.1).wkb
    return CellRow(number, f"枣林西-0{number}", "", "枣林西社区", "安宁西路街道", "安宁区", square)


def _turn(room: Room, conn: AsyncConnection) -> Turn:
    event = Event(0, room.now, None, Chat(-1001, ChatKind.GROUP))
    return Turn(conn, room.now, Person(0, None, ""), room.house.languages.to("zh"), event, room.house)


def named(group: Group) -> set[int]:
    """The tickets that the group sees, as a card or in the list."""
    return {int(number) for message in group.messages for number in re.findall(r"#(\d+)", message.text)}


def carded(group: Group) -> set[int]:
    """The tickets that have a card there."""
    shown = [message.plain for message in group.messages if "接单" in "".join(message.labels)]
    return {int(found[1]) for text in shown if (found := re.search(r"#(\d+)", text))}


async def _said(room: Room, pace: Pace) -> None:
    """As many of the waiting messages as the sender's pacing lets go in this second."""
    now = room.now.timestamp()
    async with room.store.write() as conn:
        for row in await outbox.waiting(conn, after=0, limit=100):
            if pacing.wait_chat(pace, row.chat, now) <= 0:
                pacing.note(pace, row.chat, now)
                await outbox.settle(conn, [outbox.Outcome(row.id, 1, sent_at=now)])


async def knock(room: Room) -> None:
    """The clock, as often as it has something to say; what is said has reached Telegram."""
    await sent(room)
    while await room.do(lambda conn: unfolding.unfold(conn, room.house, room.now)):
        await sent(room)


async def sent(room: Room) -> None:
    async with room.store.write() as conn:
        waiting = await outbox.waiting(conn, after=0, limit=1000)
        done = [outbox.Outcome(row.id, 1, sent_at=room.now.timestamp()) for row in waiting]
        await outbox.settle(conn, done)


async def test_forty_reports_are_seen_at_once_and_all_get_their_cards_within_the_limit(busy: Room) -> None:
    group, courier = await hall(busy)
    await burst(busy, courier, group, 40)
    cards_at_once = sum("接单" in "".join(message.labels) for message in group.messages)
    assert cards_at_once == int(RATE * folding.SHARE)
    busy.later(seconds=10)
    await knock(busy)
    assert named(group) == set(range(1, 41))
    minutes = 0
    while sum("接单" in "".join(message.labels) for message in group.messages) < 40:
        busy.later(seconds=20)
        await knock(busy)
        minutes += 1
        assert minutes < 12, "it takes longer than the limit does"
    assert "现在每张都有卡片" in next(m.text for m in group.messages if m.text.startswith("📦"))


async def test_no_minute_has_more_than_the_limit(busy: Room) -> None:
    group, courier = await hall(busy)
    await burst(busy, courier, group, 60)
    for _ in range(15):
        busy.later(seconds=20)
        await knock(busy)
    async with busy.store.write() as conn:
        at = sorted(moment for chat, moment in await outbox.sent_since(conn, 0) if chat == -1001)
    assert max(sum(begin <= one < begin + 60 for one in at) for begin in at) <= RATE


async def test_a_touch_opens_a_card_at_once_and_it_does_not_come_twice(busy: Room) -> None:
    group, courier = await hall(busy)
    await burst(busy, courier, group, 20)
    staff = busy.stranger("网格员李")
    await staff.presses("#15", chat=group)
    assert "接单" in "".join(group.messages[-1].labels)
    for _ in range(12):
        busy.later(seconds=20)
        await knock(busy)
    assert sum(bool(re.search(r"#15 .*待接单", message.text)) for message in group.messages) == 1


async def test_what_is_urgent_does_not_wait_for_what_is_not(busy: Room) -> None:
    group, courier = await hall(busy)
    await burst(busy, courier, group, 100)
    await burst(busy, courier, group, 2, severity=Severity.URGENT)
    assert carded(group) == {*range(1, 15), 101, 102}


async def test_many_urgent_ones_leave_room_for_the_list_stand_first_in_it_and_come_first(busy: Room) -> None:
    group, courier = await hall(busy)
    await burst(busy, courier, group, 10)
    await burst(busy, courier, group, 40, severity=Severity.URGENT, category="wire")
    assert len(carded(group)) == int(RATE * folding.URGENT_SHARE)
    await burst(busy, courier, group, 5)
    busy.later(seconds=20)
    await knock(busy)
    (sheet,) = (message for message in group.messages if message.text.startswith("📦"))
    assert named(group) == set(range(1, 56))
    assert sheet.plain.index("电线") < sheet.plain.index("井盖")
    assert sheet.labels == [f"#{number}" for number in range(19, 29)]
    busy.later(minutes=2)
    await knock(busy)
    assert carded(group) == set(range(1, 19 + int(RATE * unfolding.SHARE)))


async def test_two_hundred_numbers_of_many_kinds_are_all_in_the_list(busy: Room) -> None:
    """However unevenly they are spread: what fits into a message is not cut."""
    group, courier = await hall(busy)
    for category in busy.house.policy.categories:
        await burst(busy, courier, group, 5, category=category.key)
    await burst(busy, courier, group, 200 - 5 * len(busy.house.policy.categories))
    busy.later(seconds=20)
    await knock(busy)
    assert named(group) == set(range(1, 201))
    (sheet,) = (message for message in group.messages if message.text.startswith("📦"))
    assert len(sheet.text) <= TELEGRAMS_LONGEST


async def test_a_list_too_long_for_a_message_says_of_each_kind_that_there_is_more(busy: Room) -> None:
    group, _ = await hall(busy)
    t = busy.house.languages.to("zh")
    made = [Ticket(10**6 + n, 1, Kind.HAZARD, ("manhole", "road")[n % 5 == 0], Severity.NORMAL, State.OPEN, 1,
                   busy.now, 36.1, 103.7) for n in range(1000)]  # fmt: skip
    async with busy.store.write() as conn:
        lines = folding.kinds(_turn(busy, conn), t, made)
    assert [line.endswith(" …") for line in lines] == [True, True]
    assert folding.LONGEST * 0.95 < sum(map(len, lines)) < TELEGRAMS_LONGEST - 300
    assert group.messages == []


async def test_after_two_hundred_reports_each_ticket_ends_with_one_card_at_the_pace_of_the_limit(busy: Room) -> None:
    """With the sender's own pacing on the clock of the room: what is lined up is said as Telegram lets it."""
    group, courier = await hall(busy)
    pace, minutes = Pace(Rates(group=RATE)), 0.0
    await burst(busy, courier, group, 200)
    while len(carded(group)) < 200:
        await busy.knocks()
        for _ in range(KNOCK):
            busy.later(seconds=1)
            await _said(busy, pace)
        minutes += KNOCK / 60
        assert minutes < 200 / (RATE * folding.SHARE)
    await busy.knocks()
    async with busy.store.write() as conn:
        assert [len(await card_rows.live(conn, number)) for number in range(1, 201)] == [1] * 200
        at = [moment for chat, moment in await outbox.sent_since(conn, 0) if chat == -1001]
    assert [message.plain for message in group.messages if message.text.startswith("📦")] == [ALL_HAVE_CARDS]
    assert max(sum(begin <= one < begin + 60 for one in at) for begin in at) <= RATE


async def test_a_whole_batch_for_one_chat_folds_what_is_too_much(busy: Room) -> None:
    """A chat that is bound late gets what waits for it: not a hundred cards in one go."""
    area = await busy.area("安宁区", "安宁西路街道", "枣林西社区")
    courier = await busy.courier()
    for _ in range(60):
        await busy.ticket(courier, area)
    group = busy.group()
    await busy.admin().says("/bind 枣林西社区", chat=group)
    busy.later(seconds=20)
    await knock(busy)
    assert len(carded(group)) <= int(RATE * unfolding.SHARE)
    assert named(group) == set(range(1, 61))


async def test_what_is_over_before_its_turn_gets_no_card(busy: Room) -> None:
    group, courier = await hall(busy)
    await burst(busy, courier, group, 16)
    async with busy.store.write() as conn:
        one = await tickets.get(conn, 16)
        gone = replace(one, state=State.WITHDRAWN, version=2)
        await tickets.save(conn, gone, Verb.WITHDRAW, by=1, at=busy.now, source=State.OPEN)
    busy.later(minutes=2)
    await knock(busy)
    assert not [message for message in group.messages if re.search(r"#16 .*待接单", message.text)]


async def test_a_chat_that_is_unbound_hands_its_list_on(busy: Room) -> None:
    group, courier = await hall(busy)
    await burst(busy, courier, group, 16)
    async with busy.store.write() as conn:
        await areas.unbind(conn, -1001, None)
    busy.later(minutes=2)
    await knock(busy)
    assert any("#16" in message.text for message in busy.admin().messages)


async def test_a_list_that_somebody_has_deleted_comes_again_while_something_waits(busy: Room) -> None:
    group, courier = await hall(busy)
    await burst(busy, courier, group, 30)
    (sheet,) = (message for message in group.messages if message.text.startswith("📦"))
    busy.telegram.shown(group.chat.id).remove(sheet)  # by a hand in Telegram: no edit finds it any more
    busy.later(seconds=20)
    await busy.do(lambda conn: delivery.message_gone(conn, busy.house, sheet.slot, busy.now))
    assert group.last_text.startswith("📦")
    assert named(group) == set(range(1, 31))
    for _ in range(9):
        busy.later(seconds=20)
        await knock(busy)
    assert [message.plain for message in group.messages if message.text.startswith("📦")] == [ALL_HAVE_CARDS]
    assert not await busy.do(lambda conn: delivery.message_gone(conn, busy.house, sheet.slot, busy.now))


async def test_a_topic_can_serve_one_cell(room: Room) -> None:
    async with room.store.write() as conn:
        await cells.put(conn, [_cell(number) for number in (1, 2)])
        ids = [found.id for code in ("枣林西-01", "枣林西-02") if (found := await cells.with_code(conn, code))]
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    group, admin = room.group(), room.admin()
    await admin.says("/bind 枣林西社区", chat=group)
    topic = group.topic(7)
    await admin.says("/bind 枣林西-01", chat=topic)
    assert "枣林西-01" in topic.last_text
    courier = await room.courier()
    for cell in ids:
        made = await room.ticket(courier, area, cell=cell)
        await room.do(lambda conn, made=made: _posted(room, conn, made))  # type: ignore[misc]
    assert "#1" in topic.last_text
    assert "#2" in group.last_text


async def test_a_reopened_ticket_gets_its_fresh_card_in_a_burst_too(busy: Room) -> None:
    group, courier = await hall(busy)
    area = await busy.area("安宁区", "安宁西路街道", "枣林西社区")
    resolved = await busy.ticket(courier, area, State.RESOLVED)
    await burst(busy, courier, group, RATE)
    assert resolved.id not in carded(group)
    await courier.presses_data(f"unsatisfied:{resolved.id}:0")
    assert resolved.id in carded(group)
