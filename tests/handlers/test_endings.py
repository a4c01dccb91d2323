"""Whoever reported it too hears the end once, and again only where it is another one than they know."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.pictures import BeforeAfter
from storage import outbox, people
from tests.handlers.office import Office, at_work

TOO = "which you reported too"


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with at_work() as office:
        yield office


async def joined(office: Office) -> int:
    """A ticket that two have reported."""
    number = await office.report()
    await office.report(office.rider)
    await office.rider.presses("Me too")
    return number


async def resolved(office: Office, number: int, *photos: str, album: str = "") -> None:
    await office.forge(f"take:{number}")
    await office.forge(f"resolve:{number}")
    prompt = office.prompts()[-1]
    for sha256 in photos or ("e" * 64,):
        await office.staff.photo(sha256, chat=office.west, reply_to=prompt.id, album=album)


async def rejected(office: Office, number: int) -> None:
    await office.forge(f"rejectas:{number}:not_found")


async def reopened(office: Office, number: int, by: str = "courier") -> None:
    times = (await office.ticket(number)).reopened
    if by == "courier":
        await office.courier.presses_data(f"unsatisfied:{number}:{times}")
    else:
        await office.room.admin().presses_data(f"reopen:{number}:{times}")
    assert (await office.ticket(number)).reopened == times + 1


@pytest.mark.parametrize("by", ["courier", "admin"])
@pytest.mark.parametrize("ending", [resolved, rejected])
async def test_the_same_end_after_a_reopening_is_no_news(office: Office, ending: object, by: str) -> None:
    number = await joined(office)
    for _ in range(2):
        await ending(office, number)  # type: ignore[operator]
        await reopened(office, number, by)
    await ending(office, number)  # type: ignore[operator]
    assert len(office.heard(office.rider, TOO)) == 1


async def test_what_was_resolved_and_is_rejected_after_all_is_news(office: Office) -> None:
    number = await joined(office)
    await resolved(office, number)
    await reopened(office, number)
    await rejected(office, number)
    first, second = office.heard(office.rider, TOO)
    assert "is resolved" in first
    assert second.startswith(f"🔁 News of #{number}, which was opened again:\n🚫 #{number}")
    assert "We could not find it" in second


async def test_what_was_rejected_and_is_resolved_after_all_is_news_with_before_and_after(office: Office) -> None:
    number = await joined(office)
    await rejected(office, number)
    await reopened(office, number)
    await resolved(office, number)
    assert "News of" in office.rider.last_text
    assert isinstance(office.rider.last.picture, BeforeAfter)
    await reopened(office, number)
    await rejected(office, number)
    assert ["News of" in text for text in office.heard(office.rider, TOO)] == [False, True, True]


async def test_a_withdrawal_after_a_reopening_is_news(office: Office) -> None:
    number = await joined(office)
    await resolved(office, number)
    await reopened(office, number)
    await office.courier.presses_data(f"withdraw:{number}")
    assert "withdrawn by its reporter" in office.rider.last_text
    assert "News of" in office.rider.last_text


async def test_who_joined_after_the_first_end_hears_the_second_as_the_first(office: Office) -> None:
    number = await office.report()
    await resolved(office, number)
    await reopened(office, number)
    await office.report(office.rider)
    await office.rider.presses("Me too")
    await resolved(office, number)
    (told,) = office.heard(office.rider, TOO)
    assert "News" not in told


async def test_who_could_not_be_reached_the_first_time_hears_the_second(office: Office) -> None:
    number = await joined(office)
    rider = await office.room.person(office.rider)
    assert rider
    await office.room.do(lambda conn: people.change(conn, rider.id, reachable=False))
    await resolved(office, number)
    await office.room.do(lambda conn: people.change(conn, rider.id, reachable=True))
    await reopened(office, number)
    await resolved(office, number)
    assert len(office.heard(office.rider, TOO)) == 1


async def test_it_is_remembered_though_the_outbox_forgets(office: Office) -> None:
    number = await joined(office)
    await resolved(office, number)
    await reopened(office, number)
    office.room.later(days=40)
    await office.room.do(lambda conn: outbox.prune(conn, office.room.now.timestamp()))
    await resolved(office, number)
    assert len(office.heard(office.rider, TOO)) == 1


async def test_further_photos_of_the_proof_change_the_message_of_their_own_round_only(office: Office) -> None:
    number = await joined(office)
    await resolved(office, number, "e" * 64, "f" * 64, album="a1")
    (told,) = [message for message in office.rider.messages if TOO in message.plain]
    assert isinstance(told.picture, BeforeAfter)
    assert told.picture.after == ("e" * 64, "f" * 64)
    await reopened(office, number)
    await resolved(office, number, "c" * 64, "d" * 64, album="a2")
    assert told.picture.after == ("e" * 64, "f" * 64)
    assert len(office.heard(office.rider, TOO)) == 1
