"""What looks alike, who else reported it, who handles here, parts of the work: on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.incoming import Fetched
from bot.domain.people import Grant, Role, Standing
from bot.domain.ticket import Attachment, State, Ticket, Use, Verb
from storage import alike, areas, cards, colleagues, media, people, seconds, subtasks, tickets
from storage.cards import Card
from storage.engine import Store
from tests.storage.made import NOW, person, ticket, town

METRE = 1 / 111_195  # degrees of latitude
SINCE = NOW - timedelta(hours=72)


async def test_the_nearest_undecided_of_the_same_category_are_alike(store: Store) -> None:
    async with store.write() as conn:
        li = await person(conn, 1)
        far = await ticket(conn, li, lat=36.102 + 49 * METRE)
        near = await ticket(conn, li, lat=36.102 - 10 * METRE)
        for other in (
            {"lat": 36.102 + 51 * METRE},
            {"lon": 103.702 + 0.0006},
            {"category": "road"},
            {"state": State.RESOLVED},
            {"submitted_at": SINCE - timedelta(seconds=1)},
        ):
            await ticket(conn, li, **other)
        mine = await ticket(conn, li)
        found = await alike.near(conn, mine, 50, SINCE)
    assert [one.ticket.id for one in found] == [near.id, far.id]
    assert [round(one.metres) for one in found] == [10, 49]


async def test_a_photo_that_differs_by_a_few_bits_is_the_same(store: Store) -> None:
    async with store.write() as conn:
        li = await person(conn, 1)
        hashes = {"own": 0b1111, "same": 0b1000, "other": 2**64 - 1, "none": 0}
        made: dict[str, Ticket] = {}
        for number, (name, phash) in enumerate(hashes.items()):
            sha = f"{number:064x}"
            await media.note(conn, [Fetched(sha256=sha, size=9, phash=phash)], NOW)
            made[name] = await ticket(conn, li, category=name)
            await tickets.attach(conn, made[name], [Attachment(sha, "photo", Use.BEFORE)], by=None, at=NOW)
        found = await alike.pictured(conn, made["own"], SINCE)
    assert [(one.ticket.id, one.pictured) for one in found] == [(made["same"].id, True)]


async def test_somebody_seconds_a_ticket_once(store: Store) -> None:
    async with store.write() as conn:
        li, wang = await person(conn, 1), await person(conn, 2)
        made, own = await ticket(conn, li), await ticket(conn, wang)
        assert await seconds.add(conn, made.id, wang.id, NOW, via=own.id)
        assert not await seconds.add(conn, made.id, wang.id, NOW)
        assert (await seconds.of(conn, made.id), await seconds.count(conn, made.id)) == ([wang.id], 1)
        assert await seconds.count(conn, own.id) == 0


async def test_touching_a_ticket_raises_its_version_with_a_line_of_history(store: Store) -> None:
    async with store.write() as conn:
        li = await person(conn, 1)
        made = await ticket(conn, li)
        touched = await tickets.touch(conn, made, "absorb", by=li.id, at=NOW, why="#2")
        assert touched == replace(made, version=2) == await tickets.get(conn, made.id)
        assert [(e.verb, e.to, e.why) for e in await tickets.history_of(conn, made.id)][-1] == ("absorb", "open", "#2")
        with pytest.raises(tickets.Conflict):
            await tickets.touch(conn, made, "absorb", by=li.id, at=NOW)


async def test_colleagues_are_the_appointed_and_those_seen_lately(store: Store) -> None:
    async with store.write() as conn:
        area = await town(conn)
        path = await areas.path(conn, area.id)
        names = ("甲", "乙", "丙", "丁", "戊", "己")
        appointed, above, seen, long_ago, suspended, courier = [
            await person(conn, number, name) for number, name in enumerate(names, 1)
        ]
        for who, role, where in ((appointed, Role.STAFF, area.id), (above, Role.LEAD, path[0]),
                                 (suspended, Role.STAFF, area.id), (courier, Role.COURIER, None)):  # fmt: skip
            await people.grant(conn, who.id, Grant(role, where), NOW)
        await people.change(conn, suspended.id, standing=Standing.SUSPENDED)
        for who, at in ((seen, NOW), (long_ago, NOW - timedelta(days=91))):
            made = await ticket(conn, courier, area)
            taken = replace(made, version=2, state=State.ACKNOWLEDGED, assignee=who.id)
            await tickets.save(conn, taken, Verb.ACKNOWLEDGE, by=who.id, at=at, source=State.OPEN)
        joined = await ticket(conn, courier, area)
        merged = replace(joined, version=2, state=State.MERGED)
        await tickets.save(conn, merged, Verb.MERGE, by=courier.id, at=NOW, source=State.OPEN)
        since = NOW - timedelta(days=90)
        known = await colleagues.of(conn, area.id, path, since, members=True)
        strictly = await colleagues.of(conn, area.id, path, since, members=False)
    assert {one.id for one in known} == {appointed.id, above.id, seen.id}
    assert {one.id for one in strictly} == {appointed.id, above.id}


async def test_a_part_is_ticked_once_given_to_somebody_and_dropped(store: Store) -> None:
    async with store.write() as conn:
        li = await person(conn, 1)
        made = await ticket(conn, li)
        for title in ("围挡", "换井盖"):
            await subtasks.add(conn, made.id, title, NOW, by=li.id)
        first, second = await subtasks.of(conn, made.id)
        assert await subtasks.tick(conn, first.id, NOW, by=li.id)
        assert not await subtasks.tick(conn, first.id, NOW, by=li.id)
        await subtasks.assign(conn, second.id, li.id)
        assert [(p.title, p.name, p.done) for p in await subtasks.of(conn, made.id)] == [
            ("围挡", "", True),
            ("换井盖", "李", False),
        ]
        await subtasks.untick(conn, first.id)
        await subtasks.drop(conn, second.id)
        assert [(p.title, p.done) for p in await subtasks.of(conn, made.id)] == [("围挡", False)]


async def test_only_the_cards_named_rest_and_only_live_ones_are_found_by_slot(store: Store) -> None:
    async with store.write() as conn:
        made = await ticket(conn, await person(conn, 1))
        await cards.add(conn, [Card(slot, made.id, -1, None, "zh") for slot in ("a", "b")])
        await cards.rest(conn, made.id, ["a"])
        assert [card.slot for card in await cards.live(conn, made.id)] == ["b"]
        assert await cards.live_in(conn, "a") is None
        assert (await cards.live_in(conn, "b")) == Card("b", made.id, -1, None, "zh")
        await cards.rest(conn, made.id, [])
        assert await cards.live(conn, made.id)
