"""Polling and pushing: getUpdates, and the webhook with its task that delivers."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
import orjson

from bot.sandbox.errors import Json, Refusal, bad, broken
from bot.sandbox.parts import Asked
from bot.sandbox.updates import Updates

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
WITH_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
Reply = Callable[[str, Json], Awaitable[None]]


@dataclass
class Webhook:
    """Where updates go; `reply` plays a method that the bot named in its answer."""

    reply: Reply
    url: str = ""
    secret: str = ""
    most: int = 40
    pause: float = FIRST_PAUSE
    trouble: Json = field(default_factory=dict)
    task: "asyncio.Task[None] | None" = None


async def poll(hook: Webhook, updates: Updates, asked: Asked) -> bytes:
    """getUpdates; 409 beside a webhook or another poller."""
    if hook.url:
        raise Refusal(409, WITH_WEBHOOK)
    if "allowed_updates" in asked.params:
        updates.allowed = asked["allowed_updates"]
    limit = max(1, min(asked.get("limit", 100), 100))
    return await updates.poll(asked.get("offset", 0), limit, min(asked.get("timeout", 0), 50))


async def set_webhook(hook: Webhook, updates: Updates, asked: Asked) -> bool:
    """Unlike Telegram, plain http is taken: it is loopback."""
    if not asked["url"]:
        return await delete_webhook(hook, updates, asked)
    if not asked["url"].startswith(("http://", "https://")):
        raise bad("bad webhook: invalid webhook URL specified")
    if not 1 <= asked.get("max_connections", 40) <= 100:
        raise broken("max_connections must be 1-100")
    await stop(hook)
    _drop(updates, asked)
    hook.url, hook.secret = asked["url"], asked.get("secret_token", "")
    hook.most, hook.trouble = asked.get("max_connections", 40), {}
    if "allowed_updates" in asked.params:
        updates.allowed = asked["allowed_updates"]
    hook.task = asyncio.create_task(_deliver(hook, updates))
    return True


async def delete_webhook(hook: Webhook, updates: Updates, asked: Asked) -> bool:
    await stop(hook)
    _drop(updates, asked)
    hook.url = ""
    return True


async def info(hook: Webhook, updates: Updates, asked: Asked) -> Json:
    told: Json = {"url": hook.url, "has_custom_certificate": False, "pending_update_count": len(updates.waiting)}
    if hook.url:
        told |= {"max_connections": hook.most} | hook.trouble
    return told | ({"allowed_updates": updates.allowed} if updates.allowed else {})


def _drop(updates: Updates, asked: Asked) -> None:
    if asked.get("drop_pending_updates"):
        updates.waiting.clear()


async def stop(hook: Webhook) -> None:
    """End the delivery, if there is one."""
    if hook.task is None:
        return
    hook.task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await hook.task
    hook.task = None


async def _deliver(hook: Webhook, updates: Updates) -> None:
    """One at a time, in order; what is not taken with a 2xx is tried again."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
        while True:
            await _deliver_next(hook, updates, session)


async def _deliver_next(hook: Webhook, updates: Updates, session: aiohttp.ClientSession) -> None:
    if updates.away or not updates.waiting:
        return await updates.added.wait(1)
    if await _push(hook, session, updates.waiting[0].body):
        return _taken(hook, updates)
    await asyncio.sleep(hook.pause)
    hook.pause = min(hook.pause * 2, LONGEST_PAUSE)
    return None


def _taken(hook: Webhook, updates: Updates) -> None:
    hook.pause = FIRST_PAUSE
    if not updates.waiting:
        return
    updates.waiting[0].left -= 1
    if updates.waiting[0].left < 1:
        updates.waiting.popleft()
        updates.confirmed += 1


async def _push(hook: Webhook, session: aiohttp.ClientSession, body: bytes) -> bool:
    headers = {"Content-Type": "application/json"}
    if hook.secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
    try:
        async with session.post(hook.url, data=body, headers=headers) as response:
            answer = await response.read()
    except (aiohttp.ClientError, TimeoutError) as error:
        hook.trouble = _trouble(f"Connection failed: {type(error).__name__}")
        return False
    if not 200 <= response.status < 300:
        hook.trouble = _trouble(f"Wrong response from the webhook: {response.status} {response.reason}")
        return False
    await _play_answer(hook, answer)
    return True


def _trouble(text: str) -> Json:
    return {"last_error_date": int(time.time()), "last_error_message": text}


async def _play_answer(hook: Webhook, answer: bytes) -> None:
    with contextlib.suppress(orjson.JSONDecodeError):
        told = orjson.loads(answer)
        if isinstance(told, dict) and "method" in told:
            await hook.reply(told.pop("method"), told)
