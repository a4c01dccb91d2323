import asyncio
import io
from collections.abc import Awaitable, Callable

import aiohttp
import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from telegram.error import BadRequest, InvalidToken

from bot.telegram import polling, webhook
from bot.telegram.raw import Raw

SECRET = "s3cret_-"


class Shelf:
    """A store that keeps what it gets, fails as often as told, and stops the loop when it has enough."""

    def __init__(self, enough: int = 1, fail: int = 0) -> None:
        self.kept: list[int | None] = []
        self.raws: list[Raw] = []
        self.stop = asyncio.Event()
        self.enough, self.fail = enough, fail

    async def store(self, batch: list[Raw]) -> None:
        await asyncio.sleep(0)
        if self.fail:
            self.fail -= 1
            raise OSError("disk full")
        self.raws += batch
        self.kept += [raw.id for raw in batch]
        if len(self.kept) >= self.enough:
            self.stop.set()


def batch(*numbers: int) -> dict[str, object]:
    return {"ok": True, "result": [{"update_id": number, "message": {"chat": {"id": 1}}} for number in numbers]}


async def run(api, shelf: Shelf) -> None:
    await asyncio.wait_for(polling.poll(api, shelf.store, shelf.stop, wait=1, first=0.01), 5)


async def test_a_batch_is_confirmed_only_after_it_was_stored(api, server):
    server.answers["getUpdates"] = [batch(5, 9), batch(2), batch()]
    shelf = Shelf(enough=3)
    await run(api, shelf)
    assert shelf.kept == [5, 9, 2]
    assert [call.get("offset") for call in server.calls("getUpdates")] == [None, 10]
    assert server.seen[0][0] == "deleteWebhook"


async def test_what_could_not_be_stored_comes_again(api, server):
    server.answers["getUpdates"] = [batch(5)]
    shelf = Shelf(fail=2)
    await run(api, shelf)
    assert shelf.kept == [5]
    assert [call.get("offset") for call in server.calls("getUpdates")] == [None, None, None]


async def test_a_number_that_starts_anew_is_followed(api, server):
    server.answers["getUpdates"] = [batch(900), batch(3), batch(4)]
    shelf = Shelf(enough=3)
    await run(api, shelf)
    assert [call.get("offset") for call in server.calls("getUpdates")] == [None, 901, 4]


async def test_troubles_are_waited_out_and_a_conflict_is_named(api, server, refuse, caplog):
    server.answers["deleteWebhook"] = [refuse(502, "Bad Gateway"), {"ok": True, "result": True}]
    server.answers["getUpdates"] = [refuse(409, "Conflict: terminated by other getUpdates request"), batch(5)]
    shelf = Shelf()
    await run(api, shelf)
    assert shelf.kept == [5]
    assert "another process polls with our token" in caplog.text


async def test_a_refused_token_ends_the_loop(api, server, refuse):
    server.answers["getUpdates"] = [refuse(401, "Unauthorized")]
    with pytest.raises(InvalidToken):
        await run(api, Shelf())


async def test_stopping_breaks_off_a_poll_that_waits(api, server):
    async def silence(_: web.Request) -> dict[str, object]:
        shelf.stop.set()
        await asyncio.sleep(3)
        return batch()

    server.answers["getUpdates"] = silence
    shelf = Shelf()
    started = asyncio.get_running_loop().time()
    await run(api, shelf)
    assert asyncio.get_running_loop().time() - started < 1


async def test_updates_without_numbers_are_no_endless_loop(api, server):
    server.answers["getUpdates"] = [{"ok": True, "result": ["junk"]}, {"ok": True, "result": [{}]}, batch(7)]
    shelf = Shelf()
    await run(api, shelf)
    assert shelf.kept == [7]


Post = Callable[..., Awaitable[int]]


@pytest.fixture
async def door(api, server):
    """(shelf, post): a webhook that listens, and how to call it."""
    shelf = Shelf(enough=99)
    async with (
        webhook.listen(api, shelf.store, url="https://x.test/hook", secret=SECRET, host="127.0.0.1", port=0) as port,
        aiohttp.ClientSession() as session,
    ):

        async def post(body: bytes | io.BytesIO, secret: str | None = SECRET) -> int:
            headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
            async with session.post(f"http://127.0.0.1:{port}/hook", data=body, headers=headers) as answer:
                return answer.status

        yield shelf, post


async def test_telegram_is_told_where_we_listen(door, server):
    call = server.calls("setWebhook")[0]
    assert (call["url"], call["secret_token"]) == ("https://x.test/hook", SECRET)
    assert call["allowed_updates"] == ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "sécret"])
async def test_without_the_secret_nothing_enters(door, secret):
    shelf, post = door
    assert await post(b'{"update_id": 1}', secret) == 403
    assert shelf.raws == []


async def test_the_webhook_answers_by_what_became_of_it(door):
    shelf, post = door
    assert await post(b"no json") == 400
    assert await post(io.BytesIO(b"x" * (webhook.MAX_BODY + 1))) == 413
    assert await post(b'["no update"]') == 200
    assert await post(orjson.dumps({"update_id": 4, "message": {"from": {"id": 8}}})) == 200
    assert [(raw.id, raw.lane) for raw in shelf.raws] == [(None, 0), (4, 8)]


async def test_what_the_webhook_could_not_store_telegram_keeps(door):
    shelf, post = door
    shelf.fail = 1
    assert await post(b'{"update_id": 1}') == 500
    assert await post(b'{"update_id": 1}') == 200
    assert shelf.kept == [1]


async def test_an_empty_secret_opens_nothing():
    async with TestClient(TestServer(webhook.application(Shelf().store, ""))) as client:
        answer = await client.post("/", data=b"{}", headers={"X-Telegram-Bot-Api-Secret-Token": ""})
        assert answer.status == 403


async def test_the_webhook_is_set_when_telegram_is_back(api, server, refuse):
    server.answers["setWebhook"] = [refuse(502, "Bad Gateway"), refuse(500, "oops"), {"ok": True, "result": True}]
    await webhook.register(api, "https://x.test", SECRET, first=0.01)
    assert len(server.calls("setWebhook")) == 3
    server.answers["setWebhook"] = [refuse(400, "Bad Request: bad webhook: HTTPS url must be provided")]
    with pytest.raises(BadRequest):
        await webhook.register(api, "http://x.test", SECRET, first=0.01)
