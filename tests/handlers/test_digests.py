"""The morning's digests: to whom, when, once, and not where there is nothing to say."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.outgoing import Priority, Send, SendFile
from bot.domain.people import Area
from bot.domain.pictures import Chart
from bot.domain.ticket import State
from tests.handlers.actors import Actor, Group
from tests.handlers.room import Room

THURSDAY = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)  # noon in Lanzhou


async def knocks(room: Room, *, on: tuple[int, int] = (0, 0), at: str = "08:30") -> None:
    """The bot's clock, on that day (month, day) and local time."""
    hour, minute = map(int, at.split(":"))
    if on[0]:
        room.now = datetime(2026, *on, hour, minute, tzinfo=room.house.zone).astimezone(UTC)
    await room.knocks()


async def settled(room: Room) -> tuple[Area, Group, Actor]:
    """A bound community on a Thursday; the clock has knocked, so this house is not new any more."""
    room.now = THURSDAY
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    group, wang = await room.bound(area), await room.courier()
    await knocks(room)
    return area, group, wang


def digests(of: Group | Actor, kind: str) -> list[str]:
    return [message.plain for message in of.messages if kind in message.plain and "📊" in message.plain]


async def test_the_day_is_told_next_morning_once_silently_to_the_group_and_the_admins(room: Room) -> None:
    area, group, wang = await settled(room)
    await room.ticket(wang, area)
    await knocks(room, on=(11, 20), at="08:29")
    assert not digests(group, "日碰头")
    await knocks(room, on=(11, 20), at="08:30")
    (told,) = digests(group, "日碰头")
    assert "枣林西社区" in told
    assert "11月19日" in told
    assert "新增 1" in told
    message = next(m for m in group.messages if "日碰头" in m.plain)
    assert isinstance(message.said, Send)
    assert (message.said.silent, message.said.priority) == (True, Priority.DIGEST)
    assert isinstance(message.picture, Chart)
    assert message.picture.series[0].values == (0, 0, 0, 0, 0, 0, 1)
    for admin in (room.admin(), room.other_admin()):
        assert len(digests(admin, "全部辖区")) == 1
    await knocks(room, on=(11, 20), at="08:31")
    await knocks(room, on=(11, 20), at="23:00")
    assert len(digests(group, "日碰头")) == 1


async def test_week_and_month_bring_a_file(room: Room) -> None:
    area, group, wang = await settled(room)
    await room.ticket(wang, area, state=State.RESOLVED)
    await knocks(room, on=(11, 23))
    assert len(digests(group, "周盘点")) == 1
    files = [m.said for m in group.messages if isinstance(m.said, SendFile)]
    assert [file.name for file in files] == ["figures-20261116-20261122.xlsx"]
    assert (files[0].silent, files[0].priority) == (True, Priority.DIGEST)
    assert files[0].reply_to_slot.startswith("digest:w20261116:")
    await knocks(room, on=(12, 1))
    assert len(digests(group, "月总结")) == 1
    assert [m.said.name for m in group.messages if isinstance(m.said, SendFile)][-1] == "figures-20261101-20261130.xlsx"


async def test_after_days_away_only_the_latest_of_each_kind_is_sent(room: Room) -> None:
    area, group, wang = await settled(room)
    await room.ticket(wang, area)
    await knocks(room, on=(12, 9), at="03:00")
    assert ["12月7日" in told for told in digests(group, "日碰头")] == [True]
    assert ["11月30日 – 12月6日" in told for told in digests(group, "周盘点")] == [True]
    assert ["11月1日 – 11月30日" in told for told in digests(group, "月总结")] == [True]
    await knocks(room, on=(12, 9), at="08:30")
    assert len(digests(group, "日碰头")) == 2


async def test_where_nothing_happened_and_nothing_waits_nothing_is_said(room: Room) -> None:
    _, group, _ = await settled(room)
    for day in (20, 23, 30):
        await knocks(room, on=(11, day))
    await knocks(room, on=(12, 1))
    assert group.messages == []
    assert not room.admin().messages


async def test_what_is_still_open_is_told_every_day(room: Room) -> None:
    area, group, wang = await settled(room)
    await room.ticket(wang, area)
    await knocks(room, on=(11, 20))
    await knocks(room, on=(11, 21))
    assert ["未办结 1" in told for told in digests(group, "日碰头")] == [True, True]


async def test_a_group_gets_nothing_of_the_time_before_it_was_bound_and_a_street_has_all_below(room: Room) -> None:
    area, group, wang = await settled(room)
    await room.ticket(wang, area)
    await knocks(room, on=(11, 20))
    room.later(minutes=5)
    street = await room.bound(await room.area("安宁区", "安宁西路街道"), "街道群", id_=-1002)
    await knocks(room, on=(11, 20), at="09:00")
    assert street.messages == []
    await knocks(room, on=(11, 21))
    assert "安宁西路街道" in digests(street, "日碰头")[0]
    assert "未办结 1" in digests(street, "日碰头")[0]
    assert len(digests(group, "日碰头")) == 2


async def test_each_group_reads_its_own_language(room: Room) -> None:
    area, group, wang = await settled(room)
    await room.ticket(wang, area)
    await room.stranger("Li").says("/language", chat=group)
    await room.stranger("Li").presses("English", chat=group)
    await knocks(room, on=(11, 20))
    assert digests(group, "枣林西社区 · Day")


async def test_a_group_that_becomes_a_supergroup_has_had_its_digest(room: Room) -> None:
    area, group, wang = await settled(room)
    await room.ticket(wang, area)
    await knocks(room, on=(11, 20))
    new = await group.becomes(-100777)
    await knocks(room, on=(11, 20), at="08:40")
    assert not digests(new, "日碰头")
    await knocks(room, on=(11, 21))
    assert len(digests(new, "日碰头")) == 1


async def test_the_policy_says_when_and_whether(room: Room) -> None:
    rules = replace(room.house.policy.digests, off=("daily", "weekly"))
    room.house = replace(room.house, policy=replace(room.house.policy, digests=rules))
    area, group, wang = await settled(room)
    await room.ticket(wang, area)
    await knocks(room, on=(11, 23))
    assert not digests(group, "📊")
    await knocks(room, on=(12, 1))
    assert [told.split("\n")[0] for told in digests(group, "📊")] == ["📊 枣林西社区 · 月总结"]


async def test_a_digests_buttons_open_below_it_and_leave_it_as_it_is(room: Room) -> None:
    area, group, wang = await settled(room)
    ticket = await room.ticket(wang, area)
    await knocks(room, on=(11, 20))
    digest, li = next(m for m in group.messages if "日碰头" in m.plain), room.stranger("网格员李")
    await li.presses("未办结 1", on=digest, chat=group)
    assert f"#{ticket.id}" in group.last.labels
    assert group.last is not digest
    await li.presses("全部数据", chat=group)
    assert "11月19日" in group.last_text
    assert (digest.edits, len(digests(group, "日碰头"))) == (0, 2)
    await li.presses("全部数据", on=digest, chat=group)
    assert digest.edits == 0
