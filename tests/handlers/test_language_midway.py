"""/language in the middle of a dialogue: what was asked is asked again in the new language, with its own keys."""

from tests.town import HERE, Town
from tests.townsfolk import picture


async def speaks(town: Town, label: str) -> None:
    await town.rider.sends("/language")
    await town.rider.presses(label)


async def test_the_question_for_the_place_comes_again_with_its_keys(town: Town) -> None:
    await town.rider.sends_photo(picture(1))
    await speaks(town, "中文")
    assert "在哪" in town.rider.last_text
    assert town.rider.keyboard == ["📍 发送位置", "✖️ 取消"]
    await town.rider.sends_location(*HERE)
    await town.rider.presses("井盖")
    assert await town.count() == 1


async def test_the_question_for_the_kind_comes_again_and_the_old_one_goes(town: Town) -> None:
    await town.rider.sends_photo(picture(1))
    await town.rider.sends_location(*HERE)
    asked = town.rider.last
    await speaks(town, "中文")
    assert asked.deleted
    assert any("📷 上报" in label for label in town.rider.keyboard)
    await town.rider.presses("井盖")
    assert await town.count() == 1


async def test_somebody_looking_for_a_station_is_asked_again_where_they_are(town: Town) -> None:
    await town.rider.sends("/stations")
    await speaks(town, "中文")
    assert "您在哪" in town.rider.last_text
    assert town.rider.keyboard == ["📍 发送位置", "✖️ 取消"]


async def test_an_applicant_is_asked_again_for_what_is_missing(town: Town) -> None:
    await town.stranger.starts()
    await town.stranger.presses("申请")
    await town.stranger.sends("/language")
    await town.stranger.presses("English")
    assert "What is your name" in town.stranger.last_text
