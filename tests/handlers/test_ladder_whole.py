"""The ladder through the whole bot: what came due while it was away, and a ticket that climbs while it runs."""

from datetime import timedelta

from tests.town import STREET, Town

SHORT = "有 4 件工单临近时限或已超时"


async def test_after_three_hours_without_the_bot_each_chat_hears_one_list_and_each_step_is_done_once(
    town: Town,
) -> None:
    await town.binds(town.street, STREET)
    numbers = [await town.courier.reports("井盖") for _ in range(4)]
    await town.stops()
    town.clock.at += timedelta(hours=3)
    town.box.now = town.clock.at
    await town.starts()
    await town.clock.passes(seconds=20)
    for chat in (town.group, town.street, town.lead, town.admin):
        assert len(chat.saying(SHORT)) == 1
        assert chat.saying(SHORT)[0].buttons[0] == f"📋 #{numbers[0]}"
    for number in numbers:
        assert "🔴 10:30 起超时，还没人接单" in town.group.card(number).text
        verbs = await town.story(number)
        assert verbs == ["submit", "warn", "late", "late", "escalate", "escalate"]
    await town.restarts()
    await town.clock.passes(minutes=10)
    for chat in (town.group, town.street, town.lead, town.admin):
        assert len(chat.saying(SHORT)) == 1


async def test_the_lead_takes_a_late_ticket_from_the_card_that_came_in_private(town: Town) -> None:
    number = await town.courier.reports("燃气")
    for _ in range(3):
        await town.clock.passes(minutes=5)
    assert "超时未接单，应在 10:10 前接单" in town.group.last_text
    await town.lead.presses("接单")
    assert "街道值班" in town.group.card(number).text
    assert "街道值班" in town.courier.last_text
    await town.clock.passes(minutes=30)
    assert not town.admin.saying("燃气")


async def test_who_took_it_while_the_bot_was_away_took_it_in_time(town: Town) -> None:
    number = await town.courier.reports("井盖")
    card = town.group.card(number)
    await town.stops()
    town.clock.at = town.box.now = town.clock.at + timedelta(minutes=20)
    await town.staff.person.presses("接单", card)
    town.clock.at = town.box.now = town.clock.at + timedelta(hours=3)
    await town.starts()
    await town.settles()
    await town.clock.passes(seconds=20)
    assert await town.story(number) == ["submit", "acknowledge"]
    assert not town.group.saying("超时")
