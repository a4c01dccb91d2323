"""A reply in private means the ticket whose message it answers, whatever else is waited for at that time."""

import pytest

from bot.domain.ticket import State
from bot.sandbox.seen import Message
from tests.deeds import resolved
from tests.town import HERE, NEXT_DOOR, Town
from tests.townsfolk import picture


async def asked(town: Town, number: int, question: str) -> Message:
    """Staff ask about the ticket in words; the question as the courier has it."""
    await town.staff.presses("更多", on=town.group.card(number))
    await town.staff.presses("问骑手", on=town.group.card(number))
    await town.staff.sends(question, chat=town.group, reply_to=town.group.said[-1])
    return town.courier.saying(question)[-1]


async def two_questions(town: Town) -> tuple[Message, Message]:
    """About #1 and about #2, in this order."""
    for place in (HERE, NEXT_DOOR):
        await town.courier.reports("井盖", at=place)
    return await asked(town, 1, "在哪个门？"), await asked(town, 2, "多宽？")


async def test_each_of_two_questions_gets_the_words_that_reply_to_it(town: Town) -> None:
    first, second = await two_questions(town)
    await town.courier.sends("两米宽", reply_to=second)
    assert "已转给社区：#2" in town.courier.last_text
    assert "两米宽" in town.group.card(2).text
    assert "两米宽" not in town.group.card(1).text
    assert [(await town.ticket(number)).state for number in (1, 2)] == [State.NEEDS_INFO, State.OPEN]
    await town.courier.sends("东门", reply_to=first)
    assert "东门" in town.group.card(1).text


async def test_the_question_that_was_waited_for_still_is_after_a_reply_to_another(town: Town) -> None:
    _, second = await two_questions(town)
    await town.courier.sends("两米宽", reply_to=second)
    await town.courier.sends("东门")
    assert "东门" in town.group.card(1).text
    assert "东门" not in town.group.card(2).text


async def test_a_photo_that_replies_to_a_question_is_its_answer(town: Town) -> None:
    _, second = await two_questions(town)
    await town.courier.sends_photo(picture(80), reply_to=second)
    assert (await town.photos(1), await town.photos(2)) == (1, 2)
    assert (await town.ticket(2)).state is State.OPEN


async def test_a_place_that_replies_to_a_question_is_its_answer(town: Town) -> None:
    _, second = await two_questions(town)
    before = await town.ticket(1)
    await town.courier.sends_location(NEXT_DOOR[0] + 0.0005, NEXT_DOOR[1], reply_to=second)
    assert round((await town.ticket(2)).lat, 4) == round(NEXT_DOOR[0] + 0.0005, 4)
    assert (await town.ticket(1)).lat == before.lat
    assert (await town.ticket(1)).state is State.NEEDS_INFO


@pytest.mark.parametrize("opened", ["补充", "👎"])
async def test_a_reply_to_another_receipt_is_a_note_there_while_something_is_waited_for(
    town: Town, opened: str
) -> None:
    other = await town.courier.reports("电线", at=NEXT_DOOR)
    number = await (resolved(town) if opened == "👎" else town.courier.reports("垃圾"))
    await town.courier.presses(opened)
    await town.courier.sends("这是给电线的", reply_to=town.courier.receipt(other))
    await town.courier.sends_photo(picture(81), reply_to=town.courier.receipt(other))
    assert "这是给电线的" in town.group.card(other).text
    assert await town.photos(other) == 2
    assert "这是给电线的" not in town.group.card(number).text
    await town.courier.sends("这句才是")
    assert "这句才是" in town.group.card(number).text


async def test_a_reply_to_the_question_of_the_dialogue_itself_belongs_to_it(town: Town) -> None:
    number = await resolved(town)
    await town.courier.presses("👎")
    await town.courier.sends("还是松的", reply_to=town.courier.last)
    assert "还是松的" in town.group.card(number).text
    await town.courier.presses("补充", on=town.courier.receipt(number))
    await town.courier.sends("又松了", reply_to=town.courier.last)
    assert "已补充" in town.courier.last_text
    assert "又松了" in town.group.card(number).text


async def test_a_reply_to_a_question_is_the_answer_while_a_report_is_begun_and_the_report_goes_on(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.courier.sends_photo(picture(82))
    question = await asked(town, number, "在哪个门？")
    await town.courier.sends("东门", reply_to=question)
    assert "东门" in town.group.card(number).text
    await town.courier.sends_location(*HERE)
    await town.courier.presses("垃圾")
    assert await town.photos(number + 1) == 1
    assert "东门" not in town.group.card(number + 1).text


async def test_a_reply_to_a_page_of_ones_own_reports_is_a_note(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.courier.sends("/my")
    await town.courier.presses(f"#{number}")
    await town.courier.sends("再补一句", reply_to=town.courier.last)
    assert "已记下" in town.courier.last_text
    assert "再补一句" in town.group.card(number).text
