"""The ledger: each event once, no more than the cap a day, never below zero by redeeming; on both databases."""

import asyncio
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.thanks import Reason
from bot.domain.ticket import Verb
from storage import cursors, earnings, points, tickets
from storage.engine import Store
from storage.points import Entry
from storage.schema import history
from tests.storage.made import NOW, person, ticket, town
from tests.storage.plans import plan

DAY = date(2026, 11, 21)
CAP = 30
TELEGRAM = count(1000)
DEEDS = st.lists(
    st.tuples(st.sampled_from(["earn", "spend", "undo"]), st.integers(1, 25), st.integers(0, 9), st.integers(0, 2)),
    max_size=25,
)


def entry(who: int, amount: int, key: str, **more: object) -> Entry:
    made = Entry(who, Reason.ACCEPTED, amount, key, NOW, DAY)
    return replace(made, **more)  # type: ignore[arg-type]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
async def test_whatever_happens_events_count_once_caps_hold_and_nobody_redeems_below_zero(
    store: Store,
    deeds: list[tuple[str, int, int, int]],
) -> None:
    async with store.write() as conn:
        somebody = await person(conn, next(TELEGRAM))
        who, earned, keys = somebody.id, defaultdict[date, int](int), set[int]()
        reports = [(await ticket(conn, somebody)).id for _ in range(3)]
        for what, amount, key, day in deeds:
            before, on = await points.balance(conn, who), DAY + timedelta(days=day)
            if what == "earn":
                made = entry(who, amount, f"e{who}:{key}", day=on, ticket=reports[day])
                booked = await points.earn(conn, made, cap=CAP)
                assert (booked is None) == (key in keys)
                keys.add(key)
                earned[on] += booked or 0
                assert earned[on] <= CAP
                assert await points.balance(conn, who) == before + (booked or 0)
            elif what == "spend":
                made = entry(who, -amount, f"s{who}:{len(earned)}:{key}:{amount}:{day}", reason=Reason.REDEEMED)
                spent = await points.spend(conn, made)
                after = await points.balance(conn, who)
                assert after == (before - amount if spent else before)
                assert after >= 0 or not spent
            else:
                lines = await points.standing(conn, reports[day])
                assert [await points.undo(conn, line, NOW, on) for line in lines] == [True] * len(lines)
                assert await points.balance(conn, who) == before - sum(line.amount for line in lines)
                assert await points.standing(conn, reports[day]) == []
                assert [await points.undo(conn, line, NOW, on) for line in lines] == [False] * len(lines)


async def test_two_who_redeem_at_once_cannot_both_have_the_last_points(store: Store) -> None:
    async with store.write() as conn:
        who = (await person(conn, 1)).id
        await points.earn(conn, entry(who, 25, "a"), cap=CAP)

    together = asyncio.Barrier(4)

    async def redeem(number: int) -> bool:
        async with store.write() as conn:
            if not store.sqlite:  # which writes one after the other anyway
                await together.wait()
            return await points.spend(conn, entry(who, -20, f"r{number}", reason=Reason.REDEEMED))

    done = await asyncio.gather(*(redeem(number) for number in range(4)))
    assert sorted(done) == [False, False, False, True]


async def test_two_processes_book_one_event_once(store: Store) -> None:
    async with store.write() as conn:
        who = (await person(conn, 1)).id

    together = asyncio.Barrier(4)

    async def book(_number: int) -> int | None:
        async with store.write() as conn:
            if not store.sqlite:
                await together.wait()
            return await points.earn(conn, entry(who, 7, "same"), cap=CAP)

    booked = await asyncio.gather(*map(book, range(4)))
    assert sorted(booked, key=str) == [7, None, None, None]


async def test_two_deeds_at_once_keep_the_limit_of_the_day(store: Store) -> None:
    async with store.write() as conn:
        who = (await person(conn, 1)).id
    together = asyncio.Barrier(2)

    async def book(number: int) -> int | None:
        async with store.write() as conn:
            if not store.sqlite:
                await together.wait()
            return await points.earn(conn, entry(who, 20, f"k{number}"), cap=CAP)

    assert sorted(await asyncio.gather(*map(book, range(2))), key=str) == [10, 20]


async def test_a_line_that_becomes_visible_late_is_read_all_the_same(store: Store) -> None:
    """PostgreSQL gives ids before the commit; here the late line is one whose id is written by hand."""
    async with store.write() as conn:
        made = await ticket(conn, await person(conn, 1), await town(conn))
        row = {"ticket": made.id, "at": NOW, "verb": Verb.ACKNOWLEDGE, "to": "acknowledged"}
        await conn.execute(history.insert().values(id=900, **row))
        assert [line.id for line in await earnings.new_lines(conn, 9)] == [900]
        await conn.execute(history.insert().values(id=850, **row))
        assert [line.id for line in await earnings.new_lines(conn, 9)] == [850]
        assert not await earnings.new_lines(conn, 9)
        await conn.execute(history.insert().values(id=900 + 2 * cursors.OVERLAP, **row))
        assert len(await earnings.new_lines(conn, 9)) == 1
        assert not await earnings.new_lines(conn, 9)
        assert (await tickets.get(conn, made.id)).id == made.id


async def test_what_somebody_gained_is_counted_by_area_and_month(store: Store) -> None:
    async with store.write() as conn:
        area, li, wang = await town(conn), await person(conn, 1), await person(conn, 2)
        for number, (who, amount, day) in enumerate([(li, 5, DAY), (wang, 9, DAY), (li, 7, date(2026, 12, 1))]):
            await points.earn(conn, entry(who.id, amount, f"k{number}", area=area.id, day=day), cap=CAP)
        await points.spend(conn, entry(wang.id, -9, "gone", reason=Reason.REDEEMED, area=area.id))
        november = date(2026, 11, 1), date(2026, 12, 1)
        assert await points.scores(conn, area.id, *november) == {li.id: 5, wang.id: 9}
        assert await points.areas_with(conn, *november) == [area.id]
        assert await points.home_of(conn, li.id, DAY) == area.id
        assert await points.gained(conn, li.id, date(2026, 12, 1)) == 7


async def test_what_somebody_earned_today_is_read_without_everybody_elses(store: Store) -> None:
    async with store.read() as conn:
        asked = await plan(conn, lambda: points.earned(conn, 1, DAY))
    assert "ix_points_person_day (person=? AND day=?)" in asked or not store.sqlite
