"""HTTP to the Bot API for python-telegram-bot, on aiohttp: two to three times the speed of its default transport."""

import io
import json
from typing import Any

import aiohttp
import orjson
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot import connections
from bot.telegram.errors import ConnectTimedOut, NotSent, ServerError, Throttled, scrub

_JSON = {"Content-Type": "application/json"}
_CONNECT = 5.0
_READ = 15.0
_UPLOAD = 60.0
_LONGEST = 86_400
_PATIENCE = 5  # seconds to rest where a 429 does not say how long

# What each failure of aiohttp means; the first that fits. The time-outs come first, being connection errors as well.
_FAILURES: tuple[tuple[type[BaseException], type[NetworkError]], ...] = (
    (aiohttp.ConnectionTimeoutError, ConnectTimedOut),
    (aiohttp.ServerTimeoutError, TimedOut),
    (aiohttp.ClientConnectorError, NotSent),
    (aiohttp.ClientHttpProxyError, NotSent),
    (aiohttp.InvalidURL, NotSent),
    (aiohttp.ClientError, NetworkError),
    (TimeoutError, TimedOut),
    (OSError, NetworkError),
)


class AiohttpRequest(BaseRequest):
    """One pool of connections. `proxy`: an http, https or socks5 URL. Times in seconds."""

    def __init__(self, *, proxy: str | None = None, read_timeout: float = _READ, pool: int = 64) -> None:
        self._proxy = proxy
        self._read = read_timeout
        self._pool = pool
        self._session: aiohttp.ClientSession | None = None
        self._timeout = aiohttp.ClientTimeout(sock_connect=_CONNECT, sock_read=read_timeout)

    @property
    def read_timeout(self) -> float:
        return self._read

    @property
    def session(self) -> aiohttp.ClientSession:
        """The open session, for downloads. NotSent before `initialize` or after `shutdown`."""
        if self._session is None:
            raise NotSent("the transport is closed")
        return self._session

    async def initialize(self) -> None:
        if self._session is None:
            self._session = connections.session(self._proxy, self._pool)

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. NotSent, TimedOut, NetworkError, and of the answers those that the library knows badly."""
        session = self.session
        uploads = request_data is not None and request_data.contains_files
        timeout = (
            self._timeout
            if read_timeout is BaseRequest.DEFAULT_NONE and not uploads
            else self._times(uploads, read_timeout, connect_timeout)
        )
        try:
            async with session.request(method, url, timeout=timeout, **_body(request_data)) as answer:
                status, payload = answer.status, await answer.read()
        except Exception as error:
            failure = translate(error)
        else:
            _refuse(status, payload)
            return status, payload
        raise failure  # out here, so that no traceback carries the error whose text has our token

    def _times(self, uploads: bool, read: Any, connect: Any) -> aiohttp.ClientTimeout:
        read = self._read if isinstance(read, DefaultValue) else read
        connect = _CONNECT if isinstance(connect, DefaultValue) else connect
        total = _UPLOAD + (read or 0) if uploads else None
        return aiohttp.ClientTimeout(total=total, sock_connect=connect, sock_read=read)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """A Bot API answer; ServerError for anything else. The slow way keeps half surrogates, which orjson refuses."""
        try:
            answer = orjson.loads(payload)
        except orjson.JSONDecodeError:
            answer = _lenient(payload)
        if isinstance(answer, dict) and ("result" in answer or "description" in answer):
            return answer
        raise ServerError(f"not a Bot API answer: {scrub(repr(payload[:80]))}")


def translate(error: Exception) -> TelegramError:
    """Our error for one of the HTTP client's; the text names no token."""
    if isinstance(error, TelegramError):
        return error
    kind = next((ours for theirs, ours in _FAILURES if isinstance(error, theirs)), NetworkError)
    if type(error).__module__.startswith("aiohttp_socks"):
        kind = NotSent
    return kind(f"{type(error).__name__}: {scrub(str(error))}")


def _lenient(payload: bytes) -> Any:
    try:
        return json.loads(payload.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None


def _refuse(status: int, payload: bytes) -> None:
    """Raise for the answers that the library would misread; a proxy's own 403 must not look like a blocked bot."""
    if status < 300:
        return
    answer = _lenient(payload)
    spoken = answer if isinstance(answer, dict) and isinstance(answer.get("description"), str) else None
    if status == 429:
        raise Throttled(_wait(spoken))
    if status == 413:
        raise BadRequest("Request Entity Too Large")
    if status >= 500 or spoken is None:
        raise ServerError(f"status {status}: {scrub(repr(payload[:80]))}")


def _wait(answer: dict[str, Any] | None) -> int:
    parameters = answer.get("parameters") if answer else None
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return min(wait, _LONGEST) if isinstance(wait, int) and wait > 0 else _PATIENCE


def _body(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {"allow_redirects": False}
    if not data.contains_files:
        return {"data": orjson.dumps(data.parameters), "headers": _JSON, "allow_redirects": False}
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        body = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, body, filename=filename, content_type=mime)
    return {"data": form, "allow_redirects": False}
