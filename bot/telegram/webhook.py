"""The webhook: Telegram calls us; "200" says that we have it, and is said only after the commit."""

import asyncio
import hmac
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from telegram.error import TelegramError

from bot.telegram import raw
from bot.telegram.api import ALLOWED_UPDATES, Api
from bot.telegram.errors import fate, passing
from bot.telegram.polling import Store

PATH = "/{anything:.*}"  # the operator's proxy decides which path it hands on
MAX_BODY = 1024 * 1024
_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_SLOWEST = 30.0
_GRACE = 5.0  # seconds for requests in flight when we stop
_log = logging.getLogger(__name__)


def application(store: Store, secret: str) -> web.Application:
    """403 without the secret, 400 for what is no JSON, 413 if too long, 500 where `store` failed (Telegram repeats it).

    JSON that is no update is stored as well, for the dead letter, and answered with 200: repeating would not mend it.
    """
    app = web.Application(client_max_size=MAX_BODY)
    app.router.add_post(PATH, _receiver(store, secret))
    return app


@asynccontextmanager
async def listen(api: Api, store: Store, *, url: str, secret: str, host: str, port: int) -> AsyncIterator[int]:
    """Serve on host:port and tell Telegram our `url`; yields the port in use (0 asks for any free one)."""
    runner = web.AppRunner(application(store, secret), access_log=None, shutdown_timeout=_GRACE)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        await register(api, url, secret)
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def register(api: Api, url: str, secret: str, *, first: float = 1.0) -> None:
    """setWebhook, as often as it takes; nothing that waits is dropped. Raises what cannot pass (bad URL, bad token)."""
    params = {"url": url, "secret_token": secret, "allowed_updates": list(ALLOWED_UPDATES), "max_connections": 40}
    rest = first
    while (trouble := await _trouble(api, params)) is not None:
        _log.warning("the webhook is not set: %s; trying again in %.0f s", trouble, rest)
        await asyncio.sleep(max(rest, fate(trouble).seconds))
        rest = min(_SLOWEST, rest * 2)


async def _trouble(api: Api, params: dict[str, Any]) -> Exception | None:
    try:
        await api.call("setWebhook", params)
    except TelegramError as error:
        if not passing(error):
            raise
        return error
    return None


def _receiver(store: Store, secret: str) -> Callable[[web.Request], Coroutine[Any, Any, web.Response]]:
    expected = secret.encode()

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(_HEADER, "").encode("utf-8", "surrogateescape")
        if not expected or not hmac.compare_digest(given, expected):
            return web.Response(status=403)
        update = raw.received(await request.read())
        if update is None:
            return web.Response(status=400)
        try:
            await store([update])
        except Exception:
            _log.exception("an update was not stored; Telegram will repeat it")
            return web.Response(status=500)
        return web.Response()

    return receive
