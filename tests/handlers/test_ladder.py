"""What the clock does to a ticket that nobody takes or nobody finishes: warned, late, and rung by rung upwards."""

from datetime import timedelta

import pytest
import structlog

from bot.domain import ticket as life
from bot.domain.people import Grant, Role
from bot.domain.ticket import Part, State, Ticket, Verb
from handlers.ladder import rungs
from handlers.turn import Turn
from storage import people, tickets
from tests.handlers.climbing import STREET, WEST, Scene, made, passes
from tests.handlers.room import START, Room


@pytest.fixture
async def scene(room: Room) -> Scene:
    return await made(room)


async def test_a_ticket_that_nobody_takes_is_warned_of_then_late_then_climbs_to_the_top(scene: Scene) -> None:
    room, number = scene.room, await scene.reports()
    await passes(room, minutes=23, seconds=59)
    assert scene.heard() == (1, 0, 0, 0)
    await passes(room, seconds=1)
    assert "还没人接，请在 10:30 前接单" in scene.west.last_text
    assert "⏳ 请尽快接单" in scene.west.messages[0].plain
    await passes(room, minutes=6)
    assert "超时未接单，应在 10:30 前接单" in scene.west.last_text
    assert "🔴 10:30 起超时，还没人接单" in scene.west.messages[0].plain
    assert scene.heard() == (3, 0, 0, 0)
    await passes(room, minutes=15)
    assert scene.heard() == (3, 0, 0, 1)
    assert "🔴 10:30 起超时" in scene.told(scene.lead)[-1]
    await passes(room, minutes=15)
    assert scene.heard() == (3, 1, 0, 1)
    assert "已升级到街道" in scene.told(scene.street)[-1]
    await passes(room, minutes=15)
    assert scene.heard() == (3, 1, 1, 1)
    assert (await scene.ticket(number)).level == 2
    told = [
        "submit",
        "warn acknowledge:warn",
        "late acknowledge:group",
        "late acknowledge:lead",
        "escalate",
        "escalate",
    ]
    assert await scene.story(number) == told
    shown = [line.split(" ", 1)[1] for line in scene.district.last_text.splitlines()[1:]]
    assert shown[1:5] == [
        "临近时限 · 系统 未接单",
        "超时 · 系统 未接单",
        "超时 · 系统 未接单 → 负责人",
        "已升级 · 系统 ",
    ]
    await passes(room, hours=2)
    assert scene.heard() == (3, 1, 1, 1)


async def test_a_ticket_that_cannot_be_looked_at_keeps_no_other_from_climbing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = await scene.reports(), await scene.reports(place="36.1041,103.7229")
    look = rungs.view

    async def fails(turn: Turn, ticket: Ticket, seen: rungs.Seen) -> rungs.View:
        if ticket.id == broken:
            raise ArithmeticError("a row that nobody expected")
        return await look(turn, ticket, seen)

    monkeypatch.setattr(rungs, "view", fails)
    with structlog.testing.capture_logs() as logged:
        await passes(scene.room, minutes=25)
    assert [(line["log_level"], line["ticket"]) for line in logged] == [("error", broken)]
    assert (await scene.story(sound))[1:] == ["warn acknowledge:warn"]
    monkeypatch.undo()
    await passes(scene.room, minutes=10)
    assert "warn acknowledge:warn" in await scene.story(broken)


async def test_the_courier_reads_that_it_climbed_and_not_who_was_warned(scene: Scene) -> None:
    number = await scene.reports()
    await passes(scene.room, hours=3)
    await scene.courier.says("/my")
    await scene.courier.presses(f"#{number}")
    assert "已升级" in scene.courier.last_text
    assert "超时" not in scene.courier.last_text
    assert "临近" not in scene.courier.last_text


async def several(scene: Scene, count: int, caption: str = "井盖") -> list[int]:
    return [await scene.reports(caption) for _ in range(count)]


async def test_what_came_due_in_three_hours_without_the_bot_is_one_list_a_chat(scene: Scene) -> None:
    room, numbers = scene.room, await several(scene, 5)
    before = scene.heard()
    await passes(room, hours=3)
    assert scene.heard() == (before[0] + 1, 1, 1, 1)
    for chat in (scene.west, scene.street, scene.district, scene.lead):
        assert "有 5 件工单临近时限或已超时" in chat.last_text
        assert [line.split(" · ")[0] for line in chat.last_text.splitlines()[1:]] == [f"🔴 #{n} 井盖" for n in numbers]
        assert chat.last.labels == [f"📋 #{n}" for n in numbers]
    assert all("🔴 10:30 起超时" in card.plain for card in scene.west.messages[:5])
    assert {(await scene.ticket(n)).level for n in numbers} == {2}
    await passes(room, hours=1)
    assert scene.heard() == (before[0] + 1, 1, 1, 1)


async def test_a_list_opens_cards_where_it_stands_and_points_at_those_that_are_there(scene: Scene) -> None:
    room, numbers = scene.room, await several(scene, 5)
    await passes(room, hours=3)
    chief = await room.member("街道值班", Grant(Role.STAFF, (await room.area(*STREET)).id))
    await chief.presses(f"📋 #{numbers[1]}", chat=scene.street)
    assert scene.street.last.slot.startswith(f"ticket:{numbers[1]}:card:-1002")
    assert "接单" in "".join(scene.street.last.labels)
    await chief.presses(f"📋 #{numbers[1]}", chat=scene.street)
    assert scene.street.last_text == f"👆 #{numbers[1]} 井盖"
    await scene.lead.presses(f"📋 #{numbers[0]}")
    await scene.lead.presses("接单")
    assert (await scene.ticket(numbers[0])).state is State.ACKNOWLEDGED


async def test_a_stranger_opens_nothing(scene: Scene) -> None:
    await scene.reports()
    stranger, other = scene.room.stranger(), await scene.room.courier("别的骑手")
    for somebody in (stranger, other):
        await somebody.presses_data("open:1")
        assert "井盖" not in somebody.alert
        assert not somebody.messages
    await stranger.presses_data("open:999999")
    await stranger.presses_data("open:x")


async def test_a_few_fresh_cards_come_as_cards(scene: Scene) -> None:
    numbers = await several(scene, 3)
    await passes(scene.room, hours=3)
    cards = [m.slot.split(":")[1] for m in scene.street.messages if m.slot]
    assert cards == [str(n) for n in numbers]
    assert scene.heard()[1:] == (3, 3, 3)


async def test_fresh_cards_after_an_outage_show_how_far_it_has_climbed(scene: Scene) -> None:
    number = await scene.reports()
    await passes(scene.room, hours=9)
    assert (await scene.ticket(number)).level == 2
    for chat in (scene.lead, scene.street, scene.district):
        (card,) = (message.plain for message in chat.messages if message.picture)
        assert "已升级到区里" in card


async def test_who_has_taken_it_is_warned_in_private_and_the_group_hears_when_it_is_late(scene: Scene) -> None:
    room = scene.room
    worker = await room.member("网格员李", Grant(Role.STAFF, (await room.area(*WEST)).id))
    number = await scene.reports("燃气")
    await worker.presses("接单", chat=scene.west)
    await passes(room, minutes=95)
    assert not worker.messages
    await passes(room, minutes=1)
    assert f"您接的 #{number} 燃气 快到时限了，请在 12:00 前办结" in worker.last_text
    assert scene.heard() == (1, 0, 0, 0)
    await worker.presses("📋 #")
    assert "⏳ 请尽快办结" in worker.last_text
    await passes(room, minutes=24)
    assert "超时未办结，网格员李 应在 12:00 前办结" in scene.west.last_text
    assert "🔴 12:00 起超时，还没办结" in scene.west.messages[0].plain


async def test_a_member_of_the_group_who_never_met_the_bot_is_warned_there(scene: Scene) -> None:
    member = scene.room.stranger("网格员王")
    await scene.reports("燃气")
    await member.presses("接单", chat=scene.west)
    await passes(scene.room, minutes=96)
    assert not member.messages
    assert "网格员王，您接的" in scene.west.last_text


async def test_taking_ends_the_one_clock_and_giving_back_starts_it_with_what_was_left(scene: Scene) -> None:
    room = scene.room
    worker = await room.member("网格员李", Grant(Role.STAFF, (await room.area(*WEST)).id))
    await scene.reports()
    await passes(room, minutes=5)
    await worker.presses("接单", chat=scene.west)
    await passes(room, hours=3)
    assert scene.heard() == (1, 0, 0, 0)
    await worker.presses("退回", chat=scene.west)
    assert "请在 13:30 前接单" in scene.west.last_text
    await passes(room, minutes=18, seconds=59)
    assert scene.heard() == (1, 0, 0, 0)
    await passes(room, seconds=1)
    assert "还没人接，请在 13:30 前接单" in scene.west.last_text


async def test_where_nobody_leads_the_street_hears_at_once(scene: Scene) -> None:
    lead = await scene.room.person(scene.lead)
    assert lead is not None
    await scene.room.do(lambda conn: people.revoke_all(conn, lead.id))
    await scene.reports()
    await passes(scene.room, minutes=45)
    assert scene.heard()[1:] == (1, 0, 0)
    await passes(scene.room, minutes=15)
    assert scene.heard()[1:] == (1, 0, 0)
    await passes(scene.room, minutes=15)
    assert scene.heard()[1:] == (1, 1, 0)


async def test_a_lead_who_has_blocked_the_bot_is_none(scene: Scene) -> None:
    lead = await scene.room.person(scene.lead)
    assert lead is not None
    await scene.room.do(lambda conn: people.change(conn, lead.id, reachable=False))
    await scene.reports()
    await passes(scene.room, minutes=45)
    assert scene.heard()[1:] == (1, 0, 0)


async def test_without_any_group_the_admins_hear_everything(room: Room) -> None:
    courier, admin = await room.courier(), room.admin()
    await courier.photo(caption="36.1037,103.7226 井盖")
    assert len(admin.messages) == 1
    for minutes, said in ((30, "超时未接单"), (15, "已升级：街道"), (30, "已升级：区里")):
        await passes(room, minutes=minutes)
        assert said in admin.last_text
    assert len(admin.messages) == 4


async def test_a_reopened_ticket_has_the_whole_ladder_before_it_again(scene: Scene) -> None:
    room, number = scene.room, await scene.reports()
    await passes(room, minutes=30)
    worker = await room.member("网格员李", Grant(Role.STAFF, (await room.area(*WEST)).id))
    await worker.presses("接单", on=scene.west.messages[0], chat=scene.west)
    await worker.presses("办结", on=scene.west.messages[0], chat=scene.west)
    await worker.photo("b" * 64, chat=scene.west, reply_to=scene.west.last.id)
    await scene.courier.presses("不满意")
    story = await scene.story(number)
    await passes(room, minutes=30)
    await passes(room, hours=1)
    told = ["late acknowledge:group", "late acknowledge:lead", "late acknowledge:street", "escalate"]
    assert (await scene.story(number))[len(story) :] == ["warn acknowledge:warn", *told]


async def test_a_card_is_brought_up_to_date_where_the_question_stops_the_clocks(scene: Scene) -> None:
    room, number = scene.room, await scene.reports()
    asked = life.apply(await scene.ticket(number), Verb.ASK, frozenset({Part.STAFF}), room.now)
    await room.do(lambda conn: tickets.save(conn, asked, Verb.ASK, by=None, at=room.now, source=State.OPEN))
    await passes(room, hours=5)
    assert scene.heard() == (1, 0, 0, 0)
    answered = life.apply(asked, Verb.ANSWER, frozenset({Part.REPORTER}), room.now)
    await room.do(lambda conn: tickets.save(conn, answered, Verb.ANSWER, by=None, at=room.now, source=asked.state))
    await passes(room, seconds=20)
    assert "请在 15:30 前接单" in scene.west.messages[0].plain
    assert scene.heard() == (1, 0, 0, 0)
    assert (await scene.ticket(number)).due_at == START + timedelta(hours=5, minutes=24)
