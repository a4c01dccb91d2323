"""getUpdates and the webhook."""

import asyncio
from typing import Any

import orjson
import pytest
from aiohttp import web as server


async def test_an_update_stays_until_its_offset_is_confirmed(box, call):
    await box.person().sends("hello")
    first = (await call("getUpdates"))["result"]
    assert (await call("getUpdates"))["result"] == first
    assert (await call("getUpdates", offset=first[0]["update_id"]))["result"] == first
    assert (await call("getUpdates", offset=first[0]["update_id"] + 1))["result"] == []


async def test_a_long_poll_wakes_with_the_update(box, call):
    poll = asyncio.create_task(call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await box.person().sends("hello")
    assert (await asyncio.wait_for(poll, 2))["result"][0]["message"]["text"] == "hello"


async def test_a_limit_and_a_negative_offset_are_kept(box, call):
    li = box.person()
    for number in range(5):
        await li.sends(str(number))
    assert len((await call("getUpdates", limit=2))["result"]) == 2
    assert [one["message"]["text"] for one in (await call("getUpdates", offset=-1))["result"]] == ["4"]


async def test_the_first_of_two_pollers_gets_409(call):
    first = asyncio.create_task(call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(call("getUpdates", timeout=0))
    answer = await asyncio.wait_for(first, 2)
    assert answer["error_code"] == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
    assert (await second)["ok"]


async def test_kinds_not_asked_for_do_not_come(box, call, next_updates):
    await next_updates(allowed_updates=["callback_query"])
    await box.person().sends("hello")
    assert await next_updates() == []


async def test_repeated_updates_come_in_two_batches(box, call):
    box.repeat_updates = True
    await box.person().sends("hello")
    first = (await call("getUpdates"))["result"]
    again = (await call("getUpdates", offset=first[0]["update_id"] + 1))["result"]
    assert again == first
    assert (await call("getUpdates", offset=first[0]["update_id"] + 1))["result"] == []


async def test_injected_updates_come_as_they_are(box, web):
    box.inject({"message": {"odd": [None]}})
    box.inject({"update_id": 5, "message": 7})
    box.inject(b'{"no": "id"}')
    async with web.get(f"{box.url}/bot{box.token}/getUpdates") as response:
        updates = orjson.loads(await response.read())["result"]
    assert updates == [
        {"update_id": 700_000_000, "message": {"odd": [None]}},
        {"update_id": 5, "message": 7},
        {"no": "id"},
    ]


async def test_updates_out_of_order_are_confirmed_below_the_offset(box, call):
    box.inject({"update_id": 900_000_000})
    box.inject({"update_id": 5})
    assert [one["update_id"] for one in (await call("getUpdates", offset=6))["result"]] == [900_000_000]


async def test_the_author_of_an_injected_message_can_be_answered(box, call):
    user = {"id": 77, "is_bot": False, "first_name": "A"}
    box.inject({"message": {"message_id": 1, "date": 1, "from": user, "chat": {"id": 77, "type": "private"}}})
    assert (await call("sendMessage", chat_id=77, text="hi"))["ok"]


@pytest.fixture
async def hook():
    """A bot's own server: its URL, what it got, and what it answers next."""
    got: list[tuple[str | None, Any]] = []
    answers: list[server.Response] = []

    async def take(request: server.Request) -> server.Response:
        got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), orjson.loads(await request.read())))
        return answers.pop(0) if answers else server.Response()

    app = server.Application()
    app.router.add_post("/", take)
    runner = server.AppRunner(app, access_log=None)
    await runner.setup()
    await server.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/", got, answers
    await runner.cleanup()


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for is no event of ours
            await asyncio.sleep(0.01)


async def test_a_webhook_gets_updates_with_its_secret_and_again_until_it_takes_them(box, call, hook):
    url, got, answers = hook
    answers.append(server.Response(status=500))
    assert (await call("setWebhook", url=url, secret_token="s-1"))["result"] is True
    await box.person().sends("hello")
    await until(lambda: len(got) == 2)
    assert got[0] == got[1]
    assert got[0][0] == "s-1"
    assert got[0][1]["message"]["text"] == "hello"
    await until(lambda: not box.world.updates.waiting)
    info = (await call("getWebhookInfo"))["result"]
    assert info["url"] == url
    assert "500" in info["last_error_message"]


async def test_polling_beside_a_webhook_is_409_until_it_is_deleted(box, call, hook):
    await call("setWebhook", url=hook[0])
    assert (await call("getUpdates"))["error_code"] == 409
    await call("deleteWebhook", drop_pending_updates=True)
    assert (await call("getUpdates"))["result"] == []


async def test_a_method_in_the_webhooks_answer_is_played(box, call, hook):
    url, _, answers = hook
    li = box.person()
    answers.append(server.json_response({"method": "sendMessage", "chat_id": li.id, "text": "at once"}))
    await call("setWebhook", url=url)
    await li.sends("hello")
    await li.waits_for("at once")
    assert box.called("sendMessage")[0].ok
