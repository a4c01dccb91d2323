"""Cards: which chats get one, how loudly, what stands on it, and what becomes of it when chats come and go."""

from datetime import UTC, datetime

from tests.deeds import resolved, taken
from tests.town import HERE, IN_EAST, IN_UNBOUND, Town
from tests.townsfolk import picture

NIGHT = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
HOSTILE = "<b>王&</b> {name} مرحبا %s"


async def test_a_card_says_what_where_when_who_and_until_when(town: Town) -> None:
    await town.courier.reports("井盖")
    text = town.group.card(1).text
    assert all(
        word in text for word in ("#1", "井盖", "待接单", "枣林西-01", "枣林西社区", "36.1025", "骑手马师傅", "10:30")
    )


async def test_a_card_that_somebody_has_deleted_comes_again_with_the_next_change(town: Town) -> None:
    number = await town.courier.reports("井盖")
    card = town.group.card(number)
    await town.app.api.call("deleteMessage", {"chat_id": town.group.group.id, "message_id": card.id})
    await town.courier.presses("补充")
    await town.courier.sends("在东门")
    again = town.group.card(number)
    assert again.id != card.id
    assert "在东门" in again.text
    await town.staff.presses("接单", on=again)
    assert "网格员李" in town.group.card(number).text
    assert len(town.group.cards(number)) == 1


async def test_a_board_that_somebody_has_deleted_comes_again_and_is_pinned(town: Town) -> None:
    for _ in range(3):
        await town.courier.reports("井盖")
    await town.clock.passes(seconds=20)
    (board,) = town.group.saying("看板")
    await town.app.api.call("deleteMessage", {"chat_id": town.group.group.id, "message_id": board.id})
    await town.staff.presses("接单", on=town.group.card(1))
    await town.clock.passes(minutes=2)
    (again,) = town.group.saying("看板")
    assert again.id != board.id
    assert "处理中 1" in again.text
    assert [call.params["message_id"] for call in town.box.calls if call.method == "pinChatMessage"] == [
        board.id,
        again.id,
    ]
    await town.staff.presses("接单", on=town.group.card(2))
    await town.clock.passes(minutes=2)
    assert "处理中 2" in town.group.saying("看板")[0].text


async def test_a_card_leads_there(town: Town) -> None:
    await town.courier.reports("井盖")
    urls = [button["url"] for row in town.group.card(1).rows for button in row if "url" in button]
    assert any("amap" in url for url in urls)
    assert len(urls) == 2


async def test_a_community_without_a_chat_climbs_to_its_street(town: Town) -> None:
    await town.binds(town.street, "安宁西路街道")
    await town.courier.reports("井盖", at=IN_UNBOUND)
    assert "建宁-01" in town.street.card(1).text
    assert "安宁西路街道" in town.courier.receipt(1).text


async def test_a_community_without_any_chat_above_goes_to_the_admins(town: Town) -> None:
    await town.courier.reports("井盖", at=IN_UNBOUND)
    assert "建宁-01" in town.admin.last_text
    assert "管理员" in town.courier.receipt(1).text


async def test_at_night_only_what_is_urgent_rings_and_the_clock_of_the_rest_starts_at_seven(town: Town) -> None:
    await town.clock.is_at(NIGHT)
    kinds = (("燃气", False, "23:40"), ("井盖", True, "11月19日 07:30"), ("路灯", True, "11月19日 09:00"))
    for number, (category, silent, until) in enumerate(kinds, 1):
        await town.courier.reports(category)
        assert town.group.card(number).silent is silent, category
        assert until in town.courier.receipt(number).text
        assert until in town.group.card(number).text


async def test_by_day_everything_rings(town: Town) -> None:
    await town.courier.reports("路灯")
    assert not town.group.card(1).silent


async def test_urgent_stands_out_on_the_card(town: Town) -> None:
    await town.courier.reports("燃气")
    assert town.group.card(1).text.startswith("🔴‼️")


async def test_names_and_captions_full_of_markup_come_out_as_written(town: Town) -> None:
    town.courier.user["first_name"] = HOSTILE
    town.staff.user["first_name"] = HOSTILE
    await town.courier.sends_photo(picture(), caption=f"{HOSTILE} 井盖 <script>")
    await town.courier.taps("📍", location=HERE)
    assert f"{HOSTILE} 井盖 <script>" in town.group.card(1).text
    await resolved(town, 1)
    assert HOSTILE in town.group.card(1).text


async def test_a_caption_of_ten_thousand_characters_is_cut_not_refused(town: Town) -> None:
    await town.courier.sends_location(*HERE)
    await town.courier.sends_photo(picture(), caption="井盖" + "很危险！<&>" * 1500)
    card = town.group.card(1)
    assert "井盖很危险！<&>" in card.text
    assert len(card.text) <= 1024
    await town.staff.sends("长" * 4000, chat=town.group, reply_to=card)
    await town.staff.presses("接单", on=card)
    assert "👤 网格员李" in card.text
    assert "📝 网格员李：长" in card.text


async def test_however_much_was_said_the_newest_note_stands_whole_on_the_card(town: Town) -> None:
    town.staff.user["first_name"], town.staff.user["last_name"] = "很长的名字" * 6, "复姓" * 10
    await town.courier.sends_location(*HERE)
    await town.courier.sends_photo(picture(), caption="井盖 " + "危险" * 500)
    for count in range(5):
        await town.staff.sends(f"{count}" + "说明" * 54 + "完", chat=town.group, reply_to=town.group.card(1))
    assert town.group.card(1).text.endswith("完")
    assert "4说明" in town.group.card(1).text


async def test_a_group_that_becomes_a_supergroup_keeps_its_tickets(town: Town) -> None:
    first, second = await taken(town), await town.courier.reports("垃圾")
    town.group.group.migrates()
    await town.settles()
    assert town.group.cards(first)
    await town.staff.presses("接单", on=town.group.card(second))
    await resolved(town, second)
    await town.courier.presses("👍")
    third = await town.courier.reports("路灯")
    assert town.group.card(third)
    assert "已结案" in town.group.card(second).text


async def test_a_migration_that_we_hear_of_late_costs_no_card_and_doubles_none(town: Town) -> None:
    first = await town.courier.reports("井盖")
    town.box.world.updates.allowed = ["nothing"]
    old = town.group.group.id
    new = town.group.group.migrates()
    town.box.world.updates.allowed = []
    second = await town.courier.reports("垃圾")
    assert town.group.card(second)
    chat = {"id": old, "type": "group", "title": "枣林西社区群"}
    told = {"message_id": 999, "date": 1_795_000_000, "chat": chat, "from": town.staff.user, "migrate_to_chat_id": new}
    town.box.inject({"message": told})
    await town.settles()
    assert [len(town.group.cards(number)) for number in (first, second)] == [1, 1]
    for number in (first, second):
        await town.staff.presses("接单", on=town.group.card(number))
        assert "已接单" in town.group.card(number).text


async def test_a_group_that_removed_us_is_stood_in_for_until_we_are_back(town: Town) -> None:
    await town.binds(town.street, "安宁西路街道")
    number = await town.courier.reports("井盖")
    town.group.group.removes_bot()
    await town.settles()
    assert town.street.card(number)
    later = await town.courier.reports("垃圾")
    assert town.street.card(later)
    town.group.group.adds_bot()
    await town.settles()
    assert town.group.card(later)


async def test_a_card_that_met_a_closed_door_comes_when_we_are_back(town: Town) -> None:
    await town.binds(town.street, "安宁西路街道")
    town.box.world.updates.allowed = ["nothing"]
    town.group.group.removes_bot()
    town.box.world.updates.allowed = []
    number = await town.courier.reports("井盖")
    assert town.street.card(number)
    assert not town.group.cards(number)
    town.group.group.adds_bot()
    await town.settles()
    await town.staff.presses("接单", on=town.group.card(number))
    assert "已接单" in town.group.card(number).text
    assert "已接单" in town.street.card(number).text


async def test_the_photos_button_shows_them_all(town: Town) -> None:
    await town.courier.sends_location(*HERE)
    await town.courier.sends_album([picture(1), picture(2)], caption="井盖")
    before = len(town.group.said)
    await town.staff.presses("照片和录音", on=town.group.card(1))
    assert len(town.group.said) == before + 2


async def test_one_photo_alone_needs_no_button(town: Town) -> None:
    await town.courier.reports("井盖")
    assert not any("照片" in label for label in town.group.card(1).buttons)
    await town.staff.presses_data("photos:1", on=town.group.card(1))
    assert town.group.said[-1].file_id


async def test_a_group_that_is_unbound_passes_on_what_is_undecided(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.admin.sends("/unbind", chat=town.group)
    card, story = town.admin.said[-2:]
    assert f"#{number}" in card.text
    assert story.text.startswith("📜")
    await town.courier.reports("垃圾")
    assert "#2" in town.admin.last_text
    assert not town.group.cards(2)


async def test_two_communities_do_not_see_each_others_cards(town: Town) -> None:
    await town.courier.reports("井盖")
    await town.courier.reports("井盖", at=IN_EAST)
    assert not town.east.cards(1)
    assert not town.west.cards(2)
    assert not town.street.said
