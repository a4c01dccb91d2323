"""Warnings to many, and whom they reach; rewards and honours once: on both databases."""

import asyncio
import math
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Grant, Person, Role, Standing
from bot.domain.place import Point, distance
from bot.domain.stations import Station, StationKind
from bot.domain.ticket import State as Life
from storage import audiences, broadcasts, dialogues, honours, people, points, redemptions, stations, visits
from storage.audiences import _box
from storage.broadcasts import Audience, Broadcast, State
from storage.dialogues import LastPlace
from storage.engine import Store
from storage.points import Entry, Reason
from storage.redemptions import Redemption
from storage.visits import CheckIn
from tests.storage.made import NOW, person, ticket, town

HERE = Point(36.102, 103.702)
LATELY = NOW - timedelta(hours=2)


async def courier(conn: AsyncConnection, telegram: int, area: int | None = None) -> Person:
    made = await person(conn, telegram)
    await people.grant(conn, made.id, Grant(Role.COURIER, area), NOW)
    return made


async def warning(conn: AsyncConnection, by: Person, text: str = "结冰") -> Broadcast:
    return await broadcasts.begin(conn, Broadcast(0, State.DRAFT, by.id, 5, None, NOW, text))


async def test_only_couriers_who_can_be_reached_are_told(store: Store) -> None:
    async with store.write() as conn:
        well = await courier(conn, 1)
        blocked, suspended = await courier(conn, 2), await courier(conn, 3)
        await people.change(conn, blocked.id, reachable=False)
        await people.change(conn, suspended.id, standing=Standing.SUSPENDED)
        await person(conn, 4)
        await people.grant(conn, well.id, Grant(Role.COURIER, (await town(conn)).id), NOW)
        assert await audiences.everybody(conn) == {well.id}


async def test_an_area_has_those_registered_there_or_below_and_those_who_reported_lately(store: Store) -> None:
    async with store.write() as conn:
        area = await town(conn)
        below, reported, elsewhere = [await courier(conn, number) for number in (1, 2, 3)]
        await people.grant(conn, below.id, Grant(Role.COURIER, area.id), NOW)
        await ticket(conn, reported, area)
        await ticket(conn, elsewhere, area, submitted_at=NOW - timedelta(days=40))
        found = await audiences.of_area(conn, area, since=NOW - timedelta(days=30))
        street = replace(area, id=area.path[-2], path=area.path[:-1])
        assert found == {below.id, reported.id}
        assert await audiences.of_area(conn, street, since=NOW - timedelta(days=30)) == found


async def test_near_is_by_what_was_sent_reported_or_visited_lately(store: Store) -> None:
    async with store.write() as conn:
        sent, reported, visited, early, far = [await courier(conn, number) for number in range(1, 6)]
        for who, point, at in (
            (sent, HERE, NOW),
            (early, HERE, NOW - timedelta(hours=3)),
            (far, Point(36.2, 103.7), NOW),
        ):
            await dialogues.remember_place(conn, who.telegram or 0, LastPlace(point, None, live=False, at=at))
        await ticket(conn, reported, lat=HERE.lat, lon=HERE.lon, state=Life.CLOSED)
        await stations.put(conn, [Station(0, "S", "S", StationKind.BEE, HERE)])
        (station,) = await stations.everything(conn)
        await visits.check_in(conn, visited.id, CheckIn(station.id, date(2026, 11, 21), NOW))
        assert await audiences.near(conn, HERE, 500, since=LATELY) == {sent.id, reported.id, visited.id}
        assert len(await audiences.places(conn, LATELY)) == 4


@given(st.floats(-80, 80), st.floats(-179, 179), st.integers(1, 5000), st.floats(0, 360))
def test_the_box_holds_the_circle(lat: float, lon: float, metres: int, angle: float) -> None:
    turned, degrees = math.radians(angle), metres / 111_200
    edge = Point(lat + degrees * math.cos(turned), lon + degrees * math.sin(turned) / math.cos(math.radians(lat)))
    assume(distance(Point(lat, lon), edge) <= metres)
    (south, west), (north, east) = _box(Point(lat, lon), metres)
    assert south <= edge.lat <= north
    assert west <= edge.lon <= east


async def test_everybody_is_told_once_and_counted_once(store: Store) -> None:
    async with store.write() as conn:
        riders = [await courier(conn, number) for number in range(1, 6)]
        one = await warning(conn, riders[0])
        assert await broadcasts.aim(conn, one.id, [rider.id for rider in riders]) == 5
        assert await broadcasts.move(conn, one.id, [State.DRAFT], State.GOING, at=NOW)
        assert not await broadcasts.move(conn, one.id, [State.DRAFT], State.GOING, at=NOW)
        assert not await broadcasts.see(conn, one.id, riders[0].id, NOW)
        first = await broadcasts.untold(conn, one.id, limit=3)
        await broadcasts.note_told(conn, one.id, first, NOW)
        rest = await broadcasts.untold(conn, one.id, limit=9)
        assert [r.person for r in (*first, *rest)] == [rider.id for rider in riders]
        assert await broadcasts.see(conn, one.id, riders[0].id, NOW)
        assert not await broadcasts.see(conn, one.id, riders[0].id, NOW)
        assert not await broadcasts.see(conn, one.id, riders[4].id, NOW)
        await broadcasts.note_corrected(conn, one.id, (await broadcasts.uncorrected(conn, one.id, limit=2)), NOW)
        now = await broadcasts.lock(conn, one.id)
        assert (now.told, now.seen, now.corrected, now.stale) == (3, 1, 2, True)
        assert [r.person for r in await broadcasts.uncorrected(conn, one.id, limit=9)] == [riders[2].id]
        assert [found.id for found in await broadcasts.working(conn)] == [one.id]


async def test_the_same_is_the_same_text_to_the_same_people(store: Store) -> None:
    async with store.write() as conn:
        rider = await courier(conn, 1)
        one, two, other = [await warning(conn, rider, text) for text in ("冰", "冰", "雪")]
        for each in (one, two, other):
            await broadcasts.change(conn, each.id, audience=Audience.NEAR, lat=36.1, lon=103.7, radius=500)
        await broadcasts.change(conn, one.id, started_at=NOW)
        (two, other) = [await broadcasts.lock(conn, each.id) for each in (two, other)]
        assert await broadcasts.same_since(conn, two, NOW - timedelta(hours=1))
        assert not await broadcasts.same_since(conn, two, NOW)
        assert not await broadcasts.same_since(conn, other, NOW - timedelta(hours=1))
        assert not await broadcasts.same_since(conn, replace(two, radius=1000), NOW - timedelta(hours=1))


async def test_the_same_near_a_place_is_as_far_around_a_place_within_reach(store: Store) -> None:
    async with store.write() as conn:
        one, two = [await warning(conn, await courier(conn, number)) for number in (1, 2)]
        for each in (one, two):
            await broadcasts.change(conn, each.id, audience=Audience.NEAR, lat=36.1, lon=103.7, radius=500)
        await broadcasts.change(conn, one.id, started_at=NOW, en="Ice", area=(await town(conn)).id)
        two = await broadcasts.lock(conn, two.id)
        for degrees, same in ((0.00001, NOW), (0.0044, NOW), (0.0046, None)):
            moved = replace(two, lat=36.1 + degrees)
            assert await broadcasts.same_since(conn, moved, LATELY) == same, degrees


async def test_the_same_to_all_or_an_area_is_told_by_nothing_else(store: Store) -> None:
    async with store.write() as conn:
        area, rider = await town(conn), await courier(conn, 1)
        stale = {"lat": 36.1, "lon": 103.7, "radius": 500}
        for audience, where in ((Audience.ALL, None), (Audience.AREA, area.id)):
            one, two = await warning(conn, rider), await warning(conn, rider)
            await broadcasts.change(conn, one.id, audience=audience, area=where, started_at=NOW, **stale)
            two = await broadcasts.change(conn, two.id, audience=audience, area=where)
            assert await broadcasts.same_since(conn, two, LATELY) == NOW
            assert not await broadcasts.same_since(conn, replace(two, area=area.path[0]), LATELY) or not where


async def test_two_clocks_share_the_recipients_between_them(store: Store) -> None:
    async with store.write() as conn:
        riders = [await courier(conn, number) for number in range(1, 21)]
        one = await warning(conn, riders[0])
        await broadcasts.aim(conn, one.id, [rider.id for rider in riders])

    together = asyncio.Barrier(4)

    async def portion(_number: int) -> list[int]:
        async with store.write() as conn:
            if not store.sqlite:
                await together.wait()
            await broadcasts.lock(conn, one.id)
            told = await broadcasts.untold(conn, one.id, limit=5)
            await broadcasts.note_told(conn, one.id, told, NOW)
            return [r.person for r in told]

    portions = await asyncio.gather(*map(portion, range(4)))
    assert sorted(person for each in portions for person in each) == [rider.id for rider in riders]


async def test_holders_are_found_by_name_and_area(store: Store) -> None:
    async with store.write() as conn:
        area, li, wang = await town(conn), await person(conn, 1, "李师傅"), await person(conn, 2, "王_师傅")
        day = date(2026, 11, 21)
        for number, (who, amount) in enumerate(((li, 5), (wang, 9), (li, 2))):
            made = Entry(who.id, Reason.ACCEPTED, amount, f"k{number}", NOW, day, area=area.id if who is li else None)
            await points.earn(conn, made, cap=99)
        assert [(h.name, h.balance) for h in await redemptions.holders(conn, None)] == [("李师傅", 7), ("王_师傅", 9)]
        assert [h.person for h in await redemptions.holders(conn, [area.id])] == [li.id]
        assert [h.person for h in await redemptions.holders(conn, None, "_")] == [wang.id]
        await points.spend(conn, Entry(wang.id, Reason.REDEEMED, -9, "s", NOW, day))
        assert [h.person for h in await redemptions.holders(conn, None)] == [li.id]


async def test_a_redemption_ends_once(store: Store) -> None:
    async with store.write() as conn:
        li = await person(conn, 1)
        asked = redemptions.State.ASKED
        one = await redemptions.begin(conn, Redemption(0, li.id, 5, "水", asked, li.id, 5, None, NOW, NOW))
        assert await redemptions.overdue(conn, NOW - timedelta(seconds=1)) == []
        assert await redemptions.overdue(conn, NOW) == [one]
        assert await redemptions.move(conn, one.id, asked, redemptions.State.DONE)
        assert not await redemptions.move(conn, one.id, asked, redemptions.State.EXPIRED)
        assert await redemptions.overdue(conn, NOW) == []


async def test_honours_are_given_once_by_whichever_process(store: Store) -> None:
    together = asyncio.Barrier(3)

    async def give(_number: int) -> bool:
        async with store.write() as conn:
            if not store.sqlite:
                await together.wait()
            return await honours.give(conn, date(2026, 11, 1), 7, NOW)

    assert sorted(await asyncio.gather(*map(give, range(3)))) == [False, False, True]
    async with store.read() as conn:
        assert await honours.given(conn, date(2026, 11, 1), 7)
        assert not await honours.given(conn, date(2026, 10, 1), 7)
