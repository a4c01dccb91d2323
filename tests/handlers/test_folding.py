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
from bot.domain.ticket import Severity, State, Ticket, Verb
from handlers import cards
from handlers.board import folding, unfolding
from handlers.turn import Turn
from storage import areas, cells, outbox, tickets
from tests.handlers import room as rooms
from tests.handlers.room import Actor, Group, Room

RATE = 20


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


async def test_what_is_urgent_never_waits(busy: Room) -> None:
    group, courier = await hall(busy)
    await burst(busy, courier, group, 20, severity=Severity.URGENT)
    assert sum("接单" in "".join(message.labels) for message in group.messages) == 20


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
