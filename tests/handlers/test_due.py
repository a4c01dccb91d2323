"""What comes due by itself: reminders, ends, closings. The clock only knocks."""

from bot.domain.ticket import State
from tests.deeds import prompted, resolved, taken
from tests.town import HERE, Town
from tests.townsfolk import picture


async def test_a_draft_is_reminded_of_after_ten_minutes_and_only_once(town: Town) -> None:
    await town.courier.sends_photo(picture())
    await town.clock.passes(minutes=9)
    assert not town.courier.saying("还差一步")
    await town.clock.passes(minutes=1)
    assert len(town.courier.saying("还差一步")) == 1
    await town.clock.passes(hours=5)
    assert len(town.courier.saying("还差一步")) == 1


async def test_the_reminder_counts_from_the_last_touch(town: Town) -> None:
    await town.courier.sends_photo(picture())
    await town.clock.passes(minutes=8)
    await town.courier.taps("📍", location=HERE)
    await town.clock.passes(minutes=8)
    assert not town.courier.saying("还差一步")
    await town.clock.passes(minutes=2)
    assert town.courier.saying("还差一步")


async def test_who_was_reminded_and_went_on_is_not_reminded_again(town: Town) -> None:
    await town.courier.sends_photo(picture())
    await town.clock.passes(minutes=10)
    await town.courier.taps("📍", location=HERE)
    await town.clock.passes(minutes=30)
    assert len(town.courier.saying("还差一步")) == 1


async def test_a_reminded_draft_can_still_be_finished(town: Town) -> None:
    await town.courier.sends_photo(picture())
    await town.clock.passes(minutes=11)
    await town.courier.taps("📍", location=HERE)
    await town.courier.presses("井盖")
    assert await town.count() == 1


async def test_a_draft_ends_after_a_day_without_a_sound(town: Town) -> None:
    await town.courier.sends_photo(picture())
    await town.clock.passes(minutes=10)
    await town.clock.passes(hours=24)
    assert "作废" in town.courier.last_text
    assert town.courier.last.silent
    await town.courier.sends_location(*HERE)
    assert "发照片" in town.courier.last_text


async def test_a_knock_catches_up_after_a_night_without_the_bot(town: Town) -> None:
    await town.courier.sends_photo(picture())
    await town.stops()
    town.clock.at = town.clock.at.replace(day=20)
    town.box.now = town.clock.at
    await town.starts()
    await town.clock.passes(seconds=1)
    assert len(town.courier.saying("作废")) == 1
    assert not town.courier.saying("还差一步")


async def test_waiting_for_an_addition_ends_after_ten_minutes(town: Town) -> None:
    number = await town.courier.reports("井盖")
    await town.courier.presses("补充")
    said = len(town.courier.said)
    await town.clock.passes(minutes=10)
    assert len(town.courier.said) == said
    await town.courier.sends_photo(picture(50))
    assert await town.photos(number) == 1


async def test_a_draft_behind_an_addition_comes_back_when_nothing_is_added(town: Town) -> None:
    await town.courier.reports("井盖")
    await town.courier.sends_photo(picture(61))
    await town.courier.presses("补充")
    await town.clock.passes(minutes=10)
    await town.courier.sends_location(*HERE)
    await town.courier.presses("垃圾")
    assert await town.count() == 2


async def test_an_unanswered_prompt_goes_after_fifteen_minutes_and_the_ticket_stays_taken(town: Town) -> None:
    number = await taken(town)
    prompt = await prompted(town, number)
    await town.clock.passes(minutes=14)
    assert not prompt.deleted
    await town.clock.passes(minutes=1)
    assert prompt.deleted
    assert (await town.ticket(number)).state is State.ACKNOWLEDGED
    await town.staff.sends_photo(picture(9), chat=town.group, reply_to=town.group.card(number))
    assert (await town.ticket(number)).state is State.ACKNOWLEDGED


async def test_an_unrated_ticket_closes_after_72_hours_without_a_rating(town: Town) -> None:
    number = await resolved(town)
    await town.clock.passes(hours=71)
    assert (await town.ticket(number)).state is State.RESOLVED
    await town.clock.passes(hours=1)
    ticket = await town.ticket(number)
    assert (ticket.state, ticket.satisfied) == (State.CLOSED, None)
    assert "未评价，自动结案" in town.group.card(number).text
    assert "自动结案" in town.courier.last_text
    assert town.courier.last.buttons == []


async def test_a_rating_after_the_clock_closed_is_refused(town: Town) -> None:
    number = await resolved(town)
    result = town.courier.last
    await town.clock.passes(hours=73)
    answer = await town.courier.presses_data(f"satisfied:{number}:0", on=result)
    assert "已结案" in answer.text
    assert (await town.ticket(number)).satisfied is None


async def test_a_hundred_knocks_say_nothing_twice(town: Town) -> None:
    await resolved(town)
    await town.courier.sends_photo(picture(62))
    await town.clock.passes(hours=80)
    said = (len(town.courier.said), len(town.group.said))
    for _ in range(10):
        await town.clock.passes(seconds=20)
    assert (len(town.courier.said), len(town.group.said)) == said
