"""Answers to a card or a receipt are notes; some of them are for the courier."""

from tests.deeds import resolved, taken
from tests.town import Town
from tests.townsfolk import picture


async def test_an_answer_to_a_card_is_a_note_on_it(town: Town) -> None:
    number = await town.courier.reports("井盖")
    said = len(town.group.said)
    await town.mate.sends("物业说下午来", chat=town.group, reply_to=town.group.card(number))
    assert "网格员王：物业说下午来" in town.group.card(number).text
    assert len(town.group.said) == said
    assert "物业" not in town.courier.last_text


async def test_a_note_for_the_courier_is_passed_on(town: Town) -> None:
    number = await taken(town)
    for place, prefix in enumerate(("@骑手 ", "@骑手：", "@courier ", "@Courier, ")):
        await town.staff.sends(f"{prefix}{place}单元门口？", chat=town.group, reply_to=town.group.card(number))
        assert all(word in town.courier.last_text for word in ("网格员李", f"{place}单元门口？", f"#{number}"))
        assert prefix not in town.courier.last_text
        assert "已转告骑手" in town.group.last_text


async def test_a_note_for_a_courier_who_blocked_us_says_so(town: Town) -> None:
    number = await taken(town)
    town.courier.person.blocks_bot()
    await town.settles()
    await town.staff.sends("@骑手 在吗", chat=town.group, reply_to=town.group.card(number))
    assert "联系不上" in town.group.last_text
    await town.staff.presses("退回", on=town.group.card(number))
    assert "已联系不上" in town.group.card(number).text


async def test_a_courier_who_blocked_us_unheard_stops_nothing(town: Town) -> None:
    number = await taken(town)
    town.courier.person.chat.blocked = True
    await resolved(town, number)
    await town.staff.sends("@骑手 在吗", chat=town.group, reply_to=town.group.card(number))
    assert "联系不上" in town.group.last_text


async def test_the_couriers_answer_to_the_receipt_is_a_note_too(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.courier.sends("就在门口左边", reply_to=town.courier.receipt(number))
    assert "已记下" in town.courier.last_text
    assert "马师傅：就在门口左边" in town.group.card(number).text


async def test_the_couriers_photo_in_answer_to_the_receipt_joins_the_ticket(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.courier.sends_photo(picture(30), reply_to=town.courier.receipt(number))
    assert await town.photos(number) == 2
    assert await town.count() == 1


async def test_an_answer_to_the_receipt_is_meant_for_it_even_while_another_report_is_begun(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.courier.sends_photo(picture(32))
    await town.courier.sends_photo(picture(30), caption="远看", reply_to=town.courier.receipt(number))
    assert await town.photos(number) == 2
    assert "远看" in town.group.card(number).text
    await town.courier.sends_location(36.1025, 103.7225)
    await town.courier.presses("垃圾")
    assert await town.photos(number + 1) == 1


async def test_a_photo_of_staff_is_kept_as_a_note(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.staff.sends_photo(picture(31), caption="到现场了", chat=town.group, reply_to=town.group.card(number))
    assert await town.photos(number, "note") == 1
    assert await town.photos(number) == 1
    assert "到现场了" in town.group.card(number).text


async def test_what_is_neither_words_nor_photo_is_refused(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.staff.sends_location(36.1, 103.72, chat=town.group, reply_to=town.group.card(number))
    assert "文字和照片" in town.group.last_text


async def test_a_suspended_member_leaves_no_note(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.suspended.sends("我来说两句", chat=town.group, reply_to=town.group.card(number))
    assert "我来说两句" not in town.group.card(number).text
    assert "没有权限" in town.group.last_text


async def test_notes_show_on_a_decided_card_as_well(town: Town) -> None:
    number = await resolved(town)
    await town.mate.sends("明天回访", chat=town.group, reply_to=town.group.card(number))
    assert "明天回访" in town.group.card(number).text


async def test_the_card_shows_the_last_five_notes(town: Town) -> None:
    number = await town.courier.reports("井盖")
    for count in range(6):
        await town.staff.sends(f"第{count}条", chat=town.group, reply_to=town.group.card(number))
    text = town.group.card(number).text
    assert "第0条" not in text
    assert "第5条" in text
