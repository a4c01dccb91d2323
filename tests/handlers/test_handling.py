"""Staff handle a ticket on its card: take it, give it back, resolve it with a photo as proof."""

import pytest

from bot.domain.ticket import State
from tests.deeds import prompted, resolved, taken
from tests.town import Town
from tests.townsfolk import picture


async def test_the_courier_hears_that_somebody_is_coming(town: Town) -> None:
    number = await town.courier.reports("井盖")
    answer = await town.staff.presses("接单", on=town.group.card(number))
    assert "已接单" in answer.text
    assert "网格员李 已接单" in town.courier.last_text
    assert "网格员李" in town.group.card(number).text
    assert [label[-2:] for label in town.group.card(number).buttons[:2]] == ["办结", "退回"]
    assert len(town.group.cards(number)) == 1


async def test_a_second_press_of_take_tells_who_has_it(town: Town) -> None:
    number = await town.courier.reports("井盖")
    card = town.group.card(number)
    await town.staff.presses("接单", on=card)
    for late in (town.staff, town.mate):
        answer = await late.presses_data(f"take:{number}", on=card)
        assert answer.show_alert
        assert "已由 网格员李 接单" in answer.text
    assert await town.story(number) == ["submit", "acknowledge"]


async def test_of_two_who_take_at_the_same_moment_one_wins_and_the_other_hears_who(town: Town) -> None:
    number = await town.courier.reports("井盖")
    card = town.group.card(number)
    presses = [await who.person.presses("接单", card) for who in (town.staff, town.mate)]
    await town.settles()
    answers = [await press.answer() for press in presses]
    assert sorted(answer.show_alert for answer in answers) == [False, True]
    (loser,) = [answer for answer in answers if answer.show_alert]
    assert "已由 网格员" in loser.text
    assert await town.story(number) == ["submit", "acknowledge"]
    assert len(town.courier.saying("正在处理")) == 1


async def test_a_courier_cannot_take_with_a_forged_button(town: Town) -> None:
    number = await town.courier.reports("井盖")
    answer = await town.rider.presses_data(f"take:{number}", on=await town.rider.sends("hello"))
    assert answer.show_alert
    assert (await town.ticket(number)).state is State.OPEN


async def test_staff_of_another_community_cannot_take_and_learn_nothing(town: Town) -> None:
    number = await taken(town)
    await town.neighbour.sends("/help", chat=town.east)
    for verb in ("take", "resolve", "release", "photos"):
        answer = await town.neighbour.presses_data(f"{verb}:{number}", on=town.east.said[-1])
        assert answer.show_alert
        assert "网格员李" not in answer.text
    assert await town.story(number) == ["submit", "acknowledge"]


async def test_a_suspended_person_in_the_group_is_refused(town: Town) -> None:
    number = await town.courier.reports("井盖")
    answer = await town.suspended.presses("接单", on=town.group.card(number))
    assert "没有权限" in answer.text
    assert (await town.ticket(number)).state is State.OPEN


async def test_a_ticket_number_that_never_was_is_refused(town: Town) -> None:
    await town.courier.reports("井盖")
    for number in ("99", "-1", "x", "", "9" * 30, "²"):
        answer = await town.staff.presses_data(f"take:{number}", on=town.group.card(1))
        assert answer.show_alert


async def test_who_took_it_may_release_it_and_another_may_take_it(town: Town) -> None:
    number = await taken(town)
    await town.staff.presses("退回", on=town.group.card(number))
    assert "接单" in town.group.card(number).buttons[0]
    await town.mate.presses("接单", on=town.group.card(number))
    assert "网格员王" in town.group.card(number).text


async def test_nobody_else_may_release_but_a_lead_may(town: Town) -> None:
    number = await taken(town)
    answer = await town.mate.presses("退回", on=town.group.card(number))
    assert "没有权限" in answer.text
    assert (await town.ticket(number)).state is State.ACKNOWLEDGED
    await town.lead.presses_data(f"release:{number}", on=town.group.card(number))
    assert (await town.ticket(number)).state is State.OPEN


async def test_a_ticket_that_somebody_else_has_cannot_be_resolved(town: Town) -> None:
    number = await taken(town)
    answer = await town.mate.presses("办结", on=town.group.card(number))
    assert "已由 网格员李 接单" in answer.text
    assert not town.group.saying("请回复本条消息")


async def test_resolving_asks_the_presser_by_name_in_reply_to_the_card(town: Town) -> None:
    number = await taken(town)
    prompt = await prompted(town, number)
    assert "网格员李" in prompt.text
    assert prompt.reply_to == town.group.card(number).id
    assert prompt.keyboard
    assert prompt.keyboard["force_reply"]
    assert prompt.keyboard["selective"]


async def test_a_photo_in_reply_to_the_prompt_resolves_and_both_see_before_and_after(town: Town) -> None:
    number = await taken(town)
    prompt = await prompted(town, number)
    await town.staff.sends_photo(picture(9), chat=town.group, reply_to=prompt)
    assert (await town.ticket(number)).state is State.RESOLVED
    assert "已办结" in town.group.card(number).text
    assert prompt.deleted
    (proof,) = town.group.saying("用时")
    assert proof.file_id
    assert proof.reply_to == town.group.card(number).id
    assert town.courier.last.file_id
    assert "您满意吗" in town.courier.last_text
    assert [label[0] for label in town.courier.last.buttons] == ["👍", "👎"]


async def test_a_photo_in_reply_to_the_card_resolves_too(town: Town) -> None:
    number = await taken(town)
    await prompted(town, number)
    await town.staff.sends_photo(picture(9), chat=town.group, reply_to=town.group.card(number))
    assert (await town.ticket(number)).state is State.RESOLVED


async def test_a_photo_sent_as_a_file_is_a_proof_too(town: Town) -> None:
    number = await taken(town)
    prompt = await prompted(town, number)
    await town.staff.sends_document(picture(9), "IMG.jpg", mime_type="image/jpeg", chat=town.group, reply_to=prompt)
    assert (await town.ticket(number)).state is State.RESOLVED


@pytest.mark.parametrize("what", ["words", "damaged", "voice"])
async def test_what_is_no_photo_is_answered_and_the_prompt_stays(town: Town, what: str) -> None:
    number = await taken(town)
    prompt = await prompted(town, number)
    if what == "words":
        await town.staff.sends("修好了", chat=town.group, reply_to=prompt)
    elif what == "damaged":
        await town.staff.sends_photo(picture(9)[:300], chat=town.group, reply_to=prompt)
    else:
        await town.staff.sends_voice(chat=town.group, reply_to=prompt)
    assert "照片" in town.group.last_text
    assert (await town.ticket(number)).state is State.ACKNOWLEDGED
    await town.staff.sends_photo(picture(9), chat=town.group, reply_to=prompt)
    assert (await town.ticket(number)).state is State.RESOLVED


async def test_somebody_elses_photo_under_the_prompt_is_a_note_and_resolves_nothing(town: Town) -> None:
    number = await taken(town)
    prompt = await prompted(town, number)
    await town.mate.sends_photo(picture(9), caption="我看见了", chat=town.group, reply_to=prompt)
    assert (await town.ticket(number)).state is State.ACKNOWLEDGED
    assert "我看见了" in town.group.card(number).text


async def test_a_photo_under_another_card_does_not_resolve_the_one_asked_about(town: Town) -> None:
    asked, other = await taken(town), await town.courier.reports("垃圾")
    await prompted(town, asked)
    await town.staff.sends_photo(picture(9), caption="那边也去看了", chat=town.group, reply_to=town.group.card(other))
    assert (await town.ticket(asked)).state is State.ACKNOWLEDGED
    assert "那边也去看了" in town.group.card(other).text


async def test_a_colleagues_talk_with_pictures_is_none_of_our_business(town: Town) -> None:
    number = await taken(town)
    await prompted(town, number)
    town.box.privacy = False
    town.group.group.promotes_bot()
    await town.staff.sends_album([picture(8), picture(9)], chat=town.group)
    assert (await town.ticket(number)).state is State.ACKNOWLEDGED


async def test_resolving_twice_leaves_one_prompt(town: Town) -> None:
    number = await taken(town)
    first = await prompted(town, number)
    second = await prompted(town, number)
    assert first.deleted
    assert not second.deleted
    await town.staff.sends_photo(picture(9), chat=town.group, reply_to=second)
    assert (await town.ticket(number)).state is State.RESOLVED


async def test_cancel_takes_the_prompt_away_and_leaves_the_ticket_taken(town: Town) -> None:
    number = await taken(town)
    prompt = await prompted(town, number)
    await town.staff.sends("/cancel", chat=town.group)
    assert prompt.deleted
    assert "已取消" in town.group.last_text
    assert (await town.ticket(number)).state is State.ACKNOWLEDGED


async def test_skip_is_refused_where_the_policy_wants_a_photo(town: Town) -> None:
    number = await taken(town)
    await prompted(town, number)
    await town.staff.sends("/skip", chat=town.group)
    assert "需要照片" in town.group.last_text
    assert (await town.ticket(number)).state is State.ACKNOWLEDGED


async def test_skip_resolves_where_the_policy_lets_staff(town: Town) -> None:
    await town.rules(resolve_without_photo=True)
    number = await taken(town)
    prompt = await prompted(town, number)
    assert "/skip" in prompt.text
    await town.staff.sends("/skip", chat=town.group)
    assert (await town.ticket(number)).state is State.RESOLVED
    assert prompt.deleted
    assert "您满意吗" in town.courier.last_text


async def test_skip_without_a_prompt_is_answered(town: Town) -> None:
    await town.staff.sends("/skip", chat=town.group)
    assert "没有等您发照片的工单" in town.group.last_text


async def test_a_lead_may_resolve_what_somebody_else_took(town: Town) -> None:
    number = await taken(town)
    town.group.group.adds(town.lead.person)
    prompt = await prompted(town, number, by=town.lead)
    await town.lead.sends_photo(picture(9), chat=town.group, reply_to=prompt)
    assert (await town.ticket(number)).state is State.RESOLVED


async def test_an_uncovered_ticket_is_handled_by_the_admin_in_private(town: Town) -> None:
    await town.courier.reports("井盖", at=(36.15, 103.7225))
    card = town.admin.saying("#1 ")[-1]
    await town.admin.presses("接单", on=card)
    assert "管理员 已接单" in town.courier.last_text
    await town.admin.presses("办结", on=card)
    await town.admin.sends_photo(picture(9))
    assert (await town.ticket(1)).state is State.RESOLVED
    assert "您满意吗" in town.courier.last_text


async def test_a_restart_between_press_and_photo_costs_nothing(town: Town) -> None:
    number = await taken(town)
    prompt = await prompted(town, number)
    await town.restarts()
    await town.staff.sends_photo(picture(9), chat=town.group, reply_to=prompt)
    assert (await town.ticket(number)).state is State.RESOLVED


async def test_a_resolved_ticket_offers_staff_nothing_to_press(town: Town) -> None:
    number = await resolved(town)
    assert town.group.card(number).buttons == []
    for verb in ("take", "resolve", "release"):
        answer = await town.staff.presses_data(f"{verb}:{number}", on=town.group.card(number))
        assert "已由 网格员李 办结" in answer.text
