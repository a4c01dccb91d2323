"""Albums: several messages without an end mark, and one thing to everybody who sent them."""

import pytest

from bot.domain.ticket import State
from tests.deeds import prompted, taken
from tests.town import HERE, Town
from tests.townsfolk import picture

THREE = [picture(1), picture(2), picture(3)]


async def test_an_album_is_one_ticket_with_all_its_photos(town: Town) -> None:
    await town.courier.sends_album(THREE)
    await town.courier.taps("📍", location=HERE)
    await town.courier.presses("井盖")
    assert await town.count() == 1
    assert await town.photos(1) == 3
    assert len(town.courier.saying("在哪里")) == 1


async def test_an_album_at_a_known_place_is_asked_about_once(town: Town) -> None:
    await town.courier.sends_location(*HERE)
    await town.courier.sends_album(THREE)
    (question,) = town.courier.saying("是什么问题")
    assert "3 张照片" in question.text
    await town.courier.presses("井盖")
    assert await town.photos(1) == 3


async def test_an_album_whose_caption_submits_at_once_gets_its_rest_afterwards(town: Town) -> None:
    await town.courier.sends_location(*HERE)
    await town.courier.sends_album(THREE, caption="井盖")
    assert await town.count() == 1
    assert await town.photos(1) == 3
    assert len(town.group.cards(1)) == 1
    assert any("（3）" in label for label in town.group.card(1).buttons)
    assert len(town.courier.saying("已收到")) == 1


@pytest.mark.parametrize("order", [(2, 0, 1), (1, 2, 0), (2, 1, 0)])
async def test_the_photos_of_an_album_may_come_in_any_order(town: Town, order: tuple[int, ...]) -> None:
    await town.courier.sends_location(*HERE)
    for place in order:
        caption = {"caption": "消防通道"} if place == 0 else {}
        sent = await town.courier.person._photo(THREE[place])  # an album's photo alone, as a slow network brings it
        await town.courier.sends_anything(sent | caption | {"media_group_id": "77"})
    assert await town.count() == 1
    assert await town.photos(1) == 3
    assert len(town.group.cards(1)) == 1


async def test_the_rest_of_an_album_that_comes_after_a_restart_joins_its_ticket(town: Town) -> None:
    await town.courier.sends_location(*HERE)
    parts = [await town.courier.person._photo(data) | {"media_group_id": "78"} for data in THREE]
    await town.courier.sends_anything(parts[0] | {"caption": "井盖"})
    await town.restarts()
    for part in parts[1:]:
        await town.courier.sends_anything(part)
    assert await town.count() == 1
    assert await town.photos(1) == 3


async def test_two_albums_in_a_row_are_two_tickets(town: Town) -> None:
    for number in (0, 10):
        await town.courier.sends_location(*HERE)
        await town.courier.sends_album([picture(number + 1), picture(number + 2)], caption="井盖")
    assert await town.count() == 2
    assert [await town.photos(number) for number in (1, 2)] == [2, 2]


async def test_of_more_than_ten_photos_ten_are_kept(town: Town) -> None:
    await town.courier.sends_album([picture(number) for number in range(1, 11)])
    await town.courier.sends_photo(picture(11))
    await town.courier.taps("📍", location=HERE)
    await town.courier.presses("井盖")
    assert await town.photos(1) == 10


async def test_the_rest_of_an_album_and_additions_fill_up_to_ten_photos_beside_the_recordings(town: Town) -> None:
    await town.courier.sends_voice()
    await town.courier.sends_location(*HERE)
    await town.courier.sends_album([picture(number) for number in range(1, 10)], caption="井盖")
    await town.courier.presses("补充")
    await town.courier.sends_album([picture(21), picture(22), picture(23)])
    assert await town.photos(1) == 10


async def test_one_damaged_photo_of_an_album_is_named_and_the_others_are_kept(town: Town) -> None:
    await town.courier.sends_album([picture(1), picture(2)[:300], picture(3)])
    await town.courier.taps("📍", location=HERE)
    await town.courier.presses("井盖")
    assert await town.photos(1) == 2


async def test_an_album_as_proof_resolves_once_and_shows_all_its_photos(town: Town) -> None:
    number = await taken(town)
    prompt = await prompted(town, number)
    await town.staff.sends_album(THREE, chat=town.group, reply_to=prompt)
    assert await town.story(number) == ["submit", "acknowledge", "resolve"]
    assert await town.photos(number, "after") == 3
    assert len(town.group.saying("用时")) == 1
    assert len(town.courier.saying("您满意吗")) == 1


async def test_a_note_right_after_an_album_of_proof_is_not_swallowed(town: Town) -> None:
    number, other = await taken(town), await town.courier.reports("垃圾")
    prompt = await prompted(town, number)
    await town.staff.sends_album(THREE, chat=town.group, reply_to=prompt)
    await town.staff.sends("明天清运", chat=town.group, reply_to=town.group.card(other))
    assert "明天清运" in town.group.card(other).text


async def test_a_proofs_last_photo_after_the_rating_does_not_ask_again(town: Town) -> None:
    number = await taken(town)
    await prompted(town, number)
    card = town.group.card(number)
    parts = [await town.staff.person._photo(data) | {"media_group_id": "79"} for data in THREE[:2]]
    await town.staff.sends_anything(parts[0], chat=town.group, reply_to=card)
    await town.courier.presses("👍")
    await town.staff.sends_anything(parts[1], chat=town.group, reply_to=card)
    assert await town.photos(number, "after") == 2
    assert (await town.ticket(number)).state is State.CLOSED
    assert town.courier.last.buttons == []
