"""What keepers are asked: one open question a thing, closed once, overtaken with its last word; on both databases."""

from datetime import timedelta

from bot.domain.place import Point
from bot.domain.stations import Station, StationKind
from storage import people, questions, stations, words
from storage.engine import Store
from storage.questions import Outcome
from storage.stations import Word
from tests.storage.made import NOW, person

BEE = Station(0, "ZX-1", "小蜜蜂驿站", StationKind.BEE, Point(36.1, 103.7))
LATER = NOW + timedelta(hours=6)


async def test_a_thing_has_one_open_question_that_closes_once(store: Store) -> None:
    async with store.write() as conn:
        await stations.put(conn, [BEE])
        li = await person(conn, 1)
        first = await questions.ask(conn, 1, "water", asked=[li.id, 7], at=NOW)
        assert first is not None
        assert await questions.ask(conn, 1, "water", asked=[li.id], at=NOW) is None
        assert await questions.ask(conn, 1, "closed", asked=[li.id], at=NOW) is not None
        known = await questions.open_on(conn, 1, "water")
        assert known is not None
        assert (known.id, known.asked, known.what) == (first, (li.id, 7), "water")
        assert await questions.close(conn, first, Outcome.SO, by=li.id, at=LATER)
        assert not await questions.close(conn, first, Outcome.FINE, by=li.id, at=LATER)
        done = await questions.get(conn, first)
        assert done is not None
        assert (done.outcome, done.closed_by, done.closed_at) == ("so", li.id, LATER)
        assert await questions.open_on(conn, 1, "water") is None
        assert await questions.ask(conn, 1, "water", asked=[li.id], at=LATER) is not None
        assert await questions.get(conn, 99) is None


async def test_a_question_is_overtaken_when_no_word_on_it_counts(store: Store) -> None:
    async with store.write() as conn:
        await stations.put(conn, [BEE])
        li = await person(conn, 1)
        await stations.say(conn, Word(1, "water", li.id, keeper=False, at=NOW, until=LATER))
        await stations.say(conn, Word(1, "closed", li.id, keeper=False, at=NOW, until=LATER))
        for what in ("water", "closed"):
            await questions.ask(conn, 1, what, asked=[li.id], at=NOW)
        assert await questions.overtaken(conn, NOW) == []
        assert await words.take_back(conn, 1, "water", by=li.id, at=NOW)
        assert not await words.take_back(conn, 1, "water", by=li.id, at=NOW)
        assert [one.what for one in await questions.overtaken(conn, NOW)] == ["water"]
        assert [one.what for one in await questions.overtaken(conn, LATER)] == ["water", "closed"]
        assert await words.said_since(conn, li.id, NOW - timedelta(hours=1)) == 2
        assert await words.said_since(conn, li.id, NOW) == 0


async def test_who_is_forgotten_keeps_no_station_and_likes_none(store: Store) -> None:
    async with store.write() as conn:
        await stations.put(conn, [BEE])
        li = await person(conn, 1)
        await stations.keep(conn, 1, li.id, NOW)
        await stations.favourite(conn, li.id, 1, NOW)
        await stations.remember_filters(conn, li.id, {"water"})
        await people.forget(conn, li)
        assert await stations.keepers_of(conn, 1) == []
        assert await stations.favourites_of(conn, li.id) == []
        assert await stations.filters_of(conn, li.id) == frozenset()
