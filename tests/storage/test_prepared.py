"""What is kept of a statement gives what SQLAlchemy gives, value by value."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.domain.place import Point
from storage import dialogues, prepared, upsert
from storage.dialogues import Dialogue, LastPlace
from storage.engine import Store
from storage.schema import dead_letters, inbox, last_places

EAST = timezone(timedelta(hours=8))
NUMBERS: Any = bindparam("numbers", expanding=True)
_OF = select(inbox).where(inbox.c.update_id.in_(NUMBERS)).order_by(inbox.c.update_id)
_FROM = select(inbox.c.update_id, func.length(inbox.c.body)).where(inbox.c.update_id >= bindparam("first")).limit(3)
_DONE = update(inbox).where(inbox.c.update_id.in_(NUMBERS), inbox.c.state == 0).values(state=bindparam("becomes"))
_GONE = delete(inbox).where(inbox.c.update_id == bindparam("number"))
_BURIED = insert(dead_letters).returning(dead_letters.c.id, dead_letters.c.at)
SOME = [{"update_id": n, "lane": -n, "body": bytes([n]), "received_at": n / 7} for n in range(1, 31)]


async def kept(store: Store) -> None:
    async with store.write() as conn:
        await prepared.change_each(conn, upsert.keeping(conn, inbox), SOME)


@pytest.mark.parametrize("count", [0, 1, 3, prepared.LONGEST, prepared.LONGEST + 1])
async def test_rows_are_those_that_sqlalchemy_finds_however_many_are_asked_for(store: Store, count: int) -> None:
    await kept(store)
    asked = {"numbers": list(range(5, 5 + count))}
    async with store.write() as conn, store.glance() as other:
        for place in (conn, other):
            found = await prepared.rows(place, _OF, asked)
            assert [tuple(row) for row in found] == [tuple(row) for row in await place.execute(_OF, asked)]
            assert [row.update_id for row in found] == asked["numbers"]
            first = await prepared.first(place, _OF, asked)
            assert (first and first.body) == (bytes([5]) if count else None)


async def test_what_a_statement_brings_itself_and_what_has_no_name_comes_as_well(store: Store) -> None:
    await kept(store)
    async with store.glance() as conn:
        assert [tuple(row) for row in await prepared.rows(conn, _FROM, {"first": 28})] == [(28, 1), (29, 1), (30, 1)]
        assert await prepared.scalar(conn, _FROM, {"first": 30}) == 30
        assert await prepared.scalar(conn, _FROM, {"first": 31}) is None


async def test_it_says_how_many_rows_it_has_changed(store: Store) -> None:
    await kept(store)
    async with store.write() as conn:
        assert await prepared.change(conn, _DONE, {"numbers": [1, 2, 99], "becomes": 1}) == 2
        assert await prepared.change(conn, _DONE, {"numbers": [2, 3], "becomes": 1}) == 1
        assert await prepared.change(conn, _GONE, {"number": 3}) == 1
        assert await prepared.change(conn, _GONE, {"number": 3}) == 0
        states = {row.update_id: row.state for row in await conn.execute(select(inbox))}
    assert states == {number: int(number < 3) for number in range(1, 31) if number != 3}


async def _failing(store: Store) -> None:
    async with store.write() as conn:
        await prepared.change(conn, _GONE, {"number": 3})
        raise RuntimeError("on purpose")


async def test_it_belongs_to_the_transaction_and_to_its_savepoint(store: Store) -> None:
    await kept(store)
    async with store.write() as conn:
        await prepared.change(conn, _GONE, {"number": 1})
        inner = await conn.begin_nested()
        await prepared.change(conn, _GONE, {"number": 2})
        await inner.rollback()
    with pytest.raises(RuntimeError, match="on purpose"):
        await _failing(store)
    async with store.glance() as conn:
        assert [row.update_id for row in await prepared.rows(conn, _OF, {"numbers": [1, 2, 3]})] == [2, 3]


async def test_each_of_many_gives_its_rows_in_order(store: Store) -> None:
    at = datetime(2026, 11, 21, 8, tzinfo=EAST)
    letters = [{"update_id": n, "body": b"", "error": str(n), "at": at + timedelta(hours=n)} for n in range(5)]
    async with store.write() as conn:
        made = await prepared.rows_of_each(conn, _BURIED, letters)
        assert await prepared.rows_of_each(conn, _BURIED, []) == ()
    assert sorted(row.at for row in made) == [letter["at"] for letter in letters]
    assert all(row.at.tzinfo is UTC or row.at.utcoffset() == timedelta() for row in made)
    assert len({row.id for row in made}) == 5


async def test_one_that_repeats_a_key_is_passed_over(store: Store) -> None:
    await kept(store)
    async with store.write() as conn:
        made = await prepared.rows_of_each(conn, upsert.new(conn, inbox), [*SOME[:2], {**SOME[0], "update_id": 77}])
    assert [tuple(row) for row in made] == [(77,)]


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.sampled_from([UTC, EAST]))  # noqa: DTZ001
DEGREES = st.floats(-90, 90)
PLACES = st.builds(
    LastPlace,
    st.builds(Point, DEGREES, DEGREES),
    st.none() | st.floats(0, 1e6),
    st.booleans(),
    MOMENTS,
    st.booleans(),
    st.none() | MOMENTS,
)
DRAFTS: st.SearchStrategy[dict[str, Any]] = st.dictionaries(st.text(max_size=5), st.none() | st.integers(0, 99))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=PLACES, draft=DRAFTS, wake=st.none() | MOMENTS)
async def test_values_of_every_kind_come_back_as_sqlalchemy_would_bring_them(
    store: Store, place: LastPlace, draft: dict[str, Any], wake: datetime | None
) -> None:
    async with store.write() as conn:
        await dialogues.remember_place(conn, 7, place)
        await dialogues.put(conn, Dialogue(7, 7, "step", place.at, place.at, wake, draft))
    async with store.glance() as conn:
        assert await dialogues.last_place(conn, 7) == place
        told = await dialogues.get(conn, 7, 7)
        assert told == Dialogue(7, 7, "step", place.at, place.at, wake, draft)
        slow = (await conn.execute(select(last_places))).one()
        quick = await prepared.first(conn, select(last_places), {})
    assert tuple(slow) == tuple(quick)
    assert [type(value) for value in slow] == [type(value) for value in quick]
