"""Each step of the ladder once, whatever is repeated, killed, restarted or done by two processes at a time."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import clocks
from bot.domain import ticket as life
from bot.domain.outgoing import Edit, Outgoing
from bot.domain.policy import To
from bot.domain.ticket import MOVES, RUNS, Part, Ticket, Verb, Which
from handlers.ladder.due import climb
from storage import inbox, outbox, rungs, tickets
from tests.databases import database_url, engine
from tests.handlers.climbing import Scene, knocks, made, passes
from tests.handlers.room import Room, opened

__all__ = ["database_url", "engine"]
BY_THE_CLOCK = ("warn", "late", "escalate")
VERBS = (Verb.ACKNOWLEDGE, Verb.RELEASE, Verb.ASK, Verb.ANSWER, Verb.TRANSFER, Verb.RESOLVE, Verb.REOPEN)
ALL_STEPS = {"warn", *To} - {To.ADMINS}


class Killed(Exception):
    """In the middle of a knock."""


async def killed(room: Room) -> None:
    async def knock(conn: AsyncConnection) -> None:
        await outbox.add(conn, await climb(conn, room.house, room.now), room.now.timestamp())
        raise Killed

    with pytest.raises(Killed):
        await room.do(knock)


async def says(scene: Scene, number: int, verb: Verb) -> None:
    """Somebody says a verb, where the ticket's state allows it."""
    room, ticket = scene.room, await scene.ticket(number)
    if ticket.state not in MOVES[verb].sources:
        return
    changed = life.apply(ticket, verb, frozenset(Part), room.now, by=ticket.reporter)
    settled = clocks.settled(room.house.policy, changed, room.house.days, room.now)
    await room.do(lambda conn: tickets.save(conn, settled, verb, by=ticket.reporter, at=room.now, source=ticket.state))


async def lines(scene: Scene, number: int) -> list[str]:
    entries = await scene.room.do(lambda conn: tickets.history_of(conn, number))
    return [f"{entry.verb} {entry.why}" for entry in entries if entry.by is None]


WAITS = st.integers(1, 900).map(lambda minutes: timedelta(minutes=minutes))
DEEDS = st.lists(st.one_of(WAITS, st.sampled_from(("knock", "kill", *VERBS))), max_size=10)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DEEDS)
def test_each_rung_is_taken_exactly_once_a_round_in_whatever_order_things_happen(deeds: Sequence[object]) -> None:
    asyncio.run(_play(deeds))


async def _play(deeds: Sequence[object]) -> None:
    async with opened() as room:
        scene = await made(room)
        number = await scene.reports("燃气")
        for deed in deeds:
            await _do(scene, number, deed)
        await says(scene, number, Verb.ANSWER)
        await _settled(scene, number)


async def _do(scene: Scene, number: int, deed: object) -> None:
    if isinstance(deed, timedelta):
        scene.room.now += deed
    elif isinstance(deed, Verb):
        await says(scene, number, deed)
    else:
        await (killed if deed == "kill" else knocks)(scene.room)


async def _settled(scene: Scene, number: int) -> None:
    """Hours later: the clocks that run have climbed to the top, and every line stands for one step."""
    await passes(scene.room, hours=3)
    await passes(scene.room, hours=3)
    ticket, told = await scene.ticket(number), Counter(await lines(scene, number))
    done = await scene.room.do(lambda conn: rungs.done(conn, number))
    for which, round_ in ((Which.ACKNOWLEDGE, ticket.round), (Which.RESOLVE, ticket.reopened)):
        climbed = {rung for clock, r, rung in done if (clock, r) == (which, round_)}
        assert climbed == ALL_STEPS or ticket.state not in RUNS[which]
    assert told.total() == len(done)
    assert ticket.due_at is None
    heard = scene.heard()
    await passes(scene.room, hours=12)
    assert scene.heard() == heard


async def test_two_processes_that_knock_at_once_say_it_once(database_url: str) -> None:
    async with opened(database_url) as room:
        scene = await made(room)
        numbers = [await scene.reports() for _ in range(5)]
        room.later(hours=3)
        said = [one for both in await asyncio.gather(*(_knock(room, room.now) for _ in range(2))) for one in both]
        chats = Counter(one.to.chat for one in said if not isinstance(one, Edit))  # type: ignore[union-attr]
        assert chats == {chat.chat.id: 1 for chat in (scene.west, scene.street, scene.district)} | {scene.lead.id: 1}
        for number in numbers:
            assert (await lines(scene, number)).count("late acknowledge:group") == 1


async def _knock(room: Room, now: datetime) -> Sequence[Outgoing]:
    async with room.store.write() as conn:
        said = await climb(conn, room.house, now)
        await outbox.add(conn, said, now.timestamp())
        return said


async def test_a_knock_that_is_killed_has_said_and_done_nothing(room: Room) -> None:
    scene = await made(room)
    number = await scene.reports()
    room.later(hours=3)
    before: Ticket = await scene.ticket(number)
    await killed(room)
    assert (await scene.ticket(number), scene.heard()) == (before, (1, 0, 0, 0))
    await knocks(room)
    assert scene.heard() == (2, 1, 1, 1)
    assert replace(await scene.ticket(number), level=0).level == before.level


async def test_nothing_climbs_while_what_was_said_meanwhile_is_unread(room: Room) -> None:
    scene = await made(room)
    await scene.reports()
    room.later(hours=3)
    update = inbox.Row(77, 7, b"{}", room.now.timestamp())
    await room.do(lambda conn: inbox.add(conn, [update]))
    await knocks(room)
    assert scene.heard() == (1, 0, 0, 0)
    await room.do(lambda conn: inbox.finish(conn, [77]))
    await knocks(room)
    assert scene.heard() == (2, 1, 1, 1)
