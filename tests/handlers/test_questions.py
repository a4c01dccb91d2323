"""问骑手: staff ask, the courier answers in private with whatever they have; what nobody answers lapses."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.incoming import Fetched, File, FileKind
from bot.domain.outgoing import SendFile
from bot.domain.ticket import State
from storage import people, tickets
from tests.handlers.office import HERE, IN_EAST, METRE, Office, at_work


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with at_work() as office:
        yield office


async def asked(office: Office, question: str = "具体在什么位置", *, by: str = "courier") -> int:
    number = await office.report(getattr(office, by))
    await office.press("更多", number)
    await office.press("问骑手", number)
    await office.press(question, number)
    return number


async def knocks(office: Office) -> None:
    await office.room.knocks()


async def test_a_question_by_button_reaches_the_courier_with_the_tickets_picture(office: Office) -> None:
    number = await asked(office, by="rider")
    assert (await office.ticket(number)).state is State.NEEDS_INFO
    assert "Where exactly is it?" in office.rider.last_text
    assert office.rider.last.picture
    assert "待补充" in office.card(number).text
    assert "具体在什么位置" in office.card(number).text
    assert office.prompts() == []


async def test_a_question_may_be_written_under_the_prompt(office: Office) -> None:
    number = await office.report()
    await office.press("更多", number)
    await office.press("问骑手", number)
    await office.reply("是蓝色的井盖吗？")
    assert "是蓝色的井盖吗？" in office.courier.last_text
    assert (await office.ticket(number)).state is State.NEEDS_INFO


@pytest.mark.parametrize("taken", [True, False])
async def test_words_bring_the_ticket_back_to_where_it_was_and_the_asker_hears_them(
    office: Office, taken: bool
) -> None:
    number = await office.report()
    if taken:
        await office.press("接单", number)
    await office.press("更多", number)
    await office.press("问骑手", number)
    await office.press("现在还在吗", number)
    await office.courier.says("还在，就在东门口")
    ticket = await office.ticket(number)
    assert ticket.state is (State.ACKNOWLEDGED if taken else State.OPEN)
    assert "东门口" in office.card(number).text
    answer = office.west.last
    assert "东门口" in answer.plain
    assert "网格员李" in answer.plain
    assert answer.said.reply_to_slot == office.card(number).slot  # type: ignore[union-attr]
    assert "已转给社区" in office.courier.last_text
    assert await office.verbs(number) == ["submit", *["acknowledge"] * taken, "ask", "answer"]


async def test_a_photo_is_an_answer_and_stands_on_the_card(office: Office) -> None:
    number = await asked(office)
    await office.courier.photo("9" * 64)
    assert (await office.ticket(number)).state is State.OPEN
    assert "9" * 64 in str(office.card(number).picture)
    assert office.west.last.picture


async def test_a_recording_is_an_answer(office: Office) -> None:
    number = await asked(office)
    voice = Fetched("8" * 64, FileKind.VOICE, 1000, mime="audio/ogg")
    await office.courier.sends(files=(File("v", FileKind.VOICE),), fetched=(voice,))
    assert (await office.ticket(number)).state is State.OPEN
    assert any(isinstance(message.said, SendFile) for message in office.west.messages)


async def test_an_album_is_one_answer(office: Office) -> None:
    number = await asked(office)
    for sha in ("7" * 64, "8" * 64):
        await office.courier.photo(sha, album="a1")
    files = await office.room.do(lambda conn: tickets.files_of(conn, number))
    assert {"7" * 64, "8" * 64} <= {file.sha256 for file in files}
    assert (await office.verbs(number)).count("answer") == 1


async def test_a_place_moves_the_point_within_the_area(office: Office) -> None:
    number = await asked(office)
    await office.courier.location(HERE[0] + 100 * METRE, HERE[1])
    ticket = await office.ticket(number)
    assert round(ticket.lat - HERE[0], 5) == round(100 * METRE, 5)
    assert "100 米" in office.west.last_text
    assert "转派" not in office.west.last_text


async def test_a_place_in_another_community_is_shown_and_reassigns_nothing(office: Office) -> None:
    number = await asked(office)
    before = await office.ticket(number)
    await office.courier.says(f"{IN_EAST[0]},{IN_EAST[1]}")
    after = await office.ticket(number)
    assert (after.lat, after.lon) == IN_EAST
    assert (after.area, after.cell) == (before.area, before.cell)
    assert "培黎-01" in office.west.last_text
    assert "转派" in office.west.last_text
    assert not office.east.messages


async def test_the_courier_may_answer_late_by_replying_or_in_plain_words(office: Office) -> None:
    number = await asked(office)
    office.room.later(hours=3)
    await knocks(office)
    await office.courier.says("在的")
    assert (await office.ticket(number)).state is State.OPEN


async def test_an_answer_in_the_middle_of_another_report_by_replying(office: Office) -> None:
    number = await office.report()
    await office.courier.photo("5" * 64)
    await office.forge(f"asks:{number}:where")
    question = office.courier.last
    await office.courier.photo("6" * 64)
    assert (await office.ticket(number)).state is State.NEEDS_INFO
    await office.courier.says("东门", reply_to=question.id)
    assert (await office.ticket(number)).state is State.OPEN


async def test_a_sticker_is_no_answer(office: Office) -> None:
    number = await asked(office)
    await office.courier.sends()
    assert "文字、照片、语音或位置" in office.courier.last_text
    assert (await office.ticket(number)).state is State.NEEDS_INFO


async def test_the_report_key_leaves_the_question_for_later(office: Office) -> None:
    number = await asked(office)
    await office.courier.says("📷 上报隐患")
    other = await office.report()
    assert other != number
    assert (await office.ticket(number)).state is State.NEEDS_INFO


async def test_a_question_lapses_after_three_days(office: Office) -> None:
    number = await asked(office)
    office.room.later(hours=71)
    await knocks(office)
    assert (await office.ticket(number)).state is State.NEEDS_INFO
    office.room.later(hours=1, seconds=1)
    await knocks(office)
    assert (await office.ticket(number)).state is State.OPEN
    (last,) = [entry for entry in await office.story(number) if entry.verb == "answer"]
    assert (last.by, last.why) == (None, "骑手没有回复")
    assert any("没有回复" in message.plain for message in office.west.messages)
    assert "已过期" in "".join(message.plain for message in office.courier.messages)
    said = len(office.west.messages)
    await knocks(office)
    assert len(office.west.messages) == said


async def test_a_courier_who_cannot_be_reached_is_not_asked(office: Office) -> None:
    number = await office.report()
    person = await office.room.person(office.courier)
    await office.room.do(lambda conn: people.change(conn, person.id, reachable=False))  # type: ignore[union-attr]
    for data in (f"ask:{number}", f"asks:{number}:where"):
        assert "联系不上" in await office.forge(data)
    assert (await office.ticket(number)).state is State.OPEN


async def test_nothing_else_is_asked_while_a_question_waits(office: Office) -> None:
    number = await asked(office)
    assert "待补充" in await office.forge(f"asks:{number}:still", by=office.mate)
    assert "权限" in await office.forge(f"asks:{number}:still", by=office.neighbour, group=office.east)
    assert await office.forge(f"asks:{number}:nonsense")
    assert await office.verbs(number) == ["submit", "ask"]


async def test_another_courier_cannot_answer(office: Office) -> None:
    number = await asked(office)
    await office.rider.presses_data(f"add:{number}")
    await office.rider.says("it is there")
    assert (await office.ticket(number)).state is State.NEEDS_INFO


async def test_a_second_question_after_an_answer_is_put_too(office: Office) -> None:
    number = await asked(office)
    await office.courier.says("东门")
    await office.press("更多", number)
    await office.press("问骑手", number)
    await office.press("大概什么时候", number)
    await office.courier.says("昨天")
    assert "昨天" in office.card(number).text
    assert await office.verbs(number) == ["submit", "ask", "answer", "ask", "answer"]
