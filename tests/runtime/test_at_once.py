"""Updates that are handled by the commit that stores them, and those that cannot be."""

import asyncio
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.incoming import Event
from bot.domain.outgoing import Outgoing
from storage.engine import Store
from storage.schema import DONE, WAITING
from tests.runtime.shop import Shop, echo, update


async def test_what_finds_nobody_waiting_is_handled_by_the_commit_that_stores_it(store: Store) -> None:
    """Nothing of it can be seen before, and everything once Telegram hears that we have it."""

    async def look(conn: AsyncConnection, event: Event) -> Sequence[Outgoing]:
        assert not await shop.states()
        return await echo(conn, event)

    if not store.sqlite:
        return
    shop = Shop(store, look)
    async with shop.open():
        await shop.takes(update(1, 1), update(2, 2))
        assert await shop.settles() == {1: DONE, 2: DONE}


async def test_one_alone_is_done_when_telegram_hears_that_we_have_it(store: Store) -> None:
    shop = Shop(store, echo)
    async with shop.open():
        await shop.takes(update(1))
        if store.sqlite:
            assert (await shop.states(), await shop.said()) == ({1: DONE}, ["hello"])
        await shop.settles()
    assert shop.owed == 1


async def test_what_cannot_be_handled_is_stored_and_telegram_hears_that_we_have_it(store: Store) -> None:
    async def crash(conn: AsyncConnection, _: Event) -> Sequence[Outgoing]:
        await conn.execute(text("DELETE FROM versions"))
        raise RuntimeError("always")

    shop = Shop(store, crash)
    async with shop.open():
        await shop.takes(update(1))
        assert list(await shop.states()) == [1]
        await shop.tries(1, 1)
        assert await shop.states() == {1: WAITING}


async def test_of_one_person_each_is_handled_after_those_before_it_however_they_come(store: Store) -> None:
    """Some are handled as they are stored, some wait for the worker; every third is met by a crash first."""
    met: set[int] = set()

    async def stumble(conn: AsyncConnection, event: Event) -> Sequence[Outgoing]:
        first = event.update_id not in met
        met.add(event.update_id)
        if first and event.update_id % 3 == 0:
            raise RuntimeError("not yet")
        return await echo(conn, event)

    shop = Shop(store, stumble)
    async with shop.open():
        for number in range(1, 40, 2):
            both = [update(number + more, (number + more) % 3, f"{number + more}") for more in range(2)]
            await asyncio.gather(*(shop.takes(one) for one in both))
            await asyncio.sleep(0.002 * (number % 4))
        await shop.settles()
    said = [int(words) for words in await shop.said()]
    assert sorted(said) == list(range(1, 41))
    for person in range(3):
        own = [number for number in said if number % 3 == person]
        assert own == sorted(own)
