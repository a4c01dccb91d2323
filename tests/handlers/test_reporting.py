"""A courier reports: photo, place, kind, in any order; what is not right is asked for, and nothing is asked twice."""

from tests.town import HERE, NEXT_DOOR, Town
from tests.townsfolk import picture


async def test_photo_then_location_then_category_is_one_ticket(town: Town) -> None:
    await town.courier.sends_photo(picture())
    assert "在哪里" in town.courier.last_text
    await town.courier.taps("📍 发送位置", location=HERE)
    assert "是什么问题" in town.courier.last_text
    await town.courier.presses("井盖")
    assert await town.count() == 1
    assert town.courier.receipt(1)
    assert "接单" in town.group.card(1).buttons[0]
    assert town.group.card(1).file_id
    assert not town.east.cards(1)


async def test_the_main_keyboard_comes_back_after_the_location(town: Town) -> None:
    await town.courier.sends_photo(picture())
    assert any("发送位置" in key for key in town.courier.keyboard)
    await town.courier.taps("📍 发送位置", location=HERE)
    assert any("上报隐患" in key for key in town.courier.keyboard)


async def test_the_main_keyboard_comes_back_after_written_coordinates(town: Town) -> None:
    await town.courier.sends_photo(picture())
    await town.courier.sends("36.1025,103.7225")
    assert "是什么问题" in town.courier.last_text
    assert any("上报隐患" in key for key in town.courier.keyboard)


async def test_a_place_may_come_first(town: Town) -> None:
    await town.courier.sends_location(*HERE)
    assert "10 分钟内发照片" in town.courier.last_text
    await town.courier.sends_photo(picture())
    assert "枣林西-01" in town.courier.last_text
    await town.courier.presses("路灯")
    assert (await town.ticket(1)).category == "street_light"


async def test_the_receipt_names_number_cell_who_was_told_and_until_when(town: Town) -> None:
    number = await town.courier.reports("井盖")
    text = town.courier.receipt(number).text
    assert all(word in text for word in ("#1", "井盖", "枣林西-01", "枣林西社区", "10:30"))
    assert [label[-2:] for label in town.courier.receipt(number).buttons] == ["撤回", "补充"]


async def test_an_english_courier_is_answered_in_english_and_the_group_in_chinese(town: Town) -> None:
    await town.rider.sends_photo(picture())
    await town.rider.taps("Send location", location=HERE)
    await town.rider.presses("Manhole")
    assert "received" in town.rider.last_text
    assert "井盖" in town.group.card(1).text
    assert "Rider Tom" in town.group.card(1).text


async def test_the_key_report_says_how_and_drops_what_was_begun(town: Town) -> None:
    await town.courier.sends_photo(picture())
    await town.courier.sends("/report")
    assert "照片" in town.courier.last_text
    await town.courier.taps("上报隐患")
    await town.courier.sends_location(*HERE)
    assert "发照片" in town.courier.last_text


async def test_a_caption_naming_a_category_with_a_known_place_submits_at_once(town: Town) -> None:
    await town.courier.sends_location(*HERE)
    await town.courier.sends_photo(picture(), caption="井盖没了，晚上很危险")
    assert "#1" in town.courier.last_text
    assert "晚上很危险" in town.group.card(1).text


async def test_a_category_named_before_the_place_submits_as_soon_as_the_place_arrives(town: Town) -> None:
    await town.courier.sends_photo(picture(), caption="飞线充电")
    assert "在哪里" in town.courier.last_text
    await town.courier.taps("📍", location=HERE)
    assert town.courier.receipt(1)
    assert (await town.ticket(1)).category == "flying_line"
    assert any("上报隐患" in key for key in town.courier.keyboard)


async def test_words_after_the_photo_describe_it(town: Town) -> None:
    await town.courier.sends_photo(picture())
    await town.courier.taps("📍", location=HERE)
    await town.courier.sends("靠近学校门口")
    await town.courier.presses("路面")
    assert "靠近学校门口" in town.group.card(1).text


async def test_a_category_pressed_twice_makes_one_ticket(town: Town) -> None:
    await town.courier.sends_photo(picture())
    await town.courier.taps("📍", location=HERE)
    question = town.courier.last
    first = await town.courier.person.presses("井盖", question)
    second = await town.courier.person.presses("井盖", question)
    await town.settles()
    assert "井盖" in (await first.answer()).text
    assert (await second.answer()).show_alert
    assert await town.count() == 1


async def test_a_category_pressed_after_the_submission_is_too_late(town: Town) -> None:
    await town.courier.reports("井盖")
    answer = await town.courier.presses_data("category:gas", on=town.courier.last)
    assert answer.show_alert
    assert answer.text
    assert await town.count() == 1


async def test_a_forged_key_changes_nothing_and_the_draft_goes_on(town: Town) -> None:
    await town.courier.sends_photo(picture())
    await town.courier.taps("📍", location=HERE)
    question = town.courier.last
    for data in ("category:nonsense", "category", "category:", "draft:far:photo:x", "draft:what:yes"):
        await town.courier.presses_data(data, on=question)
        assert await town.count() == 0, data
    await town.courier.presses("井盖")
    assert await town.count() == 1


async def test_the_category_of_somebody_elses_draft_cannot_be_pressed(town: Town) -> None:
    await town.courier.sends_photo(picture())
    await town.courier.taps("📍", location=HERE)
    answer = await town.rider.presses_data("category:manhole", on=(await town.rider.sends("hello")))
    assert answer.show_alert
    assert await town.count() == 0


async def test_cancel_in_the_middle_drops_the_draft(town: Town) -> None:
    for number, stop in enumerate(("/cancel", "✖️ 取消")):
        await town.courier.sends_photo(picture(number))
        await town.courier.sends(stop)
        assert any("上报隐患" in key for key in town.courier.keyboard)
        await town.courier.sends("后面的话")
        assert "就能上报" in town.courier.last_text
    assert await town.count() == 0


async def test_a_restart_in_the_middle_costs_nothing(town: Town) -> None:
    await town.courier.sends_photo(picture())
    await town.restarts()
    await town.courier.taps("📍", location=HERE)
    await town.restarts()
    await town.courier.presses("井盖")
    assert town.courier.receipt(1)
    assert len(town.group.cards(1)) == 1


async def test_what_was_sent_while_the_bot_was_down_is_handled_afterwards(town: Town) -> None:
    await town.stops()
    await town.courier.person.sends_photo(picture())
    await town.courier.person.sends_location(*HERE)
    await town.starts()
    await town.settles()
    await town.courier.presses("井盖")
    assert town.courier.receipt(1)


async def test_too_many_reports_within_an_hour_get_a_friendly_stop_and_the_draft_survives(town: Town) -> None:
    await town.rules(reports_an_hour=1)
    await town.courier.reports("井盖")
    await town.courier.sends_photo(picture(7))
    await town.courier.taps("📍", location=HERE)
    answer = await town.courier.presses("垃圾")
    assert answer.show_alert
    assert "歇一会儿" in answer.text
    assert await town.count() == 1
    await town.clock.passes(minutes=61)
    await town.courier.presses("垃圾")
    assert await town.count() == 2


async def test_a_report_in_one_message_survives_the_friendly_stop_too(town: Town) -> None:
    await town.rules(reports_an_hour=1)
    await town.courier.reports("井盖")
    await town.courier.sends_photo(picture(7), caption="垃圾 36.1025,103.7225")
    assert town.courier.saying("歇一会儿")
    assert await town.count() == 1
    await town.clock.passes(minutes=61)
    await town.courier.presses("垃圾")
    assert (await town.ticket(2)).category == "rubbish"


async def test_voice_and_video_stand_beside_the_photos(town: Town) -> None:
    await town.courier.sends_photo(picture())
    await town.courier.sends_voice()
    await town.courier.sends_video(caption="看一下")
    await town.courier.taps("📍", location=HERE)
    await town.courier.presses("井盖")
    assert await town.photos(1) == 1
    card = town.group.card(1)
    assert "🎙 2" in card.text
    await town.staff.presses("照片和录音", on=card)
    kinds = [kind for one in town.group.said for kind in ("voice", "video") if kind in one.raw]
    assert sorted(kinds) == ["video", "voice"]


async def test_a_voice_alone_is_kept_and_a_photo_asked_for(town: Town) -> None:
    await town.courier.sends_voice()
    assert "照片" in town.courier.last_text
    await town.courier.sends_location(*HERE)
    await town.courier.sends_photo(picture())
    await town.courier.presses("井盖")
    assert "🎙 1" in town.group.card(1).text


async def test_a_photo_that_cannot_be_read_is_answered_and_another_one_works(town: Town) -> None:
    for bad, words in ((b"", "空的"), (picture()[:300], "没有传完整"), (b"not a picture at all", "不是照片")):
        await town.courier.sends_photo(bad)
        assert words in town.courier.last_text
    assert await town.courier.reports("井盖") == 1


async def test_one_damaged_photo_does_not_spoil_the_others(town: Town) -> None:
    await town.courier.sends_photo(picture())
    await town.courier.sends_photo(picture()[:300])
    await town.courier.taps("📍", location=HERE)
    await town.courier.presses("井盖")
    assert await town.photos(1) == 1


async def test_the_same_photo_twice_is_kept_once(town: Town) -> None:
    await town.courier.sends_photo(picture(1))
    await town.courier.sends_photo(picture(1))
    await town.courier.taps("📍", location=HERE)
    await town.courier.presses("井盖")
    assert await town.photos(1) == 1


async def test_two_couriers_report_at_the_same_time_without_mixing(town: Town) -> None:
    await town.courier.person.sends_photo(picture(1))
    await town.rider.person.sends_photo(picture(2))
    await town.courier.person.sends_location(*HERE)
    await town.rider.person.sends_location(*NEXT_DOOR)
    await town.settles()
    await town.courier.presses("井盖")
    await town.rider.presses("Gas")
    first, second = await town.ticket(1), await town.ticket(2)
    assert (first.category, second.category) == ("manhole", "gas")
    assert first.cell != second.cell


async def test_every_update_delivered_twice_acts_once_through_a_whole_life(town: Town) -> None:
    town.box.repeat_updates = True
    number = await town.courier.reports("井盖")
    await town.staff.presses("接单", on=town.group.card(number))
    await town.staff.presses("办结", on=town.group.card(number))
    await town.staff.sends_photo(picture(9), chat=town.group, reply_to=town.group.said[-1])
    await town.courier.presses("👎")
    await town.courier.presses("只处理了一半")
    assert await town.story(number) == ["submit", "acknowledge", "resolve", "reopen", "add"]
    assert await town.count() == 1
    assert len(town.group.cards(number)) == 2
    assert len(town.courier.saying("网格员李")) == 1


async def test_somebody_who_may_not_report_is_told_so_and_nothing_is_kept(town: Town) -> None:
    for who in (town.stranger, town.suspended, town.staff):
        await who.sends_photo(picture())
        await who.sends_location(*HERE)
        assert len(who.said) == 2
    assert "申请加入" in town.stranger.last.buttons[0]
    assert await town.count() == 0
    assert not town.group.saying("#")
