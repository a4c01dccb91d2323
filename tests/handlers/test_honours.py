"""Honours of a month: who is among the first, told once, also after the bot was away."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.outgoing import Send
from bot.domain.pictures import Certificate
from bot.domain.thanks import Reason, honoured, months_before, next_month, place_of
from storage import people, points
from storage.points import Entry
from tests.handlers.room import Actor, Group, Room

NOVEMBER = date(2026, 11, 21)
FIRST = datetime(2026, 12, 1, 1, 5, tzinfo=UTC)  # 09:05 in Shanghai


async def earned(
    room: Room,
    name: str,
    amount: int,
    *,
    area: str = "枣林西社区",
    reason: Reason = Reason.ACCEPTED,
    language: str = "zh",
) -> Actor:
    """A courier who gained so many points in the area."""
    place = await room.area("安宁区", "安宁西路街道", area)
    courier = await room.courier(name, language=language)
    person = await room.person(courier)
    assert person is not None
    entry = Entry(person.id, reason, amount, f"a:{person.id}", room.now, NOVEMBER, area=place.id)
    async with room.store.write() as conn:
        await points.earn(conn, entry, cap=1000)
    return courier


async def knocks(room: Room, at: datetime = FIRST) -> None:
    """Until nothing is due any more, as the clock does."""
    room.now = at
    await room.knocks()


async def hall(room: Room, area: str = "枣林西社区", *, id_: int = -1001) -> Group:
    return await room.bound(await room.area("安宁区", "安宁西路街道", area), id_=id_)


async def test_the_first_three_are_honoured_in_the_group_and_with_a_certificate(room: Room) -> None:
    group = await hall(room)
    riders = [await earned(room, name, amount) for name, amount in (("甲", 50), ("乙", 40), ("丙", 30), ("丁", 20))]
    await knocks(room)
    assert group.last_text.splitlines()[:4] == [
        "🏅 枣林西社区 2026年11月先锋骑手", "🥇 甲 · 50 分", "🥈 乙 · 40 分", "🥉 丙 · 30 分",
    ]  # fmt: skip
    assert [len(rider.messages) for rider in riders] == [1, 1, 1, 0]
    picture = riders[1].last.picture
    assert isinstance(picture, Certificate)
    assert (picture.name, picture.place, picture.giver, picture.dated) == ("乙", 2, "枣林西社区", "2026年12月1日")
    assert "40 分" in picture.words


async def test_it_is_told_once_however_often_the_clock_knocks_and_late_after_the_bot_was_away(room: Room) -> None:
    group = await hall(room)
    rider = await earned(room, "甲", 50)
    await knocks(room, FIRST.replace(hour=0))
    assert not group.messages
    await knocks(room, FIRST.replace(day=20))
    await knocks(room, FIRST.replace(day=21))
    await knocks(room, datetime(2027, 1, 2, 5, tzinfo=UTC))
    assert (len(group.messages), len(rider.messages)) == (1, 1)
    assert "2026年11月" in group.last_text


async def test_who_has_as_much_shares_the_place(room: Room) -> None:
    group = await hall(room)
    for name, amount in (("甲", 50), ("乙", 50), ("丙", 30), ("丁", 30), ("戊", 20)):
        await earned(room, name, amount)
    await knocks(room)
    shown = group.last_text
    assert (shown.count("🥇"), shown.count("🥈"), shown.count("🥉")) == (2, 0, 2)
    assert "戊" not in shown


async def test_who_wants_no_name_in_public_is_a_rider_and_still_has_the_certificate(room: Room) -> None:
    group = await hall(room)
    rider = await earned(room, "甲", 50)
    await rider.says("/points")
    await rider.presses("不显示我的名字")
    await knocks(room)
    assert "🥇 一位骑手 · 50 分" in group.last_text
    assert "甲" not in group.last_text
    assert isinstance(rider.last.picture, Certificate)


async def test_each_community_honours_its_own(room: Room) -> None:
    west, east = await hall(room), await hall(room, "培黎社区", id_=-1002)
    await earned(room, "甲", 50)
    await earned(room, "乙", 40, area="培黎社区")
    await knocks(room)
    assert ("甲" in west.last_text, "乙" in west.last_text) == (True, False)
    assert ("甲" in east.last_text, "乙" in east.last_text) == (False, True)


async def test_a_certificate_knows_what_to_call_somebody_whose_letters_it_lacks(room: Room) -> None:
    await hall(room)
    rider = await earned(room, "محمد", 50)
    person = await room.person(rider)
    assert person is not None
    async with room.store.write() as conn:
        await people.change(conn, person.id, company="美团")
    other = await earned(room, "สมชาย", 40)
    await knocks(room)
    first, second = rider.last.picture, other.last.picture
    assert isinstance(first, Certificate)
    assert isinstance(second, Certificate)
    assert (first.name, first.instead) == ("محمد", ("美团骑手", "骑手"))
    assert second.instead == ("骑手",)
    assert "恭喜محمد！" in rider.last_text
    assert "恭喜สมชาย！" in other.last_text


@pytest.mark.parametrize(("reason", "words"), [
    (Reason.ACCEPTED, "在枣林西社区发现并及时上报隐患"), (Reason.SECOND, "在枣林西社区附议他人上报的隐患"),
    (Reason.CHECK_IN, "常到枣林西社区的驿站"),
])  # fmt: skip
async def test_a_certificate_says_what_its_owner_did(room: Room, reason: Reason, words: str) -> None:
    group = await hall(room)
    rider = await earned(room, "甲", 11, reason=reason)
    await knocks(room)
    picture = rider.last.picture
    assert isinstance(picture, Certificate)
    assert words in picture.words
    assert ("常来驿站" in group.last_text) == (reason is Reason.CHECK_IN)


async def test_what_was_taken_back_is_no_deed(room: Room) -> None:
    rider = await earned(room, "甲", 11, reason=Reason.CHECK_IN)
    person = await room.person(rider)
    assert person is not None
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    report = Entry(person.id, Reason.ACCEPTED, 10, "r", room.now, NOVEMBER, ticket=(await room.ticket(rider, area)).id)
    async with room.store.write() as conn:
        await points.earn(conn, replace(report, area=area.id), cap=1000)
        (booked,) = await points.standing(conn, report.ticket or 0)
        await points.undo(conn, booked, room.now, NOVEMBER)
    await knocks(room)
    picture = rider.last.picture
    assert isinstance(picture, Certificate)
    assert "积 11 分" in picture.words
    assert "上报" not in picture.words


async def test_an_english_reader_reads_dates_as_they_write_them(room: Room) -> None:
    rider = await earned(room, "Tom", 50, language="en")
    await knocks(room)
    picture = rider.last.picture
    assert isinstance(picture, Certificate)
    assert picture.dated == "1 December 2026"
    assert picture.words.startswith("November 2026, 枣林西社区: 50 points")
    assert "for November 2026" in rider.last_text


async def test_too_little_is_not_honoured_and_no_group_is_no_trouble(room: Room) -> None:
    rider, other = await earned(room, "甲", 9), await earned(room, "乙", 90, area="无群社区")
    await knocks(room)
    assert not rider.messages
    assert isinstance(other.last.said, Send)


async def test_a_name_is_no_markup_and_a_long_tie_is_cut_short(room: Room) -> None:
    group = await hall(room)
    for number in range(12):
        await earned(room, f"<b>{number}</b>", 50)
    await knocks(room)
    assert "&lt;b&gt;" in group.last.text
    assert "还有 2 位" in group.last_text


@given(st.dictionaries(st.integers(1, 50), st.integers(-5, 60), max_size=30), st.integers(1, 5))
def test_places_are_fair(scores: dict[int, int], places: int) -> None:
    best = honoured(scores, places=places, least=10)
    named = {one.person: one.place for one in best}
    for person, amount in scores.items():
        better = sum(other > amount for other in scores.values())
        assert (person in named) == (amount >= 10 and better < places)
        assert named.get(person, better + 1) == better + 1 == place_of(person, scores)


def test_months_are_whole_and_in_order() -> None:
    assert months_before(date(2027, 2, 28), 3) == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    assert next_month(date(2026, 12, 31)) == date(2027, 1, 1)
