"""After 👎: what is a reason, what is the next report, and what of it the courier and the group read."""

import pytest

from bot.domain.ticket import State
from tests.deeds import resolved
from tests.town import HERE, IN_EAST, Town
from tests.townsfolk import picture


async def objected(town: Town) -> int:
    number = await resolved(town)
    await town.courier.presses("👎")
    return number


async def suspends(town: Town) -> None:
    await town.admin.sends("/people 马师傅")
    await town.admin.presses("马师傅")
    await town.admin.presses("停用")


async def test_a_photo_without_a_word_begins_a_report_and_says_so(town: Town) -> None:
    number = await objected(town)
    await town.courier.sends_photo(picture(58))
    (said,) = town.courier.saying("开始了一条新上报")
    assert f"#{number} 井盖" in said.text
    assert await town.photos(number) == 1
    await town.courier.sends_location(*IN_EAST)
    await town.courier.presses("垃圾")
    assert await town.photos(number + 1) == 1


async def test_one_touch_puts_the_photo_onto_the_old_ticket_instead(town: Town) -> None:
    number = await objected(town)
    await town.courier.sends_album([picture(58), picture(59)])
    await town.courier.presses(f"📎 拍的是 #{number}")
    assert f"已补充到 #{number}" in town.courier.last_text
    assert await town.photos(number) == 3
    assert "照片和录音（" in "".join(town.group.card(number).buttons)
    await town.courier.sends_photo(picture(60))
    await town.courier.sends_location(*HERE)
    await town.courier.presses("垃圾")
    assert await town.photos(number + 1) == 1
    assert await town.count() == 2


async def test_that_touch_takes_nothing_from_a_later_report(town: Town) -> None:
    number = await objected(town)
    await town.courier.sends_photo(picture(58))
    notice = town.courier.saying("开始了一条新上报")[-1]
    await town.courier.sends("/cancel")
    town.clock.at = town.box.now = town.clock.at.replace(minute=town.clock.at.minute + 1)
    await town.courier.sends_photo(picture(59))
    answer = await town.courier.presses_data(
        notice.raw["reply_markup"]["inline_keyboard"][0][0]["callback_data"], notice
    )
    assert answer.show_alert
    await town.courier.sends_location(*HERE)
    await town.courier.presses("垃圾")
    assert (await town.photos(number), await town.photos(number + 1)) == (1, 1)


async def test_a_photo_goes_on_with_a_report_that_had_begun_and_the_way_back_is_said(town: Town) -> None:
    number = await resolved(town)
    await town.courier.sends_photo(picture(61))
    await town.courier.presses("👎")
    await town.courier.sends_photo(picture(62))
    (said,) = town.courier.saying("没报完的那条上报")
    await town.courier.sends_photo(picture(63), reply_to=said)
    await town.courier.sends_location(*HERE)
    await town.courier.presses("垃圾")
    assert (await town.photos(number), await town.photos(number + 1)) == (2, 2)


async def test_a_photo_that_replies_to_the_question_is_of_the_old_ticket_and_that_is_said_below_it(town: Town) -> None:
    number = await objected(town)
    await town.courier.sends_photo(picture(58), reply_to=town.courier.last)
    assert f"照片已补充到 #{number}" in town.courier.last_text
    assert await town.photos(number) == 2


async def test_a_photo_with_the_reason_as_its_caption_is_of_the_old_ticket(town: Town) -> None:
    number = await objected(town)
    await town.courier.sends_photo(picture(58), "井盖还是没盖好")
    assert f"照片已补充到 #{number}" in town.courier.last_text
    assert "井盖还是没盖好" in town.group.card(number).text


@pytest.mark.parametrize("caption", ["路面塌陷", "井盖"])
async def test_a_photo_whose_caption_is_a_report_begins_one(town: Town, caption: str) -> None:
    number = await objected(town)
    await town.courier.sends_photo(picture(58), caption)
    await town.courier.sends_location(*IN_EAST)
    assert (await town.photos(number), await town.photos(number + 1)) == (1, 1)


@pytest.mark.parametrize("typed", [False, True])
async def test_a_place_is_kept_for_the_next_report_and_the_reason_still_waited_for(town: Town, typed: bool) -> None:
    number = await objected(town)
    await (town.courier.sends("36.1025, 103.7325") if typed else town.courier.sends_location(*IN_EAST))
    assert "培黎-01" in town.courier.last_text
    await town.courier.sends("还是没修")
    assert f"已补充到 #{number}" in town.courier.last_text
    assert "还是没修" in town.group.card(number).text
    await town.courier.sends_photo(picture(58))
    await town.courier.presses("垃圾")
    assert (await town.ticket(number + 1)).cell == (await town.ticket(number)).cell + 2  # type: ignore[operator]


async def test_after_a_place_a_photo_is_of_the_next_report_whatever_its_caption(town: Town) -> None:
    number = await objected(town)
    await town.courier.sends_location(*IN_EAST)
    await town.courier.sends_photo(picture(58), "快来看看")
    await town.courier.presses("垃圾")
    assert (await town.photos(number), await town.photos(number + 1)) == (1, 1)


async def test_a_reason_tapped_twice_stands_once_and_the_second_tap_hears_what_was_taken(town: Town) -> None:
    number = await objected(town)
    question = town.courier.last
    presses = [await town.courier.person.presses(label, question) for label in ("又出现了", "又出现了", "弄错地方了")]
    await town.settles()
    assert [(await press.answer()).text for press in presses] == ["", "已记下：又出现了", "已记下：又出现了"]
    assert (await town.story(number)).count("add") == 1
    assert "弄错地方了" not in town.group.card(number).text


async def test_each_round_has_its_own_reason(town: Town) -> None:
    number = await objected(town)
    first = town.courier.last
    data = [button["callback_data"] for row in first.raw["reply_markup"]["inline_keyboard"] for button in row]
    await town.courier.presses("又出现了")
    await resolved(town, number, photo=4001)
    await town.courier.presses("👎")
    assert (await town.courier.presses_data(data[0], on=first)).show_alert
    await town.courier.presses("只处理了一半")
    assert (await town.story(number)).count("add") == 2


async def test_the_free_words_of_a_suspended_courier_reach_no_card(town: Town) -> None:
    number = await objected(town)
    await suspends(town)
    await town.courier.sends("不该出现的话")
    assert "停用" in town.courier.last_text
    await town.courier.sends_photo(picture(58), "也不该出现")
    assert "不该出现" not in town.group.card(number).text
    assert await town.photos(number) == 1


async def test_a_suspended_courier_still_objects_and_taps_why_and_is_asked_for_no_words(town: Town) -> None:
    number = await resolved(town)
    await suspends(town)
    await town.courier.presses("👎")
    assert (await town.ticket(number)).state is State.OPEN
    assert town.courier.last_text == "哪里没处理好？请点一下。"
    await town.courier.sends("不该出现的话")
    assert "不该出现" not in town.group.card(number).text
    await town.courier.presses("只处理了一半")
    assert "只处理了一半" in town.group.card(number).text


async def test_a_reason_and_a_question_by_button_are_read_in_each_readers_language(town: Town) -> None:
    await town.staff.sends("/language", chat=town.group)
    await town.staff.presses("English", on=town.group.said[-1])
    number = await town.courier.reports("井盖")
    for label in ("More", "Ask", "Where exactly is it?"):
        await town.staff.presses(label, on=town.group.card(number))
    assert "具体在什么位置？" in town.courier.last_text
    assert "Where exactly is it?" in town.group.card(number).text
    assert "具体在什么位置" not in town.group.card(number).text
    await town.courier.sends("东门")
    await town.staff.presses("Take", on=town.group.card(number))
    await town.staff.presses("Resolve", on=town.group.card(number))
    await town.staff.sends_photo(picture(90), chat=town.group, reply_to=town.group.said[-1])
    await town.courier.presses("👎")
    await town.courier.presses("只处理了一半")
    assert "谢谢反馈：只处理了一半" in town.courier.last_text
    assert "Only half done" in town.group.card(number).text
    assert "只处理了一半" not in town.group.card(number).text
    await town.staff.sends(f"/task {number}", chat=town.group)
    assert "Where exactly is it?" in town.group.last_text
    assert "只处理" not in town.group.last_text
    await town.courier.sends("/my")
    await town.courier.presses(f"#{number}")
    assert "只处理了一半" in town.courier.last_text
