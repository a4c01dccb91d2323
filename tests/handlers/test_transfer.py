"""转派: the nearest groups first; the old card closes, the new group gets one, the courier hears who has it now."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.people import Role
from bot.domain.ticket import State
from storage import areas
from storage.areas import Binding
from tests.handlers.office import DISTRICT, FAR, STREET, WEST, Office, at_work


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with at_work() as office:
        yield office


async def handed(office: Office, number: int, to: str = "培黎社区") -> None:
    await office.press("转派", number)
    await office.press(to, number)


async def test_two_touches_hand_a_ticket_to_the_neighbours(office: Office) -> None:
    number = await office.report()
    await handed(office, number)
    ticket = await office.ticket(number)
    assert (ticket.state, ticket.assignee) == (State.OPEN, None)
    old, new = office.card(number), office.card(number, office.east)
    assert "已转给 培黎社区" in old.text
    assert old.labels == []
    assert [label[-2:] for label in new.labels[:3]] == ["接单", "转派", "更多"]
    assert "培黎社区" in office.courier.last_text
    assert [entry.why for entry in await office.story(number)] == ["", "→ 培黎社区"]


async def test_the_new_group_handles_it_and_the_old_one_no_more(office: Office) -> None:
    number = await office.report()
    await handed(office, number)
    assert "权限" in await office.forge(f"take:{number}")
    await office.press("接单", number, by=office.neighbour, group=office.east)
    assert "培黎网格员" in office.card(number, office.east).text


async def test_why_it_is_handed_on_stands_on_the_new_card(office: Office) -> None:
    number = await office.report()
    await office.press("转派", number)
    await office.staff.says("在马路对面", chat=office.west, reply_to=office.card(number).id)
    await handed(office, number)
    assert "在马路对面" in office.card(number, office.east).text


async def test_the_nearest_community_comes_first_and_streets_last(office: Office) -> None:
    await office.opens_the_street()
    await office.room.bound(office.areas[FAR], "建宁社区群", id_=-1003)
    number = await office.report()
    await office.press("转派", number)
    labels = office.card(number).labels
    assert [label.split(" ")[0] for label in labels[:3]] == ["培黎社区", "建宁社区", STREET]
    assert "米" in labels[0]
    assert not any(WEST in label for label in labels)


async def test_a_ticket_may_be_handed_to_the_street(office: Office) -> None:
    street = await office.opens_the_street()
    number = await office.report()
    await handed(office, number, STREET)
    assert office.card(number, street).labels
    assert office.card(number).labels == []
    assert (await office.ticket(number)).area == office.areas[STREET].id


async def test_what_was_handed_back_has_one_live_card_in_each_chat(office: Office) -> None:
    number = await office.report()
    await handed(office, number)
    await office.press("转派", number, by=office.neighbour, group=office.east)
    await office.press("枣林西社区", number, by=office.neighbour, group=office.east)
    assert len(office.cards(number, office.west)) == 2
    assert [bool(card.labels) for card in office.cards(number, office.west)] == [False, True]
    assert office.card(number, office.east).labels == []


async def test_an_escalated_ticket_stays_with_the_street_when_it_is_handed_on(office: Office) -> None:
    street = await office.opens_the_street()
    number = await office.report()
    await office.press("更多", number)
    await office.press("升级", number)
    await handed(office, number)
    assert len(office.cards(number, street)) == 1
    assert "接单" in "".join(office.card(number, street).labels)
    assert office.card(number).labels == []


async def test_many_groups_are_turned_in_pages(office: Office) -> None:
    for index in range(12):
        made = await office.room.area(DISTRICT, STREET, f"社区{index:02}")
        binding = Binding(-2000 - index, None, made.id, "群", "", away=False)
        await office.room.do(lambda conn, one=binding: areas.bind(conn, one, office.room.now, by=None))
    number = await office.report()
    await office.press("转派", number)
    assert "社区11" not in "".join(office.card(number).labels)
    await office.press("更远", number)
    assert "社区11" in "".join(office.card(number).labels)
    await office.press("更近", number)
    await office.press("培黎社区", number)
    assert office.card(number, office.east).labels


async def test_where_nobody_else_has_a_group_that_is_said(office: Office) -> None:
    await office.room.do(lambda conn: areas.unbind(conn, office.east.chat.id, None))
    number = await office.report()
    assert "没有别的群" in await office.forge(f"transfer:{number}")


async def test_forged_areas_and_people_without_the_right_change_nothing(office: Office) -> None:
    number = await office.report()
    for data in (f"give:{number}:{office.areas[FAR].id}", f"give:{number}:{office.areas[WEST].id}", f"give:{number}",
                 f"give:{number}:999", f"transfer:{number}:99999999999999999999"):  # fmt: skip
        assert await office.forge(data)
    for data in (f"transfer:{number}", f"give:{number}:{office.areas[WEST].id}"):
        assert "权限" in await office.forge(data, by=office.neighbour, group=office.east)
    assert await office.verbs(number) == ["submit"]


async def test_a_lead_hands_on_what_somebody_has_taken_in_private(office: Office) -> None:
    number = await office.report()
    await office.press("接单", number)
    await office.lead.presses_data(f"transfer:{number}")
    await office.lead.presses("培黎社区")
    assert (await office.ticket(number)).state is State.OPEN
    assert office.card(number, office.east).labels
    assert not [message for message in office.lead.messages if ":desk:" in message.slot]


async def test_a_transferred_ticket_keeps_its_place_and_cell(office: Office) -> None:
    number = await office.report()
    before = await office.ticket(number)
    await handed(office, number)
    after = await office.ticket(number)
    assert (after.lat, after.lon, after.cell) == (before.lat, before.lon, before.cell)
    assert Role.COURIER in (await office.room.person(office.courier)).roles  # type: ignore[union-attr]
