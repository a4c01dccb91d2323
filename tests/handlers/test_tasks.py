"""/tasks and /task: what a group has to do, the most pressing first, and the whole story of one ticket."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.domain.people import Area, Grant, Role
from bot.domain.ticket import State
from storage.schema import tickets
from tests.handlers.room import START, Actor, Group, Room


async def street(room: Room) -> tuple[Area, Group, Actor]:
    """A community with its group, and a courier of it."""
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    return area, await room.bound(area), await room.courier()


async def works(room: Room, group: Group, words: str = "/tasks", name: str = "网格员李") -> Actor:
    """Somebody of the group who has asked."""
    staff = room.stranger(name)
    await staff.says(words, chat=group)
    return staff


async def test_the_most_pressing_comes_first_and_what_is_late_is_said(room: Room) -> None:
    area, group, courier = await street(room)
    for hours in (5, -1, 2):
        await room.ticket(courier, area, acknowledge_by=START + timedelta(hours=hours))
    await works(room, group)
    head, numbers, *lines = group.last_text.splitlines()
    assert "枣林西社区" in head
    assert numbers == "待接单 3 · 处理中 0 · 待补充 0 · 超时 1"
    assert [line.split()[1] for line in lines] == ["#2", "#3", "#1"]
    assert "已超时 1 小时" in lines[0]


async def test_late_and_mine_are_one_touch_away_in_the_same_message(room: Room) -> None:
    area, group, courier = await street(room)
    await room.ticket(courier, area, acknowledge_by=START - timedelta(minutes=3))
    await room.ticket(courier, area, State.ACKNOWLEDGED, resolve_by=START + timedelta(hours=3))
    staff = await works(room, group)
    count = len(group.messages)
    await staff.presses("超时", chat=group)
    assert "#1" in group.last_text
    assert "#2" not in group.last_text
    await staff.presses("我的", chat=group)
    assert "没有待办" in group.last_text
    assert "网格员李" in group.last_text
    assert len(group.messages) == count


async def test_a_long_list_is_paged(room: Room) -> None:
    area, group, courier = await street(room)
    for minute in range(11):
        await room.ticket(courier, area, acknowledge_by=START + timedelta(minutes=minute))
    staff = await works(room, group)
    assert "#8" in group.last_text
    assert "#9" not in group.last_text
    await staff.presses("下一页", chat=group)
    assert "#11" in group.last_text
    await staff.presses("上一页", chat=group)
    assert "#1 " in group.last_text


async def decided(room: Room, first: int, last: int) -> None:
    done = update(tickets).where(tickets.c.id.between(first, last)).values(state=State.RESOLVED, pressing_at=None)
    await room.do(lambda conn: conn.execute(done))


async def test_a_page_that_is_gone_shows_the_last_one_that_there_is(room: Room) -> None:
    area, group, courier = await street(room)
    for _ in range(17):
        await room.ticket(courier, area)
    staff = await works(room, group)
    await staff.presses("下一页", chat=group)
    await decided(room, 4, 17)
    await staff.presses("下一页", chat=group)
    assert "没有待办" not in group.last_text
    assert "#3" in group.last_text
    await decided(room, 1, 3)
    await staff.presses("全部", chat=group)
    assert "没有待办" in group.last_text


async def test_a_street_sees_what_has_climbed_and_what_nobody_below_would_see(room: Room) -> None:
    area, _, courier = await street(room)
    orphan = await room.area("安宁区", "安宁西路街道", "建宁社区")
    above = await room.area("安宁区", "安宁西路街道")
    hall = await room.bound(above, "街道群", id_=-1002)
    await room.ticket(courier, area)
    await room.ticket(courier, area, level=1)
    await room.ticket(courier, orphan)
    await works(room, hall)
    assert [f"#{number}" in hall.last_text for number in (1, 2, 3)] == [False, True, True]


async def test_a_ticket_is_shown_with_its_whole_history_and_can_be_taken_there(room: Room) -> None:
    _area, group, courier = await street(room)
    await room.ticket(courier, _area)
    staff = await works(room, group, "/task 1")
    assert "#1" in group.last_text
    assert "王师傅" in group.last_text
    await staff.presses("接单", chat=group)
    await staff.says("/task #1", chat=group)
    assert "网格员李" in group.last_text.splitlines()[-1]


async def test_out_of_the_list_and_back(room: Room) -> None:
    area, group, courier = await street(room)
    await room.ticket(courier, area)
    staff = await works(room, group)
    await staff.presses("#1", chat=group)
    assert "王师傅" in group.last_text
    await staff.presses("上一页", chat=group)
    assert "待接单 1" in group.last_text


async def test_another_communitys_ticket_is_nobodys_business_here(room: Room) -> None:
    _, group, courier = await street(room)
    other = await room.area("安宁区", "安宁西路街道", "培黎社区")
    await room.ticket(courier, other)
    await works(room, group, "/task 1")
    assert "王师傅" not in group.last_text
    assert "#1" not in group.last_text


@pytest.mark.parametrize("words", ["/task 99999999999999999999", "/task ٣", "/task <b>", "/task 0"])
async def test_a_number_that_is_none_is_answered(room: Room, words: str) -> None:
    _, group, _ = await street(room)
    await works(room, group, words)
    assert group.last_text


async def test_in_private_a_lead_sees_their_area_an_admin_everything_a_courier_nothing(room: Room) -> None:
    area, _, courier = await street(room)
    lead = await room.member("何站长", Grant(Role.LEAD, area.id))
    await room.ticket(courier, area)
    for who, sees in ((lead, True), (room.admin(), True), (courier, False)):
        await who.says("/tasks")
        assert ("#1" in who.last_text) is sees


@pytest.mark.parametrize(
    "data", ["tasks:x:0:1", "tasks:all:-1:1", "tasks:all:99999:1", "task:1:all:0", "tasks:late:0:٣"]
)
async def test_a_forged_button_is_stale(room: Room, data: str) -> None:
    _, group, _ = await street(room)
    staff = await works(room, group)
    await staff.presses_data(data, chat=group)
    assert staff.alert


@pytest.mark.parametrize("number", ["1", "#1", "１", "＃１"])
async def test_a_ticket_is_found_however_its_number_is_typed(room: Room, number: str) -> None:
    area, group, courier = await street(room)
    await room.ticket(courier, area)
    await works(room, group, f"/task {number}")
    assert "#1 " in group.last_text


@pytest.mark.parametrize("number", ["2", "９" * 15, "⑳" * 2000, "一", "1" * 4000])
async def test_what_is_no_ticket_is_said(room: Room, number: str) -> None:
    area, group, courier = await street(room)
    await room.ticket(courier, area)
    await works(room, group, f"/task {number}")
    assert "没有这个工单" in group.last_text
