"""并单 and 附议: reports about one thing become one ticket; everybody who reported it hears the end, once."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.incoming import Fetched, FileKind
from bot.domain.pictures import BeforeAfter, Stamped
from bot.domain.ticket import State
from storage import points, seconds, tickets
from storage.tickets import Conflict
from tests.handlers.office import HERE, METRE, Office, at_work


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with at_work() as office:
        yield office


def metres_off(north: float) -> tuple[float, float]:
    return HERE[0] + north * METRE, HERE[1]


async def merging(office: Office, number: int) -> None:
    await office.press("更多", number)
    await office.press("并单", number)


async def solved(office: Office, number: int) -> None:
    await office.press("接单", number)
    await office.press("办结", number)
    prompt = office.prompts()[-1]
    await office.staff.photo("e" * 64, chat=office.west, reply_to=prompt.id)


async def co_reporters(office: Office, number: int) -> int:
    counted: int = await office.room.do(lambda conn: seconds.count(conn, number))
    return counted


# ---- 附议


async def test_a_second_report_is_submitted_and_offered_the_first(office: Office) -> None:
    first = await office.report()
    second = await office.report(office.rider, at=metres_off(30))
    assert second != first
    receipt = office.rider.last
    assert f"#{first}" in receipt.plain
    assert "30 m" in receipt.plain
    assert any(f"#{first}" in label for label in receipt.labels)
    assert (await office.ticket(second)).state is State.OPEN
    assert office.card(second).labels


@pytest.mark.parametrize("other", ["far away", "of another category", "their own", "decided", "old"])
async def test_nothing_is_offered_that_is(office: Office, other: str) -> None:
    first = await office.report(office.rider if other == "their own" else None)
    if other == "decided":
        await office.forge(f"rejectas:{first}:fixed")
    if other == "old":
        office.room.later(hours=72, seconds=1)
    at = metres_off(60) if other == "far away" else HERE
    await office.report(office.rider, at=at, what="rubbish" if other == "of another category" else "manhole")
    assert f"#{first}" not in office.rider.last_text


async def test_one_touch_joins_and_the_card_counts(office: Office) -> None:
    first = await office.report()
    second = await office.report(office.rider, photo="c" * 64)
    await office.rider.presses("Me too")
    merged = await office.ticket(second)
    assert (merged.state, merged.merged_into) == (State.MERGED, first)
    assert f"已并入 #{first}" in office.card(second).text
    assert office.card(second).labels == []
    assert "附议 1" in office.card(first).text
    assert "joined" in [message.plain for message in office.rider.messages if ":receipt" in message.slot][-1]
    files = await office.room.do(lambda conn: tickets.files_of(conn, first))
    assert ("c" * 64, "note") in [(file.sha256, str(file.use)) for file in files]
    assert await office.verbs(first) == ["submit", "second"]


async def test_photos_that_joined_are_shown_by_the_button_of_the_card(office: Office) -> None:
    first = await office.report(photo="a" * 64)
    await office.report(office.rider, photo="c" * 64)
    await office.rider.presses("Me too")
    await office.press("照片", first)
    assert "c" * 64 in str(office.west.last.said)
    assert "a" * 64 in str(office.west.last.said)


async def test_joining_twice_or_what_was_never_offered_is_refused(office: Office) -> None:
    first, far = await office.report(), await office.report(at=metres_off(200))
    own = await office.report(office.rider)
    for data in (f"second:{own}:{far}", f"second:{own}:99", f"second:{own}", f"second:{first}:{own}"):
        await office.rider.presses_data(data)
        assert office.rider.alert
    await office.rider.presses("Me too")
    await office.rider.presses_data(f"second:{own}:{first}")
    assert "merged" in office.rider.alert
    assert await co_reporters(office, first) == 1


async def test_an_offer_that_has_ended_meanwhile_leaves_the_report_alone(office: Office) -> None:
    first = await office.report()
    own = await office.report(office.rider)
    await office.forge(f"rejectas:{first}:fixed")
    await office.rider.presses("Me too")
    assert "stays as it is" in office.rider.alert
    assert (await office.ticket(own)).state is State.OPEN


async def test_joining_earns_once(office: Office) -> None:
    await office.report()
    await office.report(office.rider)
    await office.rider.presses("Me too")
    person = await office.room.person(office.rider)
    assert await office.room.do(lambda conn: points.balance(conn, person.id)) == office.room.house.policy.points.second  # type: ignore[union-attr]


async def test_who_joined_hears_the_end_without_rating_it(office: Office) -> None:
    first = await office.report()
    await office.report(office.rider)
    await office.rider.presses("Me too")
    await solved(office, first)
    (told,) = [message for message in office.rider.messages if "is resolved" in message.plain]
    assert told.labels == []
    assert isinstance(told.picture, BeforeAfter)
    assert any("满意" in label for label in office.courier.last.labels)


async def test_who_joined_hears_of_a_withdrawal_and_of_a_rejection(office: Office) -> None:
    first, other = await office.report(), await office.report(what="rubbish")
    for what in ("manhole", "rubbish"):
        await office.report(office.rider, what=what)
        await office.rider.presses("Me too")
    await office.courier.presses_data(f"withdraw:{first}")
    assert office.heard(office.rider, "withdrawn by its reporter")
    await office.forge(f"rejectas:{other}:not_found")
    assert office.heard(office.rider, "We could not find it")


# ---- 并单


async def test_what_looks_the_same_is_offered_with_thumbnails_and_distance(office: Office) -> None:
    first = await office.report(photo="c" * 64)
    second = await office.report(office.rider, at=metres_off(30))
    await merging(office, second)
    assert any(f"#{first}" in label and "30 米" in label for label in office.card(second).labels)
    (prompt,) = office.prompts()
    assert isinstance(prompt.picture, Stamped)
    assert prompt.picture.photos == ("c" * 64,)


async def test_the_same_photo_is_recognised_though_the_category_differs(office: Office) -> None:
    shot, again = Fetched("c" * 64, FileKind.PHOTO, 9, 8, 8, phash=0b1011), Fetched("d" * 64, FileKind.PHOTO, 9, 8, 8,
                                                                                     phash=0b0011)  # fmt: skip
    for who, one, at, what in (
        (office.courier, shot, HERE, "manhole"),
        (office.rider, again, metres_off(120), "road"),
    ):
        await who.photo(one.sha256, fetched=(one,))
        await who.location(*at)
        await who.presses_data(f"category:{what}")
    await merging(office, 2)
    assert any("#1" in label and "120 米" in label for label in office.card(2).labels)


async def test_merging_closes_the_card_counts_on_the_other_and_tells_the_courier(office: Office) -> None:
    first = await office.report()
    second = await office.report(office.rider)
    await merging(office, second)
    await office.press(f"#{first}", second)
    assert (await office.ticket(second)).merged_into == first
    assert f"已并入 #{first}" in office.card(second).text
    assert "附议 1" in office.card(first).text
    assert f"#{first}" in office.rider.last_text
    assert office.prompts() == []
    assert [entry.why for entry in await office.story(first)] == ["", f"#{second}"]


async def test_a_number_may_be_written(office: Office) -> None:
    first, second = await office.report(), await office.report(office.rider, at=metres_off(200))
    await merging(office, second)
    await office.reply("并到那个去")
    assert "编号" in office.west.last_text
    await office.reply(f"#{first}")
    assert (await office.ticket(second)).merged_into == first


async def test_merging_into_itself_something_ended_or_somebody_elses_is_refused(office: Office) -> None:
    number, ended = await office.report(), await office.report(what="rubbish")
    theirs = await office.report(at=(HERE[0], 103.7325))
    await office.forge(f"rejectas:{ended}:fixed")
    for target, said in ((number, "自己"), (ended, "不能再并入"), (theirs, "没有这个工单"), (99, "没有这个工单")):
        assert said in await office.forge(f"mergeto:{number}:{target}")
    assert (await office.ticket(number)).state is State.OPEN


async def test_two_tickets_never_merge_into_each_other(office: Office) -> None:
    one, two = await office.report(), await office.report(office.rider)
    await office.forge(f"mergeto:{one}:{two}")
    assert "不能再并入" in await office.forge(f"mergeto:{two}:{one}", by=office.mate)
    assert [(await office.ticket(n)).merged_into for n in (one, two)] == [two, None]


async def test_who_changed_the_target_meanwhile_makes_the_merge_begin_again(office: Office) -> None:
    one = await office.report()
    before = await office.ticket(one)
    await office.press("接单", one)
    with pytest.raises(Conflict):
        await office.room.do(lambda conn: tickets.touch(conn, before, "absorb", by=None, at=office.room.now, why="#2"))


async def test_a_reporter_cannot_merge_as_staff_do(office: Office) -> None:
    one, two = await office.report(), await office.report(at=metres_off(200))
    for data in (f"merge:{one}", f"mergeto:{one}:{two}"):
        await office.courier.presses_data(data)
        assert "权限" in office.courier.alert or "身份" in office.courier.alert
    assert (await office.ticket(one)).state is State.OPEN


async def test_a_chain_of_merges_tells_everybody_once(office: Office) -> None:
    third = await office.room.courier("李师傅")
    one, two, three = await office.report(), await office.report(office.rider), await office.report(third)
    await office.rider.presses("Me too")
    assert (await office.ticket(two)).merged_into == one
    await office.forge(f"mergeto:{one}:{three}")
    assert await co_reporters(office, three) == 2
    await solved(office, three)
    assert len(office.heard(office.rider, "is resolved")) == 1
    assert len(office.heard(office.courier, "已办结")) == 1
    assert any("满意" in label for label in third.last.labels)


async def test_ones_own_two_reports_become_one_without_a_co_reporter(office: Office) -> None:
    one, two = await office.report(), await office.report()
    await office.forge(f"mergeto:{two}:{one}")
    assert await co_reporters(office, one) == 0
    assert "附议" not in office.card(one).text
    await solved(office, one)
    assert len(office.heard(office.courier, "您满意吗")) == 1


async def test_who_blocked_us_is_left_out(office: Office) -> None:
    first = await office.report()
    await office.report(office.rider)
    await office.rider.presses("Me too")
    await office.rider.says("/delete_me")
    await office.rider.presses_data("forget:yes")
    before = len(office.rider.messages)
    await solved(office, first)
    assert len(office.rider.messages) == before
