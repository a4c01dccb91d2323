"""Whose a group is: what lay in a chat that serves an area no more, and who may set and see what is its."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.incoming import Chat, ChatKind, Event
from bot.domain.outgoing import Outgoing
from bot.domain.people import Grant, Person, Role
from handlers import cards
from handlers.turn import Turn
from storage import areas, tickets
from storage.areas import Binding
from tests.handlers.room import Room

COMMUNITY = ("安宁区", "安宁西路街道", "枣林西社区")


async def _posted(room: Room, conn: AsyncConnection, number: int, to: Binding) -> list[Outgoing]:
    event = Event(0, room.now, None, Chat(to.chat, ChatKind.GROUP))
    turn = Turn(conn, room.now, Person(0, None, ""), room.house.languages.to("zh"), event, room.house)
    return await cards.post(turn, await tickets.get(conn, number), [to])


async def test_what_lay_in_an_unbound_topic_goes_up_with_its_history_and_comes_back(room: Room) -> None:
    area, courier, admin = await room.area(*COMMUNITY), await room.courier(), room.admin()
    await room.area("安宁区", "安宁西路街道", "培黎社区")
    street = await room.bound(await room.area(*COMMUNITY[:2]), "街道群", id_=-2002)
    west, east = room.group().topic(7), room.group().topic(8)
    await room.ticket(courier, area)
    await admin.says("/bind 枣林西社区", chat=west)
    await admin.says("/bind 培黎社区", chat=east)
    before = len(east.messages)
    await admin.says("/unbind", chat=west)
    assert "#1" in street.messages[0].plain
    assert "接单" in "".join(street.messages[0].labels)
    assert street.messages[1].plain.startswith("📜")
    (closed,) = (message for message in west.messages if "#1" in message.plain)
    assert "安宁西路街道" in closed.plain
    assert closed.labels == []
    assert len(east.messages) == before
    await admin.says("/bind 枣林西社区", chat=west)
    assert "#1" in west.last_text
    assert "接单" in "".join(west.last.labels)


async def test_another_topic_of_the_same_area_takes_over(room: Room) -> None:
    area, courier, admin = await room.area(*COMMUNITY), await room.courier(), room.admin()
    street = await room.bound(await room.area(*COMMUNITY[:2]), "街道群", id_=-2002)
    first, second = room.group().topic(7), room.group().topic(8)
    await admin.says("/bind 枣林西社区", chat=first)
    await room.ticket(courier, area)
    await admin.says("/bind 枣林西社区", chat=second)
    await admin.says("/unbind", chat=second)
    assert "#1" in first.messages[-2].plain
    assert street.messages == []


@pytest.mark.parametrize("command", ["/unbind", "/bind 培黎社区", ""])
async def test_what_a_street_had_from_below_goes_up_when_it_serves_no_more(room: Room, command: str) -> None:
    """Its communities have no chats of their own."""
    area, courier, admin = await room.area(*COMMUNITY), await room.courier(), room.admin()
    await room.area("安宁区", "安宁西路街道", "培黎社区")
    district = await room.bound(await room.area(*COMMUNITY[:1]), "区群", id_=-2003)
    ticket = await room.ticket(courier, area)
    street = room.group("街道群", id_=-2002)
    await admin.says("/bind 安宁西路街道", chat=street)
    made = Binding(street.chat.id, None, area.path[1], "街道群", "", away=False)
    await room.do(lambda conn: _posted(room, conn, ticket.id, made))
    assert "#1" in street.last_text
    await (admin.says(command, chat=street) if command else street.changes("kicked"))
    assert "#1" in district.messages[0].plain


@pytest.mark.parametrize("words", ["/language", "/tasks", "/task 1", "/duty", "/map"])
async def test_where_members_are_not_staff_a_group_is_for_those_who_work_there(room: Room, words: str) -> None:
    here, elsewhere = await room.area(*COMMUNITY), await room.area("安宁区", "安宁西路街道", "培黎社区")
    group = await room.bound(here)
    await room.do(lambda conn: areas.set_members_are_staff(conn, here.id, False))
    courier = await room.courier()
    await room.ticket(courier, here)
    stranger, other = room.stranger("路人"), await room.member("别处的人", Grant(Role.STAFF, elsewhere.id))
    for nobody in (stranger, courier, other):
        await nobody.says(words, chat=group)
        assert group.last_text == "您没有权限做这个操作。"
        await nobody.presses_data("lang:en", chat=group)
        assert "没有权限" in nobody.alert
    own = await room.member("本社区", Grant(Role.STAFF, here.id))
    for somebody in (own, room.admin()):
        await somebody.says(words, chat=group)
        assert "没有权限" not in group.last_text


async def test_a_topic_of_its_own_area_speaks_its_own_language(room: Room) -> None:
    await room.area(*COMMUNITY)
    await room.area("安宁区", "安宁西路街道", "培黎社区")
    group, admin, member = room.group(), room.admin(), room.stranger("网格员")
    west, east = group.topic(7), group.topic(8)
    await admin.says("/bind 枣林西社区", chat=west)
    await admin.says("/bind 培黎社区", chat=east)
    await member.says("/language", chat=west)
    await member.presses("English", chat=west)
    for topic, language in ((west, "Couriers"), (east, "骑手")):
        await member.says("/help", chat=topic)
        assert language in topic.last_text


async def test_help_in_a_group_names_the_commands_that_whoever_asks_may_use_there(room: Room) -> None:
    here = await room.area(*COMMUNITY)
    group, member = await room.bound(here), room.stranger("网格员")
    await member.says("/help", chat=group)
    assert all(f"/{name} " in group.last_text for name in ("tasks", "task", "duty", "skip"))
    assert "/unbind" not in group.last_text
    await room.admin().says("/help", chat=group)
    assert all(f"/{name} " in group.last_text for name in ("tasks", "bind", "unbind"))
    await room.do(lambda conn: areas.set_members_are_staff(conn, here.id, False))
    await member.says("/help", chat=group)
    assert "/tasks" not in group.last_text
