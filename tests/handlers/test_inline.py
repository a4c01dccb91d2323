"""@bot 充电 in any chat: stations to choose from, near whoever asks or by name; nothing that strangers may not know."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.outgoing import Choice, InlineAnswer
from bot.domain.stations import Amenity, Part
from storage import dialogues, stations
from storage.stations import Word
from tests.handlers.room import Room
from tests.handlers.test_stations import HERE, listed, said_by, station
from tests.handlers.test_stations_whole import listed as furnished
from tests.town import HERE as SQUARE
from tests.town import Town


def titles(found: InlineAnswer | None) -> list[str]:
    assert found is not None
    return [choice.title for choice in found.choices]


def first(found: InlineAnswer | None) -> Choice:
    assert found is not None
    return found.choices[0]


async def test_the_nearest_open_ones_around_whoever_asks(room: Room) -> None:
    await listed(room)
    found = await room.stranger().searches("", at=HERE)
    assert titles(found) == ["桃园驿站 · 230 m", "昼夜驿站 · 900 m"]
    assert first(found).line == "开放至 18:00 · 🚰🪑 · 安居路18号"
    assert found is not None
    assert (found.button, found.more) == ("", "")


@pytest.mark.parametrize("words", ["微波炉", "microwave", "附近有热饭的", "MICROWAVE 24h"])
async def test_words_choose_what_it_must_have(room: Room, words: str) -> None:
    await listed(room)
    assert titles(await room.stranger().searches(words, at=HERE)) == ["昼夜驿站 · 900 m"]


async def test_where_nothing_is_open_it_says_when_it_opens(room: Room) -> None:
    await listed(room, station("早开", 200, "11:30-18:00"))
    li = room.stranger()
    found = await li.searches("驿站", at=HERE)
    assert titles(found) == ["早开 · 200 m"]
    assert first(found).line.startswith("11:30 开门")
    assert titles(await li.searches("开着的", at=HERE)) == []


async def test_any_other_word_is_a_name_an_address_or_a_code(room: Room) -> None:
    await listed(room, station("TY-1桃园", 800), station("ty-2桃园", 100), station("培黎", 50))
    li = room.stranger()
    assert titles(await li.searches("桃园", at=HERE)) == ["ty-2桃园 · 100 m", "TY-1桃园 · 800 m"]
    assert titles(await li.searches("Ty-1")) == ["TY-1桃园"]
    assert len(titles(await li.searches("安居路 18号"))) == 3
    assert titles(await li.searches("18号，培黎")) == ["培黎"]
    assert titles(await li.searches("桃园 充电", at=HERE)) == []


async def test_what_is_sent_tells_a_stranger_how_to_get_there_and_no_more(room: Room) -> None:
    await listed(room, station("桃园 & <b>", 230, "Mo-Fr 08:00-18:00", Amenity.WATER))
    choice = first(await room.stranger().searches("", at=HERE))
    assert choice.title == "桃园 & <b> · 230 m"
    assert choice.text == "🏠 <b>桃园 &amp; &lt;b&gt;</b>\n📮 安居路18号\n🕐 时间：周一至周五 08:00-18:00\n设施：饮水"
    buttons = [button for row in choice.buttons for button in row]
    assert [button.data for button in buttons] == [""] * 5
    assert all(button.url.startswith("https://") for button in buttons)
    said = repr(choice)
    assert "4321" not in said
    assert "5550101" not in said


async def test_whoever_told_us_their_place_lately_is_found_there(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    assert titles(await courier.searches("水")) == []
    await courier.location(*HERE)
    room.later(minutes=119)
    assert titles(await courier.searches("水")) == ["桃园驿站 · 230 m", "昼夜驿站 · 900 m"]
    room.later(minutes=2)
    assert titles(await courier.searches("水")) == []
    assert titles(await room.stranger("别人").searches("水")) == []


async def test_without_a_place_a_button_leads_to_our_chat_which_asks_for_it(room: Room) -> None:
    await listed(room)
    li = room.stranger()
    found = await li.searches("")
    assert found is not None
    assert "告诉我您在哪" in found.button
    await li.says(f"/start {found.start}")
    assert "您在哪里" in li.last_text
    await li.location(*HERE)
    assert "1. 桃园驿站" in li.last_text
    assert titles(await li.searches("")) == ["桃园驿站 · 230 m", "昼夜驿站 · 900 m"]


async def test_the_rest_comes_page_by_page(room: Room) -> None:
    await listed(room, *(station(f"第{n:02}站", n * 100) for n in range(1, 24)))
    li = room.stranger()
    seen: list[str] = []
    offset = ""
    for _ in range(4):
        found = await li.searches("", at=HERE, offset=offset)
        assert found is not None
        seen += titles(found)
        offset = found.more
        if not offset:
            break
    assert [title[:4] for title in seen] == [f"第{n:02}站" for n in range(1, 24)]
    named = await li.searches("第", at=HERE, offset="20")
    assert (len(titles(named)), named and named.more) == (3, "")
    for forged in ("-1", "x", "99999999999", "１０"):
        assert await li.searches("", at=HERE, offset=forged)


async def test_what_waited_while_we_were_away_is_passed_over(room: Room) -> None:
    await listed(room)
    li = room.stranger()
    assert await li.searches("水", at=HERE, asked=room.now - timedelta(seconds=11)) is None
    assert room.said == []
    assert await li.searches("水", at=HERE, asked=room.now - timedelta(seconds=9))


async def test_nothing_found_leads_to_all_stations(room: Room) -> None:
    found = await room.stranger().searches("محطة", at=HERE)
    assert found is not None
    assert (found.choices, found.start) == ((), "p_here")
    assert "没找到" in found.button


@pytest.mark.parametrize(("seen", "told"), [((), 0), ((Part.NAME,), 1), ((Part.NAME, Part.PLACE), 2)])
async def test_the_policy_says_what_may_be_shown_in_any_chat(room: Room, seen: tuple[Part, ...], told: int) -> None:
    await listed(room)
    courier = await room.courier()
    rules = room.house.policy
    room.house = replace(room.house, policy=replace(rules, stations=replace(rules.stations, strangers_see=seen)))
    found = await courier.searches("桃园", at=HERE)
    assert found is not None
    assert bool(found.button) == (not seen)
    assert [len(choice.text.splitlines()) for choice in found.choices] == ([told] if told else [])
    assert ("230 m" in "".join(titles(found))) == (Part.PLACE in seen)
    assert any(choice.buttons for choice in found.choices) == (Part.PLACE in seen)


async def test_what_is_said_to_be_broken_or_closed_is_told(room: Room) -> None:
    await listed(room)
    await said_by(room, "closed", keeper=False)
    li = room.stranger()
    assert "有人反映：没开门" in first(await li.searches("桃园")).line
    await said_by(room, "closed", keeper=True)
    assert titles(await li.searches("", at=HERE)) == ["昼夜驿站 · 900 m"]


async def test_an_inquiry_leaves_a_report_and_a_blocked_chat_as_they_are(room: Room) -> None:
    await listed(room)
    courier = await room.courier()
    await courier.photo()
    person = await room.person(courier)
    assert person is not None
    async with room.store.write() as conn:
        before = await dialogues.get(conn, courier.id, courier.id)
        await stations.say(conn, Word(1, "closed", person.id, True, room.now, room.now))
    await courier.searches("水", at=HERE)
    async with room.store.write() as conn:
        assert await dialogues.get(conn, courier.id, courier.id) == before
        assert await dialogues.last_place(conn, courier.id) is None


async def test_a_rider_shows_a_station_to_others_through_the_whole_bot(town: Town) -> None:
    await furnished(town)
    found = await town.rider.searches("charging", at=SQUARE)
    assert found.titles == ["桃园驿站 · 170 m"]
    sent = await town.courier.person.chooses("桃园", found, chat=town.box.group("骑手群", creator=town.courier.person))
    assert sent.text.startswith("🏠 桃园驿站")
    assert any("amap" in button["url"] for row in sent.rows for button in row)
    await town.settles()
    found = await town.stranger.searches("")
    assert found.titles == []
    await town.stranger.starts(found.link)
    assert "您在哪里" in town.stranger.last_text
    here = await town.courier.searches("桃园")
    count = len(town.courier.said)
    await town.courier.person.chooses("桃园", here)  # in our own chat there is nothing to add
    await town.settles()
    assert len(town.courier.said) == count
