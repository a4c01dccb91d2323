"""Where a report is: a location, a live one, a geotag, words; how old it may be; whom a place belongs to."""

from datetime import timedelta

import pytest

from tests.town import HERE, IN_EAST, MORNING, NEXT_DOOR, NOWHERE, ON_BORDER, Town
from tests.townsfolk import file_photo, picture

WAYS_TO_SAY_WHERE = (
    "36.1025,103.7325",
    "36.1025, 103.7325",
    "北纬36.1025 东经103.7325",
    "geo:36.1025,103.7325",
    "https://www.openstreetmap.org/?mlat=36.1025&mlon=103.7325#map=18/36.1025/103.7325",
    "https://www.google.com/maps?q=36.1025,103.7325",
    "东经103.7325，北纬36.1025 电动车楼道充电",
)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


async def test_a_location_counts_for_ten_minutes_by_telegrams_own_dates(town: Town) -> None:
    for age, known in ((9, True), (10, True), (11, False)):
        await town.courier.sends_location(*HERE, at=MORNING - minutes(age))
        await town.courier.sends_photo(picture(age))
        assert ("是什么问题" in town.courier.last_text) is known, age
        assert ("在哪里" in town.courier.last_text) is not known, age
        await town.courier.sends("/cancel")


async def test_a_live_location_counts_for_five_minutes(town: Town) -> None:
    for age, known in ((5, True), (6, False)):
        await town.courier.sends_location(*HERE, live_period=3600, at=MORNING - minutes(age))
        await town.courier.sends_photo(picture(age))
        assert ("是什么问题" in town.courier.last_text) is known, age
        await town.courier.sends("/cancel")


async def test_a_live_location_that_moves_is_never_answered_and_always_the_latest(town: Town) -> None:
    live = await town.courier.sends_location(*HERE, live_period=3600, at=MORNING - minutes(30))
    said = len(town.courier.said)
    await town.courier.moves(live, *IN_EAST)
    assert len(town.courier.said) == said
    await town.courier.sends_photo(picture(), caption="井盖")
    assert town.east.card(1)


async def test_a_location_after_the_photo_may_take_its_time(town: Town) -> None:
    await town.courier.sends_photo(picture())
    await town.clock.passes(minutes=9)
    await town.courier.taps("📍", location=HERE)
    assert "是什么问题" in town.courier.last_text


async def test_a_file_brings_its_place_along(town: Town) -> None:
    await town.courier.sends_document(file_photo(IN_EAST, MORNING), "IMG_1.jpg", mime_type="image/jpeg")
    assert "培黎-01" in town.courier.last_text
    await town.courier.presses("井盖")
    assert town.east.card(1)
    assert (await town.ticket(1)).place_source == "exif"


async def test_a_file_whose_caption_names_the_category_is_a_report_in_one_touch(town: Town) -> None:
    photo = file_photo(HERE, MORNING)
    await town.courier.sends_document(photo, "IMG_1.jpg", mime_type="image/jpeg", caption="井盖")
    assert town.courier.receipt(1)


async def test_a_caption_may_say_where_in_many_ways(town: Town) -> None:
    for number, words in enumerate(WAYS_TO_SAY_WHERE, 1):
        await town.courier.sends_photo(picture(number), caption=words)
        assert "培黎-01" in town.courier.last_text, words
        await town.courier.presses("飞线充电")
        assert town.east.card(number)


async def test_a_short_map_link_is_not_opened_but_asked_about(town: Town) -> None:
    await town.courier.sends_photo(picture(), caption="https://maps.app.goo.gl/abcdefg")
    assert town.courier.saying("短链接我打不开")
    assert any("发送位置" in key for key in town.courier.keyboard)
    await town.courier.taps("📍", location=HERE)
    assert "是什么问题" in town.courier.last_text


async def test_an_old_photo_is_asked_about_once(town: Town) -> None:
    old = file_photo(HERE, MORNING - timedelta(hours=25))
    await town.courier.sends_document(old, "old.jpg", mime_type="image/jpeg")
    assert "一天以前" in town.courier.last_text
    await town.courier.presses("现在还是这样")
    assert "是什么问题" in town.courier.last_text
    await town.courier.presses("井盖")
    assert await town.count() == 1
    assert len(town.courier.saying("一天以前")) <= 1


async def test_a_photo_of_yesterday_evening_is_not_old(town: Town) -> None:
    await town.courier.sends_document(
        file_photo(HERE, MORNING - timedelta(hours=23)), "new.jpg", mime_type="image/jpeg"
    )
    assert "是什么问题" in town.courier.last_text


async def test_an_old_photo_may_be_dropped(town: Town) -> None:
    old = file_photo(HERE, MORNING - timedelta(days=30))
    await town.courier.sends_document(old, "old.jpg", mime_type="image/jpeg", caption="井盖")
    await town.courier.presses("取消")
    assert "没有上报" in town.courier.last_text
    assert await town.count() == 0


@pytest.mark.parametrize(("answer", "cell"), [("照片拍摄的地方", "培黎-01"), ("我现在的位置", "枣林西-01")])
async def test_a_geotag_far_from_the_live_location_is_asked_about_once(town: Town, answer: str, cell: str) -> None:
    await town.courier.sends_location(*HERE, live_period=3600)
    await town.courier.sends_document(file_photo(IN_EAST, MORNING), "far.jpg", mime_type="image/jpeg")
    assert "米，按哪里上报" in town.courier.last_text
    await town.courier.presses(answer)
    assert cell in town.courier.last_text
    await town.courier.presses("井盖")
    assert cell in town.courier.receipt(1).text


async def test_a_geotag_close_to_the_live_location_is_not_asked_about(town: Town) -> None:
    await town.courier.sends_location(*HERE, live_period=3600)
    close = file_photo((HERE[0] + 0.004, HERE[1]), MORNING)
    await town.courier.sends_document(close, "near.jpg", mime_type="image/jpeg")
    assert "是什么问题" in town.courier.last_text


async def test_a_location_after_a_far_geotag_is_asked_about_too(town: Town) -> None:
    await town.courier.sends_document(file_photo(IN_EAST, MORNING), "far.jpg", mime_type="image/jpeg")
    await town.courier.sends_location(*HERE)
    assert "米，按哪里上报" in town.courier.last_text


async def test_a_place_on_a_border_goes_to_the_lower_code_and_the_card_names_the_other(town: Town) -> None:
    await town.courier.reports("井盖", at=ON_BORDER)
    card = town.group.card(1)
    assert "枣林西-01" in card.text
    assert "与 枣林西-02 交界" in card.text


async def test_a_place_outside_every_cell_goes_to_the_nearest_within_its_accuracy(town: Town) -> None:
    margins = ((40, None, True), (60, None, False), (150, 180, True), (250, 900, False))
    for number, (metres, accuracy, covered) in enumerate(margins, 1):
        south = (36.100 - metres / 111_000, HERE[1])
        await town.courier.sends_photo(picture(number), caption="井盖")
        await town.courier.sends_location(*south, accuracy=accuracy)
        assert ("枣林西-01" in town.courier.receipt(number).text) is covered, metres
        assert bool(town.group.cards(number)) is covered, metres


async def test_an_uncovered_place_goes_to_the_admins(town: Town) -> None:
    await town.courier.reports("井盖", at=NOWHERE)
    assert "不在任何网格内" in town.courier.receipt(1).text
    assert "#1" in town.admin.last_text
    assert not town.group.cards(1)
    assert (await town.ticket(1)).cell is None


async def test_an_uncovered_place_goes_to_the_streets_chat_where_one_is_bound(town: Town) -> None:
    await town.binds(town.street, "安宁西路街道")
    before = len(town.admin.said)
    await town.courier.reports("井盖", at=NOWHERE)
    assert town.street.card(1)
    assert len(town.admin.said) == before
    assert not town.group.cards(1)


async def test_the_neighbouring_community_has_its_own_group(town: Town) -> None:
    await town.courier.reports("井盖", at=NEXT_DOOR)
    await town.courier.reports("井盖", at=IN_EAST)
    assert town.west.card(1)
    assert town.east.card(2)
    assert not town.west.cards(2)
