"""Invitations: who may join with them, once, and what everybody hears."""

import re

import pytest

from bot.domain.outgoing import Answer
from bot.domain.people import Grant, Role, Standing
from bot.domain.pictures import Qr
from storage import people
from tests.handlers.room import Actor, Room

LINK = re.compile(r"https://t\.me/grid_bot\?start=([A-Za-z0-9_-]{32,64})")


async def invited(room: Room, arguments: str = "") -> str:
    """The token of a fresh invitation by the first admin."""
    await room.admin().says(f"/invite {arguments}".strip())
    found = LINK.search(room.admin().last.text)
    assert found, room.admin().last.text
    return found[1]


async def grants_of(room: Room, actor: Actor) -> tuple[Grant, ...]:
    person = await room.person(actor)
    return person.grants if person else ()


async def test_an_invitation_is_a_link_in_the_text_and_a_code_of_the_same_link(room: Room) -> None:
    token = await invited(room)
    picture = room.admin().last.picture
    assert isinstance(picture, Qr)
    assert picture.text.endswith(token)
    assert room.admin().last.labels == ["撤销"]


async def test_only_the_hash_of_the_token_is_kept(room: Room) -> None:
    token = await invited(room)
    stored = await room.do(lambda conn: people.invite_of(conn, 1))
    assert stored.token_sha256 != token
    assert len(stored.token_sha256) == 64


@pytest.mark.parametrize(
    ("arguments", "role"),
    [
        ("staff 枣林西社区", Role.STAFF),
        ("枣林西社区 staff", Role.STAFF),
        ("工作人员 枣林西社区", Role.STAFF),
        ("枣林西社区 负责人", Role.LEAD),
        ("LEAD 枣林西", Role.LEAD),
        ("骑手 枣林西社区", Role.COURIER),
        ("枣林西社区", Role.COURIER),
    ],
)
async def test_role_and_community_come_in_any_order(room: Room, arguments: str, role: Role) -> None:
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    newcomer = room.stranger("小张")
    await newcomer.says(f"/start {await invited(room, arguments)}")
    assert await grants_of(room, newcomer) == (Grant(role, area.id),)


async def test_an_invited_courier_has_the_keyboard_at_once_and_the_admin_hears_who_came(room: Room) -> None:
    token = await invited(room)
    offer = room.admin().last
    newcomer = room.stranger("小张")
    await newcomer.says(f"/start {token}")
    assert "📷 上报隐患" in newcomer.keyboard
    assert "小张" in room.admin().last_text
    assert offer.buttons == ()
    assert await grants_of(room, newcomer) == (Grant(Role.COURIER),)


async def test_staff_need_a_community(room: Room) -> None:
    await room.admin().says("/invite staff")
    assert "写明社区" in room.admin().last_text


async def test_an_unknown_or_ambiguous_community_is_said_to_be_so(room: Room) -> None:
    await room.area("安宁区", "甲街道", "和平社区")
    await room.area("安宁区", "乙街道", "和平社区")
    await room.admin().says("/invite staff 天上社区")
    assert "天上社区" in room.admin().last_text
    await room.admin().says("/invite staff 和平社区")
    assert "安宁区/甲街道/和平社区" in room.admin().last_text
    assert "安宁区/乙街道/和平社区" in room.admin().last_text
    await room.admin().says("/invite staff 安宁区/乙街道/和平社区")
    assert LINK.search(room.admin().last.text)


async def test_an_invitation_works_once(room: Room) -> None:
    token = await invited(room)
    await room.stranger("first").says(f"/start {token}")
    second = room.stranger("second")
    await second.says(f"/start {token}")
    assert "用过" in second.last_text
    assert await room.person(second) is None


async def test_an_invitation_ends_after_seven_days(room: Room) -> None:
    token = await invited(room)
    room.later(days=7)
    newcomer = room.stranger()
    await newcomer.says(f"/start {token}")
    assert "过期" in newcomer.last_text


async def test_a_revoked_invitation_is_no_good_and_its_button_goes(room: Room) -> None:
    token = await invited(room)
    offer = room.admin().last
    await room.admin().presses("撤销")
    assert offer.buttons == ()
    newcomer = room.stranger()
    await newcomer.says(f"/start {token}")
    assert "撤销" in newcomer.last_text
    await room.admin().presses_data("uninvite:1", on=offer)
    (answer,) = room.said
    assert isinstance(answer, Answer)
    assert answer.text == "这个邀请已被撤销。"


async def test_a_made_up_token_is_unknown(room: Room) -> None:
    newcomer = room.stranger()
    await newcomer.says("/start " + "x" * 64)
    assert "没有找到" in newcomer.last_text


async def test_a_suspended_person_cannot_come_back_by_invitation(room: Room) -> None:
    token = await invited(room)
    suspended = await room.courier(standing=Standing.SUSPENDED)
    await suspended.says(f"/start {token}")
    assert "停用" in suspended.last_text
    person = await room.person(suspended)
    assert person is not None
    assert person.standing is Standing.SUSPENDED


async def test_who_has_the_role_already_does_not_use_the_invitation_up(room: Room) -> None:
    token = await invited(room)
    courier = await room.courier()
    await courier.says(f"/start {token}")
    assert "已经有" in courier.last_text
    newcomer = room.stranger()
    await newcomer.says(f"/start {token}")
    assert "欢迎" in newcomer.last_text


async def test_an_applicant_who_joins_by_invitation_is_no_longer_waited_for(room: Room) -> None:
    token = await invited(room)
    stranger = room.stranger("小李")
    await stranger.presses_data("apply")
    await stranger.says("小李")
    await stranger.presses("美团")
    await stranger.says("跳过")
    card = room.admin().last
    await stranger.says(f"/start {token}")
    assert card.buttons == ()
    assert "邀请" in card.text


async def test_an_invitation_is_made_in_private_only(room: Room) -> None:
    await room.admin().says("/invite", chat=room.group())
    assert "私聊" in room.group().last_text
