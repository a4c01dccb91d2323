"""The Bot API as calls with plain values: JSON in, JSON out, the library's errors on the way."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import aiohttp
from telegram import Bot, InputFile
from telegram.error import BadRequest
from yarl import URL

from bot.telegram import raw, transport
from bot.telegram.errors import ServerError, TooLarge, Truncated
from bot.telegram.raw import Raw

ROOT = "https://api.telegram.org"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
MAX_DOWNLOAD = 20 * 1024 * 1024  # the Bot API's own limit for getFile
_SLACK = 10.0  # seconds over its own wait that a long poll may take
_CHUNK = 64 * 1024
_DOWNLOAD = aiohttp.ClientTimeout(total=120, sock_connect=5, sock_read=15)


@dataclass(frozen=True)
class Upload:
    """A file to send along; its name decides the type that we claim."""

    content: bytes
    name: str


class Api:
    """One bot at one Bot API server. `root` and `proxy` are URLs; open it with `async with`.

    `Bot._do_post` and not the typed methods: those build a Message of every answer, which costs 150 us a call and is
    thrown away. NetworkError and its kin come from `bot.telegram.errors` and `telegram.error`.
    """

    def __init__(self, token: str, *, root: str = ROOT, proxy: str | None = None) -> None:
        _hush()
        root = root.rstrip("/")
        self._request = transport.AiohttpRequest(proxy=proxy)
        self._bot = Bot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    async def __aenter__(self) -> Self:
        await self._request.initialize()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._request.shutdown()

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        *,
        files: Mapping[str, Upload] | None = None,
        read_timeout: float | None = None,
    ) -> Any:
        """The `result` of a method as JSON. A file's key is its parameter, or the name after `attach://`."""
        data = {name: value for name, value in (params or {}).items() if value is not None}
        for name, file in (files or {}).items():
            data[name] = InputFile(file.content, filename=file.name)
        if read_timeout is None:
            return await self._bot._do_post(method, data)
        return await self._bot._do_post(method, data, read_timeout=read_timeout)

    async def updates(
        self, offset: int | None, wait: int, *, limit: int = 100, allowed: Sequence[str] = ALLOWED_UPDATES
    ) -> list[Raw]:
        """Long-poll for `wait` seconds. An offset confirms, and so forgets, everything below it."""
        params = {"offset": offset, "timeout": wait, "limit": limit, "allowed_updates": list(allowed)}
        batch = await self.call("getUpdates", params, read_timeout=wait + _SLACK)
        if not isinstance(batch, list):
            raise ServerError("getUpdates answered with no list")
        return [raw.of(update) for update in batch]

    async def download(self, file_id: str, *, max_bytes: int = MAX_DOWNLOAD) -> bytes:
        """A file's bytes. TooLarge; Truncated (worth another try); BadRequest for a bad id; network errors."""
        path, size = await self._locate(file_id)
        if size > max_bytes:
            raise TooLarge(f"{size} bytes, {max_bytes} allowed")
        try:
            content = await self._read(path, max_bytes)
        except (aiohttp.ClientError, OSError) as error:
            failure = transport.translate(error)
        else:
            return _whole(content, size)
        raise failure

    async def me(self) -> dict[str, Any]:
        """getMe: id, username, can_read_all_group_messages ..."""
        answer = await self.call("getMe")
        if not isinstance(answer, dict):
            raise ServerError("getMe answered with no user")
        return answer

    async def _locate(self, file_id: str) -> tuple[str, int]:
        try:
            answer = await self.call("getFile", {"file_id": file_id})
        except BadRequest as error:
            too_big = "file is too big" in str(error).lower()
            raise (TooLarge(str(error)) if too_big else error) from None
        path, size = answer.get("file_path"), answer.get("file_size") or 0
        if not isinstance(path, str) or not isinstance(size, int):
            raise ServerError("getFile answered with no path")
        return path, size

    async def _read(self, path: str, max_bytes: int) -> bytes:
        url = URL(f"{self._bot.base_file_url}/{quote(path)}", encoded=True)
        async with self._request.session.get(url, timeout=_DOWNLOAD, allow_redirects=False) as answer:
            _check(answer.status)
            return await _limited(answer.content, max_bytes)


async def _limited(stream: aiohttp.StreamReader, max_bytes: int) -> bytes:
    content = bytearray()
    async for chunk in stream.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > max_bytes:
            raise TooLarge(f"more than the {max_bytes} bytes allowed")
    return bytes(content)


def _check(status: int) -> None:
    if status == 200:
        return
    if status == 429 or status >= 500:
        raise ServerError(f"download: status {status}")
    raise BadRequest(f"download: status {status}")


def _whole(content: bytes, size: int) -> bytes:
    if size and len(content) != size:
        raise Truncated(f"{len(content)} bytes of {size}")
    return content


def _hush() -> None:
    """The library's debug lines hold the token and every text; they are never wanted."""
    logger = logging.getLogger("telegram")
    logger.setLevel(max(logger.level, logging.INFO))
