"""What an attacker tried once, and may not."""

from bot.domain.incoming import Fetched
from bot.domain.people import Standing
from storage import people
from tests.handlers.room import Room


async def test_a_name_that_nobody_can_see_is_no_name(room: Room) -> None:
    stranger = room.stranger()
    await stranger.presses_data("apply")
    await stranger.says("\u200b\u202e\u2066")
    assert "请输入您的姓名" in stranger.last_text


async def test_a_name_does_not_turn_the_line_around(room: Room) -> None:
    stranger, admin = room.stranger(), room.admin()
    await stranger.presses_data("apply")
    await stranger.says("李\u202e雷")
    await stranger.says("美团")
    await stranger.says("跳过")
    assert "李雷" in admin.last_text


async def test_an_edited_command_is_not_called_unknown(room: Room) -> None:
    courier = await room.courier()
    assert await courier.says("/my", edited=True) == []


async def test_a_photo_in_a_group_that_answers_nothing_of_ours_is_not_fetched(room: Room) -> None:
    courier, group = await room.courier(), room.group()
    said = await courier.sends(chat=group, reply_to=77, files=(), fetched=(Fetched(sha256="a" * 64),))
    assert said == []


async def test_a_suspended_courier_writes_nothing_onto_a_card(room: Room) -> None:
    courier = await room.courier()
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    ticket = await room.ticket(courier, area)
    person = await room.person(courier)
    assert person is not None
    await room.do(lambda conn: people.change(conn, person.id, standing=Standing.SUSPENDED))
    await courier.presses_data(f"add:{ticket.id}")
    assert "停用" in courier.alert
