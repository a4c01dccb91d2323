"""What must not vanish with a merged ticket: the clock of the more urgent one, the parts of its work."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.incoming import Fetched, FileKind
from bot.domain.ticket import State
from tests.handlers.office import HERE, Office, at_work


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
    assert f"#{urgent} 更急：请反过来，把 #{other} 并入 #{urgent}。" in await office.forge(f"mergeto:{urgent}:{other}")
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
