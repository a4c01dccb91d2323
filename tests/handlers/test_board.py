"""The board: pinned once, edited in place, at most once a minute, and quiet where nothing is new."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.outgoing import Edit, Pin
from bot.domain.ticket import State, Verb
from handlers.board import pinned
from storage import tickets
from tests.handlers.room import START, Actor, Group, Room


async def hall(room: Room, count: int) -> tuple[Group, Actor]:
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    group, courier = await room.bound(area), await room.courier()
    for _ in range(count):
        await room.ticket(courier, area, acknowledge_by=START + timedelta(minutes=30))
    return group, courier


async def knock(room: Room) -> list[object]:
    said = await room.do(lambda conn: pinned.due(conn, room.house, room.now))
    return list(said)


async def closes(room: Room, number: int) -> None:
    async with room.store.write() as conn:
        one = await tickets.get(conn, number)
        gone = replace(one, state=State.WITHDRAWN, version=one.version + 1)
        await tickets.save(conn, gone, Verb.WITHDRAW, by=1, at=room.now, source=one.state)


async def test_few_tickets_need_no_board(room: Room) -> None:
    group, _ = await hall(room, 2)
    assert not await knock(room)
    assert not group.messages


async def test_it_is_pinned_once_and_follows_what_happens(room: Room) -> None:
    group, _ = await hall(room, 3)
    assert any(isinstance(one, Pin) for one in await knock(room))
    assert group.last_text.splitlines() == ["📌 枣林西社区 看板", "待接单 3 · 处理中 0 · 待补充 0 · 超时 0"]
    await closes(room, 1)
    assert not await knock(room), "not twice within a minute"
    room.later(seconds=61)
    (edit,) = await knock(room)
    assert isinstance(edit, Edit)
    assert "待接单 2" in group.last_text
    assert len(group.messages) == 1


async def test_nothing_new_is_not_said_again(room: Room) -> None:
    await hall(room, 3)
    await knock(room)
    room.later(minutes=5)
    assert not await knock(room)


async def test_it_names_what_is_late_and_leads_to_the_whole_list(room: Room) -> None:
    group, _ = await hall(room, 3)
    room.later(minutes=31)
    await knock(room)
    assert "⏰ 超时：#1 #2 #3" in group.last_text
    staff = room.stranger("网格员李")
    await staff.presses("查看待办", chat=group)
    assert "已超时" in group.last_text
    assert len(group.messages) == 2
