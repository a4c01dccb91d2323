"""Stations, words on them, who is on duty, on both databases."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.duty import OnDuty
from bot.domain.place import Point
from bot.domain.stations import Amenity, Fact, Station, StationKind
from storage import confirming, rosters, stations
from storage.engine import Store
from storage.stations import Word
from tests.storage.made import NOW, person

BEE = Station(0, "ZX-1", "小蜜蜂驿站", StationKind.BEE, Point(36.1, 103.7), amenities=frozenset({Amenity.WATER}))
LATER = NOW + timedelta(hours=6)


async def stored(store: Store, *rows: Station) -> list[Station]:
    async with store.write() as conn:
        await stations.put(conn, rows)
        return await stations.everything(conn)


async def test_an_import_changes_by_code_and_keeps_what_riders_said(store: Store) -> None:
    (first,) = await stored(store, BEE)
    async with store.write() as conn:
        li = await person(conn, 1)
        await confirming.confirm(conn, first.id, li.id, NOW)
        seen = await stations.version(conn)
        await stations.put(conn, [Station(0, "ZX-1", "新名字", StationKind.WORKERS, Point(36.2, 103.7), hours="24/7")])
        (changed,) = await stations.changed_since(conn, seen)
    assert (changed.id, changed.name, changed.kind, changed.hours) == (first.id, "新名字", StationKind.WORKERS, "24/7")
    assert (changed.confirmed_at, changed.confirmed_by) == (NOW, li.id)


async def test_one_rider_reports_and_two_make_it_sure(store: Store) -> None:
    (bee,) = await stored(store, BEE)
    async with store.write() as conn:
        li, wang = await person(conn, 1), await person(conn, 2)
        for by in (li.id, li.id):
            await stations.say(conn, Word(bee.id, Amenity.WATER, by, False, NOW, LATER))
        assert (await stations.facts(conn, NOW))[bee.id] == [Fact("water", NOW, LATER, sure=False, by=(li.id,))]
        await stations.say(conn, Word(bee.id, Amenity.WATER, wang.id, False, NOW, LATER))
        assert [fact.sure for fact in (await stations.facts(conn, NOW, [bee.id]))[bee.id]] == [True]
        assert await stations.facts(conn, LATER) == {}
        await stations.unsay(conn, bee.id, Amenity.WATER, NOW)
        assert await stations.facts(conn, NOW) == {}


async def test_a_keeper_alone_makes_it_sure(store: Store) -> None:
    (bee,) = await stored(store, BEE)
    async with store.write() as conn:
        li = await person(conn, 1)
        await stations.keep(conn, bee.id, li.id, NOW)
        await stations.keep(conn, bee.id, li.id, NOW)
        assert await stations.keepers_of(conn, bee.id) == [li.id]
        await stations.say(conn, Word(bee.id, "closed", li.id, True, NOW, LATER))
        assert (await stations.facts(conn, NOW))[bee.id][0].sure
        assert await confirming.to_ask(conn, NOW) == [bee]
        await stations.dismiss(conn, bee.id, li.id)
        assert await confirming.to_ask(conn, NOW) == []


async def test_favourites_and_filters_are_remembered(store: Store) -> None:
    (bee,) = await stored(store, BEE)
    async with store.write() as conn:
        li = await person(conn, 1)
        for _ in range(2):
            await stations.favourite(conn, li.id, bee.id, NOW)
            assert await stations.favourites_of(conn, li.id) == [bee.id]
        for _ in range(2):
            await stations.unfavour(conn, li.id, bee.id)
            assert await stations.favourites_of(conn, li.id) == []
        await stations.remember_filters(conn, li.id, {"open", "water"})
        await stations.remember_filters(conn, li.id, {"open"})
        assert await stations.filters_of(conn, li.id) == {"open"}


async def test_what_is_out_of_use_is_not_found(store: Store) -> None:
    (bee,) = await stored(store, BEE)
    async with store.write() as conn:
        for words in ("蜜蜂", "zx-1", "驿站 zx", ""):
            assert await stations.named(conn, words) == [bee], words
        for words in ("马蜂", "蜜蜂 马蜂", "%", "_"):
            assert await stations.named(conn, words) == [], words
        assert await stations.count(conn) == 1
        await stations.change(conn, bee.id, active=False)
        assert await stations.named(conn, "蜜蜂") == []
        assert await stations.with_code(conn, "ZX-1") is not None
        assert await confirming.unconfirmed_since(conn, NOW) == []
        assert [s.id for s in await stations.several(conn, [99, bee.id])] == [bee.id]


async def test_a_roster_is_kept_line_by_line_residents_first(store: Store) -> None:
    (bee,) = await stored(store, BEE)
    async with store.write() as conn:
        in_turn = OnDuty("李", "139", resident=False, hours="周三")
        await rosters.add(conn, bee.id, [in_turn, OnDuty("王", "138", resident=True)])
        wang, li = await rosters.of(conn, bee.id)
        assert (wang.name, li.name, li.hours) == ("王", "李", "周三")
        assert not await rosters.drop(conn, bee.id + 1, li.id)
        assert await rosters.drop(conn, bee.id, li.id)
        assert not await rosters.drop(conn, bee.id, li.id)
        await rosters.add(conn, bee.id, [])
        assert await rosters.of(conn, bee.id) == [wang]


async def test_the_longest_unconfirmed_come_first_and_asking_changes_no_page(store: Store) -> None:
    other, third = replace(BEE, code="ZX-2"), replace(BEE, code="ZX-3")
    bee, never, fresh = await stored(store, BEE, other, third)
    async with store.write() as conn:
        li = await person(conn, 1)
        await confirming.confirm(conn, bee.id, li.id, NOW - timedelta(days=40))
        await confirming.confirm(conn, fresh.id, li.id, NOW)
        month = NOW - timedelta(days=30)
        assert [s.id for s in await confirming.unconfirmed_since(conn, month)] == [never.id, bee.id]
        assert [s.id for s in await confirming.unconfirmed_since(conn, month, offset=1, limit=1)] == [bee.id]
        assert await confirming.count_unconfirmed(conn, month) == 2
        await stations.keep(conn, never.id, li.id, NOW)
        seen = await stations.version(conn)
        assert [s.id for s in await confirming.to_ask(conn, month)] == [never.id]
        await confirming.asked(conn, [never.id], NOW)
        assert await confirming.to_ask(conn, month) == []
        assert await stations.version(conn) == seen
