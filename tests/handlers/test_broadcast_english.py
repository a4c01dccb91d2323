"""A notice in both languages: the English is asked for in private by a question, in a group by a prompt."""

import pytest

from bot.domain.outgoing import Send
from bot.domain.people import Grant, Role
from tests.handlers.room import Actor, Group, Message, Room
from tests.handlers.test_broadcast import TEXT, begun, crowd, told, town

ICE = "Ice on the bridge"


async def asked(room: Room) -> tuple[Group, Actor]:
    """Somebody in a group wrote a notice and is asked for its English."""
    west, _ = await town(room)
    group, staff = await room.bound(west), room.stranger("网格员")
    await staff.says(f"/broadcast {TEXT}", chat=group)
    await staff.presses("加英文", chat=group)
    return group, staff


def prompts(group: Group) -> list[Message]:
    return [one for one in group.messages if ":prompt:" in one.slot]


async def test_a_group_adds_english_by_answering_a_prompt(room: Room) -> None:
    group, staff = await asked(room)
    west = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    courier = await room.member("西", Grant(Role.COURIER, west.id))
    rider = await room.member("Tom", Grant(Role.COURIER, west.id), language="en")
    (prompt,) = prompts(group)
    assert isinstance(prompt.said, Send)
    assert prompt.said.force_reply
    assert "网格员" in prompt.plain
    await staff.says(ICE, chat=group, reply_to=prompt.id)
    assert not prompts(group)
    assert f"{TEXT}\n—\n{ICE}" in group.last_text
    assert "✏️ 改英文" in group.last.labels
    await staff.presses("发给 2 人", chat=group)
    assert told(room, courier) == [f"📢 枣林西社区提醒\n{TEXT}"]
    assert rider.last_text == f"📢 Notice from 枣林西社区\n{ICE}"


async def test_only_the_author_is_asked_and_only_an_answer_counts(room: Room) -> None:
    group, staff = await asked(room)
    mate, (prompt,) = room.stranger("乙"), prompts(group)
    await mate.presses("加英文", chat=group)
    assert "只有本人" in mate.alert
    count = len(group.messages)
    await mate.says("Not mine", chat=group, reply_to=prompt.id)
    await staff.says("好的", chat=group, reply_to=4242)
    await staff.says("好的", chat=group)
    assert len(group.messages) == count
    await staff.says("冰" * 1001, chat=group, reply_to=prompt.id)
    assert "1000" in group.last_text
    await staff.says(ICE, chat=group, reply_to=prompt.id)
    assert ICE in group.last_text


async def test_a_second_prompt_takes_the_place_of_the_first(room: Room) -> None:
    group, staff = await asked(room)
    await staff.presses("加英文", chat=group)
    (prompt,) = prompts(group)
    await staff.says(ICE, chat=group, reply_to=prompt.id)
    assert not prompts(group)


@pytest.mark.parametrize("end", ["/cancel", "不发了", "发给", "clock"])
async def test_a_prompt_goes_with_what_it_is_for(room: Room, end: str) -> None:
    group, staff = await asked(room)
    await crowd(room, 1, await room.area("安宁区", "安宁西路街道", "枣林西社区"))
    await staff.presses("有提示音", chat=group)  # the preview counts anew
    if end == "/cancel":
        await staff.says(end, chat=group)
    elif end == "clock":
        room.later(minutes=16)
        await room.knocks()
    else:
        await staff.presses(end, chat=group)
    assert not prompts(group)


async def test_what_is_sent_meanwhile_waits_for_no_english_in_private(room: Room) -> None:
    admin, courier = room.admin(), await room.courier()
    await begun(room, admin)
    await admin.presses("换对象")
    await admin.presses("加英文")
    await admin.presses("全部骑手")
    await admin.presses("发给 1 人")
    await admin.says("/help")
    await admin.says(ICE)
    assert "已经发出" not in admin.last_text
    assert len(told(room, courier)) == 1
