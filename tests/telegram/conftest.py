"""A Bot API that says what the test wrote, over a real socket."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.telegram.api import Api

TOKEN = "123456789:AAsecretsecretsecretsecretsecret_abc"
OK = {"ok": True, "result": True}


def refusal(code: int, description: str, **parameters: int) -> web.Response:
    body = {"ok": False, "error_code": code, "description": description, "parameters": parameters}
    return web.json_response(body, status=code)


@dataclass
class Server:
    """`answers[method]` is a list of responses (the last one stays) or a callable; `seen` are the calls that came."""

    answers: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    root: str = ""

    async def method(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        self.seen.append((name, await _parameters(request)))
        answer = self.answers.get(name, OK)
        if callable(answer):
            answer = await answer(request)
        elif isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        return answer if isinstance(answer, web.StreamResponse) else web.json_response(answer)

    async def file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["path"]
        return web.Response(body=self.files[name]) if name in self.files else web.Response(status=404)

    def calls(self, method: str) -> list[dict[str, Any]]:
        return [params for name, params in self.seen if name == method]


async def _parameters(request: web.Request) -> dict[str, Any]:
    if request.content_type == "multipart/form-data":
        form = await request.post()
        return {
            name: (value.filename, value.file.read()) if isinstance(value, web.FileField) else value
            for name, value in form.items()
        }
    return await request.json() if request.can_read_body else {}


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    pretend = Server()
    app = web.Application(client_max_size=32 * 1024 * 1024)
    app.router.add_route("*", f"/bot{TOKEN}/{{method}}", pretend.method)
    app.router.add_get(f"/file/bot{TOKEN}/{{path:.*}}", pretend.file)
    async with TestServer(app) as running:
        pretend.root = str(running.make_url("")).rstrip("/")
        yield pretend


@pytest.fixture
async def api(server: Server) -> AsyncIterator[Api]:
    async with Api(TOKEN, root=server.root) as opened:
        yield opened


@pytest.fixture
def token() -> str:
    return TOKEN


Refuse = Callable[..., web.Response]


@pytest.fixture
def refuse() -> Refuse:
    return refusal
