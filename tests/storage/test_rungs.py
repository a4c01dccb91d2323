"""Steps of the ladder are taken once, and what is due is found without looking at what is not."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import insert, text

from bot.domain.ladder import Step
from bot.domain.ticket import State, Verb, Which
from storage import rungs, tickets
from storage.engine import Store
from storage.schema import tickets as table
from tests.storage.made import NOW, person, ticket, town
from tests.storage.plans import plan

LATE = Step(Which.ACKNOWLEDGE, 0, "group", NOW, NOW)


async def test_a_step_is_taken_once_in_each_round(store: Store) -> None:
    again = Step(Which.ACKNOWLEDGE, 1, "group", NOW, NOW)
    async with store.write() as conn:
        made = await ticket(conn, await person(conn, 1))
        assert [await rungs.take(conn, made.id, step) for step in (LATE, LATE, again, LATE)] == [
            True,
            False,
            True,
            False,
        ]
        assert await rungs.done(conn, made.id) == {LATE.mark, again.mark}
        assert await rungs.done(conn, made.id + 1) == frozenset()


async def test_two_processes_take_a_step_once_and_share_what_is_due(store: Store) -> None:
    async with store.write() as conn:
        li = await person(conn, 1)
        made = await ticket(conn, li, due_at=NOW)

    async def process() -> tuple[int, bool]:
        async with store.write() as conn:
            due = await tickets.due_before(conn, NOW)
            took = await rungs.take(conn, made.id, LATE)
            for one in due:
                await tickets.look_again(conn, one, None)
            return len(due), took

    both = await asyncio.gather(process(), process())
    assert sorted(took for _, took in both) == [False, True]
    assert sum(count for count, _ in both) == 1


async def test_what_is_due_comes_in_order_and_no_more_than_asked(store: Store) -> None:
    async with store.write() as conn:
        li = await person(conn, 1)
        second = timedelta(seconds=1)
        later, sooner = await ticket(conn, li, due_at=NOW), await ticket(conn, li, due_at=NOW - second)
        for never in (None, NOW + second):
            await ticket(conn, li, due_at=never)
        assert await tickets.due_before(conn, NOW) == [sooner, later]
        assert await tickets.due_before(conn, NOW, limit=1) == [sooner]
        await tickets.look_again(conn, sooner, NOW + timedelta(hours=1))
        await tickets.look_again(conn, later, None)
        assert await tickets.due_before(conn, NOW) == []
        assert (await tickets.get(conn, sooner.id)).due_at == NOW + timedelta(hours=1)


async def test_a_look_changes_nothing_that_somebody_has_changed_meanwhile(store: Store) -> None:
    async with store.write() as conn:
        area, li = await town(conn), await person(conn, 1)
        read = await ticket(conn, li, area, due_at=NOW)
        newer = replace(read, version=2, due_at=NOW + timedelta(minutes=1))
        await tickets.save(conn, newer, Verb.ACKNOWLEDGE, by=li.id, at=NOW, source=State.OPEN)
        await tickets.look_again(conn, read, None)
        assert await tickets.get(conn, read.id) == newer


async def test_a_knock_reads_what_is_due_and_not_what_is_closed(store: Store) -> None:
    """By the plan of the database: a partial index that a million closed tickets are not in."""
    async with store.write() as conn:
        li = await person(conn, 1)
        made = await ticket(conn, li, due_at=NOW)
        row = (await conn.execute(table.select().where(table.c.id == made.id))).one()._asdict()
        closed = {**row, "state": State.CLOSED, "due_at": None, "resolved_at": NOW}
        await conn.execute(insert(table), [{**closed, "id": number} for number in range(1000, 3000)])
        await conn.execute(text("ANALYZE tickets"))
        assert "ix_tickets_due" in await plan(conn, lambda: tickets.due_before(conn, NOW))
        assert "ix_tickets_resolved" in await plan(conn, lambda: tickets.resolved_before(conn, NOW))
