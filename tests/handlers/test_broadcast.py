"""Warnings to many: who may send them to whom, what is asked before, and what can be taken back."""

from datetime import timedelta

import pytest

from bot.domain.people import Area, Grant, Level, Role, Standing
from bot.domain.ticket import State
from storage import audit, cells, people
from tests.handlers.room import Actor, Room
from tests.storage.made import square

TEXT = "大桥结冰，慢行"


async def knock(room: Room) -> None:
    await room.knocks()


async def town(room: Room) -> tuple[Area, Area]:
    """Two communities with a cell each: 103.700 to 103.704 and 103.708 to 103.712 east, 36.100 to 36.104 north."""
    await room.do(lambda conn: cells.put(conn, [square("枣林西-01", 103.700), square("培黎-01", 103.708, "培黎社区")]))
    names = "安宁区", "安宁西路街道"
    return await room.area(*names, "枣林西社区"), await room.area(*names, "培黎社区")


async def crowd(room: Room, count: int, area: Area | None = None) -> None:
    """Couriers whom nobody needs to name."""
    async with room.store.write() as conn:
        for number in range(count):
            made = people.Person(0, 20_000 + number, f"骑手{number}", "zh", Standing.ACTIVE)
            stored = await people.ensure(conn, made, room.now)
            await people.grant(conn, stored.id, Grant(Role.COURIER, area.id if area else None), room.now)


def told(room: Room, actor: Actor) -> list[str]:
    return [one.plain for one in actor.messages if "提醒\n" in one.plain]


async def begun(room: Room, who: Actor, aim: str = "全部骑手") -> None:
    """The text, and the audience: the preview stands."""
    await who.says("/broadcast")
    await who.says(TEXT)
    await who.presses(aim)


async def test_an_admin_tells_every_courier_and_sees_who_has_read_it(room: Room) -> None:
    admin, courier, rider = room.admin(), await room.courier(), await room.courier("Tom", language="en")
    await begun(room, admin)
    assert "发给全部骑手：2 人" in admin.last_text
    await admin.presses("发给 2 人")
    assert told(room, courier) == [f"📢 管理员提醒\n{TEXT}"]
    assert "Notice from the administration" in rider.last_text
    assert "已发给 2 人 · 收到 0" in admin.last_text
    room.later(seconds=10)
    await courier.presses("收到")
    assert "平安" in courier.alert
    assert courier.last.labels == []
    assert "收到 1" in admin.last_text
    await courier.presses_data("seen:1")
    assert courier.alert
    await knock(room)
    assert "收到 1" in admin.last_text


async def test_nothing_goes_out_before_the_preview_is_confirmed_and_then_only_once(room: Room) -> None:
    admin, courier = room.admin(), await room.courier()
    await begun(room, admin)
    assert not told(room, courier)
    preview = admin.last
    data = preview.data("发给 1 人")
    await admin.presses_data(data, on=preview)
    await admin.presses_data(data, on=preview)
    assert "已经发出" in admin.alert
    assert len(told(room, courier)) == 1


async def test_what_is_dropped_is_not_sent(room: Room) -> None:
    admin, courier = room.admin(), await room.courier()
    await begun(room, admin)
    preview = admin.last
    data = preview.data("发给 1 人")
    await admin.presses("不发了")
    await admin.presses_data(data, on=preview)
    assert not told(room, courier)


async def test_staff_warn_the_couriers_of_their_own_area_from_their_group(room: Room) -> None:
    west, east = await town(room)
    group, staff = await room.bound(west), room.stranger("网格员")
    mine = await room.member("西", Grant(Role.COURIER, west.id))
    other = await room.member("东", Grant(Role.COURIER, east.id))
    await staff.says(f"/broadcast {TEXT}", chat=group)
    assert "枣林西社区的骑手：1 人" in group.last_text
    await staff.presses("发给 1 人", chat=group)
    assert told(room, mine) == [f"📢 枣林西社区提醒\n{TEXT}"]
    assert not told(room, other)
    assert "已发给 1 人" in group.last_text
    async with room.store.read() as conn:
        assert (await audit.latest(conn))[0].action == "broadcast"


async def test_in_a_group_somebody_else_does_not_confirm_but_may_stop(room: Room) -> None:
    west, _ = await town(room)
    group, staff, mate = await room.bound(west), room.stranger("甲"), room.stranger("乙")
    await crowd(room, 150, west)
    await staff.says(f"/broadcast {TEXT}", chat=group)
    await mate.presses("发给 150 人", chat=group)
    assert "只有本人" in mate.alert
    await staff.presses("发给 150 人", chat=group)
    assert "正在发送 100/150" in group.last_text
    await mate.presses("停止发送", chat=group)
    assert "已停止：发了 100/150" in group.last_text
    room.later(minutes=5)
    await knock(room)
    assert "100/150" in group.last_text


async def test_a_lead_chooses_among_their_own_areas_and_cannot_forge_another(room: Room) -> None:
    west, east = await town(room)
    lead = await room.member("组长", Grant(Role.LEAD, west.id))
    await crowd(room, 3, west)
    await lead.says(f"/broadcast {TEXT}")
    assert [label for label in lead.last.labels if "🏘" in label] == ["🏘 枣林西社区"]
    assert not [label for label in lead.last.labels if "全部" in label]
    await lead.presses_data(f"castto:1:{east.id}")
    assert "权限" in lead.alert or lead.alert
    await lead.presses_data("castto:1:0")
    assert lead.alert
    await lead.presses("🏘 枣林西")
    assert "3 人" in lead.last_text


async def test_many_areas_are_paged(room: Room) -> None:
    for number in range(8):
        await room.area("安宁区", "安宁西路街道", f"社区{number}")
    admin = room.admin()
    await admin.says(f"/broadcast {TEXT}")
    await admin.presses("▶")
    await admin.presses("◀")
    assert len([label for label in admin.last.labels if "🏘" in label]) == 6


async def test_near_a_place_means_who_was_there_lately(room: Room) -> None:
    await town(room)
    admin, near, far, long_ago = room.admin(), *[await room.courier(name) for name in ("近", "远", "早")]
    await long_ago.location(36.102, 103.702)
    room.later(hours=3)
    await near.location(36.102, 103.702)
    await far.location(36.102, 103.720)
    await admin.says(f"/broadcast {TEXT}")
    await admin.presses("某地附近")
    await admin.says("这里")
    assert "位置" in admin.last_text
    await admin.location(36.1021, 103.7021)
    assert admin.last.labels[:3] == ["500 米内 · 1 人", "1000 米内 · 1 人", "3000 米内 · 2 人"]
    await admin.presses("500 米内")
    assert "周围 500 米内的骑手：1 人" in admin.last_text
    await admin.presses("换对象")
    await admin.presses("某地附近")
    await admin.says("36.1021,103.7021")
    await admin.presses("500 米内")
    await admin.presses("发给 1 人")
    assert len(told(room, near)) == 1
    assert not told(room, far)
    assert not told(room, long_ago)


async def test_a_place_outside_ones_area_is_refused(room: Room) -> None:
    west, _ = await town(room)
    lead = await room.member("组长", Grant(Role.LEAD, west.id))
    await lead.says(f"/broadcast {TEXT}")
    await lead.presses("某地附近")
    await lead.location(36.102, 103.710)
    assert "不在您的辖区" in lead.last_text


async def test_who_reported_in_an_area_or_is_there_now_belongs_to_it(room: Room) -> None:
    west, east = await town(room)
    admin, reporter, visitor, old = room.admin(), *[await room.courier(name) for name in ("报", "到", "旧")]
    await room.ticket(old, west, State.CLOSED, submitted_at=room.now - timedelta(days=40), lat=36.102, lon=103.702)
    await room.ticket(reporter, west, State.CLOSED, submitted_at=room.now - timedelta(days=20), lat=36.102, lon=103.702)
    await visitor.location(36.102, 103.702)
    await begun(room, admin, "🏘 枣林西")
    assert "2 人" in admin.last_text
    assert east.level is Level.COMMUNITY


@pytest.mark.parametrize("who", ["courier", "stranger", "suspended"])
async def test_whoever_may_not_is_refused(room: Room, who: str) -> None:
    made = {
        "courier": room.courier,
        "suspended": lambda: room.member("停", Grant(Role.ADMIN), standing=Standing.SUSPENDED),
    }
    actor = await made[who]() if who in made else room.stranger()
    await begun(room, room.admin())
    await actor.says(f"/broadcast {TEXT}")
    assert "发给谁" not in actor.last_text
    for data in ("castgo:1", "caststop:1", "castoops:1", "castto:1:0", "seen:1"):
        await actor.presses_data(data)
        assert actor.alert, data


async def test_long_and_empty_texts_and_unbound_groups_are_refused(room: Room) -> None:
    admin, group = room.admin(), room.group()
    await admin.says("/broadcast " + "冰" * 1001)
    assert "1000" in admin.last_text
    await admin.says("/broadcast")
    await admin.photo()
    assert "文字" in admin.last_text
    await admin.says("<b>{x}</b> & 结冰")
    assert "<b>{x}</b> & 结冰" in admin.last_text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    await admin.says(f"/broadcast {TEXT}", chat=group)
    assert "没有绑定" in group.last_text
    bound = await room.bound(await room.area("区", "街", "社区"))
    room.later(minutes=2)
    await admin.says("/broadcast", chat=bound)
    assert "写在命令后面" in bound.last_text
