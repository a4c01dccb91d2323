"""Who is given a ticket hears of it wherever they are, finds it among their own, and must be one who may act on it."""

from dataclasses import replace

from bot.domain.ticket import State
from storage import areas, people, tickets
from tests.deeds import taken
from tests.town import WEST, Town
from tests.townsfolk import Actor


async def assigned(town: Town, number: int, label: str) -> None:
    for each in ("更多", "指派", label):
        answer = await town.staff.presses(each, on=town.group.card(number))
        assert not answer.show_alert, answer.text


async def held_by(town: Town, number: int, who: Actor) -> None:
    """As it was left by a bot that let anybody be assigned."""
    async with town.app.store.write() as conn:
        person = (await people.by_telegram(conn, [who.person.id]))[who.person.id]
        ticket = await tickets.get(conn, number)
        changed = replace(ticket, version=ticket.version + 1, assignee=person.id)
        await tickets.save(conn, changed, "note", by=None, at=town.clock.at, source=ticket.state)


async def test_a_lead_who_is_in_no_group_of_it_is_told_in_private_and_finds_it_among_their_own(town: Town) -> None:
    number = await town.courier.reports("路灯")
    await assigned(town, number, "街道值班")
    assert "网格员李" in town.lead.last_text
    assert "路灯" in town.lead.last_text
    await town.lead.presses(f"📋 #{number}")
    assert "办结" in "".join(town.lead.last.buttons)
    await town.lead.sends("/tasks mine")
    assert f"#{number}" in "".join(town.lead.last.buttons)
    assert f"#{number}" in town.group.saying("指派给您")[-1].text


async def test_a_street_sees_in_its_own_list_what_its_lead_holds(town: Town) -> None:
    await town.binds(town.street, "安宁西路街道")
    number = await town.courier.reports("路灯")
    await assigned(town, number, "街道值班")
    await town.lead.sends("/tasks", chat=town.street)
    assert f"#{number}" not in "".join(town.street.said[-1].buttons)
    await town.lead.presses("我的", on=town.street.said[-1])
    assert f"#{number}" in "".join(town.street.said[-1].buttons)


async def test_whoever_holds_it_without_the_role_can_neither_finish_nor_release_it(town: Town) -> None:
    number = await taken(town)
    await held_by(town, number, town.rider)
    await town.rider.sends("/start")
    for verb in ("resolve", "release", "open"):
        answer = await town.rider.presses_data(f"{verb}:{number}", on=town.rider.last)
        assert answer.show_alert, verb
    assert (await town.ticket(number)).state is State.ACKNOWLEDGED
    await town.clock.passes(days=3)
    assert not town.rider.saying(f"#{number}")


async def test_where_membership_is_not_enough_only_the_appointed_are_assigned(town: Town) -> None:
    first = await taken(town, by=town.mate)
    second = await town.courier.reports("路灯", at=(36.1035, 103.7235))
    async with town.app.store.write() as conn:
        (west,) = await areas.named(conn, WEST)
        await areas.set_members_are_staff(conn, west.id, False)
    await town.admin.presses("更多", on=town.group.card(second))
    await town.admin.presses("指派", on=town.group.card(second))
    labels = "".join(town.group.card(second).buttons)
    assert "街道值班" in labels
    assert "网格员王" not in labels
    async with town.app.store.read() as conn:
        mate = (await tickets.get(conn, first)).assignee
    answer = await town.admin.presses_data(f"assignto:{second}:{mate}", on=town.group.card(second))
    assert answer.show_alert
