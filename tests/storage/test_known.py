"""A statement that comes again says what it said the first time, whichever way it went."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.place import Point
from storage import dialogues, known, people, upsert
from storage.dialogues import Dialogue, LastPlace
from storage.engine import Store
from storage.schema import cursors, inbox
from storage.schema import people as table
from tests.storage.made import NOW

ALL = select(cursors).order_by(cursors.c.what)
SOME = select(cursors.c.what).where(cursors.c.what.in_(bindparam("names", expanding=True))).order_by(cursors.c.what)
BELOW = select(func.count()).where(cursors.c.value < bindparam("most"), cursors.c.what != "nobody")
RAISE = update(cursors).where(cursors.c.what == bindparam("name")).values(value=cursors.c.value + bindparam("by"))
ADD = insert(cursors)
PERSON = insert(table).returning(table.c.id, table.c.joined_at)


@pytest.fixture
async def filled(store: Store) -> Store:
    async with store.write() as conn:
        await conn.execute(ADD, [{"what": name, "value": number} for number, name in enumerate("abc")])
    return store


async def thrice(conn: AsyncConnection, statement: Any, values: Mapping[str, Any] | None = None) -> list[Any]:
    """The first time as SQLAlchemy does it, the second time planned, the third time from the plan."""
    found = [(await conn.execute(statement, values)).all() for _ in range(3)]
    assert found[0] == found[1] == found[2]
    assert [row._asdict() for row in found[0]] == [row._asdict() for row in found[2]]
    return [tuple(row) for row in found[2]]


async def test_rows_are_the_same_the_third_time(filled: Store) -> None:
    async with filled.write() as conn:
        assert await thrice(conn, ALL) == [("a", 0), ("b", 1), ("c", 2)]
        assert await thrice(conn, BELOW, {"most": 2}) == [(2,)]
        assert await thrice(conn, BELOW, {"most": 0}) == [(0,)]


@pytest.mark.parametrize("names", [[], ["b"], ["a", "c", "z"], [f"{number}" for number in range(200)]])
async def test_lists_of_any_length(filled: Store, names: list[str]) -> None:
    async with filled.write() as conn:
        assert await thrice(conn, SOME, {"names": names}) == [(name,) for name in "abc" if name in names]


async def test_rows_that_change_are_counted(filled: Store) -> None:
    async with filled.write() as conn:
        for _ in range(3):
            assert (await conn.execute(RAISE, {"name": "a", "by": 10})).rowcount == 1
            assert (await conn.execute(RAISE, {"name": "z", "by": 10})).rowcount == 0
        assert (await thrice(conn, ALL))[0] == ("a", 30)


async def test_many_rows_at_once_are_kept_once(store: Store) -> None:
    rows = [{"what": name, "value": 1} for name in "abc"]
    async with store.write() as conn:
        for _ in range(3):
            await conn.execute(upsert.keeping(conn, cursors), rows)
        assert len(await thrice(conn, ALL)) == 3


async def test_what_an_insert_returns_and_the_types_of_columns(store: Store) -> None:
    async with store.write() as conn:
        for number in range(1, 4):
            values = {"telegram": number, "name": f"骑手{number}", "language": "zh", "standing": "active"}
            row = (await conn.execute(PERSON, {**values, "joined_at": NOW})).one()
            assert (row.id, row.joined_at) == (number, NOW)
            assert (await people.get(conn, number)).joined_at == NOW


async def test_an_error_is_the_one_that_sqlalchemy_raises(filled: Store) -> None:
    for _ in range(3):
        async with filled.write() as conn:
            with pytest.raises(IntegrityError, match=r"(?i)unique"):
                await conn.execute(ADD, {"what": "a", "value": 1})


async def test_a_savepoint_that_raises_takes_back_what_was_done_in_it_alone(filled: Store) -> None:
    async def fail(conn: AsyncConnection) -> None:
        async with known.savepoint(conn):
            await conn.execute(RAISE, {"name": "b", "by": 100})
            raise RuntimeError("on purpose")

    for time in range(1, 4):
        async with filled.write() as conn, known.savepoint(conn):
            await conn.execute(RAISE, {"name": "a", "by": 1})
            with pytest.raises(RuntimeError):
                await fail(conn)
        async with filled.read() as conn:
            assert list(await conn.execute(ALL)) == [("a", time), ("b", 1), ("c", 2)]


NUMBERS: Any = bindparam("numbers", expanding=True)
DONE = update(inbox).where(inbox.c.update_id.in_(NUMBERS), inbox.c.state == 0).values(state=bindparam("becomes"))
GONE = delete(inbox).where(inbox.c.update_id == bindparam("number"))
KEPT = select(inbox.c.update_id, inbox.c.state).order_by(inbox.c.update_id)
UPDATES = [{"update_id": n, "lane": -n, "body": bytes([n]), "received_at": n / 7} for n in range(1, 9)]


async def test_it_says_how_many_rows_of_a_list_it_has_changed(store: Store) -> None:
    async with store.write() as conn:
        await conn.execute(upsert.keeping(conn, inbox), UPDATES)
        for numbers, changed in (([1, 2, 99], 2), ([2, 3, 98], 1), ([1, 4, 97], 1), ([1, 2, 3], 0)):
            assert (await conn.execute(DONE, {"numbers": numbers, "becomes": 1})).rowcount == changed
        for number, gone in ((3, 1), (3, 0), (4, 1), (4, 0)):
            assert (await conn.execute(GONE, {"number": number})).rowcount == gone
        assert await thrice(conn, KEPT) == [(n, int(n < 3)) for n in (1, 2, 5, 6, 7, 8)]


async def test_it_belongs_to_the_transaction_and_to_its_savepoints(store: Store) -> None:
    async def fail(number: int) -> None:
        async with store.write() as conn:
            await conn.execute(GONE, {"number": number})
            raise RuntimeError("on purpose")

    async with store.write() as conn:
        await conn.execute(upsert.keeping(conn, inbox), UPDATES)
    for number in (1, 2, 3):
        with pytest.raises(RuntimeError):
            await fail(number)
        async with store.write() as conn:
            await conn.execute(GONE, {"number": number})
            inner = await conn.begin_nested()
            await conn.execute(GONE, {"number": number + 1})
            await inner.rollback()
        async with store.glance() as conn:
            assert [row.update_id for row in await conn.execute(KEPT)] == [*range(number + 1, 9)]


EAST = timezone(timedelta(hours=8))
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
async def test_values_of_every_kind_come_back_as_they_were(
    store: Store, place: LastPlace, draft: dict[str, Any], wake: datetime | None
) -> None:
    told = Dialogue(7, 7, "step", place.at, place.at, wake, draft)
    async with store.write() as conn:
        await dialogues.remember_place(conn, 7, place)
        await dialogues.put(conn, told)
    async with store.glance() as conn:
        assert await dialogues.last_place(conn, 7) == place
        assert await dialogues.get(conn, 7, 7) == told
