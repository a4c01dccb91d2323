"""The commit is made and its answer lost: what Telegram repeats we have already, and handle all the same, once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import Store
from storage.schema import DONE, WAITING
from tests.runtime.shop import Shop, echo, update

LOST = "connection lost after COMMIT"


@dataclass
class Unheard:
    """A store whose first answers to COMMIT get lost."""

    store: Store
    times: int = 1

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        async with self.store.write() as conn:
            yield conn
        if self.times:
            self.times -= 1
            raise ConnectionResetError(LOST)


async def lose(shop: Shop, *updates: dict[str, object]) -> None:
    with pytest.raises(ConnectionResetError, match=LOST):
        await shop.takes(*updates)


def many(first: int, count: int = 9) -> list[dict[str, object]]:
    """More than are handled by the commit that stores them; of three people."""
    return [update(number, number % 3, str(number)) for number in range(first, first + count)]


async def test_what_was_stored_without_our_knowing_is_handled_when_it_comes_again(store: Store) -> None:
    shop = Shop(store, echo, storing=Unheard(store))
    async with shop.open():
        await lose(shop, *many(1))
        assert set((await shop.states()).values()) == {WAITING}
        await shop.takes(*many(1))
        assert await shop.settles() == dict.fromkeys(range(1, 10), DONE)
        await shop.takes(*many(1))
        await shop.takes(*many(10))
        await shop.settles()
    assert sorted(shop.handled) == list(range(1, 19))


async def test_one_that_comes_with_the_next_is_handled_before_it(store: Store) -> None:
    shop = Shop(store, echo, storing=Unheard(store, times=2))
    async with shop.open():
        await lose(shop, *many(1))
        await lose(shop, *many(1))
        await shop.takes(*many(1), update(10, 1, "10"))
        await shop.settles()
    own = [int(words) for words in await shop.said() if int(words) % 3 == 1]
    assert own == [1, 4, 7, 10]


async def test_the_log_names_a_few_of_what_was_not_stored(store: Store) -> None:
    shop = Shop(store, echo, storing=Unheard(store))
    async with shop.open():
        with structlog.testing.capture_logs() as logged:
            await lose(shop, *many(1, 20))
        (line,) = (line for line in logged if line["event"] == "updates were not stored")
        assert (line["updates"], line["update_ids"]) == (20, [1, 2, 3, 4, 5, 6, 7, 8])
        await shop.takes(*many(1, 20))
        await shop.settles()
