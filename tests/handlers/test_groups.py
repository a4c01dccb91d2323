"""Groups are bound, left, come back, move; anonymous admins confirm as themselves."""

from dataclasses import replace

import pytest

from bot.domain.incoming import ChatKind
from bot.domain.outgoing import Address
from bot.domain.people import Level
from bot.domain.ticket import State
from handlers import delivery
from storage import areas, dialogues
from tests.handlers.room import Room

COMMUNITY = ("安宁区", "安宁西路街道", "枣林西社区")


async def bound_area(room: Room, chat: int, thread: int | None = None) -> int | None:
    binding = await room.do(lambda conn: areas.bound_to(conn, chat, thread))
    return binding.area if binding else None


async def test_an_admin_binds_a_group_by_name_and_hears_what_follows(room: Room) -> None:
    area, group = await room.area(*COMMUNITY), room.group()
    await group.changes("member")
    assert "/bind" in group.last_text
    await room.admin().says("/bind 枣林西社区", chat=group)
    assert await bound_area(room, group.chat.id) == area.id
    assert "枣林西社区（社区）" in group.last_text
    assert "所有人" in group.last_text
    assert "隐私模式" in group.last_text


async def test_a_topic_is_bound_by_itself(room: Room) -> None:
    area, topic = await room.area(*COMMUNITY), room.group().topic(7)
    await room.admin().says(f"/bind {area.code}", chat=topic)
    assert "话题" in topic.last_text
    assert await bound_area(room, topic.chat.id, 7) == area.id
    assert await bound_area(room, topic.chat.id, None) is None


async def test_binding_again_moves_and_a_second_group_may_serve_the_same_area(room: Room) -> None:
    first, second = await room.area(*COMMUNITY), await room.area("安宁区", "安宁西路街道", "别的社区")
    await room.admin().says("/bind 枣林西社区", chat=room.group())
    await room.admin().says("/bind 别的社区", chat=room.group())
    assert await bound_area(room, -1001) == second.id
    await room.admin().says("/bind 枣林西社区", chat=room.group(id_=-1002))
    await room.admin().says("/bind 枣林西社区", chat=room.group(id_=-1003))
    assert len(await room.do(lambda conn: areas.chats_of(conn, [first.id]))) == 2


@pytest.mark.parametrize("text", ["/bind", "/bind 天上", "/bind 和平"])
async def test_what_names_no_single_area_binds_nothing(room: Room, text: str) -> None:
    await room.area("安宁区", "甲街道", "和平社区")
    await room.area("安宁区", "乙街道", "和平社区")
    await room.admin().says(text, chat=room.group())
    assert room.group().last_text
    assert await bound_area(room, -1001) is None


async def test_missing_rights_are_named_when_they_are_known(room: Room) -> None:
    await room.area(*COMMUNITY)
    group = room.group()
    await room.admin().says("/bind 枣林西社区", chat=group)
    assert "看不到" in group.last_text
    await group.changes("restricted", "can_send_messages")
    await room.admin().says("/bind 枣林西社区", chat=group)
    assert "缺少权限：发送图片" in group.last_text
    await group.changes("administrator", "can_pin_messages")
    await room.admin().says("/bind 枣林西社区", chat=group)
    assert "权限" not in group.last_text


async def test_nobody_but_an_admin_binds(room: Room) -> None:
    await room.area(*COMMUNITY)
    courier = await room.courier()
    await courier.says("/bind 枣林西社区", chat=room.group())
    assert "权限" in room.group().last_text
    assert await bound_area(room, -1001) is None
    await courier.says("/unbind", chat=room.group())
    assert len(room.group().messages) == 1  # one refusal a minute


async def test_an_anonymous_admin_confirms_by_a_press_that_only_an_admin_can_make(room: Room) -> None:
    area, group = await room.area(*COMMUNITY), room.group()
    await room.admin().says("/bind 枣林西社区", chat=group, anonymous=True)
    assert await bound_area(room, group.chat.id) is None
    courier = await room.courier()
    await courier.presses("枣林西社区", chat=group)
    assert "权限" in courier.alert
    assert await bound_area(room, group.chat.id) is None
    await room.admin().presses("枣林西社区", chat=group)
    assert await bound_area(room, group.chat.id) == area.id


async def test_unbinding_ends_it(room: Room) -> None:
    area = await room.area(*COMMUNITY)
    group = await room.bound(area)
    await room.admin().says("/unbind", chat=group)
    assert await bound_area(room, group.chat.id) is None
    await room.admin().says("/unbind", chat=group)
    assert "没有绑定" in group.last_text


async def test_every_admin_is_told_once_when_we_are_removed_and_again_when_we_are_back(room: Room) -> None:
    group = await room.bound(await room.area(*COMMUNITY))
    admin, other = room.admin(), room.other_admin()
    await group.changes("member")
    await group.changes("kicked")
    await group.changes("left")
    assert len(admin.messages) == len(other.messages) == 1
    assert "枣林西社区群" in admin.last_text
    assert not await room.do(lambda conn: areas.chats_of(conn, [1, 2, 3]))
    await group.changes("member")
    assert len(admin.messages) == 2
    assert "恢复" in admin.last_text
    assert await room.do(lambda conn: areas.chats_of(conn, [1, 2, 3]))


async def test_the_sender_finding_us_removed_counts_like_being_told(room: Room) -> None:
    group = await room.bound(await room.area(*COMMUNITY))
    said = await room.do(lambda conn: delivery.unreachable(conn, room.house, group.chat.id, room.now))
    assert {message.to.chat for message in said} == set(room.house.admins)
    assert await room.do(lambda conn: delivery.unreachable(conn, room.house, group.chat.id, room.now)) == []
    await group.changes("member")
    assert "恢复" in room.admin().last_text


async def test_admins_hear_of_a_right_that_was_taken_from_us_in_a_bound_group(room: Room) -> None:
    group = await room.bound(await room.area(*COMMUNITY))
    await group.changes("administrator", "can_pin_messages")
    await group.changes("administrator")
    assert "置顶消息" in room.admin().last_text
    heard = len(room.admin().messages)
    await group.changes("administrator")
    assert len(room.admin().messages) == heard


async def test_nobody_is_told_of_a_group_that_serves_nobody(room: Room) -> None:
    await room.group().changes("member")
    await room.group().changes("left")
    assert room.admin().messages == []


async def test_a_group_that_becomes_a_supergroup_stays_bound(room: Room) -> None:
    area = await room.area(*COMMUNITY)
    moved = await (await room.bound(area)).becomes(-100777)
    assert await bound_area(room, moved.chat.id) == area.id
    assert await bound_area(room, -1001) is None


async def test_a_supergroup_gets_its_cards_anew_because_message_numbers_begin_anew(room: Room) -> None:
    area, courier = await room.area(*COMMUNITY), await room.courier()
    await room.ticket(courier, area)
    await room.admin().says("/bind 枣林西社区", chat=room.group())
    moved = await room.group().becomes(-100777)
    assert "#1" in moved.last_text
    assert moved.last.slot != room.group().last.slot
    assert len(moved.messages) == 1
    await room.group().becomes(-100777)
    assert len(moved.messages) == 1


async def test_a_bound_group_gets_a_card_for_what_was_undecided(room: Room) -> None:
    area, courier = await room.area(*COMMUNITY), await room.courier()
    await room.ticket(courier, area)
    await room.ticket(courier, area, State.RESOLVED)
    await room.admin().says("/bind 枣林西社区", chat=room.group())
    assert ["#1" in message.plain for message in room.group().messages] == [False, True]


@pytest.mark.parametrize("how", ["kicked", "/unbind"])
async def test_what_is_undecided_goes_to_the_level_above_when_its_group_is_gone(room: Room, how: str) -> None:
    area, courier = await room.area(*COMMUNITY), await room.courier()
    street = await room.bound(await room.area(*COMMUNITY[:2]), "街道群", id_=-2002)
    await room.ticket(courier, area)
    await room.admin().says("/bind 枣林西社区", chat=room.group())
    assert street.messages == []
    await (room.group().changes("kicked") if how == "kicked" else room.admin().says("/unbind", chat=room.group()))
    assert "#1" in street.messages[0].plain
    assert "接单" in "".join(street.messages[0].labels)


async def test_a_channel_is_left_without_a_word(room: Room) -> None:
    channel = room.group(id_=-1009)
    channel.chat = replace(channel.chat, kind=ChatKind.CHANNEL)
    await channel.changes("administrator")
    assert room.telegram.left == [-1009]
    assert channel.messages == []


async def test_who_blocks_us_is_unreachable_until_they_write_again(room: Room) -> None:
    courier = await room.courier()
    await room.do(lambda conn: delivery.unreachable(conn, room.house, courier.id, room.now))
    person = await room.person(courier)
    assert person is not None
    assert not person.reachable
    await courier.says("/help")
    again = await room.person(courier)
    assert again is not None
    assert again.reachable


async def test_a_deleted_topic_falls_back_to_its_group(room: Room) -> None:
    area = await room.area(*COMMUNITY)
    await room.admin().says("/bind 枣林西社区", chat=room.group().topic(7))
    await room.do(lambda conn: delivery.topic_gone(conn, room.house, Address(-1001, 7), room.now))
    assert await bound_area(room, -1001) == area.id


async def test_the_tree_shows_groups_and_lets_members_be_staff_or_not(room: Room) -> None:
    area = await room.area(*COMMUNITY)
    await room.bound(area)
    admin = room.admin()
    await admin.says("/areas")
    assert "💬 枣林西社区群" in admin.last_text
    assert admin.last.labels == ["👥 枣林西社区"]
    await admin.presses("👥 枣林西社区")
    assert admin.last.labels == ["🔒 枣林西社区"]
    stored = await room.do(lambda conn: areas.get(conn, area.id))
    assert stored.level is Level.COMMUNITY
    assert not stored.members_are_staff


async def test_a_group_language_is_set_by_its_staff(room: Room) -> None:
    group = await room.bound(await room.area(*COMMUNITY))
    member = room.stranger("网格员")
    await member.says("/language", chat=group)
    await member.presses("English", chat=group)
    assert "English" in group.last_text
    await member.says("/help", chat=group)
    assert "Couriers" in group.last_text


async def test_cancel_in_a_group_ends_only_ones_own_dialogue_there(room: Room) -> None:
    group, staff = await room.bound(await room.area(*COMMUNITY)), room.stranger("网格员")
    waiting = dialogues.Dialogue(staff.id, group.chat.id, "proof", room.now, room.now)
    await room.do(lambda conn: dialogues.put(conn, waiting))
    await room.stranger("别人").says("/cancel", chat=group)
    assert await room.do(lambda conn: dialogues.get(conn, staff.id, group.chat.id))
    await staff.says("/cancel", chat=group)
    assert await room.do(lambda conn: dialogues.get(conn, staff.id, group.chat.id)) is None
