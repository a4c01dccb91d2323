"""Things that go wrong on purpose, between the bot and the Bot API."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import orjson
from aiohttp import web

from bot.sandbox.errors import Json, Refusal

WORDS = {
    429: "Too Many Requests: retry after {retry_after}",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
    403: "Forbidden: bot was blocked by the user",
    401: "Unauthorized",
}
PAGE = "<html><head><title>{status}</title></head><body><center><h1>{status} Bad Gateway</h1></center></body></html>"


@dataclass
class Fault:
    """What to do to the next `times` calls that fit; `effect`: the call is carried out all the same, unanswered."""

    method: str = "*"
    status: int | None = None
    retry_after: int | None = None
    description: str | None = None
    html: bool = False
    reset: str | None = None
    timeout: float | None = None
    effect: bool = False
    times: int = 1
    when: Callable[[Json], bool] | None = None
    used: int = 0


def take(faults: list[Fault], method: str, params: Json) -> Fault | None:
    """The first fault that fits this call, one use of it spent."""
    for fault in faults:
        if fault.used < fault.times and _fits(fault, method, params):
            fault.used += 1
            return fault
    return None


def _fits(fault: Fault, method: str, params: Json) -> bool:
    named = fault.method.lower() in ("*", method.lower())
    return named and (fault.when is None or fault.when(params))


def late(fault: Fault | None) -> bool:
    """Whether the call takes effect before it goes wrong."""
    return fault is not None and (fault.effect or fault.reset == "after")


async def strike(fault: Fault, request: web.BaseRequest) -> web.StreamResponse:
    """Answer, or do not answer, as the fault says."""
    if fault.timeout is not None:
        await asyncio.sleep(fault.timeout)
    if fault.reset or fault.timeout is not None:
        return hang_up(request)
    status = fault.status or 502
    if fault.html:
        return web.Response(status=status, text=PAGE.format(status=status), content_type="text/html")
    told = fault.description or WORDS.get(status, "Bad Request").format(retry_after=fault.retry_after or 1)
    wait = fault.retry_after or (1 if status == 429 else None)
    refusal = Refusal(status, told, parameters={"retry_after": wait} if wait else None)
    return web.Response(status=status, body=orjson.dumps(refusal.body()), content_type="application/json")


def hang_up(request: web.BaseRequest) -> web.StreamResponse:
    """Cut the connection; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
