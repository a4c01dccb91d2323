"""What staff do beyond taking and resolving, through the whole bot: over HTTP, with pictures, in both groups."""

from bot.domain.ticket import State
from tests.deeds import resolved, taken
from tests.town import Town
from tests.townsfolk import picture


async def chosen(town: Town, number: int, *labels: str) -> None:
    """One button after another on the newest card in the group."""
    for label in labels:
        answer = await town.staff.presses(label, on=town.group.card(number))
        assert not answer.show_alert, answer.text


async def test_a_question_and_its_answer_with_a_photo(town: Town) -> None:
    number = await taken(town)
    await chosen(town, number, "更多", "问骑手")
    prompt = town.group.said[-1]
    await town.staff.sends("在哪个门？", chat=town.group, reply_to=prompt)
    assert prompt.deleted
    assert town.courier.last.file_id
    assert "在哪个门" in town.courier.last_text
    await town.courier.sends_photo(picture(77), caption="东门")
    assert (await town.ticket(number)).state is State.ACKNOWLEDGED
    assert await town.photos(number) == 2
    answer = town.group.saying("东门")[-1]
    assert answer.reply_to == town.group.card(number).id
    assert answer.file_id


async def test_a_ticket_handed_on_is_handled_by_the_neighbours(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await chosen(town, number, "转派", "培黎社区")
    assert town.west.card(number).buttons == []
    await town.neighbour.presses("接单", on=town.east.card(number))
    assert "培黎网格员" in town.courier.last_text
    assert (await town.staff.presses_data(f"take:{number}", on=town.west.card(number))).show_alert


async def test_two_reports_of_one_thing_become_one_and_both_couriers_see_the_result(town: Town) -> None:
    first = await town.courier.reports("井盖")
    second = await town.rider.reports("Manhole")
    await chosen(town, second, "更多", "并单")
    assert town.group.said[-1].file_id
    await chosen(town, second, f"#{first}")
    assert f"#{first}" in town.group.card(second).text
    await resolved(town, first)
    assert town.rider.last.file_id
    assert "is resolved" in town.rider.last_text
    assert "您满意吗" in town.courier.last_text


async def test_a_second_report_is_joined_by_one_touch_on_its_receipt(town: Town) -> None:
    first = await town.courier.reports("井盖")
    await town.rider.reports("Manhole", photo=picture(77))
    await town.rider.presses("Me too")
    assert "附议 1" in town.group.card(first).text
    assert await town.photos(first, "note") == 1


async def test_a_rejected_report_is_objected_to(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await chosen(town, number, "更多", "不属实", "现场没找到")
    assert "现场没找到" in town.courier.last_text
    await town.courier.presses("不满意")
    assert (await town.ticket(number)).state is State.OPEN
    assert len(town.group.cards(number)) == 2


async def test_an_escalated_ticket_is_split_and_told_in_the_chat_above(town: Town) -> None:
    await town.binds(town.street, "安宁西路街道")
    number = await town.courier.reports("井盖")
    await chosen(town, number, "更多", "拆分", "➕")
    await town.staff.sends("围挡", chat=town.group, reply_to=town.group.said[-1])
    await chosen(town, number, "更多", "升级")
    assert "⬜️ 围挡" in town.street.card(number).text
    assert town.street.card(number).file_id
    assert "围挡" in town.street.last_text
