"""What waited gains no time by 并单: what goes on is due when the first of the two was, and climbs no less."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

import pytest

from bot.domain.ticket import State, Ticket
from tests.handlers.office import Office, at_work

Deadline = Callable[[Ticket], datetime | None]


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with at_work() as office:
        yield office


async def two(office: Office, *, apart: int) -> tuple[Ticket, Ticket]:
    """Reported so many minutes one after the other."""
    before = await office.report()
    office.room.later(minutes=apart)
    return await office.ticket(before), await office.ticket(await office.report(office.rider))


async def test_the_younger_one_takes_the_deadlines_of_the_older(office: Office) -> None:
    older, younger = await two(office, apart=10)
    await office.forge(f"mergeto:{older.id}:{younger.id}")
    whole = await office.ticket(younger.id)
    assert (whole.acknowledge_by, whole.resolve_by) == (older.acknowledge_by, older.resolve_by)


async def test_the_older_one_keeps_its_own(office: Office) -> None:
    older, younger = await two(office, apart=10)
    await office.forge(f"mergeto:{younger.id}:{older.id}")
    whole = await office.ticket(older.id)
    assert (whole.acknowledge_by, whole.resolve_by) == (older.acknowledge_by, older.resolve_by)


async def test_what_was_late_is_late_as_the_other_one_too_and_climbs(office: Office) -> None:
    street = await office.opens_the_street()
    older, younger = await two(office, apart=31)
    await office.forge(f"mergeto:{older.id}:{younger.id}")
    await office.room.knocks()
    assert "🔴" in office.card(younger.id).text
    assert "late" in await office.verbs(younger.id)
    office.room.later(minutes=30)
    await office.room.knocks()
    assert (await office.ticket(younger.id)).level == 1
    assert office.cards(younger.id, street)


async def test_a_question_to_the_other_stops_the_clock_with_what_the_older_one_had_left(office: Office) -> None:
    older, younger = await two(office, apart=10)
    await office.forge(f"asks:{younger.id}:where")
    office.room.later(minutes=5)
    await office.forge(f"mergeto:{older.id}:{younger.id}")
    office.room.later(hours=1)
    await office.rider.says("东门口")
    whole = await office.ticket(younger.id)
    assert whole.state is State.OPEN
    assert whole.acknowledge_by == office.room.now + timedelta(minutes=15)


async def test_a_question_of_the_older_one_has_not_used_its_time(office: Office) -> None:
    older, younger = await two(office, apart=10)
    await office.forge(f"asks:{older.id}:where")
    office.room.later(minutes=12)
    await office.forge(f"mergeto:{older.id}:{younger.id}")
    whole = await office.ticket(younger.id)
    assert whole.acknowledge_by == younger.acknowledge_by
    assert whole.resolve_by == younger.resolve_by


async def test_whoever_has_taken_the_other_has_no_more_time_for_it(office: Office) -> None:
    older, younger = await two(office, apart=10)
    await office.press("接单", younger.id)
    await office.forge(f"mergeto:{older.id}:{younger.id}")
    whole = await office.ticket(younger.id)
    assert whole.resolve_by == older.resolve_by
    await office.press("退回", younger.id)
    assert (await office.ticket(younger.id)).acknowledge_by == older.acknowledge_by


async def test_what_has_climbed_does_not_come_down(office: Office) -> None:
    await office.opens_the_street()
    one, other = await office.report(), await office.report(office.rider)
    await office.forge(f"escalate:{one}")
    assert f"请反过来，把 #{other} 并入 #{one}" in await office.forge(f"mergeto:{one}:{other}")
    await office.press("更多", one)
    await office.press("并单", one)
    assert not any(f"#{other}" in label for label in office.card(one).labels)
    await office.forge(f"mergeto:{other}:{one}")
    assert (await office.ticket(other)).merged_into == one


async def test_urgency_goes_before_height(office: Office) -> None:
    """Or neither of two could go into the other."""
    await office.opens_the_street()
    hole, gas = await office.report(), await office.report(office.rider, what="gas")
    await office.forge(f"escalate:{hole}")
    await office.forge(f"mergeto:{hole}:{gas}")
    assert (await office.ticket(hole)).merged_into == gas
