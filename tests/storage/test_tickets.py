"""Tickets, history, files and cards, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.incoming import Fetched
from bot.domain.ticket import Attachment, State, Use, Verb
from storage import cards, media, tickets
from storage.cards import Card
from storage.engine import Store
from tests.storage.made import NOW, person, ticket, town


async def test_a_ticket_comes_back_as_it_was_stored(store: Store) -> None:
    async with store.write() as conn:
        made = await ticket(conn, await person(conn, 1), await town(conn), description="井盖 <b>", acknowledge_by=NOW)
        assert await tickets.get(conn, made.id) == made
        with pytest.raises(tickets.Unknown):
            await tickets.get(conn, made.id + 1)


async def test_who_saves_an_old_version_loses(store: Store) -> None:
    async with store.write() as conn:
        li = await person(conn, 1)
        made = await ticket(conn, li)
        taken = replace(made, version=2, state=State.ACKNOWLEDGED, assignee=li.id)
        await tickets.save(conn, taken, Verb.ACKNOWLEDGE, by=li.id, at=NOW, source=State.OPEN)
        with pytest.raises(tickets.Conflict):
            await tickets.save(conn, taken, Verb.ACKNOWLEDGE, by=li.id, at=NOW, source=State.OPEN)
        entries = await tickets.history_of(conn, made.id)
    assert [(e.verb, e.source, e.to, e.by_name) for e in entries] == [
        ("submit", "", "open", "李"),
        ("acknowledge", "open", "acknowledged", "李"),
    ]


async def test_a_reporter_sees_their_own_newest_first(store: Store) -> None:
    async with store.write() as conn:
        li, wang = await person(conn, 1), await person(conn, 2)
        mine = [await ticket(conn, li, submitted_at=NOW + timedelta(minutes=n)) for n in range(3)]
        await ticket(conn, wang)
        assert await tickets.of_reporter(conn, li.id, limit=2) == [mine[2], mine[1]]
        assert await tickets.count_of(conn, li.id) == 3
        newest = [await tickets.newest_of(conn, li.id, number) for number in (1, 2, 3, 4)]
        assert [moment and moment > NOW for moment in newest] == [True, True, False, None]


async def test_files_are_kept_by_round_and_use(store: Store) -> None:
    async with store.write() as conn:
        made = await ticket(conn, await person(conn, 1))
        photo = Fetched(sha256="a" * 64, size=9, width=1, height=1, phash=2**64 - 1)
        await media.note(conn, [photo, replace(photo, sha256="b" * 64, phash=-5)], NOW)
        await media.note(conn, [photo], NOW)
        before, after = Attachment("a" * 64, "photo", Use.BEFORE), Attachment("b" * 64, "photo", Use.AFTER)
        await tickets.attach(conn, made, [before], by=None, at=NOW)
        await tickets.attach(conn, replace(made, reopened=1), [after], by=None, at=NOW)
        assert await tickets.files_of(conn, made.id) == [before, after]
        assert await tickets.files_of(conn, made.id, round_=1) == [after]


async def test_what_is_due_or_undecided_is_found(store: Store) -> None:
    async with store.write() as conn:
        area, li = await town(conn), await person(conn, 1)
        waiting = await ticket(conn, li, area)
        done = await ticket(conn, li, area, state=State.RESOLVED, resolved_at=NOW)
        assert await tickets.undecided_in(conn, [area.id]) == [waiting]
        assert await tickets.resolved_before(conn, NOW) == [done]
        assert await tickets.resolved_before(conn, NOW - timedelta(seconds=1)) == []
        assert await tickets.states(conn) == {State.OPEN: 1, State.RESOLVED: 1}


async def test_an_album_finds_its_latest_ticket(store: Store) -> None:
    async with store.write() as conn:
        li = await person(conn, 1)
        await ticket(conn, li, album="9")
        later = await ticket(conn, li, album="9")
        assert await tickets.with_album(conn, li.id, "9") == later
        assert await tickets.with_album(conn, li.id, "8") is None


async def test_cards_rest_and_are_live_no_more(store: Store) -> None:
    async with store.write() as conn:
        made = await ticket(conn, await person(conn, 1))
        card = Card("ticket:1:card:-100:0:1", made.id, -100, None, "zh")
        await cards.add(conn, [card])
        assert await cards.live(conn, made.id) == [card]
        await cards.rest(conn, made.id)
        assert await cards.live(conn, made.id) == []
