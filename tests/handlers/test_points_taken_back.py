"""What is taken back, what is kept and what is given again when reports are merged, rejected and reopened."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.domain.pictures import Certificate
from storage import points
from tests.handlers.office import HERE, METRE, Office, at_work
from tests.handlers.room import Actor

TAKEN, SECOND, BONUS = 15, 2, 5  # taken, with a good photo
ELSEWHERE = HERE[0] + 150 * METRE, HERE[1]
EARLY = datetime(2026, 11, 30, 23, 3, tzinfo=UTC)  # 07:03 of 1 December in Shanghai
NINE = datetime(2026, 12, 1, 1, 5, tzinfo=UTC)


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with at_work() as office:
        yield office


async def has(office: Office, who: Actor) -> int:
    """Their balance, once the clock has booked everything."""
    await office.room.knocks()
    person = await office.room.person(who)
    assert person is not None
    counted: int = await office.room.do(lambda conn: points.balance(conn, person.id))
    return counted


async def taken(office: Office, by: Actor, *, at: tuple[float, float] = HERE) -> int:
    number = await office.report(by, at=at)
    await office.press("接单", number)
    return number


async def untrue(office: Office, number: int) -> None:
    office.room.later(minutes=1)
    await office.forge(f"rejectas:{number}:untrue")


async def taken_again(office: Office, number: int, *, before: int = 0) -> None:
    """Reopened, for the first time or after so many times, and taken."""
    await office.courier.presses_data(f"unsatisfied:{number}:{before}")
    office.room.later(minutes=1)
    await office.press("接单", number)


async def test_a_taken_report_that_staff_merge_into_anothers_keeps_its_points(office: Office) -> None:
    first, second = await taken(office, office.courier), await taken(office, office.rider)
    assert await has(office, office.rider) == TAKEN + BONUS
    await office.forge(f"mergeto:{second}:{first}")
    assert await has(office, office.rider) == TAKEN + BONUS


async def test_one_that_was_merged_before_the_clock_booked_it_earns_no_more(office: Office) -> None:
    first, second = await taken(office, office.courier), await taken(office, office.rider)
    await office.forge(f"mergeto:{second}:{first}")
    assert await has(office, office.rider) == TAKEN + BONUS


async def test_one_that_was_not_taken_counts_as_a_second(office: Office) -> None:
    first, second = await taken(office, office.courier), await office.report(office.rider)
    await office.forge(f"mergeto:{second}:{first}")
    assert await has(office, office.rider) == SECOND


async def test_what_repeats_ones_own_is_taken_back_also_where_both_went_into_anothers(office: Office) -> None:
    first = await taken(office, office.courier)
    own, again = await taken(office, office.rider), await taken(office, office.rider)
    for number in (own, again):
        await office.forge(f"mergeto:{number}:{first}")
    assert await has(office, office.rider) == TAKEN + BONUS


async def test_who_seconded_what_goes_on_as_another_has_that_once(office: Office) -> None:
    first, second = await taken(office, office.courier), await office.report(at=ELSEWHERE)
    await office.report(office.rider, at=ELSEWHERE)
    await office.rider.presses("Me too")
    await office.forge(f"mergeto:{second}:{first}")
    assert await has(office, office.rider) == SECOND


async def test_what_goes_on_as_something_untrue_was_untrue_and_is_true_again_with_it(office: Office) -> None:
    first, second = await taken(office, office.courier), await taken(office, office.rider)
    await office.forge(f"mergeto:{second}:{first}")
    await office.room.knocks()
    for before in range(2):
        await untrue(office, first)
        assert (await has(office, office.courier), await has(office, office.rider)) == (0, 0)
        office.room.later(days=1)  # each day has its cap
        await taken_again(office, first, before=before)
        assert (await has(office, office.courier), await has(office, office.rider)) == (20, 20)


async def test_who_seconded_has_that_again_when_it_was_true_after_all(office: Office) -> None:
    number = await taken(office, office.courier)
    await office.report(office.rider)
    await office.rider.presses("Me too")
    assert await has(office, office.rider) == SECOND
    for before in range(2):
        await untrue(office, number)
        assert await has(office, office.rider) == 0
        await taken_again(office, number, before=before)
        assert await has(office, office.rider) == SECOND
        await office.press("退回", number)
        await office.press("接单", number)
        assert await has(office, office.rider) == SECOND


@pytest.mark.parametrize("merged", [False, True])
async def test_the_bonus_of_the_month_passes_to_the_next_report_that_is_left(office: Office, merged: bool) -> None:
    first = await taken(office, office.courier)
    second = await taken(office, office.courier, at=ELSEWHERE)
    assert await has(office, office.courier) == 2 * TAKEN + BONUS
    await (office.forge(f"mergeto:{first}:{second}") if merged else untrue(office, first))
    assert await has(office, office.courier) == TAKEN + BONUS
    await untrue(office, second)
    assert await has(office, office.courier) == 0


async def test_the_limit_of_the_day_does_not_cut_a_bonus_that_only_passes_on(office: Office) -> None:
    numbers = [await taken(office, office.courier, at=(HERE[0], 103.7205 + 0.001 * place)) for place in range(4)]
    assert await has(office, office.courier) == 60
    for number, left in zip(numbers[:3], (45, 30, 15), strict=True):
        await untrue(office, number)
        assert await has(office, office.courier) == left
    await office.courier.says("/points")
    assert "+5 · 本月首次上报 #4" in office.courier.last_text


async def test_what_proves_untrue_before_the_honours_is_not_honoured_and_costs_no_later_month(office: Office) -> None:
    wrong = [await taken(office, office.courier), await taken(office, office.courier, at=ELSEWHERE)]
    await taken(office, office.rider, at=(HERE[0], 103.7215))
    await office.room.knocks()
    office.room.now = EARLY
    for number in wrong:
        await untrue(office, number)
    assert await has(office, office.courier) == 0
    await office.courier.says("/points")
    assert "本月 0" in office.courier.last_text
    office.room.now = NINE
    await office.room.knocks()
    assert isinstance(office.rider.last.picture, Certificate)
    (told,) = [one.plain for one in office.west.messages if "先锋骑手" in one.plain]
    assert ("Tom" in told, "马师傅" in told) == (True, False)


async def test_what_proves_untrue_after_its_honours_counts_in_the_month_that_is(office: Office) -> None:
    number = await taken(office, office.courier)
    await office.room.knocks()
    office.room.now = NINE
    await office.room.knocks()
    await untrue(office, number)
    assert await has(office, office.courier) == 0
    await office.courier.says("/points")
    assert "本月 -20" in office.courier.last_text
