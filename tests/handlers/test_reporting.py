"""A courier reports: photo, place, kind."""

from tests.town import HERE, Town
from tests.townsfolk import picture


async def test_photo_then_location_then_category_is_one_ticket(town: Town) -> None:
    await town.courier.sends_photo(picture())
    assert "在哪里" in town.courier.last_text
    await town.courier.taps("📍 发送位置", location=HERE)
    assert "是什么问题" in town.courier.last_text
    await town.courier.presses("井盖")
    assert "#1" in town.courier.last_text
    assert await town.count() == 1
    assert "接单" in town.group.card(1).buttons[0]


async def test_the_three_touches_again(town: Town) -> None:
    assert await town.courier.reports("井盖") == 1
