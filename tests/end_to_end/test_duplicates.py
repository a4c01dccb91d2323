"""Telegram brings every update twice, or more often: each acts once, by polling and by webhook."""

import socket
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import orjson
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.server import Call
from storage.schema import DEAD, DONE
from tests.end_to_end import books, life, process, scene
from tests.end_to_end.scene import Scene

SECRET = "s3cret-s3cret"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
async def street(box: Sandbox, tmp_path: Path) -> Scene:
    made = await scene.furnish(box, tmp_path, couriers=0)
    box.repeat_updates = True
    return made


@pytest.fixture
def hook() -> dict[str, str]:
    """Settings for a webhook on a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{probe.getsockname()[1]}"
    return {"INTAKE": "webhook", "LISTEN": listen, "WEBHOOK_URL": f"http://{listen}/hook", "WEBHOOK_SECRET": SECRET}


@asynccontextmanager
async def hooked(street: Scene, hook: dict[str, str]) -> AsyncIterator[str]:
    """The bot with its webhook set; the URL."""
    settings = process.environment(street.box, street.folder, street.settings | hook)
    started = await process.start(settings, street.folder)
    try:
        await street.box.waits_for_call("setWebhook", timeout=process.PATIENCE)
        yield hook["WEBHOOK_URL"]
        assert await started.stop() == 0
    finally:
        await started.kill()


async def post(url: str, body: bytes, *, secret: str | None = SECRET) -> int:
    """As Telegram posts; the status."""
    headers = {} if secret is None else {HEADER: secret}
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        return answer.status


def expect_one_of_each(street: Scene) -> None:
    """One application, one ticket with its photos, one line of history a verb, and no message twice."""
    assert books.ask(street.folder, "SELECT verb FROM history ORDER BY id") == life.VERBS
    assert books.ask(street.folder, "SELECT count(*) FROM grants WHERE role = 'courier'") == [1]
    assert books.ask(street.folder, 'SELECT "use" FROM attachments ORDER BY id') == ["before", "after"]
    assert books.doubles(street.box, street.folder) == []
    assert repeated(street.box.calls) == []
    assert set(books.ask(street.folder, "SELECT state FROM inbox")) == {DONE}
    assert books.faults(street.folder) == []


def repeated(calls: Sequence[Call]) -> list[str]:
    """What was said, or answered, more than once with the same words to the same chat or press."""
    named = ((call.params.get("chat_id"), call.params.get("callback_query_id"), call) for call in calls)
    said = Counter((chat, press, call.method, orjson.dumps(call.params, default=str)) for chat, press, call in named)
    return [str(one) for one, times in said.items() if times > 1 and (one[0] or one[1])]


async def test_a_life_whose_every_update_comes_twice_happens_once(street: Scene) -> None:
    async with process.running(street.box, street.folder, **street.settings | scene.UNPACED):
        await life.live(street)
        await books.settled(street.box, street.folder)
    expect_one_of_each(street)


async def test_a_life_by_webhook_whose_every_update_comes_at_least_twice_happens_once(
    street: Scene, hook: dict[str, str]
) -> None:
    async with hooked(street, hook | scene.UNPACED) as url:
        await life.live(street)
        await books.settled(street.box, street.folder)
        for body in books.ask(street.folder, "SELECT body FROM inbox ORDER BY update_id DESC"):
            assert await post(url, body) == 200
        await books.settled(street.box, street.folder)
    expect_one_of_each(street)


async def test_the_webhook_takes_only_what_telegram_sends_and_buries_what_is_no_update(
    street: Scene, hook: dict[str, str]
) -> None:
    update = orjson.dumps({"update_id": 5, "message": {"message_id": 1, "text": "in no chat"}})
    async with hooked(street, hook) as url:
        assert await post(url, update, secret="another") == 403
        assert await post(url, update, secret=None) == 403
        assert await post(url, b"no json", secret="another") == 403
        assert await post(url, b"no json") == 400
        assert await post(url, b"") == 400
        assert books.ask(street.folder, "SELECT count(*) FROM dead_letters") == [0]
        for body in (b"[]", b'{"message": 7}', b'{"update_id": "5"}'):
            assert await post(url, body) == 200
        assert await post(url, update) == 200
        await books.settled(street.box, street.folder)
    assert books.ask(street.folder, "SELECT body FROM dead_letters WHERE update_id IS NULL ORDER BY id") == [
        b"[]",
        b'{"message": 7}',
        b'{"update_id": "5"}',
    ]
    assert books.ask(street.folder, "SELECT update_id FROM inbox WHERE state = ?", DEAD) == [5]
