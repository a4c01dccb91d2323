"""What is kept at the top of a chat and taken down again, where we may and where we may not."""

import pytest

from bot.domain.outgoing import Address, Pin, Send, Unpin
from storage.schema import DONE
from tests.runtime.conftest import Post
from tests.runtime.test_sender import texts

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def test_a_board_that_may_not_be_pinned_stays_a_message_and_the_chat_goes_on(post: Post) -> None:
    hall = post.box.group("群", creator=post.box.person())
    async with post.sending():
        await post.owe(Send(Address(hall.id), "board", slot="board"), Pin(Address(hall.id), "board"))
        await post.owe(Send(Address(hall.id), "next"))
        assert await post.settles() == [DONE] * 3
    assert texts(post, hall.id) == ["board", "next"]


async def test_what_is_not_pinned_need_not_be_taken_down(post: Post) -> None:
    hall = post.box.group("群", creator=post.box.person())
    hall.promotes_bot()
    async with post.sending():
        await post.owe(Send(Address(hall.id), "board", slot="board"), Pin(Address(hall.id), "board"))
        await post.owe(Unpin(Address(hall.id), "board"), Unpin(Address(hall.id), "board"), Unpin(Address(hall.id), "x"))
        assert await post.settles() == [DONE] * 5
    assert hall.pinned == []
