"""One writer, transactions that are whole, and nobody stuck behind another process."""

import asyncio
import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.util import greenlet_spawn

from storage.engine import Store
from storage.quick import Quick

COUNT = text("SELECT count(*) FROM versions")


async def put(store: Store, number: int) -> None:
    async with store.write() as conn:
        await conn.execute(text("INSERT INTO versions (what, version) VALUES (:what, 1)"), {"what": f"test {number}"})


async def count(store: Store) -> int:
    async with store.read() as conn:
        return int((await conn.execute(COUNT)).scalar_one())


async def test_what_is_committed_is_seen_by_every_kind_of_reader(store: Store) -> None:
    await put(store, 1)
    async with store.glance() as conn:
        assert (await conn.execute(COUNT)).scalar_one() == 1
    assert await count(store) == 1


async def test_a_transaction_that_raises_leaves_nothing_and_the_next_one_works(store: Store) -> None:
    async def fail() -> None:
        async with store.write() as conn:
            await conn.execute(text("INSERT INTO versions (what, version) VALUES ('x', 1)"))
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        await fail()
    assert await count(store) == 0
    await put(store, 1)
    assert await count(store) == 1


async def test_writers_at_the_same_time_all_succeed(store: Store) -> None:
    await asyncio.gather(*(put(store, number) for number in range(20)))
    assert await count(store) == 20


async def test_a_writer_that_is_cancelled_anywhere_does_no_harm(store: Store) -> None:
    for number in range(30):
        task = asyncio.create_task(put(store, number))
        for _ in range(number % 10):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    before = await count(store)
    await put(store, 1000)
    assert await count(store) == before + 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_loop_runs_on_while_another_process_writes(store: Store) -> None:
    other = sqlite3.connect(store.url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(put(store, 1))
    began = time.monotonic()
    for _ in range(5):
        await asyncio.sleep(0.01)
    assert time.monotonic() - began < 1
    assert not waiting.done()
    other.execute("ROLLBACK")
    other.close()
    await asyncio.wait_for(waiting, 5)
    assert await count(store) == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_patience_ends_with_the_databases_own_error(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.engine.PATIENCE", 0.1)
    hurried = Store(store.url)
    async with store.write() as conn:
        await conn.execute(COUNT)  # reading is enough: the first statement takes the lock
        with pytest.raises(OperationalError, match="locked"):
            await put(hurried, 1)
    await put(hurried, 1)
    await hurried.close()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_every_connection_is_durable_and_keeps_foreign_keys(store: Store) -> None:
    for opened in (store.write(), store.glance(), store.read()):
        async with opened as conn:
            found = [(await conn.execute(text(f"PRAGMA {name}"))).scalar() for name in ("synchronous", "foreign_keys")]
            assert found == [2, 1]


async def test_a_transaction_that_changed_nothing_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    quick, disk_is_free = Quick(str(tmp_path / "bot.db"), patience=1), threading.Event()
    quick.raw.execute("CREATE TABLE cells (id)")
    quick._disk.submit(disk_is_free.wait)
    quick.raw.execute("BEGIN IMMEDIATE")
    await asyncio.wait_for(greenlet_spawn(quick.commit), 1)
    assert not quick.raw.in_transaction
    quick.raw.execute("BEGIN IMMEDIATE")
    quick.raw.execute("INSERT INTO cells VALUES (1)")
    written = asyncio.create_task(greenlet_spawn(quick.commit))
    await asyncio.sleep(0.05)
    assert not written.done()
    disk_is_free.set()
    await written
    assert not quick.raw.in_transaction
    quick.close()


async def test_many_rows_of_a_transaction_can_be_read_portion_by_portion(store: Store) -> None:
    async with store.write() as conn:
        rows = [{"what": f"row {number}"} for number in range(2_500)]
        await conn.execute(text("INSERT INTO versions (what, version) VALUES (:what, 1)"), rows)
        wanted = text("SELECT what FROM versions WHERE what LIKE 'row %'")
        result = await conn.stream(wanted)
        sizes = [len(portion) async for portion in result.partitions(1_000)]
        await conn.execute(text("DELETE FROM versions WHERE what LIKE 'row %'"))
    assert sizes == [1_000, 1_000, 500]
    assert await count(store) == 0
