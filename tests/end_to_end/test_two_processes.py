"""Two runs on one database: one speaks, and where it is killed the other one says the rest."""

import asyncio
import time
from pathlib import Path

from bot.domain.outgoing import Address, Send
from bot.sandbox import Sandbox
from bot.sandbox.person import Person
from storage import outbox
from storage.engine import Store
from tests.end_to_end.process import environment, running, start

COURIERS = 60
SLOWLY = {"SEND_RATE": "10"}


def told(people: list[Person]) -> list[int]:
    """How often each of them was told it."""
    return [sum(message.text == "暴雨将至" for message in person.messages) for person in people]


async def until(people: list[Person], count: int) -> None:
    async with asyncio.timeout(30):
        while sum(map(bool, told(people))) < count:  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.02)


async def owed(folder: Path, people: list[Person]) -> None:
    """As if another process had committed it."""
    store = Store(f"sqlite+aiosqlite:///{folder}/bot.db")
    async with store.write() as conn:
        await outbox.add(conn, [Send(Address(person.id), "暴雨将至") for person in people], time.time())
    await store.close()


async def test_everything_is_said_once_also_when_the_one_that_speaks_is_killed(tmp_path: Path) -> None:
    async with Sandbox() as box:
        people = [box.person(f"骑手{number}") for number in range(COURIERS)]
        for person in people:
            person.chat.started = True
        async with running(box, tmp_path, **SLOWLY) as first:
            (tmp_path / "second").mkdir()  # for its log
            second = await start(environment(box, tmp_path, SLOWLY), tmp_path / "second")
            try:
                await second.says("serving")
                await owed(tmp_path, people)
                await until(people, 20)
                assert max(told(people)) == 1
                await first.kill()
                await until(people, COURIERS)
                await asyncio.sleep(1)
                assert sum(told(people)) <= COURIERS + 1  # one was under way
            finally:
                await second.kill()
