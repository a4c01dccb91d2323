"""A ticket that is merged again: whoever followed it knows which number it goes on as, and what became of that one."""

from collections.abc import AsyncIterator

import pytest

from tests.handlers.office import Office, at_work
from tests.handlers.room import Actor

GOES_ON = "一起处理"


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with at_work() as office:
        yield office


async def three(office: Office) -> tuple[Actor, Actor]:
    """#1 of the courier, #2 and #3 of two others, whom it names; #1 was merged into #2."""
    second, third = await office.room.courier("李师傅"), await office.room.courier("赵师傅")
    for who in (office.courier, second, third):
        await office.report(who)
    await office.forge("mergeto:1:2")
    return second, third


async def test_everybody_who_followed_is_told_at_the_second_merge(office: Office) -> None:
    second, third = await three(office)
    await office.forge("mergeto:2:3")
    assert office.courier.last_text == "🔗 您也上报过的 #2 井盖 已并入 #3 一起处理，有结果会告诉您。"
    assert second.last_text == "🔗 #2 井盖 和 #3 是同一件事，已合并处理，有结果会告诉您。"
    assert [len(office.heard(who, "#3")) for who in (office.courier, second)] == [1, 1]
    assert not office.heard(third, "🔗")


async def test_who_has_joined_by_a_touch_is_told_in_their_language(office: Office) -> None:
    await office.report()
    await office.report(office.rider)
    await office.rider.presses("Me too")
    third = await office.report(await office.room.courier("李师傅"))
    await office.forge(f"mergeto:1:{third}")
    assert office.rider.last_text.startswith("🔗 #1 ")
    assert f"which you reported too, goes on as #{third} now" in office.rider.last_text


async def test_who_merges_it_is_not_told(office: Office) -> None:
    """The courier's own touch carries along whoever had joined theirs."""
    await office.report(await office.room.courier("李师傅"))
    await office.report()
    await office.report(office.rider, what="rubbish")
    await office.forge("mergeto:3:2")
    before = len(office.heard(office.courier, "🔗"))
    await office.courier.presses("附议")
    assert (await office.ticket(2)).merged_into == 1
    assert len(office.heard(office.courier, "🔗")) == before
    assert "goes on as #1" in office.rider.last_text


async def test_the_reporter_of_the_target_who_had_joined_the_other_is_told_once(office: Office) -> None:
    await three(office)
    other = await office.report()
    await office.forge(f"mergeto:2:{other}")
    assert len(office.heard(office.courier, GOES_ON)) == 1
    assert f"#2 井盖 已并入 #{other}" in office.courier.last_text


async def test_who_cannot_be_reached_is_left_out(office: Office) -> None:
    await three(office)
    await office.courier.says("/delete_me")
    await office.courier.presses_data("forget:yes")
    before = len(office.courier.messages)
    await office.forge("mergeto:2:3")
    assert len(office.courier.messages) == before


async def test_the_list_of_reports_shows_the_last_of_the_chain_and_what_became_of_it(office: Office) -> None:
    second, _ = await three(office)
    await office.courier.says("/my")
    assert "🔗 已并单 → #2（🆕 待接单） · #1 井盖" in office.courier.last_text
    await office.forge("mergeto:2:3")
    await office.press("接单", 3)
    for who, own in ((office.courier, 1), (second, 2)):
        await who.says("/my")
        assert f"🔗 已并单 → #3（🛠 已接单） · #{own} 井盖" in who.last_text
    await office.forge("rejectas:3:fixed")
    await office.courier.presses_data("mine:1")
    assert "🔗 已并单 → #3（🚫" in office.courier.last_text


async def test_a_report_that_was_never_merged_names_no_other(office: Office) -> None:
    await office.report()
    await office.courier.says("/my")
    assert "→" not in office.courier.last_text
