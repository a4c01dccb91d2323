"""What is urgent may be reported without a photo: a smell has none, and no photo is worth a risk."""

from bot.domain.ticket import State
from tests.deeds import resolved
from tests.town import HERE, Town
from tests.townsfolk import picture

WITHOUT = "没法拍照"


async def smelt(town: Town) -> int:
    await town.courier.sends("闻到煤气味")
    await town.courier.presses(WITHOUT)
    await town.courier.taps("📍", location=HERE)
    return await town.count()


async def test_a_smell_of_gas_is_told_to_staff_without_a_photo(town: Town) -> None:
    await town.courier.sends("闻到煤气味")
    assert "先离开" in town.courier.said[-2].text
    assert town.courier.last_text == "记下了。安全的话再发一张现场照片，不安全就别拍。"
    await town.courier.presses(WITHOUT)
    assert "在哪" in town.courier.last_text
    assert "0 张" not in town.courier.last_text
    await town.courier.taps("📍", location=HERE)
    card = town.group.card(1)
    assert "闻到煤气味" in card.text
    assert not card.file_id
    assert "📷" not in "".join(card.buttons)
    assert "✅ #1" in town.courier.last_text


async def test_where_the_place_is_known_the_button_is_the_last_touch(town: Town) -> None:
    await town.courier.sends("着火了")
    await town.courier.sends_location(*HERE)
    assert WITHOUT in str(town.courier.last.buttons)
    await town.courier.presses(WITHOUT)
    assert "🔥 着火" in town.group.card(1).text


async def test_a_photo_that_comes_after_all_is_on_the_card(town: Town) -> None:
    number = await smelt(town)
    receipt = town.courier.saying(f"✅ #{number}")[-1]
    await town.courier.sends_photo(picture(77), reply_to=receipt)
    assert await town.photos(number) == 1
    assert town.group.card(number).file_id
    assert (await town.ticket(number)).state is State.OPEN


async def test_it_is_resolved_and_rated_like_any_other(town: Town) -> None:
    number = await smelt(town)
    await resolved(town, number)
    assert (await town.ticket(number)).state is State.RESOLVED
    assert "满意" in town.courier.last_text


async def test_a_photo_instead_goes_on_as_ever(town: Town) -> None:
    await town.courier.sends("闻到煤气味")
    await town.courier.sends_photo(picture(5))
    await town.courier.taps("📍", location=HERE)
    assert town.group.card(1).file_id


async def test_what_is_not_urgent_needs_its_photo(town: Town) -> None:
    await town.courier.sends_photo(picture(5))
    answer = await town.courier.presses_data("draft:unseen:yes", on=town.courier.last)
    assert answer.show_alert
    assert not await town.count()


async def test_the_reminder_says_what_is_missing(town: Town) -> None:
    await town.courier.sends("闻到煤气味")
    await town.clock.passes(minutes=11)
    assert "🚨" in town.courier.last_text
    await town.courier.presses(WITHOUT)
    await town.clock.passes(minutes=11)
    assert "再点一下" not in town.courier.saying("🚨")[-1].text
