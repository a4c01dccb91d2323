"""What is dangerous: the first thing that whoever stands there reads is what to do."""

from dataclasses import replace

import pytest

from bot import policy
from bot.domain.policy import Words
from bot.domain.ticket import Severity
from tests.handlers.room import START, Room
from tests.town import HERE, Town
from tests.townsfolk import picture


async def test_the_confirmation_of_something_urgent_begins_with_what_to_do(room: Room) -> None:
    courier = await room.courier()
    await courier.photo()
    await courier.location(36.1, 103.7)
    await courier.presses("燃气")
    first, *_, last = courier.last_text.splitlines()
    assert first.startswith("‼️ 先离开")
    assert "119" in first
    assert "#1" in courier.last_text
    assert last


async def test_what_is_not_urgent_begins_with_its_number(room: Room) -> None:
    courier = await room.courier()
    await courier.photo()
    await courier.location(36.1, 103.7)
    await courier.presses("井盖")
    assert courier.last_text.startswith("✅ #1")


async def test_a_caption_is_answered_with_advice_before_the_place_is_asked_and_only_once(room: Room) -> None:
    courier = await room.courier(language="en")
    await courier.photo(caption="gas smell")
    advice, question = courier.messages[-2:]
    assert "Leave first" in advice.plain
    assert "Where is it?" in question.plain
    await courier.says("it comes from the cellar")
    assert sum("Leave first" in one.plain for one in courier.messages) == 1
    await courier.location(36.1, 103.7)
    assert courier.last_text.startswith("‼️ Leave first")


async def test_words_without_a_photo_are_enough(room: Room) -> None:
    courier = await room.courier()
    await courier.says("楼下有很浓的煤气味")
    assert "先离开" in courier.messages[0].plain
    assert "照片" in courier.last_text
    await courier.location(36.1, 103.7)
    await courier.photo()
    assert "#1" in courier.last_text


async def test_a_stranger_in_danger_is_told_whom_to_call(room: Room) -> None:
    stranger = room.stranger()
    await stranger.says("电线漏电了")
    assert "120" in stranger.messages[0].plain
    assert "申请加入" in stranger.last.labels[0]


async def test_a_policy_without_advice_still_says_whom_to_call(room: Room) -> None:
    bare = tuple(replace(one, advice=Words()) for one in policy.load().categories)
    room.house = replace(room.house, policy=replace(room.house.policy, categories=bare))
    courier = await room.courier()
    await courier.photo()
    await courier.location(36.1, 103.7)
    await courier.presses("燃气")
    assert courier.last_text.startswith("‼️ 先保证自己安全")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_urgent_kind_has_advice_in_both_languages(language: str) -> None:
    urgent = [one for one in policy.load().categories if one.severity is Severity.URGENT]
    assert urgent
    assert all("119" in one.advice.to(language) for one in urgent)


async def test_something_urgent_rings_at_night(room: Room) -> None:
    room.now = START.replace(hour=18)  # two o'clock at night in Shanghai
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    await room.bound(area)
    courier = await room.courier()
    for kind in ("燃气", "井盖"):
        await courier.photo()
        await courier.location(36.1, 103.7)
        await courier.presses(kind)
    cards = [one.said.silent for one in room.admin().messages if "#" in one.plain]  # type: ignore[union-attr]
    assert cards == [False, True]


async def test_the_whole_bot_says_it_before_everything_else(town: Town) -> None:
    await town.courier.sends_photo(picture(7), caption="闻到煤气味")
    assert town.courier.said[-2].text.startswith("‼️ 先离开")
    await town.courier.taps("📍", location=HERE)
    assert town.courier.receipt(1).text.startswith("‼️ 先离开")
    assert not town.group.card(1).silent
