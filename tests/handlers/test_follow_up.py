"""What the courier does after a report: withdraw, add, rate, say that it is not done."""

import pytest

from bot.domain.ticket import State
from tests.deeds import resolved, taken
from tests.town import HERE, Town
from tests.townsfolk import picture


async def test_an_open_report_can_be_withdrawn_by_its_reporter(town: Town) -> None:
    number = await town.courier.reports("井盖")
    answer = await town.courier.presses("撤回", on=town.courier.receipt(number))
    assert "已撤回" in answer.text
    assert "已撤回" in town.courier.receipt(number).text
    assert town.courier.receipt(number).buttons == []
    assert "已撤回" in town.group.card(number).text
    assert town.group.card(number).buttons == []


async def test_a_taken_report_cannot_be_withdrawn_and_the_courier_hears_who_has_it(town: Town) -> None:
    number = await taken(town)
    answer = await town.courier.presses("撤回", on=town.courier.receipt(number))
    assert "已由 网格员李 接单" in answer.text
    assert (await town.ticket(number)).state is State.ACKNOWLEDGED


async def test_nobody_else_can_withdraw_a_report_or_add_to_it_or_rate_it(town: Town) -> None:
    number = await resolved(town)
    forged = await town.rider.sends("hello")
    for verb in (f"withdraw:{number}", f"add:{number}", f"satisfied:{number}:0", f"unsatisfied:{number}:0",
                 f"why:{number}:half", f"mine:{number}"):  # fmt: skip
        answer = await town.rider.presses_data(verb, on=forged)
        assert answer.show_alert, verb
        assert "网格员" not in answer.text
    assert (await town.ticket(number)).state is State.RESOLVED


async def test_withdrawing_twice_is_answered(town: Town) -> None:
    number = await town.courier.reports("井盖")
    receipt = town.courier.receipt(number)
    await town.courier.presses("撤回", on=receipt)
    answer = await town.courier.presses_data(f"withdraw:{number}", on=receipt)
    assert "已被骑手撤回" in answer.text


async def test_words_can_be_added(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.courier.presses("补充", on=town.courier.receipt(number))
    assert f"#{number}" in town.courier.last_text
    await town.courier.sends("旁边还有一个")
    assert "已补充" in town.courier.last_text
    assert "旁边还有一个" in town.group.card(number).text
    await town.courier.sends("今天天气不错")
    assert "今天天气不错" not in town.group.card(number).text


async def test_a_photo_and_a_voice_can_be_added(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.courier.presses("补充")
    await town.courier.sends_photo(picture(50), caption="近看")
    await town.courier.presses("补充", on=town.courier.receipt(number))
    await town.courier.sends_voice()
    assert await town.photos(number) == 2
    assert "🎙 1" in town.group.card(number).text
    assert "近看" in town.group.card(number).text
    assert await town.count() == 1


async def test_an_album_is_added_whole_and_thanked_for_once(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.courier.presses("补充")
    await town.courier.sends_album([picture(51), picture(52), picture(53)])
    assert await town.photos(number) == 4
    assert len(town.courier.saying("已补充")) == 1
    await town.courier.sends_photo(picture(54))
    assert await town.photos(number) == 4
    assert "在哪里" in town.courier.last_text


async def test_what_cannot_be_added_is_said_and_cancel_stops(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.courier.presses("补充")
    await town.courier.sends_location(*HERE)
    assert "照片、文字或语音" in town.courier.last_text
    await town.courier.sends("/cancel")
    await town.courier.sends("不算")
    assert "不算" not in town.group.card(number).text


async def test_adding_to_what_is_decided_meanwhile_is_refused_once_and_then_all_is_as_before(town: Town) -> None:
    number = await taken(town)
    await town.courier.presses("补充", on=town.courier.receipt(number))
    await resolved(town, number)
    await town.courier.sends("再看看")
    assert "已由 网格员李 办结" in town.courier.last_text
    await town.courier.sends_photo(picture(60))
    assert "在哪里" in town.courier.last_text
    answer = await town.courier.presses("补充", on=town.courier.receipt(number))
    assert answer.show_alert


@pytest.mark.parametrize("interruption", ["补充", "👎"])
async def test_a_report_that_was_begun_survives_another_question(town: Town, interruption: str) -> None:
    number = await (resolved(town) if interruption == "👎" else town.courier.reports("井盖"))
    await town.courier.sends_photo(picture(61))
    await town.courier.presses(interruption)
    await town.courier.sends("路口那边")
    await town.courier.sends_location(*HERE)
    assert "是什么问题" in town.courier.last_text
    await town.courier.presses("垃圾")
    assert await town.photos(number + 1) == 1
    assert "路口那边" in town.group.card(number).text


async def test_the_category_of_a_report_that_was_begun_can_be_pressed_in_between(town: Town) -> None:
    await town.courier.reports("井盖")
    await town.courier.sends_photo(picture(61))
    await town.courier.sends_location(*HERE)
    await town.courier.presses("补充")
    await town.courier.presses("垃圾")
    assert (await town.ticket(2)).category == "rubbish"


async def test_satisfied_closes_the_ticket(town: Town) -> None:
    number = await resolved(town)
    answer = await town.courier.presses("👍")
    assert "谢谢" in answer.text
    assert town.courier.last.buttons == []
    assert f"#{number} 已结案" in town.courier.last_text
    ticket = await town.ticket(number)
    assert (ticket.state, ticket.satisfied) == (State.CLOSED, True)
    assert "👍 满意" in town.group.card(number).text


async def test_satisfied_twice_counts_once(town: Town) -> None:
    number = await resolved(town)
    presses = [await town.courier.person.presses("👍") for _ in range(2)]
    await town.settles()
    assert sorted([(await press.answer()).show_alert for press in presses]) == [False, True]
    assert await town.story(number) == ["submit", "acknowledge", "resolve", "rate"]


async def test_not_satisfied_reopens_at_once_one_level_up_with_fresh_cards(town: Town) -> None:
    await town.binds(town.street, "安宁西路街道")
    number = await resolved(town)
    await town.courier.presses("👎")
    ticket = await town.ticket(number)
    assert (ticket.state, ticket.level, ticket.assignee) == (State.OPEN, 1, None)
    old, fresh = town.group.cards(number)
    assert old.buttons == []
    assert "已重开" in old.text
    assert "接单" in fresh.buttons[0]
    assert "接单" in town.street.card(number).buttons[0]
    assert "哪里没处理好" in town.courier.last_text


async def test_what_is_reopened_goes_to_the_admins_where_no_level_above_has_a_chat(town: Town) -> None:
    number = await resolved(town)
    await town.courier.presses("👎")
    assert f"#{number}" in town.admin.last_text
    assert len(town.group.cards(number)) == 2


async def test_a_reason_can_be_tapped(town: Town) -> None:
    number = await resolved(town)
    await town.courier.presses("👎")
    await town.courier.presses("只处理了一半")
    assert "谢谢反馈" in town.courier.last_text
    assert "只处理了一半" in town.group.card(number).text


async def test_a_reason_can_be_written_or_shown(town: Town) -> None:
    number = await resolved(town)
    await town.courier.presses("👎")
    await town.courier.sends_album([picture(70), picture(71)], caption="还在漏水")
    assert "还在漏水" in town.group.card(number).text
    assert await town.photos(number) == 3
    assert await town.count() == 1


async def test_a_forged_reason_is_refused(town: Town) -> None:
    number = await resolved(town)
    for data in (f"why:{number}:half", f"why:{number}:nonsense", f"why:{number}", "why"):
        answer = await town.courier.presses_data(data, on=town.courier.last)
        assert answer.show_alert, data
    assert await town.story(number) == ["submit", "acknowledge", "resolve"]


async def test_the_button_of_an_earlier_round_is_stale(town: Town) -> None:
    number = await resolved(town)
    first = town.courier.last
    await town.courier.presses("👎")
    await town.courier.presses("又出现了")
    await resolved(town, number, photo=4001)
    for verb in ("satisfied", "unsatisfied"):
        answer = await town.courier.presses_data(f"{verb}:{number}:0", on=first)
        assert "评价过了" in answer.text
    assert (await town.ticket(number)).state is State.RESOLVED
    await town.courier.presses("👍")
    assert (await town.ticket(number)).satisfied


async def test_the_second_round_shows_its_own_result(town: Town) -> None:
    number = await resolved(town)
    await town.courier.presses("👎")
    await resolved(town, number, photo=4001)
    assert len(town.group.saying("用时")) == 2
    assert len(town.courier.saying("您满意吗")) == 1
    assert await town.photos(number, "after") == 2


async def test_what_was_closed_can_be_reopened_for_a_week_and_not_longer(town: Town) -> None:
    first, second = await resolved(town), await resolved(town)
    for number in (first, second):
        await town.courier.presses_data(f"satisfied:{number}:0", on=town.courier.last)
    await town.clock.passes(days=6)
    await town.courier.presses_data(f"unsatisfied:{first}:0", on=town.courier.last)
    assert (await town.ticket(first)).state is State.OPEN
    await town.clock.passes(days=2)
    answer = await town.courier.presses_data(f"unsatisfied:{second}:0", on=town.courier.last)
    assert answer.show_alert
    assert (await town.ticket(second)).state is State.CLOSED


async def test_a_reporter_who_is_suspended_may_still_rate_their_own_report(town: Town) -> None:
    number = await resolved(town)
    await town.admin.sends("/people 马师傅")
    await town.admin.presses("马师傅")
    await town.admin.presses("停用")
    await town.courier.presses_data(f"satisfied:{number}:0", on=town.courier.saying("您满意吗")[-1])
    assert (await town.ticket(number)).state is State.CLOSED


async def test_a_reporter_who_deletes_themself_leaves_the_card_behind(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.courier.sends("/delete_me")
    await town.courier.presses("确定")
    await town.staff.presses("接单", on=town.group.card(number))
    assert "姓名已删除" in town.group.card(number).text
    assert "马师傅" not in town.group.card(number).text
    said = len(town.courier.said)
    await resolved(town, number)
    await town.clock.passes(hours=73)
    assert (await town.ticket(number)).state is State.CLOSED
    assert len(town.courier.said) == said
