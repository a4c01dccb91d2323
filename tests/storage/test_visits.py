"""Check-ins, the suggestion book and activities, on both databases."""

import asyncio
from datetime import date, timedelta

from bot.domain.place import Point
from bot.domain.stations import Station, StationKind
from storage import activities, remarks, stations, visits
from storage.activities import Activity, Occasion, Outcome
from storage.engine import Store
from storage.visits import CheckIn
from tests.storage.made import NOW, person

SATURDAY = date(2026, 11, 21)
WEEK = [SATURDAY + timedelta(days=number) for number in range(7)]


async def bee(store: Store) -> int:
    async with store.write() as conn:
        await stations.put(conn, [Station(0, "ZX-1", "小蜜蜂驿站", StationKind.BEE, Point(36.1, 103.7))])
        return (await stations.everything(conn))[0].id


async def test_a_check_in_counts_once_a_day(store: Store) -> None:
    here = await bee(store)
    async with store.write() as conn:
        li = (await person(conn, 1)).id
        counted = [await visits.check_in(conn, li, CheckIn(here, SATURDAY, NOW)) for _ in range(2)]
        assert counted == [True, False]
        sunday, later = SATURDAY + timedelta(days=1), NOW + timedelta(days=1)
        assert await visits.check_in(conn, li, CheckIn(here, sunday, later))
        assert await visits.visits(conn, here, SATURDAY) == 2
        assert await visits.checkins_of(conn, li, since=sunday) == [CheckIn(here, sunday, later)]
        assert [one.day for one in await visits.checkins_of(conn, li)] == [sunday, SATURDAY]


async def test_the_last_scan_of_a_door_is_remembered(store: Store) -> None:
    here = await bee(store)
    async with store.write() as conn:
        li = (await person(conn, 1)).id
        assert await visits.scanned_at(conn, li, here) is None
        for at in (NOW, NOW + timedelta(hours=1)):
            await visits.scan(conn, li, here, at)
        assert await visits.scanned_at(conn, li, here) == NOW + timedelta(hours=1)


async def test_a_remark_is_answered_once(store: Store) -> None:
    here = await bee(store)
    async with store.write() as conn:
        li, keeper = await person(conn, 1), await person(conn, 2, "站长")
        number = await remarks.write(conn, li.id, here, "水有点凉", at=NOW)
        later = await remarks.write(conn, li.id, here, "谢谢", at=NOW + timedelta(days=1))
        assert await remarks.count_of(conn, li.id, since=NOW + timedelta(hours=1)) == 1
        assert await remarks.answer(conn, number, "马上换", by=keeper.id, at=NOW)
        assert not await remarks.answer(conn, number, "又答", by=li.id, at=NOW)
        found = await remarks.get(conn, number)
        assert found is not None
        assert (found.name, found.answer, found.answered_by) == ("李", "马上换", "站长")
        assert [one.id for one in await remarks.at_station(conn, here)] == [later, number]
        assert [one.id for one in await remarks.at_station(conn, here, offset=1, limit=1)] == [number]
        assert await remarks.get(conn, 99) is None


async def test_activities_come_weekly_or_once(store: Store) -> None:
    here = await bee(store)
    async with store.write() as conn:
        weekly = await activities.announce(conn, Activity(0, here, "义诊", 5, None, 600, 20))
        once = await activities.announce(conn, Activity(0, here, "义剪", None, SATURDAY + timedelta(days=1), 540))
        found = await activities.on_days(conn, WEEK, here)
        assert [(one.activity.id, one.day) for one in found] == [(weekly, SATURDAY), (once, WEEK[1])]
        assert await activities.on_days(conn, WEEK, here + 1) == []
        assert await activities.occasion(conn, weekly, WEEK[1]) is None
        assert await activities.skip(conn, weekly, SATURDAY) == []
        assert await activities.skip(conn, weekly, SATURDAY) is None
        assert [one.activity.id for one in await activities.on_days(conn, WEEK, here)] == [once]
        assert await activities.occasion(conn, weekly, SATURDAY + timedelta(days=7)) is not None


async def test_names_are_put_down_and_taken_off(store: Store) -> None:
    here = await bee(store)
    async with store.write() as conn:
        li, wang, zhao = [(await person(conn, number)).id for number in (1, 2, 3)]
        care = await activities.announce(conn, Activity(0, here, "义诊", 5, None, 600, 2))
        every = [
            await activities.sign_up(conn, care, who, day=SATURDAY, at=NOW + timedelta(seconds=at))
            for at, who in enumerate((li, li, wang, zhao))
        ]
        assert every == [Outcome.DONE, Outcome.ALREADY, Outcome.DONE, Outcome.FULL]
        assert await activities.signed_up(conn, care, SATURDAY) == [li, wang]
        assert await activities.joined_by(conn, li, WEEK) == {(care, SATURDAY)}
        assert await activities.sign_off(conn, care, li, SATURDAY)
        assert not await activities.sign_off(conn, care, li, SATURDAY)
        assert await activities.occasion(conn, care, SATURDAY) == Occasion(
            Activity(care, here, "义诊", 5, None, 600, 2), SATURDAY, 1
        )
        assert await activities.cancel(conn, care, SATURDAY, at=NOW) == [wang]
        assert await activities.cancel(conn, care, SATURDAY, at=NOW) is None
        assert await activities.sign_up(conn, care, zhao, day=SATURDAY, at=NOW) is Outcome.GONE


async def test_everybody_is_reminded_once(store: Store) -> None:
    here = await bee(store)
    async with store.write() as conn:
        li = (await person(conn, 1)).id
        care = await activities.announce(conn, Activity(0, here, "义诊", 5, None, 600))
        await activities.sign_up(conn, care, li, day=SATURDAY, at=NOW)
        ((activity, day, who),) = await activities.to_remind(conn, WEEK)
        assert (activity.id, day, who) == (care, SATURDAY, li)
        await activities.reminded(conn, care, SATURDAY, NOW)
        assert await activities.to_remind(conn, WEEK) == []


async def test_the_last_place_is_given_once_when_many_press_at_once(store: Store) -> None:
    here = await bee(store)
    async with store.write() as conn:
        everybody = [(await person(conn, number)).id for number in range(1, 7)]
        care = await activities.announce(conn, Activity(0, here, "义诊", 5, None, 600, 2))

    async def presses(who: int) -> Outcome:
        async with store.write() as conn:
            return await activities.sign_up(conn, care, who, day=SATURDAY, at=NOW)

    outcomes = await asyncio.gather(*map(presses, everybody))
    assert sorted(one.name for one in outcomes) == ["DONE"] * 2 + ["FULL"] * 4
