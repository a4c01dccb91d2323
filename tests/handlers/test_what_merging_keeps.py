"""What must not vanish with a merged ticket: an urgent one's clock, the parts of its work, the answer to a question."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.incoming import Fetched, File, FileKind
from bot.domain.ticket import State
from storage import tickets
from tests.handlers.office import EAST, HERE, Office, at_work
from tests.handlers.pretend import Message


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with at_work() as office:
        yield office


async def split(office: Office, number: int, title: str) -> None:
    await office.press("更多", number)
    await office.press("拆分", number)
    await office.press("➕", number)
    await office.reply(title)


async def into_which(office: Office, number: int) -> None:
    """并单 pressed: the prompt waits for a number."""
    await office.press("更多", number)
    await office.press("并单", number)


# ---- the clock


@pytest.mark.parametrize(
    ("what", "into"), [("gas", "rubbish"), ("gas", "manhole"), ("manhole", "rubbish"), ("wire", "other")]
)
async def test_the_more_urgent_one_is_not_merged_but_takes_the_other_in(office: Office, what: str, into: str) -> None:
    urgent, other = await office.report(what=what), await office.report(office.rider, what=into)
    assert f"#{urgent} 更急，或已升到更高一级：请反过来，把 #{other} 并入 #{urgent}。" in await office.forge(
        f"mergeto:{urgent}:{other}"
    )
    assert (await office.ticket(urgent)).state is State.OPEN
    await office.forge(f"mergeto:{other}:{urgent}")
    assert (await office.ticket(other)).merged_into == urgent
    assert (await office.ticket(urgent)).acknowledge_by


async def test_a_written_number_of_a_less_urgent_one_is_refused_and_the_prompt_stays(office: Office) -> None:
    gas, rubbish, wire = [await office.report(what=what) for what in ("gas", "rubbish", "wire")]
    await into_which(office, gas)
    await office.reply(f"{rubbish}")
    assert "请反过来" in office.west.last_text
    await office.reply(f"{wire}")
    assert (await office.ticket(gas)).merged_into == wire


async def test_the_same_photo_of_something_less_urgent_is_not_offered(office: Office) -> None:
    for who, what, phash in (
        (office.courier, "gas", 0b1011),
        (office.rider, "rubbish", 0b0011),
        (office.rider, "wire", 0b1001),
    ):
        shot = Fetched(f"{phash:064x}", FileKind.PHOTO, 9, 8, 8, phash=phash)
        await who.photo(shot.sha256, fetched=(shot,))
        await who.location(*HERE)
        await who.presses_data(f"category:{what}")
    await into_which(office, 1)
    assert any("#3" in label for label in office.card(1).labels)
    assert not any("#2" in label for label in office.card(1).labels)
    await office.press("◀", 1)
    await into_which(office, 2)
    assert any("#1" in label for label in office.card(2).labels)


async def test_a_report_that_is_more_urgent_than_the_one_before_is_not_offered_it(office: Office) -> None:
    """As where the policy has made its category urgent meanwhile."""
    before = await office.room.ticket(
        office.courier, office.areas["枣林西社区"], category="gas", lat=HERE[0], lon=HERE[1]
    )
    own = await office.report(office.rider, what="gas")
    assert f"#{before.id}" not in office.rider.last_text
    await office.rider.presses_data(f"second:{own}:{before.id}")
    assert "stays as it is" in office.rider.alert
    assert (await office.ticket(own)).state is State.OPEN


# ---- the parts


async def test_a_ticket_with_parts_undone_is_not_merged_until_they_are_ticked_or_dropped(office: Office) -> None:
    one, two = await office.report(), await office.report(office.rider)
    await split(office, one, "围挡")
    for data in (f"merge:{one}", f"mergeto:{one}:{two}"):
        alert = await office.forge(data)
        assert "围挡" in alert
        assert "先勾掉或删去" in alert
    assert (await office.ticket(one)).state is State.OPEN
    await office.forge(f"tick:{one}:1:1")
    await office.forge(f"mergeto:{one}:{two}")
    assert (await office.ticket(one)).merged_into == two


async def test_parts_that_were_split_while_the_number_was_asked_for_are_seen(office: Office) -> None:
    one, two = await office.report(), await office.report(office.rider)
    await into_which(office, one)
    prompt = office.prompts()[-1]
    await office.forge(f"part:{one}", by=office.mate)
    await office.reply("换井盖", by=office.mate)
    await office.staff.says(f"{two}", chat=office.west, reply_to=prompt.id)
    assert "换井盖" in office.west.last_text
    assert (await office.ticket(one)).state is State.OPEN


async def test_into_a_ticket_with_parts_others_are_merged(office: Office) -> None:
    one, two = await office.report(), await office.report(office.rider)
    await split(office, one, "围挡")
    await office.forge(f"mergeto:{two}:{one}")
    assert (await office.ticket(two)).merged_into == one


async def test_a_courier_whose_report_is_split_already_hears_why_it_stays_their_own(office: Office) -> None:
    await office.report()
    own = await office.report(office.rider)
    await split(office, own, "围挡")
    await office.rider.presses("Me too")
    assert "stays a report of its own" in office.rider.alert
    assert (await office.ticket(own)).state is State.OPEN


# ---- the answer to a question


async def asked(office: Office, number: int) -> Message:
    """The question as the courier has it."""
    await office.forge(f"asks:{number}:where")
    return next(message for message in reversed(office.courier.messages) if message.slot == f"ticket:{number}:question")


async def asked_and_merged(office: Office) -> Message:
    """About #1, which then was merged into #2."""
    for who in (office.courier, office.rider):
        await office.report(who)
    question = await asked(office, 1)
    await office.forge("mergeto:1:2")
    return question


async def files(office: Office, number: int) -> list[str]:
    kept = await office.room.do(lambda conn: tickets.files_of(conn, number))
    return [file.sha256 for file in kept]


async def test_the_question_says_that_the_ticket_goes_on_as_another(office: Office) -> None:
    question = await asked_and_merged(office)
    assert question.plain == "❔ #1 已并入 #2，这个问题不用再回复了。"
    assert question.labels == []


async def test_the_question_of_a_rejected_ticket_needs_no_answer(office: Office) -> None:
    question = await asked(office, await office.report())
    await office.forge("rejectas:1:fixed")
    assert question.plain == "❔ #1 已判定不属实，这个问题不用再回复了。"


async def test_without_a_question_nothing_is_said_of_one(office: Office) -> None:
    for who in (office.courier, office.rider):
        await office.report(who)
    question = await asked(office, 1)
    await office.courier.says("东门口", reply_to=question.id)
    await office.forge("mergeto:1:2")
    assert "您已回复" in question.plain


@pytest.mark.parametrize("replies", [True, False])
async def test_words_still_reach_the_ticket_that_it_goes_on_as(office: Office, replies: bool) -> None:
    question = await asked_and_merged(office)
    await office.courier.says("东门口", **({"reply_to": question.id} if replies else {}))
    assert office.courier.last_text == "➕ #1 已并入 #2，已补充到 #2。"
    assert "东门口" in office.card(2).text
    assert "东门口" not in office.card(1).text
    assert [entry.why for entry in await office.story(2)][-1] == "东门口"


async def test_whoever_asked_hears_it_below_the_card_of_the_other_one(office: Office) -> None:
    question = await asked_and_merged(office)
    await office.courier.says("东门口", reply_to=question.id)
    assert office.west.last_text == "💬 马师傅 回复 网格员李（#1）：东门口"
    assert office.west.last.said.reply_to_slot == office.card(2).slot


async def test_what_is_added_to_a_ticket_that_asked_nothing_pings_nobody(office: Office) -> None:
    question = await asked(office, await office.report())
    await office.courier.says("东门口", reply_to=question.id)
    await office.report(office.rider)
    await office.forge("mergeto:1:2")
    before = len(office.west.messages)
    await office.courier.says("还在", reply_to=question.id)
    assert len(office.west.messages) == before


async def test_a_photo_a_recording_and_a_place_that_reply_reach_it_too(office: Office) -> None:
    question = await asked_and_merged(office)
    await office.courier.photo("9" * 64, reply_to=question.id)
    voice = Fetched("8" * 64, FileKind.VOICE, 1000, mime="audio/ogg")
    await office.courier.sends(files=(File("v", FileKind.VOICE),), fetched=(voice,), reply_to=question.id)
    await office.courier.location(*HERE, reply_to=question.id)
    assert {"9" * 64, "8" * 64} <= set(await files(office, 2))
    assert "36.10250" in office.card(2).text.split("📝")[-1]
    assert len(office.heard(office.courier, "已补充到 #2")) == 3


async def test_an_album_that_replies_joins_whole_and_is_thanked_once(office: Office) -> None:
    question = await asked_and_merged(office)
    for sha256 in ("7" * 64, "8" * 64):
        await office.courier.photo(sha256, album="a1", reply_to=question.id)
    assert {"7" * 64, "8" * 64} <= set(await files(office, 2))
    assert len(office.heard(office.courier, "已补充到 #2")) == 1


async def test_a_photo_that_replies_to_nothing_is_the_next_report(office: Office) -> None:
    await asked_and_merged(office)
    assert await office.report() == 3
    assert len(await files(office, 2)) == 2


async def test_along_a_chain_the_answer_reaches_the_last(office: Office) -> None:
    question = await asked_and_merged(office)
    third = await office.report(await office.room.courier("李师傅"))
    await office.forge(f"mergeto:2:{third}")
    office.room.later(hours=5)
    await office.room.knocks()
    await office.courier.says("东门口", reply_to=question.id)
    assert "东门口" in office.card(third).text
    assert f"已补充到 #{third}" in office.courier.last_text


@pytest.mark.parametrize("later", [0, 5])
async def test_what_has_been_decided_meanwhile_takes_nothing_more(office: Office, later: int) -> None:
    question = await asked_and_merged(office)
    await office.forge("rejectas:2:fixed")
    office.room.later(hours=later)
    await office.room.knocks()
    await office.courier.says("东门口", reply_to=question.id)
    assert "#2" in office.courier.last_text
    assert "不属实" in office.courier.last_text
    assert "add" not in await office.verbs(2)


async def test_a_sticker_to_a_merged_ticket_adds_nothing(office: Office) -> None:
    question = await asked_and_merged(office)
    await office.courier.sends(reply_to=question.id)
    assert "add" not in await office.verbs(2)
    assert "文字" in office.courier.last_text


async def test_after_handing_on_the_question_stands_on_the_new_card_and_is_answered_there(office: Office) -> None:
    number = await office.report()
    question = await asked(office, number)
    await office.forge(f"give:{number}:{office.areas[EAST].id}")
    assert "具体在什么位置" in office.card(number, office.east).text
    await office.courier.says("东门口", reply_to=question.id)
    assert "东门口" in office.card(number, office.east).text
