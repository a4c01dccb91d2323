"""The short path for benchmarks: no checks, no memory, only counters; and the control API of a sandbox run by hand."""

import base64
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import orjson
from aiohttp import web

from bot.sandbox.errors import Refusal
from bot.sandbox.updates import Updates

Serve = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
PIXEL = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
    "AQEBAQH/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q=="
)
CHAT = re.compile(rb'chat_id"?(?:\s*[:=]\s*"?|\r\n(?:[^\r\n]+\r\n)*\r\n)(-?\d+)')  # JSON, form, multipart
NUMBER = re.compile(rb'(offset|limit|timeout)"?\s*[:=]\s*"?(-?\d+)')
TRUE = b'{"ok":true,"result":true}'
WRITES = ("send", "edit", "copy", "forward")


@dataclass
class Counters:
    """Calls by method, and when the first and the last came (Unix seconds)."""

    calls: Counter[str] = field(default_factory=Counter)
    first: float = 0.0
    last: float = 0.0
    number: int = 0


async def serve(updates: Updates, counters: Counters, me: bytes, request: web.BaseRequest) -> web.StreamResponse:
    """One call, answered with something valid and small."""
    path = request.path
    method = path.rsplit("/", 1)[1]
    if path.startswith("/file/"):
        counters.calls["download"] += 1
        return web.Response(body=PIXEL)
    counters.calls[method] += 1
    body = await request.content.read() if request.body_exists else b""
    if method == "getUpdates":
        return await _updates(updates, body or request.query_string.encode())
    counters.last = time.time()
    counters.first = counters.first or counters.last
    return _json(_result(counters, me, method, body))


async def _updates(updates: Updates, body: bytes) -> web.Response:
    asked = {name: int(value) for name, value in NUMBER.findall(body)}
    wait = min(asked.get(b"timeout", 0), 50)
    try:
        return _json(await updates.poll(asked.get(b"offset", 0), asked.get(b"limit", 100), wait))
    except Refusal as refusal:
        return _json(orjson.dumps(refusal.body()), 409)


def _result(counters: Counters, me: bytes, method: str, body: bytes) -> bytes:
    if method.startswith(WRITES) and method != "sendChatAction":
        return _message(counters, me, method, body)
    if method == "getMe":
        return b'{"ok":true,"result":%b}' % me
    if method == "getFile":
        told = b'{"file_id":"light","file_unique_id":"light","file_size":%d,"file_path":"photos/light.jpg"}'
        return b'{"ok":true,"result":' + told % len(PIXEL) + b"}"
    return TRUE


def _message(counters: Counters, me: bytes, method: str, body: bytes) -> bytes:
    counters.number += 1
    hit = CHAT.search(body) or CHAT.search(b"chat_id=1")
    chat = int(hit[1]) if hit else 1
    kind = b"private" if chat > 0 else b"supergroup"
    told = b'{"message_id":%d,"date":%d,"from":%b,"chat":{"id":%d,"type":"%b","title":"-","first_name":"-"},"text":"-"}'
    one = told % (counters.number, int(counters.last), me, chat, kind)
    return b'{"ok":true,"result":' + (b"[%b]" % one if method == "sendMediaGroup" else one) + b"}"


def _json(body: bytes, status: int = 200) -> web.Response:
    return web.Response(body=body, status=status, content_type="application/json")


def _inject(updates: Updates, counters: Counters, body: bytes) -> None:
    updates.add_all(orjson.loads(body))


def _reset(updates: Updates, counters: Counters, body: bytes) -> None:
    counters.calls.clear()
    counters.first = counters.last = 0.0


def _look(updates: Updates, counters: Counters, body: bytes) -> None:
    """Every control answers with the counters."""


CONTROLS: dict[tuple[str, str], Callable[[Updates, Counters, bytes], None]] = {
    ("POST", "/sandbox/updates"): _inject,
    ("POST", "/sandbox/reset"): _reset,
    ("GET", "/sandbox/counters"): _look,
}


async def control(updates: Updates, counters: Counters, serve: Serve, request: web.BaseRequest) -> web.StreamResponse:
    """/sandbox/ is for whoever runs the sandbox, the rest for the bot."""
    if not request.path.startswith("/sandbox/"):
        return await serve(request)
    act = CONTROLS.get((request.method, request.path))
    if act is None:
        return _json(b'{"ok":false}', 404)
    act(updates, counters, await request.content.read())
    told = {"calls": counters.calls, "first": counters.first, "last": counters.last}
    return _json(orjson.dumps(told | {"waiting": len(updates.waiting), "confirmed": updates.confirmed}))
