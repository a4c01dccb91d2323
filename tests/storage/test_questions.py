"""What keepers are asked: one open question a thing, closed once, overtaken with its last word; on both databases."""

import asyncio
from datetime import datetime, timedelta
from random import Random

import pytest

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


async def test_of_two_at_the_same_moment_one_asks_and_one_answers(store: Store) -> None:
    async with store.write() as conn:
        await stations.put(conn, [BEE])
        li = await person(conn, 1)

    async def asks() -> int | None:
        async with store.write() as conn:
            return await questions.ask(conn, 1, "water", asked=[li.id], at=NOW)

    async def answers(outcome: Outcome) -> bool:
        async with store.write() as conn:
            return await questions.close(conn, made, outcome, by=li.id, at=NOW)

    (made,) = [number for number in await asyncio.gather(*(asks() for _ in range(4))) if number is not None]
    closed = await asyncio.gather(answers(Outcome.SO), answers(Outcome.FINE), answers(Outcome.SO))
    assert sum(closed) == 1


def counted(model: dict[tuple[str, int], tuple[bool, datetime]], now: datetime) -> dict[str, tuple[set[int], bool]]:
    """What should hold: by thing who says it, and whether that is sure."""
    live = {key: keeper for key, (keeper, until) in model.items() if until > now}
    said = {what: {by for thing, by in live if thing == what} for what, _ in live}
    kept = {what: any(keeper for (thing, _), keeper in live.items() if thing == what) for what in said}
    return {what: (by, kept[what] or len(by) > 1) for what, by in said.items()}


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_is_said_taken_back_and_run_out_each_person_counts_once(store: Store, seed: int) -> None:
    chance, now, model = Random(seed), NOW, dict[tuple[str, int], tuple[bool, datetime]]()
    async with store.write() as conn:
        await stations.put(conn, [BEE])
        ids = [(await person(conn, number)).id for number in (1, 2, 3)]
        for _ in range(60):
            now += timedelta(minutes=chance.randrange(40))
            what, by, keeper = chance.choice(("water", "closed")), chance.choice(ids), chance.random() < 0.1
            act = chance.choice(("say", "say", "say", "back", "fine"))
            if act == "say":
                await stations.say(conn, Word(1, what, by, keeper, now, now + timedelta(hours=2)))
                model[what, by] = (keeper, now + timedelta(hours=2))
            elif act == "back":
                live = model.pop((what, by), (False, now))[1] > now
                assert await words.take_back(conn, 1, what, by=by, at=now) is live
            else:
                await stations.unsay(conn, 1, what, now)
                model = {key: word for key, word in model.items() if key[0] != what}
            facts = (await stations.facts(conn, now)).get(1, [])
            assert {fact.what: (set(fact.by), fact.sure) for fact in facts} == counted(model, now)


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
