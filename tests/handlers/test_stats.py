"""/stats: who sees which figures, other periods and areas in place, and every figure's tickets behind it."""

from io import BytesIO

import openpyxl
from sqlalchemy import update

from bot.domain.outgoing import SendFile
from bot.domain.people import Area, Grant, Role, Standing
from bot.domain.pictures import Chart
from bot.domain.ticket import State
from storage.schema import tickets
from tests.handlers.actors import Actor, Group
from tests.handlers.room import Room

STREET = ("安宁区", "安宁西路街道")
WEEK = "w20261116:0:1"
BUTTONS = (f"stats:{WEEK}", f"figure:new:0:{WEEK}", f"areafigures:0:{WEEK}", f"figurefile:{WEEK}", "behind:1")
FORGED = (
    *("stats", "stats:", "stats:x:0:1", "stats:w20261117:0:1", "stats:r20260101-20290101:0:1", "stats:d99991231:0:1"),
    *("stats:w20261116:99:1", "stats:w20261116:0:-1", f"figure:nothing:0:{WEEK}", f"figure:new:99999:{WEEK}"),
    *(f"figure:due1:0:{WEEK}", f"areafigures:x:{WEEK}", "figurefile:", "behind:x", "behind:999"),
)


async def community(room: Room, name: str = "枣林西社区") -> Area:
    return await room.area(*STREET, name)


async def staffed(room: Room) -> tuple[Area, Group, Actor, Actor]:
    """A community with a bound group, somebody in it, and a courier."""
    area = await community(room)
    return area, await room.bound(area), room.stranger("网格员李"), await room.courier()


def figure(text: str, name: str) -> int:
    """The number after the figure's name."""
    return int(text.split(name, 1)[1].split(maxsplit=1)[0].strip("：:"))


async def test_a_group_sees_this_week_of_its_own_area(room: Room) -> None:
    area, group, li, wang = await staffed(room)
    other = await community(room, "培黎社区")
    for where in (area, area, other):
        await room.ticket(wang, where)
    await li.says("/stats", chat=group)
    assert "枣林西社区 · 周盘点" in group.last_text
    assert "11月16日 – 11月22日（截至现在）" in group.last_text
    assert figure(group.last_text, "新增") == 2
    assert figure(group.last_text, "未办结") == 2
    assert isinstance(group.last.picture, Chart)
    assert sum(group.last.picture.series[0].values) == 2


async def test_other_periods_are_shown_in_place(room: Room) -> None:
    area, group, li, wang = await staffed(room)
    await room.ticket(wang, area)
    await li.says("/stats", chat=group)
    for label, title in {
        "今天": "日碰头",
        "本月": "月总结",
        "‹": "10月1日 – 10月31日",
        "›": "11月1日 – 11月30日",
        "本周": "周盘点",
    }.items():
        await li.presses(label, chat=group)
        assert title in group.last_text
    assert len(group.messages) == 1
    assert not any("›" in label for label in group.last.labels)  # nothing comes after now
    await li.presses("‹ 11月9日", chat=group)
    assert figure(group.last_text, "新增") == 0


async def test_a_figure_is_traced_to_its_tickets_and_a_ticket_to_its_story(room: Room) -> None:
    area, group, li, wang = await staffed(room)
    numbers = [(await room.ticket(wang, area)).id for _ in range(10)]
    await li.says("/stats", chat=group)
    await li.presses("新增 10", chat=group)
    assert "新增 · 枣林西社区" in group.last_text
    assert [f"#{n}" for n in numbers[:8]] == [label for label in group.last.labels if label.startswith("#")]
    await li.presses("下一页", chat=group)
    assert [f"#{n}" for n in numbers[8:]] == [label for label in group.last.labels if label.startswith("#")]
    await li.presses("上一页", chat=group)
    await li.presses("全部数据", chat=group)
    assert "周盘点" in group.last_text
    assert len(group.messages) == 1
    await li.presses("未办结 10", chat=group)
    await li.presses(f"#{numbers[3]}", chat=group)
    assert f"#{numbers[3]} " in group.last_text
    assert any("接单" in label for label in group.last.labels)


async def test_the_file_names_the_tickets_behind_each_figure(room: Room) -> None:
    area, group, li, wang = await staffed(room)
    first, second = [await room.ticket(wang, area) for _ in range(2)]
    await li.says("/stats", chat=group)
    (file,) = [one for one in await li.presses("Excel", chat=group) if isinstance(one, SendFile)]
    assert file.name == "figures-20261116-20261122.xlsx"
    book = openpyxl.load_workbook(BytesIO(room.media[file.sha256]))
    assert book.sheetnames == ["全部", "各社区", "各网格", "工单明细", "各项单号"]
    assert [row[0].value for row in book["各项单号"].iter_rows()] == ["新增", first.id, second.id]
    assert next(row for row in book["各社区"].iter_rows(values_only=True, min_row=2))[:2] == ("枣林西社区", 2)
    assert dict(row[:2] for row in book["全部"].iter_rows(values_only=True))["期末未办结"] == 2


async def test_an_admin_sees_everything_in_private_and_goes_down_the_tree(room: Room) -> None:
    area, _, _, wang = await staffed(room)
    await room.ticket(wang, area)
    uncovered = await room.ticket(wang, area)
    await room.do(lambda conn: conn.execute(update(tickets).where(tickets.c.id == uncovered.id).values(area=None)))
    admin = room.admin()
    await admin.says("/stats")
    assert "全部辖区" in admin.last_text
    assert figure(admin.last_text, "新增") == 2
    for name in ("安宁区", "安宁西路街道"):
        await admin.presses("分区查看")
        await admin.presses(name)
        assert name in admin.last_text
        assert figure(admin.last_text, "新增") == 1
    await admin.presses("分区查看")
    assert "枣林西社区：新增 1，办结 0，未办结 1" in admin.last_text
    assert len(admin.messages) == 1


async def test_a_lead_sees_the_areas_of_their_grant_and_no_other(room: Room) -> None:
    area, _, _, wang = await staffed(room)
    street, elsewhere = await room.area(*STREET), await room.area("安宁区", "培黎街道", "桃林社区")
    for where in (area, elsewhere):
        await room.ticket(wang, where)
    lead = await room.member("街道值班", Grant(Role.LEAD, street.id))
    await lead.says("/stats")
    assert "安宁西路街道" in lead.last_text
    assert figure(lead.last_text, "新增") == 1
    message = lead.last
    await lead.presses_data(f"stats:w20261116:{elsewhere.id}:1", on=message)
    assert lead.alert == "这个按钮已失效。"
    await lead.says("/stats 桃林社区")
    assert "桃林社区" not in lead.last_text


async def test_somebody_with_two_areas_sees_both_together(room: Room) -> None:
    one, other = await community(room), await community(room, "培黎社区")
    wang = await room.courier()
    for where in (one, other, await community(room, "建宁社区")):
        await room.ticket(wang, where)
    staff = await room.member("网格员", Grant(Role.STAFF, one.id), Grant(Role.STAFF, other.id))
    await staff.says("/stats")
    assert "我的辖区" in staff.last_text
    assert figure(staff.last_text, "新增") == 2
    await staff.presses("分区查看")
    assert "建宁社区" not in staff.last_text


async def test_days_can_be_written(room: Room) -> None:
    area, _, _, wang = await staffed(room)
    await room.ticket(wang, area)
    admin = room.admin()
    await admin.says("/stats 枣林西社区 2026-11-20 2026-11-21")
    assert "枣林西社区 · 数据汇总" in admin.last_text
    assert figure(admin.last_text, "新增") == 1
    await admin.says("/stats 2026-11-01至2026-11-20")
    assert "11月1日 – 11月20日" in admin.last_text
    assert figure(admin.last_text, "新增") == 0
    for nonsense in ("2026-02-31", "2026-11-20 2026-11-01", "2020-01-01 2026-01-01", "0000-00-00"):
        await admin.says(f"/stats {nonsense}")
        assert "请这样写" in admin.last_text


async def test_a_year_that_is_not_this_one_is_named_and_what_has_not_come_is_refused(room: Room) -> None:
    await community(room)
    admin = room.admin()
    await admin.says("/stats 2025-11-01 2025-11-20")
    assert "2025年11月1日 – 11月20日" in admin.last_text
    assert "2025年10月12日 – 10月31日" in "".join(admin.last.labels)
    await admin.says("/stats 2025-12-29 2026-01-04")
    assert "2025年12月29日 – 2026年1月4日" in admin.last_text
    await admin.says("/stats 2026-11-22 2026-11-23")
    assert "这个时间还没到" in admin.last_text
    english = room.admin(language="en")
    await english.says("/stats 2025-11-01 2025-11-20")
    assert "01 Nov – 20 Nov 2025" in english.last_text


async def test_a_chart_of_many_days_says_that_it_shows_the_last_ones(room: Room) -> None:
    await community(room)
    admin = room.admin()
    for days, words in {"2026-09-20 2026-11-20": 1, "2026-09-19 2026-11-20": 2}.items():
        await admin.says(f"/stats {days}")
        chart = admin.last.picture
        assert isinstance(chart, Chart)
        assert (len(chart.days), len(chart.lines)) == (62, words)
    assert chart.lines[1] == "柱状图只画最后 62 天"


async def test_couriers_strangers_and_the_suspended_learn_nothing(room: Room) -> None:
    area, group, _, wang = await staffed(room)
    await room.ticket(wang, area)
    for somebody in (wang, room.stranger()):
        await somebody.says("/stats")
        assert "新增" not in somebody.last_text
        for data in BUTTONS:
            said = await somebody.presses_data(data)
            assert not [one for one in said if not hasattr(one, "press")]
            assert somebody.alert
    unbound = room.group(id_=-1777)
    await room.stranger("网格员李").says("/stats", chat=unbound)
    assert "没有权限" in unbound.last_text
    await room.admin().says("/stats", chat=unbound)
    assert "/bind" in unbound.last_text
    suspended = await room.member("停用的人", Grant(Role.STAFF, area.id), standing=Standing.SUSPENDED)
    await suspended.says("/stats", chat=group)
    await suspended.says("/stats")
    assert "停用" in suspended.last_text
    assert "新增" not in group.last_text


async def test_forged_and_old_buttons_are_answered(room: Room) -> None:
    await staffed(room)
    admin = room.admin()
    await admin.says("/stats")
    message = admin.last
    for data in FORGED:
        said = await admin.presses_data(data, on=message)
        assert len(said) == 1, data
        assert admin.alert


async def test_the_chart_says_what_the_goals_are(room: Room) -> None:
    await community(room)
    for admin, aims in ((room.admin(), ("目标 50%", "目标 96.9%")), (room.other_admin(), ("goal 50%", "goal 96.9%"))):
        await admin.says("/stats")
        chart = admin.last.picture
        assert isinstance(chart, Chart)
        assert (chart.gauges[0].aim, chart.gauges[3].aim) == aims


async def test_the_texts_speak_english_to_who_does(room: Room) -> None:
    area, _, _, wang = await staffed(room)
    await room.ticket(wang, area, state=State.RESOLVED)
    admin = room.other_admin()
    await admin.says("/stats")
    assert "All areas · Week" in admin.last_text
    assert "16 Nov – 22 Nov, so far" in admin.last_text
    assert "New 1" in admin.last_text
    await admin.presses("Excel")
