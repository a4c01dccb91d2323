"""/my: a courier's own reports, by page and one by one."""

from tests.deeds import resolved, taken
from tests.town import Town


async def test_who_has_reported_nothing_is_told_how_to_begin(town: Town) -> None:
    await town.courier.sends("/my")
    assert "还没有上报过" in town.courier.last_text


async def test_the_key_lists_the_reports_newest_first_with_their_state(town: Town) -> None:
    await taken(town)
    await town.courier.reports("垃圾")
    await town.rider.reports("Gas")
    await town.courier.taps("我的上报")
    text = town.courier.last_text
    assert "共 2 条" in text
    assert text.index("#2 垃圾") < text.index("#1 井盖")
    assert "已接单" in text
    assert "#3" not in text


async def test_six_reports_are_two_pages_turned_in_place(town: Town) -> None:
    for _ in range(6):
        await town.courier.reports("路面")
    await town.courier.sends("/my")
    listed = town.courier.last
    assert "#6" in listed.text
    assert "#1 " not in listed.text
    await town.courier.presses("较早", on=listed)
    assert "#1 " in listed.text
    assert "第 2/2 页" in listed.text
    await town.courier.presses("较新", on=listed)
    assert "第 1/2 页" in listed.text


async def test_two_lists_on_the_screen_are_turned_each_for_itself(town: Town) -> None:
    for _ in range(6):
        await town.courier.reports("路面")
    await town.courier.sends("/my")
    first = town.courier.last
    await town.courier.sends("/my")
    second = town.courier.last
    await town.courier.presses("较早", on=first)
    assert "第 2/2 页" in first.text
    assert "第 1/2 页" in second.text


async def test_one_report_is_shown_with_its_photo_its_story_and_what_can_be_done(town: Town) -> None:
    number = await taken(town)
    await town.staff.sends("内部：找物业", chat=town.group, reply_to=town.group.card(number))
    await town.courier.sends("/my")
    await town.courier.presses(f"#{number}")
    shown = town.courier.last
    assert shown.file_id
    assert "网格员李" in shown.text
    assert "内部" not in shown.text
    assert any("补充" in label for label in shown.buttons)
    assert not any("撤回" in label for label in shown.buttons)


async def test_an_unrated_result_can_be_rated_from_the_list(town: Town) -> None:
    number = await resolved(town)
    await town.courier.sends("/my")
    await town.courier.presses(f"#{number}")
    await town.courier.presses("👍", on=town.courier.last)
    assert (await town.ticket(number)).satisfied


async def test_an_open_report_can_be_withdrawn_from_the_list(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.courier.sends("/my")
    await town.courier.presses(f"#{number}")
    await town.courier.presses("撤回", on=town.courier.last)
    assert await town.story(number) == ["submit", "withdraw"]


async def test_somebody_elses_number_is_refused_like_one_that_never_was(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.rider.sends("/my")
    answers = [await town.rider.presses_data(data, on=town.rider.last) for data in (f"mine:{number}", "mine:99")]
    assert answers[0] == answers[1]
    assert answers[0].show_alert


async def test_a_page_that_never_was_is_answered(town: Town) -> None:
    await town.courier.reports("井盖")
    await town.courier.sends("/my")
    listed = town.courier.last
    for page in ("99", "9007199254740990"):
        await town.courier.presses_data(f"my:{page}:{listed.id - 1}", on=listed)
        assert "#1" not in listed.text
    for page in ("-1", "x", "", "9" * 30):
        answer = await town.courier.presses_data(f"my:{page}:1", on=listed)
        assert answer.show_alert


async def test_who_is_no_courier_has_no_reports(town: Town) -> None:
    for who in (town.stranger, town.suspended, town.lead):
        await who.sends("/my")
        assert "上报：" not in who.last_text
