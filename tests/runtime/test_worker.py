"""The worker with handlers that obey, refuse, crash and dawdle."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.incoming import Event, Fetched
from bot.domain.outgoing import Address, Outgoing, Send
from bot.telegram import raw
from handlers.turn import Refused
from storage import inbox as inbox_rows
from storage import outbox
from storage.engine import Store
from storage.schema import DEAD, DONE, WAITING
from storage.tickets import Conflict
from tests.runtime.shop import Shop, echo, update

Handler = Callable[[AsyncConnection, Event], Awaitable[Sequence[Outgoing]]]


async def test_many_people_are_handled_in_one_transaction_and_one_person_in_order(store: Store) -> None:
    shop = Shop(store, echo)
    async with shop.open():
        await shop.takes(*(update(number, person, f"{number}") for number, person in enumerate([1, 2, 3] * 4, 1)))
        await shop.settles()
    assert max(shop.batches) == 3
    for person in range(3):
        own = [number for number in shop.handled if (number - 1) % 3 == person]
        assert own == sorted(own)
    assert len(await shop.said()) == 12
    assert shop.owed >= 1


async def test_in_a_batch_each_sees_what_those_before_it_owe_to_a_group(store: Store) -> None:
    """A group's limit is counted in the outbox: forty reports in one transaction must not all find it empty."""
    found: list[int] = []

    async def post(conn: AsyncConnection, event: Event) -> Sequence[Outgoing]:
        found.append(await outbox.load(conn, -5, 0.0))
        return [*await echo(conn, event), Send(Address(-5), "a card")]

    shop = Shop(store, post)
    async with shop.open():
        await shop.takes(*(update(number, number) for number in range(1, 6)))
        await shop.settles()
    assert max(shop.batches) == 5
    assert found == [0, 1, 2, 3, 4]
    assert (await shop.said()).count("a card") == 5


async def test_an_update_delivered_again_and_again_acts_once(store: Store) -> None:
    shop = Shop(store, echo)
    async with shop.open():
        for _ in range(3):
            await shop.takes(update(1), update(1))
            await shop.settles()
    async with shop.open():
        await shop.takes(update(1))
    assert shop.handled == [1]
    assert await shop.said() == ["hello"]


async def test_two_workers_that_hold_the_same_update_act_once(store: Store) -> None:
    first, second = Shop(store, echo), Shop(store, echo)
    async with store.write() as conn:
        await inbox_rows.add(conn, [inbox_rows.Row(n, n, raw.of(update(n, n)).body, 1.0) for n in range(1, 6)])
    async with first.open(), second.open():
        assert set((await first.settles()).values()) == {DONE}
    assert len(await first.said()) == 5


async def test_a_refusal_undoes_what_was_done_and_says_instead(store: Store) -> None:
    async def refuse(conn: AsyncConnection, event: Event) -> Sequence[Outgoing]:
        await conn.execute(text("DELETE FROM inbox"))
        raise Refused(Send(Address(event.chat.id), "no"))

    shop = Shop(store, refuse)
    async with shop.open():
        await shop.takes(update(1))
        assert await shop.settles() == {1: DONE}
    assert await shop.said() == ["no"]


async def test_one_that_crashes_takes_none_of_its_neighbours_along(store: Store) -> None:
    async def crash(conn: AsyncConnection, event: Event) -> Sequence[Outgoing]:
        if event.text == "bad":
            await conn.execute(text("SELECT no_such_column FROM inbox"))
        return await echo(conn, event)

    shop = Shop(store, crash)
    async with shop.open():
        await shop.takes(update(1, 1), update(2, 2, "bad"), update(3, 3))
        for attempts in (1, 2):
            await shop.tries(2, attempts)
            assert await shop.states() == {1: DONE, 2: WAITING, 3: DONE}
            shop.clock.ahead += 6
            assert shop.worker is not None
            shop.worker.nudge()
        assert (await shop.settles())[2] == DEAD
    assert shop.sorry == [2]
    assert sorted(await shop.said()) == ["hello", "hello", "sorry"]
    ((number, error),) = await shop.letters()
    assert number == 2
    assert "no_such_column" in error


async def test_while_a_person_waits_for_another_try_their_later_updates_wait_too(store: Store) -> None:
    calls = 0

    async def crash_once(conn: AsyncConnection, event: Event) -> Sequence[Outgoing]:
        nonlocal calls
        calls += 1
        if calls <= 2:
            raise RuntimeError("not yet")
        return await echo(conn, event)

    shop = Shop(store, crash_once)
    async with shop.open():
        await shop.takes(update(1, 1, "first"), update(2, 1, "second"))
        await asyncio.sleep(0.1)
        assert await shop.said() == []
        shop.clock.ahead += 2
        assert shop.worker is not None
        shop.worker.nudge()
        await shop.settles()
    assert await shop.said() == ["first", "second"]


async def test_the_attempts_survive_a_restart(store: Store) -> None:
    async def crash(_: AsyncConnection, __: Event) -> Sequence[Outgoing]:
        raise RuntimeError("always")

    shop = Shop(store, crash)
    for _ in range(3):
        async with shop.open():
            if not shop.handled:
                await shop.takes(update(1))
            shop.clock.ahead += 6
            await asyncio.sleep(0.1)
    assert await shop.settles() == {1: DEAD}
    assert shop.sorry == [1]


async def test_a_conflict_is_tried_again_at_once(store: Store) -> None:
    calls = 0

    async def conflict(conn: AsyncConnection, event: Event) -> Sequence[Outgoing]:
        nonlocal calls
        calls += 1
        if calls <= 2:
            raise Conflict(12)
        return await echo(conn, event)

    shop = Shop(store, conflict)
    async with shop.open():
        await shop.takes(update(1))
        assert await shop.settles() == {1: DONE}
    assert await shop.said() == ["hello"]


@pytest.mark.parametrize(
    "bad",
    [
        {"update_id": 1, "message": 7},
        {"update_id": 1, "message": {"message_id": 1, "text": "x"}},
        {"update_id": 1, "callback_query": {"id": "1", "from": None, "message": {}, "data": "x"}},
    ],
)
async def test_a_malformed_update_is_a_dead_letter_and_stops_nobody(store: Store, bad: dict[str, Any]) -> None:
    shop = Shop(store, echo)
    async with shop.open():
        await shop.takes(bad, update(2))
        assert await shop.settles() == {1: DEAD, 2: DONE}
    assert [number for number, _ in await shop.letters()] == [1]


async def test_what_is_no_update_at_all_is_a_dead_letter_too(store: Store) -> None:
    shop = Shop(store, echo)
    assert await _stored(shop, [7, {"message": {}}, None, {"update_id": "1"}])
    assert [number for number, _ in await shop.letters()] == [None] * 4


async def _stored(shop: Shop, values: list[object]) -> bool:
    async with shop.open():
        assert shop.taking is not None
        await shop.taking.store([raw.of(value) for value in values])
    return True


async def test_an_update_that_is_not_for_us_is_simply_done(store: Store) -> None:
    shop = Shop(store, echo)
    async with shop.open():
        await shop.takes({"update_id": 1, "poll": {"id": "1"}})
        assert await shop.settles() == {1: DONE}
    assert (shop.handled, await shop.letters()) == ([], [])


async def test_files_are_fetched_before_the_turn_and_nobody_else_waits_for_them(store: Store) -> None:
    arrived = asyncio.Event()

    async def fetch(event: Event) -> Event:
        await arrived.wait()
        return replace(event, fetched=tuple(Fetched("a" * 64) for _ in event.files))

    async def count(_: AsyncConnection, event: Event) -> Sequence[Outgoing]:
        return [Send(Address(event.chat.id), f"{event.text} {len(event.fetched)}")]

    shop = Shop(store, count, fetch=fetch)
    photo = [{"file_id": "x", "file_unique_id": "y", "width": 9, "height": 9, "file_size": 99}]
    async with shop.open():
        await shop.takes(update(1, 1, "photo", photo=photo), update(2, 1, "later"), update(3, 2, "other"))
        async with asyncio.timeout(5):
            while not await shop.said():  # noqa: ASYNC110 - they are in a database
                await asyncio.sleep(0.01)
        assert await shop.said() == ["other 0"]
        arrived.set()
        await shop.settles()
    assert await shop.said() == ["other 0", "photo 1", "later 0"]


async def test_a_stop_leaves_a_file_that_is_not_here_yet_for_the_next_start(store: Store) -> None:
    async def never(_: Event) -> Event:
        await asyncio.sleep(3600)
        raise AssertionError

    async def at_once(event: Event) -> Event:
        return replace(event, fetched=(Fetched("a" * 64),))

    photo = [{"file_id": "x", "file_unique_id": "y", "width": 9, "height": 9, "file_size": 99}]
    shop = Shop(store, echo, fetch=never)
    async with shop.open():
        await shop.takes(update(1, photo=photo))
        await asyncio.sleep(0.1)
    assert await shop.states() == {1: WAITING}
    shop.fetch = at_once
    async with shop.open():
        assert await shop.settles() == {1: DONE}


async def test_telegram_hears_that_we_have_it_only_after_the_commit(store: Store) -> None:
    shop = Shop(store, echo)
    async with shop.open():
        async with store.write():  # somebody else writes: nothing can be committed meanwhile
            if not store.sqlite:
                return
            taking = asyncio.create_task(shop.takes(update(1)))
            await asyncio.sleep(0.05)
            assert not taking.done()
        await asyncio.wait_for(taking, 5)
        assert 1 in await shop.states()


async def test_a_database_that_fails_is_the_callers_failure_and_ends_nothing(store: Store) -> None:
    shop = Shop(store, echo)
    async with shop.open():
        async with store.write() as conn:
            await conn.execute(text("ALTER TABLE inbox RENAME TO elsewhere"))
        with pytest.raises(Exception, match="inbox"):
            await shop.takes(update(1))
        async with store.write() as conn:
            await conn.execute(text("ALTER TABLE elsewhere RENAME TO inbox"))
        await shop.takes(update(1))
        assert await shop.settles() == {1: DONE}


async def test_while_too_much_is_held_no_more_is_taken(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.worker.FULL", 3)
    gate = asyncio.Event()

    async def slow(conn: AsyncConnection, event: Event) -> Sequence[Outgoing]:
        if not store.sqlite or gate.is_set():
            return await echo(conn, event)
        await gate.wait()
        return await echo(conn, event)

    shop = Shop(store, slow)
    async with shop.open():
        taking = asyncio.create_task(shop.takes(*(update(number) for number in range(1, 6))))
        await asyncio.sleep(0.1)
        gate.set()
        await asyncio.wait_for(taking, 5)
        assert shop.worker is not None
        assert shop.worker.room() is None
        await shop.settles()


def test_an_update_is_stored_byte_for_byte() -> None:
    assert orjson.loads(raw.of(update(1)).body) == update(1)
