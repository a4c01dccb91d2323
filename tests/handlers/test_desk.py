"""更多 on a card: the further buttons in place; 不属实 with a reason; 升级 by hand."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.outgoing import Send
from bot.domain.ticket import State
from tests.handlers.office import EAST, Office, at_work


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with at_work() as office:
        yield office


async def test_more_opens_the_further_buttons_on_the_card_itself_and_back_closes_them(office: Office) -> None:
    number = await office.report()
    card, said = office.card(number), len(office.west.messages)
    before = (card.text, card.labels)
    assert [label[-2:] for label in card.labels[:3]] == ["接单", "转派", "更多"]
    await office.press("更多", number)
    assert all(any(word in label for label in card.labels) for word in ("问骑手", "不属实", "并单", "升级"))
    assert card.text.startswith(before[0])
    assert len(office.west.messages) == said
    await office.press("返回", number)
    assert (card.text, card.labels) == before


async def test_a_taken_card_offers_resolve_release_and_more(office: Office) -> None:
    number = await office.report()
    await office.press("接单", number)
    assert [label[-2:] for label in office.card(number).labels[:3]] == ["办结", "退回", "更多"]
    await office.press("更多", number)
    assert any("转派" in label for label in office.card(number).labels)


async def test_more_is_for_those_who_handle_the_ticket(office: Office) -> None:
    number = await office.report()
    for who, group in ((office.neighbour, office.east), (office.rider, None)):
        await who.presses_data(f"more:{number}", chat=group)
        assert "权限" in who.alert or "role" in who.alert
    assert not any("不属实" in label for label in office.card(number).labels)


async def test_more_on_what_has_ended_says_so(office: Office) -> None:
    number = await office.report()
    await office.courier.presses("撤回")
    assert "撤回" in await office.forge(f"more:{number}")


async def test_a_lead_opens_the_further_buttons_in_private_too(office: Office) -> None:
    number = await office.report()
    await office.lead.presses_data(f"more:{number}")
    assert any("不属实" in label for label in office.lead.last.labels)
    await office.lead.presses("返回")
    assert not [message for message in office.lead.messages if ":desk:" in message.slot]


async def test_a_ticket_is_rejected_for_a_reason_that_the_courier_reads(office: Office) -> None:
    number = await office.report(office.rider)
    await office.press("更多", number)
    await office.press("不属实", number)
    (prompt,) = office.prompts()
    assert isinstance(prompt.said, Send)
    assert prompt.said.force_reply
    await office.press("现场没找到", number)
    assert (await office.ticket(number)).state is State.REJECTED
    assert office.prompts() == []
    assert "现场没找到" in office.card(number).text
    assert office.card(number).labels == []
    assert "We could not find it" in office.rider.last_text
    assert office.rider.last.labels == ["👎 Not satisfied"]


async def test_a_reason_may_be_written(office: Office) -> None:
    number = await office.report()
    await office.press("更多", number)
    await office.press("不属实", number)
    await office.reply("这是私家院子<b>")
    assert (await office.ticket(number)).state is State.REJECTED
    assert (await office.story(number))[-1].why == "这是私家院子<b>"
    assert "这是私家院子&lt;b&gt;" in office.courier.last.text
    assert office.prompts() == []


async def test_a_photo_is_no_reason_and_another_persons_words_are_a_note(office: Office) -> None:
    number = await office.report()
    await office.press("更多", number)
    await office.press("不属实", number)
    (prompt,) = office.prompts()
    await office.staff.photo("9" * 64, chat=office.west, reply_to=prompt.id)
    assert "文字" in office.west.last_text
    await office.mate.says("我去看看", chat=office.west, reply_to=prompt.id)
    assert (await office.ticket(number)).state is State.OPEN
    assert "我去看看" in office.card(number).text


async def test_cancelling_or_waiting_takes_the_prompt_away(office: Office) -> None:
    number = await office.report()
    await office.press("更多", number)
    await office.press("不属实", number)
    await office.staff.says("/cancel", chat=office.west)
    assert office.prompts() == []
    assert (await office.ticket(number)).state is State.OPEN


async def test_a_prompt_that_nobody_answers_goes_and_the_card_shows_its_own_buttons_again(office: Office) -> None:
    number = await office.report()
    before = office.card(number).labels
    for end in ("expires", "is cancelled"):
        await office.press("更多", number)
        await office.press("不属实", number)
        assert office.card(number).labels != before
        office.room.later(minutes=14)
        if end == "expires":
            office.room.later(minutes=1)
            await office.room.knocks()
        else:
            await office.staff.says("/cancel", chat=office.west)
        assert office.prompts() == []
        assert office.card(number).labels == before


async def test_a_courier_who_objects_has_the_rejected_ticket_opened_again_once(office: Office) -> None:
    number = await office.report()
    assert "办不了" not in await office.forge(f"rejectas:{number}:fixed")
    result = office.courier.last
    await office.courier.presses("不满意", on=result)
    assert (await office.ticket(number)).state is State.OPEN
    assert len(office.cards(number, office.west)) == 2
    await office.courier.presses_data(f"unsatisfied:{number}:0", on=result)
    assert "已经" in office.courier.alert
    assert (await office.ticket(number)).reopened == 1


async def test_after_seven_days_a_rejection_stands(office: Office) -> None:
    number = await office.report()
    await office.forge(f"rejectas:{number}:fixed")
    office.room.later(days=7, seconds=1)
    await office.courier.presses("不满意")
    assert (await office.ticket(number)).state is State.REJECTED
    assert "不属实" in office.courier.alert


async def test_a_reason_that_the_policy_does_not_know_is_refused(office: Office) -> None:
    number = await office.report()
    for data in (f"rejectas:{number}:nope", f"rejectas:{number}", "rejectas:99:fixed"):
        assert await office.forge(data)
    assert (await office.ticket(number)).state is State.OPEN


async def test_of_a_rejection_and_a_take_the_first_wins(office: Office) -> None:
    number = await office.report()
    await office.press("更多", number)
    await office.press("不属实", number)
    await office.press("已经修好了", number, by=office.mate)
    await office.reply("找不到")
    assert "不属实" in office.west.last_text
    assert await office.verbs(number) == ["submit", "reject"]


async def test_escalating_posts_a_card_with_the_whole_history_in_the_chat_above(office: Office) -> None:
    street = await office.opens_the_street()
    number = await office.report()
    await office.press("接单", number)
    await office.press("更多", number)
    await office.press("升级", number)
    ticket = await office.ticket(number)
    assert (ticket.level, ticket.state) == (1, State.ACKNOWLEDGED)
    assert len(office.cards(number, street)) == len(office.cards(number, office.west)) == 1
    assert "网格员李" in street.last_text
    assert "接单" in street.last_text
    assert (await office.story(number))[-1].verb == "escalate"
    assert "街道" in office.card(number).plain


async def test_where_no_street_has_a_group_an_escalated_ticket_goes_to_the_admins_and_no_further(
    office: Office,
) -> None:
    number = await office.report()
    await office.press("更多", number)
    await office.press("升级", number)
    assert office.heard(office.room.admin(), f"#{number}")
    assert "最高" in await office.forge(f"escalate:{number}")
    assert await office.verbs(number) == ["submit", "escalate"]


async def test_somebody_of_another_community_cannot_escalate_or_reject(office: Office) -> None:
    number = await office.report()
    for data in (f"escalate:{number}", f"reject:{number}", f"rejectas:{number}:fixed", f"card:{number}"):
        assert await office.forge(data, by=office.neighbour, group=office.east)
    assert await office.verbs(number) == ["submit"]
    assert EAST not in office.card(number).text
