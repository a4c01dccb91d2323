"""What the bot says that it took of a report is what it took: no tick without an answer, no thanks for a sticker."""

from datetime import timedelta

import pytest

from bot.sandbox.seen import Message
from tests.town import HERE, MORNING, NEXT_DOOR, Town
from tests.townsfolk import file_photo, picture

STICKER = {"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1, "type": "regular", "is_animated": False}


async def at_the_category(town: Town) -> Message:
    await town.courier.sends_photo(picture(1))
    await town.courier.sends_location(*HERE)
    return town.courier.last


async def test_words_at_the_question_what_it_is_are_said_to_be_noted(town: Town) -> None:
    question = await at_the_category(town)
    await town.courier.sends("就在店门口")
    assert question.text == "📝 已记下。"
    assert question.buttons == []
    again = town.courier.last
    assert "是什么问题" in again.text
    await town.courier.presses("井盖")
    assert again.text == "✔️ 井盖"
    assert "就在店门口" in town.group.card(1).text


async def test_a_question_that_was_answered_shows_its_answer(town: Town) -> None:
    old = file_photo(HERE, MORNING - timedelta(days=3))
    await town.courier.sends_document(old, "a.jpg", mime_type="image/jpeg", caption="井盖")
    question = town.courier.last
    await town.courier.presses("现在还是这样")
    assert question.text == "✅ 现在还是这样"
    assert await town.count() == 1


@pytest.mark.parametrize(
    ("label", "shown"),
    [("照片拍摄的地方", "📷 照片拍摄的地方"), ("我现在的位置", "📍 我现在的位置"), ("取消", "✖️ 取消")],
)
async def test_which_of_two_places_was_meant_is_shown(town: Town, label: str, shown: str) -> None:
    await town.courier.sends_location(*HERE)
    there = file_photo((NEXT_DOOR[0] + 0.01, NEXT_DOOR[1]), MORNING)
    await town.courier.sends_document(there, "a.jpg", mime_type="image/jpeg")
    question = town.courier.last
    await town.courier.presses(label)
    assert question.text == shown


@pytest.mark.parametrize("what", ["sticker", "contact", "dice"])
async def test_what_is_no_part_of_a_report_is_not_thanked_for(town: Town, what: str) -> None:
    await town.courier.sends_voice()
    if what == "contact":
        await town.courier.sends_contact(town.mate.person)
    else:
        await town.courier.sends_anything({what: STICKER if what == "sticker" else {"emoji": "🎲", "value": 3}})
    assert "已记下" not in town.courier.last_text
    assert "照片、位置" in town.courier.last_text
    question = await at_the_category(town)
    await town.courier.sends_contact(town.mate.person)
    assert "是什么问题" in question.text
    await town.courier.presses("井盖", on=question)
    assert await town.count() == 1


async def test_a_document_is_no_recording(town: Town) -> None:
    await town.courier.sends_document(b"%PDF", "a.pdf", mime_type="application/pdf")
    await town.courier.sends_voice()
    await at_the_category(town)
    await town.courier.presses("井盖")
    fresh = town.group.card(1).text
    await town.staff.presses("接单", on=town.group.card(1))
    for text in (fresh, town.group.card(1).text):
        assert "📄 1 个文件" in text
        assert "🎙 1 段录音或视频" in text
    assert "（3）" in "".join(town.group.card(1).buttons)


async def test_who_asked_and_who_answers_are_two_names(town: Town) -> None:
    number = await town.courier.reports("井盖")
    for label in ("更多", "问骑手", "具体在什么位置"):
        await town.staff.presses(label, on=town.group.card(number))
    await town.courier.sends("东门")
    assert town.group.last_text == f"💬 骑手马师傅 回复 网格员李（#{number}）：东门"
