"""How the sender hears of what is owed: the rows themselves, that there are some, or nothing."""

import asyncio
import random

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.outgoing import Address, Send
from storage import outbox
from storage.outbox import Row
from storage.schema import DONE
from tests.runtime.conftest import Post
from tests.runtime.test_sender import texts

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
TOLD = ("rows", "rows", "something", "")


async def test_in_whatever_way_it_hears_of_them_each_goes_once_and_in_order(post: Post) -> None:
    """A handler's commit names its rows, the clock's only says that there are some, another process says nothing."""
    ways = random.Random(20261121)
    people = [post.box.person(), post.box.person()]
    for person in people:
        await person.starts()
    await post.owe(Send(Address(people[0].id), "0"))
    async with post.sending():
        for number in range(1, 60):
            to = ways.choices(people, k=ways.randint(1, 3))
            await post.owe(*(Send(Address(person.id), f"{number}") for person in to), told=ways.choice(TOLD))
            await asyncio.sleep(ways.choice([0, 0, 0.003]))
        await post.owe(Send(Address(people[1].id), "last"), told="something")
        assert set(await post.settles()) == {DONE}
    sent = [int(text) for person in people for text in texts(post, person.id) if text != "last"]
    assert len(sent) + 1 == len(await post.states())
    for person in people:
        numbers = [int(text) for text in texts(post, person.id) if text != "last"]
        assert numbers == sorted(numbers)


async def test_rows_that_it_is_given_are_not_read_again(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    waiting = outbox.waiting

    async def counted(conn: AsyncConnection, *, after: int, limit: int) -> list[Row]:
        read.append(after)
        return await waiting(conn, after=after, limit=limit)

    li = post.box.person()
    await li.starts()
    async with post.sending():
        await post.owe(Send(Address(li.id), "first"))
        await li.waits_for("first")
        await post.settles()
        monkeypatch.setattr(outbox, "waiting", counted)
        await post.owe(Send(Address(li.id), "second"))
        await li.waits_for("second")
        assert read == []
        await post.owe(Send(Address(li.id), "third"), told="")
        await post.owe(Send(Address(li.id), "fourth"))
        await li.waits_for("fourth")
        assert len(read) == 1
    assert texts(post, li.id) == ["first", "second", "third", "fourth"]
