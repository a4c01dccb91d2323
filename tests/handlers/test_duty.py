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


async def test_an_admin_reads_again_in_private_what_they_wrote_there(town: Town) -> None:
    await town.admin.sends("/duty")
    assert "还是空的" in town.admin.last_text
    await town.admin.sends("/duty 枣林西-01 专职 张三")
    await town.admin.sends("/duty 培黎社区 兼职 李四")
    await town.admin.sends("/duty 培黎社区 帮手 王五")
    await town.admin.sends("/duty")
    assert "枣林西社区 · 1 人\n培黎社区 · 2 人\n" in town.admin.last_text
    assert "/duty 辖区名" in town.admin.last_text
    for named in ("枣林西社区", "枣林西", "枣林西-01", "安宁区/安宁西路街道/枣林西社区"):
        await town.admin.sends(f"/duty {named}")
        assert "张三（专职）" in town.admin.last_text
        assert "李四" not in town.admin.last_text
    await town.admin.presses("修改")
    await town.admin.presses("✖ 张三")
    assert "还是空的" in town.admin.last_text


async def test_a_lead_sees_the_rosters_below_their_street_in_private_and_in_its_chat(town: Town) -> None:
    await town.binds(town.street, "安宁西路街道")
    await town.lead.sends("/duty 枣林西-01 专职 张三")
    await town.lead.sends("/duty 培黎社区 兼职 李四")
    await town.lead.sends("/duty")
    await town.lead.sends("/duty", chat=town.street)
    for shown in (town.lead.last_text, town.street.last_text):
        parts = shown.split("\n\n")
        assert [part.splitlines()[0] for part in parts] == [
            "👮 安宁西路街道 值班表",
            "👮 枣林西社区 值班表",
            "👮 培黎社区 值班表",
        ]
        assert "还是空的" in parts[0]
        assert "张三" in parts[1]
        assert "李四" in parts[2]
    await town.lead.sends("/duty 培黎社区", chat=town.street)
    assert "李四" in town.street.last_text
    assert "张三" not in town.street.last_text


async def test_of_many_rosters_below_only_the_names_are_told(room: Room) -> None:
    street = await room.area("安宁区", "安宁西路街道")
    lead = await room.member("何站长", Grant(Role.LEAD, street.id))
    for community in ("甲社区", "乙社区", "丙社区"):
        await room.area("安宁区", "安宁西路街道", community)
        for number in range(10):
            await lead.says(f"/duty {community} 帮手 {community[0]}{number}")
    await lead.says("/duty")
    assert "甲社区 · 10 人\n乙社区 · 10 人\n丙社区 · 10 人\n看某个辖区的值班表：/duty 辖区名" in lead.last_text
    assert "甲0" not in lead.last_text
    await lead.says("/duty 乙社区")
    assert "乙9" in lead.last_text


async def test_areas_of_one_name_are_told_apart_by_their_codes(room: Room) -> None:
    admin = room.admin()
    for street in ("东街道", "西街道"):
        area = await room.area("安宁区", street, "新村社区")
        await admin.says(f"/duty {area.code} 专职 {street[0]}某")
    await admin.says("/duty")
    assert "安宁区/东街道/新村社区 · 1 人" in admin.last_text
    await admin.says("/duty 新村社区")
    assert "安宁区/西街道/新村社区" in admin.last_text
    assert "东某" not in admin.last_text
    await admin.says("/duty 安宁区/东街道/新村社区")
    assert "东某" in admin.last_text


async def test_a_lead_reads_nothing_of_areas_that_are_not_theirs(room: Room) -> None:
    group, lead = await hall(room)
    other = await room.area("安宁区", "别的街道", "别的社区")
    stranger = await room.member("别处", Grant(Role.LEAD, other.parent))
    twice = await room.member("两处", Grant(Role.LEAD, other.id), Grant(Role.LEAD, other.parent))
    await lead.says("/duty 专职 王强", chat=group)
    for somebody in (stranger, twice):
        await somebody.says("/duty")
        assert "枣林西" not in somebody.last_text
        for named in ("枣林西社区", "枣林西-07", "安宁西路街道", "安宁区"):
            await somebody.says(f"/duty {named}")
            assert f"没有您可以查看值班表的辖区“{named}”" in somebody.last_text


async def test_who_leads_two_streets_finds_the_rosters_of_both(room: Room) -> None:
    group, lead = await hall(room)
    other = await room.area("安宁区", "别的街道", "别的社区")
    here = await room.area("安宁区", "安宁西路街道")
    both = await room.member("两处", Grant(Role.LEAD, here.id), Grant(Role.LEAD, other.parent))
    await lead.says("/duty 专职 王强", chat=group)
    await both.says("/duty 别的社区 专职 李四")
    await both.says("/duty")
    assert "枣林西社区 · 1 人\n别的社区 · 1 人" in both.last_text
    await both.says("/duty 枣林西社区")
    assert "王强" in both.last_text


async def test_a_courier_is_refused_as_before_whatever_area_they_name(room: Room) -> None:
    group, lead = await hall(room)
    await lead.says("/duty 专职 王强", chat=group)
    courier = await room.courier()
    for words in ("", " 枣林西社区", " 没有社区"):
        await courier.says(f"/duty{words}")
        assert courier.last_text == "您没有权限做这个操作。"


async def test_a_shift_around_the_clock_is_all_day_for_a_person(room: Room) -> None:
    group, lead = await hall(room)
    await lead.says("/duty 专职 王强 00:00-24:00", chat=group)
    assert group.last_text.endswith("🟢 王强（专职） · 全天")
    await lead.says("/duty 兼职 孙丽 周六 全天", chat=group)
    assert group.last_text.endswith("🟢 孙丽（兼职） · 周六 全天")
    reader = room.admin(language="en")
    await reader.says("/duty 枣林西社区")
    assert "王强 (full-time) · all day" in reader.last_text


async def test_a_phone_number_in_groups_is_taken(room: Room) -> None:
    group, lead = await hall(room)
    await lead.says("/duty 专职 王强 138 0013 8000 周一至周五 08:30-18:00", chat=group)
    await lead.says("/duty 帮手 Anna +49 151 1234567", chat=group)
    assert "王强（专职） · 13800138000 · 周一至周五 08:30-18:00" in group.last_text
    assert "Anna（帮手） · +491511234567" in group.last_text
