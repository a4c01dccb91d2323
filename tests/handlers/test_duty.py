"""/duty: one full-time, three part-time and helpers per cell, written by leads and admins, read by everybody there."""

import pytest

from bot.domain.people import Grant, Role
from tests.handlers.room import Actor, Group, Room
from tests.town import Town


async def hall(room: Room) -> tuple[Group, Actor]:
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    return await room.bound(area), await room.member("何站长", Grant(Role.LEAD, area.parent))


async def test_the_roster_says_who_is_there_now_and_who_is_missing(room: Room) -> None:
    group, lead = await hall(room)
    await lead.says("/duty 专职 王强 13800000000 周一至周五 08:30-18:00", chat=group)
    await lead.says("/duty 枣林西社区 兼职 孙丽 周六 09:00-18:00", chat=group)
    head, place, first, second = group.last_text.splitlines()
    assert "枣林西社区" in head
    assert place == "枣林西社区 · 缺兼职 2 人"
    assert first == "⚪ 王强（专职） · 13800000000 · 周一至周五 08:30-18:00"
    assert second.startswith("🟢 孙丽（兼职）")


async def test_staff_read_it_and_may_not_write_it(room: Room) -> None:
    group, lead = await hall(room)
    await lead.says("/duty 专职 王强", chat=group)
    staff = room.stranger("网格员李")
    await staff.says("/duty 帮手 李四", chat=group)
    await staff.says("/duty", chat=group)
    assert "王强" in group.last_text
    assert "李四" not in group.last_text
    await staff.presses("修改", chat=group)
    assert staff.alert
    await staff.presses_data("offpost:1", chat=group)
    assert staff.alert


async def test_somebody_is_taken_off_by_a_touch(room: Room) -> None:
    group, lead = await hall(room)
    await lead.says("/duty 专职 王强", chat=group)
    await lead.presses("修改", chat=group)
    assert "/duty 枣林西-07" in group.last_text
    await lead.presses("✖ 王强", chat=group)
    assert "还是空的" in group.last_text
    await lead.presses_data("offpost:1", chat=group)
    assert lead.alert


@pytest.mark.parametrize(
    "words", ["王强", "专职", "枣林西-99 专职 王强", "专职 王强 13800000000 每逢月圆之夜", "x " * 900]
)
async def test_what_is_not_understood_is_said(room: Room, words: str) -> None:
    group, lead = await hall(room)
    await lead.says(f"/duty {words}", chat=group)
    assert "👮" not in group.last_text
    await lead.says("/duty", chat=group)
    assert "还是空的" in group.last_text


async def test_a_shift_that_is_not_understood_is_named_in_the_readers_words(room: Room) -> None:
    group, lead = await hall(room)
    await lead.says("/duty 专职 王强 13800000000 八点半", chat=group)
    assert "八点半" in group.last_text
    assert "例如：周一至周五 08:30-18:00" in group.last_text
    assert "unreadable" not in group.last_text


async def test_a_lead_writes_for_any_cell_that_is_theirs_in_private_too(town: Town) -> None:
    await town.lead.sends("/duty 枣林西-01 full 张三 13800138000 08:00-20:00")
    assert "枣林西社区" in town.lead.last_text
    assert "枣林西-01" in town.lead.last_text
    assert "张三" in town.lead.last_text
    await town.lead.sends("/duty 培黎社区 兼职 李四")
    assert "培黎社区" in town.lead.last_text
    await town.admin.sends("/duty 培黎-01 专职 王五")
    assert "王五" in town.admin.last_text
    await town.staff.sends("/duty", chat=town.group)
    assert "张三" in town.group.last_text
    assert "李四" not in town.group.last_text


async def test_in_the_streets_group_its_cells_are_known_and_in_a_communitys_only_its_own(town: Town) -> None:
    await town.binds(town.street, "安宁西路街道")
    await town.lead.sends("/duty 枣林西-02 专职 张三", chat=town.street)
    assert "张三" in town.street.last_text
    await town.admin.sends("/duty 培黎-01 专职 李四", chat=town.west)
    assert "没有您可以排班的网格" in town.west.last_text
    await town.clock.passes(minutes=2)
    await town.admin.sends("/duty 培黎社区", chat=town.west)
    assert "李四" not in town.west.last_text


async def test_who_leads_elsewhere_learns_nothing_of_a_cell(room: Room) -> None:
    group, lead = await hall(room)
    other = await room.area("安宁区", "别的街道", "别的社区")
    stranger = await room.member("别处", Grant(Role.LEAD, other.parent))
    await lead.says("/duty 专职 王强", chat=group)
    await stranger.says("/duty 枣林西社区 专职 李四")
    assert "没有您可以排班" in stranger.last_text
