"""A statement that comes again says what it said the first time, whichever way it went."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import known, people, upsert
from storage.engine import Store
from storage.schema import cursors
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
