"""What there is to do is listed by what presses, and found without looking at what is done."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from bot.domain.people import Area, Level
from bot.domain.ticket import State, Verb
from storage import areas, tickets, worklist
from storage.areas import Binding
from storage.engine import Store
from storage.schema import tickets as table
from storage.worklist import Counts, Wish
from tests.storage.made import NOW, person, ticket, town
from tests.storage.plans import plan

HOUR = timedelta(hours=1)
LATE = Wish(late=NOW)


async def test_what_presses_first_comes_first_and_what_waits_for_an_answer_last(store: Store) -> None:
    async with store.write() as conn:
        li = await person(conn, 1)
        asked = await ticket(conn, li, state=State.NEEDS_INFO, acknowledge_by=NOW - HOUR, resolve_by=NOW - HOUR)
        never = await ticket(conn, li)
        taken = await ticket(conn, li, state=State.ACKNOWLEDGED, acknowledge_by=NOW - HOUR, resolve_by=NOW + 2 * HOUR)
        ends_first = await ticket(conn, li, acknowledge_by=NOW + 3 * HOUR, resolve_by=NOW + HOUR)
        late = await ticket(conn, li, acknowledge_by=NOW - HOUR, resolve_by=NOW + HOUR)
        await ticket(conn, li, state=State.CLOSED, acknowledge_by=NOW - HOUR, resolve_by=NOW - HOUR)
        expected = [one.id for one in (late, ends_first, taken, asked, never)]
        assert await worklist.numbers(conn, None, Wish()) == expected
        assert await worklist.numbers(conn, None, Wish(), offset=1, limit=2) == expected[1:3]
        assert await worklist.numbers(conn, None, LATE) == [late.id]
        assert await worklist.counts(conn, None, NOW) == Counts(open=3, taken=1, asked=1, late=1)


async def test_a_ticket_keeps_its_place_through_every_change(store: Store) -> None:
    async with store.write() as conn:
        li = await person(conn, 1)
        one = await ticket(conn, li, acknowledge_by=NOW - HOUR, resolve_by=NOW + HOUR)
        later = replace(one, acknowledge_by=NOW + HOUR)
        await tickets.look_again(conn, later, None)
        assert await worklist.numbers(conn, None, LATE) == []
        taken = replace(later, version=2, state=State.ACKNOWLEDGED, assignee=li.id, resolve_by=NOW - HOUR)
        await tickets.save(conn, taken, Verb.ACKNOWLEDGE, by=li.id, at=NOW, source=State.OPEN)
        assert await worklist.numbers(conn, None, replace(LATE, assignee=li.id)) == [one.id]
        assert await worklist.busy(conn, None) == [(li.id, 1)]
        done = replace(taken, version=3, state=State.RESOLVED)
        await tickets.save(conn, done, Verb.RESOLVE, by=li.id, at=NOW, source=State.ACKNOWLEDGED)
        assert await worklist.numbers(conn, None, Wish()) == []
        assert await worklist.busy(conn, None) == []


async def test_each_level_has_its_own_and_what_came_up_to_it(store: Store) -> None:
    async with store.write() as conn:
        community, li = await town(conn), await person(conn, 1)
        await areas.bind(conn, Binding(-1, None, community.id, "", "", away=False), NOW, by=None)
        orphan = (await areas.named(conn, "培黎社区"))[0]
        street, district = [await areas.get(conn, number) for number in reversed(community.path[:-1])]
        own, to_street, to_district = [(await ticket(conn, li, community, level=level)).id for level in range(3)]
        nobodys = (await ticket(conn, li, orphan)).id
        assert await worklist.numbers(conn, community, Wish()) == [own, to_street, to_district]
        assert await worklist.numbers(conn, street, Wish()) == [to_street, to_district, nobodys]
        assert await worklist.numbers(conn, district, Wish()) == [to_district, nobodys]
        assert (await worklist.counts(conn, district, NOW)).open == 2
        await areas.away(conn, -1, NOW)
        assert await worklist.numbers(conn, district, Wish()) == [own, to_street, to_district, nobodys]


@pytest.mark.parametrize("level", [None, *Level])
async def test_not_one_of_the_decided_is_read(store: Store, level: Level | None) -> None:
    """By the plan of the database: two partial indexes that a million closed tickets are not in."""
    async with store.write() as conn:
        community, li = await town(conn), await person(conn, 1)
        path: list[Area | None] = [await areas.get(conn, number) for number in community.path]
        area = next((one for one in path if one and one.level is level), None)
        made = await ticket(conn, li, community, acknowledge_by=NOW)
        row = (await conn.execute(table.select().where(table.c.id == made.id))).one()._asdict()
        closed = {**row, "state": State.CLOSED, "pressing_at": None}
        await conn.execute(insert(table), [{**closed, "id": number} for number in range(1000, 3000)])
        await conn.execute(text("ANALYZE tickets"))
        for asked in (
            lambda: worklist.numbers(conn, area, Wish()),
            lambda: worklist.numbers(conn, area, Wish(assignee=li.id)),
            lambda: worklist.numbers(conn, area, LATE),
            lambda: worklist.counts(conn, area, NOW),
            lambda: worklist.busy(conn, area),
        ):
            found = await plan(conn, asked)
            assert "ix_tickets_pressing" in found or "ix_tickets_undecided" in found, found
