"""指派 to a colleague by name; 拆分任务: parts, all of them done before the whole is resolved; an admin reopens."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.people import Grant, Role
from bot.domain.ticket import State
from storage import people
from tests.handlers.office import WEST, Office, at_work


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with at_work() as office:
        yield office


async def mate_is_known(office: Office) -> None:
    """By having handled something in the group."""
    number = await office.report(what="rubbish")
    await office.press("接单", number, by=office.mate)


async def split(office: Office, number: int, *titles: str) -> None:
    await office.press("更多", number)
    await office.press("拆分", number)
    for title in titles:
        await office.press("➕", number)
        await office.reply(title)
        await office.press("更多", number)
        await office.press("拆分", number)


# ---- 指派


async def test_an_open_ticket_is_given_to_a_colleague_who_has_handled_here(office: Office) -> None:
    await mate_is_known(office)
    number = await office.report()
    await office.press("更多", number)
    await office.press("指派", number)
    await office.press("网格员王", number)
    ticket = await office.ticket(number)
    person = await office.room.person(office.mate)
    assert (ticket.state, ticket.assignee) == (State.ACKNOWLEDGED, person.id)  # type: ignore[union-attr]
    assert "网格员王" in office.card(number).text
    assert "指派给您" in office.west.last_text
    assert "网格员王" in office.courier.last_text
    assert (await office.story(number))[-1].by_name == "网格员李"


async def test_who_has_it_hands_it_over_and_nobody_else_takes_it_away(office: Office) -> None:
    await mate_is_known(office)
    number = await office.report()
    await office.press("接单", number)
    assert await office.forge(f"assign:{number}", by=office.mate)
    assert (await office.verbs(number)) == ["submit", "acknowledge"]
    await office.press("更多", number)
    await office.press("指派", number)
    await office.press("网格员王", number)
    assert "网格员王" in office.card(number).text
    assert await office.verbs(number) == ["submit", "acknowledge", "release", "acknowledge"]


async def test_registered_staff_are_offered_and_the_suspended_are_not(office: Office) -> None:
    await office.room.member("社区张", Grant(Role.STAFF, office.areas[WEST].id))
    gone = await office.room.member("社区刘", Grant(Role.STAFF, office.areas[WEST].id))
    person = await office.room.person(gone)
    await office.room.admin().presses_data(f"suspend:{person.id}")  # type: ignore[union-attr]
    number = await office.report()
    await office.press("更多", number)
    await office.press("指派", number)
    labels = office.card(number).labels
    assert "社区张" in labels
    assert "社区刘" not in labels


async def test_the_lead_of_the_street_is_offered_too_and_forged_names_are_refused(office: Office) -> None:
    number = await office.report(office.rider)
    await office.press("更多", number)
    await office.press("指派", number)
    assert [label for label in office.card(number).labels if "返回" not in label] == ["街道值班"]
    assert await office.forge(f"assignto:{number}:99")
    assert await office.forge(f"assignto:{number}:x")
    assert (await office.ticket(number)).state is State.OPEN


async def test_where_nobody_else_is_known_that_is_said(office: Office) -> None:
    await office.room.do(lambda conn: people.revoke_all(conn, 1))
    number = await office.report()
    assert "还没有其他同事" in await office.forge(f"assign:{number}")


# ---- 拆分


async def test_parts_stand_on_the_card_and_are_ticked_off(office: Office) -> None:
    number = await office.report()
    await split(office, number, "围挡", "通知<物业>")
    assert "⬜️ 围挡" in office.card(number).text
    assert "⬜️ 通知&lt;物业&gt;" in office.card(number).text
    await office.press("⬜️ 围挡", number)
    assert "☑️ 围挡" in office.card(number).text
    await office.press("☑️ 围挡", number)
    assert "⬜️ 围挡" in office.card(number).text


async def test_a_ticket_is_resolved_only_when_all_its_parts_are_done(office: Office) -> None:
    number = await office.report()
    await split(office, number, "围挡", "换井盖")
    await office.press("返回", number)
    await office.press("接单", number)
    assert "围挡、换井盖" in await office.forge(f"resolve:{number}")
    await office.press("更多", number)
    await office.press("拆分", number)
    await office.press("⬜️ 围挡", number)
    await office.press("⬜️ 换井盖", number, by=office.mate)
    assert "可以办结" in office.mate.alert
    await office.press("返回", number)
    await office.press("办结", number)
    prompt = office.prompts()[-1]
    await office.staff.photo("e" * 64, chat=office.west, reply_to=prompt.id)
    assert (await office.ticket(number)).state is State.RESOLVED


async def test_a_part_split_out_after_the_prompt_stops_the_resolving(office: Office) -> None:
    number = await office.report()
    await office.press("接单", number)
    await office.press("办结", number)
    prompt = office.prompts()[-1]
    await office.forge(f"part:{number}", by=office.mate)
    await office.reply("围挡", by=office.mate)
    await office.staff.photo("e" * 64, chat=office.west, reply_to=prompt.id)
    assert (await office.ticket(number)).state is State.ACKNOWLEDGED
    assert "围挡" in office.west.last_text


async def test_a_part_may_be_given_to_somebody_or_dropped(office: Office) -> None:
    await mate_is_known(office)
    number = await office.report()
    await split(office, number, "围挡")
    await office.press("👤", number)
    await office.press("网格员王", number)
    assert "围挡 · 网格员王" in office.card(number).text
    await office.press("🗑", number)
    assert "围挡" not in office.card(number).text.split("\n\n")[0]


async def test_five_parts_are_the_most(office: Office) -> None:
    number = await office.report()
    await split(office, number, *"一二三四五")
    assert not any("➕" in label for label in office.card(number).labels)
    assert "5" in await office.forge(f"part:{number}")


async def test_parts_of_another_ticket_and_people_without_the_right_are_refused(office: Office) -> None:
    one, two = await office.report(), await office.report(what="rubbish")
    await split(office, one, "围挡")
    for verb in ("tick", "unpart", "whose", "parter"):
        assert await office.forge(f"{verb}:{two}:1:1")
        assert "权限" in await office.forge(f"{verb}:{one}:1:1", by=office.neighbour, group=office.east)
    assert "⬜️ 围挡" in office.card(one).text


# ---- 重新打开


async def test_an_admin_opens_a_rejected_ticket_again_from_its_story(office: Office) -> None:
    number = await office.report()
    await office.forge(f"rejectas:{number}:fixed")
    admin = office.room.admin()
    await admin.says(f"/task {number}")
    await admin.presses("重新打开")
    ticket = await office.ticket(number)
    assert (ticket.state, ticket.reopened) == (State.OPEN, 1)
    assert len(office.cards(number, office.west)) == 2
    assert "重新打开" in office.courier.last_text
    await admin.presses_data(f"reopen:{number}:0")
    assert admin.alert
    assert (await office.ticket(number)).reopened == 1


async def test_nobody_else_is_offered_to_open_it_again_nor_can_forge_it(office: Office) -> None:
    number = await office.report()
    await office.forge(f"rejectas:{number}:fixed")
    await office.staff.says(f"/task {number}", chat=office.west)
    assert not any("重新打开" in label for label in office.west.last.labels)
    assert "权限" in await office.forge(f"reopen:{number}:0")
    await office.courier.presses_data(f"reopen:{number}:0")
    assert office.courier.alert
    assert (await office.ticket(number)).state is State.REJECTED
