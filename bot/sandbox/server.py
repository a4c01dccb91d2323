"""The HTTP side: /bot{token}/{method}, /file/bot{token}/{path}; every call checked, played, recorded."""

import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

from bot.sandbox import asking, chats, editing, faults, files, limits, parts, sending, spec, webhook
from bot.sandbox.errors import Json, Refusal, bad
from bot.sandbox.faults import Fault
from bot.sandbox.limits import Limits
from bot.sandbox.parts import Asked
from bot.sandbox.spec import Spec
from bot.sandbox.updates import Updates
from bot.sandbox.world import World

PLAYED = sending.METHODS | editing.METHODS | asking.METHODS
HOOKS: dict[str, Callable[[webhook.Webhook, Updates, Asked], Awaitable[Any]]] = {
    "setWebhook": webhook.set_webhook,
    "deleteWebhook": webhook.delete_webhook,
    "getWebhookInfo": webhook.info,
}
PATH = re.compile(r"/(file/)?bot([^/]+)/(.+)")


@dataclass(frozen=True)
class Call:
    """One call as it came and what became of it; `at` in Unix seconds, `result` only where ok."""

    method: str
    params: Json
    at: float
    ok: bool
    code: int = 200
    description: str = ""
    result: Any = None


@dataclass
class Desk:
    """What a call passes: the world, the rules, the faults, and the books."""

    world: World
    spec: Spec
    token: str
    hook: webhook.Webhook
    limits: Limits | None = None
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    violations: list[Call] = field(default_factory=list)


async def serve(desk: Desk, request: web.BaseRequest) -> web.StreamResponse:
    """One HTTP request."""
    if desk.world.updates.away:
        return faults.hang_up(request)
    path = PATH.fullmatch(request.path)
    if path is None:
        return answer(Refusal(404, "Not Found").body(), 404)
    if path[2] != desk.token:
        return answer(Refusal(401, "Unauthorized").body(), 401)
    return await (_serve_file if path[1] else _serve_call)(desk, request, path[3])


def answer(body: Json | bytes, status: int = 200) -> web.Response:
    """A JSON answer."""
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    return web.Response(body=raw, status=status, content_type="application/json")


async def _serve_file(desk: Desk, request: web.BaseRequest, path: str) -> web.StreamResponse:
    fault = faults.take(desk.faults, "download", {"path": path})
    if fault:
        return await faults.strike(fault, request)
    kept = files.by_path(desk.world, path)
    if kept is None:
        return answer(Refusal(404, "Not Found").body(), 404)
    return web.Response(body=kept.data, content_type="application/octet-stream")


async def _serve_call(desk: Desk, request: web.BaseRequest, method: str) -> web.StreamResponse:
    try:
        asked = await parts.read(request, method)
    except Refusal as refusal:
        return _refused(desk, Asked(method, {}, {}), refusal)
    known = spec.decoded(desk.spec, method, asked.params)
    fault = faults.take(desk.faults, method, known)
    if fault and not faults.late(fault):
        note(desk, Call(method, known, time.time(), ok=False, code=fault.status or 0, description="fault"))
        return await faults.strike(fault, request)
    response = await _answered(desk, asked)
    if desk.world.updates.away:
        return faults.hang_up(request)
    return await faults.strike(fault, request) if fault else response


async def _answered(desk: Desk, asked: Asked) -> web.StreamResponse:
    try:
        asked = check(desk, asked)
        result = await play(desk, asked)
    except Refusal as refusal:
        return _refused(desk, asked, refusal)
    if isinstance(result, bytes):
        return answer(result)
    note(desk, Call(asked.method, asked.params, time.time(), ok=True, result=result))
    return answer({"ok": True, "result": result})


def _refused(desk: Desk, asked: Asked, refusal: Refusal) -> web.StreamResponse:
    call = Call(asked.method, asked.params, time.time(), ok=False, code=refusal.code, description=refusal.description)
    note(desk, call)
    if refusal.violation:
        desk.violations.append(call)
    return answer(refusal.body(), refusal.code)


def note(desk: Desk, call: Call) -> None:
    """Into the book; polls are left out, they say nothing."""
    if call.method != "getUpdates" or not call.ok:
        desk.calls.append(call)
    desk.world.changed.fire()


def check(desk: Desk, asked: Asked) -> Asked:
    """The call by its method's proper name, with its parameters decoded; Refusal where the spec forbids it."""
    names = {name.lower(): name for name in desk.spec.methods}
    method = names.get(asked.method.lower(), asked.method)
    return Asked(method, spec.check_call(desk.spec, method, _with_uploads(desk, asked, method)), asked.uploads)


async def play(desk: Desk, asked: Asked) -> Any:
    """Count the call and carry it out; raises Refusal."""
    _count(desk, asked)
    if asked.method == "getUpdates":
        return await webhook.poll(desk.hook, desk.world.updates, asked)
    if asked.method in HOOKS:
        return await HOOKS[asked.method](desk.hook, desk.world.updates, asked)
    if asked.method not in PLAYED:
        raise bad("the sandbox does not play this method")
    return await PLAYED[asked.method](desk.world, asked)


async def reply(desk: Desk, method: str, params: Json) -> None:
    """Play a method that the bot named in its answer to a webhook's update; nobody hears the result."""
    await _answered(desk, Asked(method, params, {}))


def _with_uploads(desk: Desk, asked: Asked, method: str) -> Json:
    """A file part whose name is a parameter is that parameter's value."""
    fields = {field["name"] for field in desk.spec.methods.get(method, {}).get("fields", [])}
    return asked.params | {name: upload for name, upload in asked.uploads.items() if name in fields}


def _count(desk: Desk, asked: Asked) -> None:
    if desk.limits is None or not limits.counts(asked.method) or "chat_id" not in asked.params:
        return
    chat = chats.find(desk.world, asked["chat_id"])
    cost = len(asked["media"]) if asked.method == "sendMediaGroup" else 1
    limits.take(desk.limits, chat.id, group=chat.type != "private", cost=cost)
