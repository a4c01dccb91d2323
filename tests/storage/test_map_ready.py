"""The index of cells is built outside of transactions: ahead where there are many cells, else at the first question."""

import asyncio

import pytest

from bot.domain.place import Point
from storage import cells, versioned
from storage.cells import Atlas, Unready
from storage.engine import Store
from tests.storage.made import square, town

HERE = Point(36.102, 103.702)


async def test_a_transaction_that_may_be_put_off_does_not_wait_for_the_map(store: Store) -> None:
    atlas = Atlas()
    async with store.write() as conn:
        await town(conn)
    async with store.write() as conn:
        versioned.put_off(conn)
        with pytest.raises(Unready):
            await atlas.assign(conn, HERE)
    await asyncio.gather(*(atlas.ready(store) for _ in range(3)))
    async with store.write() as conn:
        versioned.put_off(conn)
        found = (await atlas.assign(conn, HERE)).cell
    assert found is not None
    assert found.code == "枣林西-01"


async def test_the_next_transaction_on_the_same_connection_is_asked_anew(store: Store) -> None:
    async with store.write() as conn:
        await town(conn)
        versioned.put_off(conn)
        assert versioned.may_be_put_off(conn)
    async with store.write() as conn:
        assert not versioned.may_be_put_off(conn)
        assert (await Atlas().assign(conn, HERE)).cell is not None


async def test_whoever_has_changed_the_cells_sees_them_at_once(store: Store) -> None:
    async with store.write() as conn:
        versioned.put_off(conn)
        await town(conn)
        assert (await Atlas().assign(conn, HERE)).cell is not None


async def test_few_cells_are_not_read_before_somebody_asks_but_followed_from_then_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    atlas = Atlas()
    async with store.write() as conn:
        await town(conn)
    await atlas.follow(store)
    assert atlas._index is None
    await atlas.ready(store)
    first = atlas._index
    await atlas.follow(store)
    assert atlas._index is first
    async with store.write() as conn:
        await cells.put(conn, [square("新-01", 103.9)])
    await atlas.follow(store)
    assert atlas._index is not None
    assert len(atlas._index) == 4
    monkeypatch.setattr(cells, "WORTH", 4)
    many = Atlas()
    await many.follow(store)
    assert many._index is not None
