import asyncio
import socket
import traceback
import warnings
from typing import Any

import aiohttp
import orjson
import pytest
from aiohttp import web
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, TimedOut

from bot.telegram.api import Api, Upload
from bot.telegram.errors import (
    ConnectTimedOut,
    Fate,
    NotSent,
    ServerError,
    Throttled,
    TooLarge,
    Truncated,
    fate,
    scrub,
)
from bot.telegram.transport import translate

HTML = web.Response(text="<html>502 Bad Gateway</html>", status=502)


async def test_a_call_sends_json_and_gives_back_the_bare_result(api, server):
    server.answers["sendMessage"] = {"ok": True, "result": {"message_id": 5, "text": "你好"}}
    keyboard = {"inline_keyboard": [[{"text": "接单", "callback_data": "t:1"}]]}
    result = await api.call("sendMessage", {"chat_id": 7, "text": "你好", "reply_markup": keyboard, "x": None})
    assert result == {"message_id": 5, "text": "你好"}
    assert server.seen == [("sendMessage", {"chat_id": 7, "text": "你好", "reply_markup": keyboard})]


async def test_a_file_travels_as_multipart_beside_json_values(api, server):
    await api.call(
        "sendPhoto", {"chat_id": 7, "reply_markup": {"a": 1}}, files={"photo": Upload(b"\xff\xd8x", "p.jpg")}
    )
    assert server.calls("sendPhoto") == [{"chat_id": "7", "reply_markup": '{"a": 1}', "photo": ("p.jpg", b"\xff\xd8x")}]


async def test_a_large_picture_travels_without_a_warning(api, server):
    picture = b"\xff\xd8" + bytes(3_000_000)
    await api.call("sendPhoto", {"chat_id": 7}, files={"photo": Upload(picture, "p.jpg")})
    assert server.calls("sendPhoto")[0]["photo"] == ("p.jpg", picture)


REFUSALS: list[tuple[int, str, dict[str, int], type[Exception], Fate]] = [
    (400, "Bad Request: message is not modified: same", {}, BadRequest, Fate.NOT_MODIFIED),
    (400, "Bad Request: message to edit not found", {}, BadRequest, Fate.GONE),
    (400, "Bad Request: message can't be deleted for everyone", {}, BadRequest, Fate.GONE),
    (400, "Bad Request: message thread not found", {}, BadRequest, Fate.THREAD_GONE),
    (400, "Bad Request: message to be replied not found", {}, BadRequest, Fate.REPLY_GONE),
    (400, "Bad Request: chat not found", {}, BadRequest, Fate.CHAT_GONE),
    (400, "Bad Request: query is too old and response timeout expired", {}, BadRequest, Fate.LATE),
    (400, "Bad Request: wrong file identifier/HTTP URL specified", {}, BadRequest, Fate.PICTURE_GONE),
    (400, "Bad Request: not enough rights to send text messages to the chat", {}, BadRequest, Fate.BLOCKED),
    (400, "Bad Request: can't parse entities", {}, BadRequest, Fate.BAD),
    (400, "Bad Request: group upgraded", {"migrate_to_chat_id": -1001}, ChatMigrated, Fate.MIGRATED),
    (401, "Unauthorized", {}, InvalidToken, Fate.STRANGER),
    (403, "Forbidden: bot was blocked by the user", {}, Forbidden, Fate.BLOCKED),
    (403, "Forbidden: bot was kicked from the supergroup chat", {}, Forbidden, Fate.BLOCKED),
    (404, "Not Found", {}, InvalidToken, Fate.STRANGER),
    (409, "Conflict: terminated by other getUpdates request", {}, Conflict, Fate.SERVER),
    (413, "Request Entity Too Large", {}, BadRequest, Fate.BAD),
    (429, "Too Many Requests: retry after 7", {"retry_after": 7}, Throttled, Fate.WAIT),
    (500, "Internal Server Error", {}, ServerError, Fate.SERVER),
]


@pytest.mark.parametrize(("code", "words", "parameters", "kind", "expected"), REFUSALS)
async def test_every_refusal_becomes_its_error_and_its_fate(
    api, server, refuse, code, words, parameters, kind, expected
):
    server.answers["sendMessage"] = [refuse(code, words, **parameters)]
    with pytest.raises(kind) as caught:
        await api.call("sendMessage", {"chat_id": 7, "text": "x"})
    assert fate(caught.value).fate is expected
    if "retry_after" in parameters:
        assert fate(caught.value).seconds == caught.value.retry_after == 7
    if "migrate_to_chat_id" in parameters:
        assert fate(caught.value).chat == -1001


@pytest.mark.parametrize(
    "answer",
    [
        HTML,
        web.Response(text="<html>login to this wifi</html>", status=200),
        web.Response(text="[]", status=200),
        web.Response(text="{}", status=200),
        web.Response(text="<html>squid: access denied</html>", status=403),
        web.Response(text="<html>not here</html>", status=404),
        web.Response(text="gone", status=302, headers={"Location": "http://127.0.0.1:1/elsewhere"}),
    ],
)
async def test_what_is_not_the_bot_api_is_the_servers_fault(api, server, answer):
    server.answers["getMe"] = [answer]
    with pytest.raises(NetworkError) as caught:
        await api.me()
    assert fate(caught.value).fate is Fate.SERVER


async def test_a_429_without_its_wait_rests_a_few_seconds(api, server):
    server.answers["getMe"] = [web.Response(text="<html>slow down</html>", status=429)]
    with pytest.raises(Throttled) as caught:
        await api.me()
    assert fate(caught.value).seconds == 5


async def test_a_refused_connection_was_never_sent(token):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    async with Api(token, root=f"http://127.0.0.1:{port}") as api:
        with pytest.raises(NotSent) as caught:
            await api.me()
    assert fate(caught.value).fate is Fate.UNSENT


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:{}", "socks5://127.0.0.1:{}"])
async def test_a_proxy_that_is_away_means_never_sent(token, proxy):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    async with Api(token, proxy=proxy.format(port)) as api:
        with pytest.raises(NotSent):
            await api.me()


async def test_an_http_proxy_is_asked_for_the_whole_address(token, server):
    async with Api(token, root="http://telegram.invalid", proxy=server.root) as api:
        with pytest.raises(
            ServerError, match="404"
        ):  # the pretend server knows no such path: it was asked, not the name's owner
            await api.call("nothing/here")


async def test_a_reset_after_sending_is_unknown(token):
    async def slam(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()

    listener = await asyncio.start_server(slam, "127.0.0.1", 0)
    async with Api(token, root=f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}") as api:
        with pytest.raises(NetworkError) as caught:
            await api.call("sendMessage", {"chat_id": 1, "text": "x"})
    listener.close()
    assert not isinstance(caught.value, NotSent)
    assert fate(caught.value).fate is Fate.UNKNOWN


async def test_an_answer_that_does_not_come_times_out_as_unknown(api, server):
    async def sleep(_: web.Request) -> dict[str, Any]:
        await asyncio.sleep(1)
        return {}

    server.answers["sendMessage"] = sleep
    with pytest.raises(TimedOut) as caught:
        await api.call("sendMessage", {"chat_id": 1, "text": "x"}, read_timeout=0.05)
    assert fate(caught.value).fate is Fate.UNKNOWN
    assert not isinstance(caught.value, ConnectTimedOut)


async def test_no_error_shows_the_token_not_even_in_its_traceback(api, server, token):
    server.answers["getMe"] = [web.Response(text=f"<html>/bot{token}/getMe</html>", status=502)]
    await server_gone(api, token)
    with pytest.raises(ServerError) as caught:
        await api.me()
    assert token not in "".join(traceback.format_exception(caught.value))
    assert scrub("127.0.0.1:8080 bot4242:sandbox/getMe") == "127.0.0.1:8080 bot<token>/getMe"
    assert scrub(f"POST /bot{token}/getMe") == "POST /bot<token>/getMe"


def test_an_error_that_quotes_the_address_loses_the_token(token):
    failure = translate(aiohttp.InvalidURL(f"http://x/bot{token}/getMe"))
    assert isinstance(failure, NotSent)
    assert str(failure) == "InvalidURL: http://x/bot<token>/getMe"


async def server_gone(api: Api, token: str) -> None:
    async with Api(token, root="http://127.0.0.1:1") as nowhere:
        with pytest.raises(NotSent) as caught:
            await nowhere.me()
    assert token not in "".join(traceback.format_exception(caught.value))


async def test_a_closed_api_says_so_without_sending(token, server):
    async with Api(token, root=server.root) as api:
        pass
    with pytest.raises(NotSent):
        await api.me()


async def test_a_throttled_error_is_made_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Throttled(3).wait == 3


async def test_updates_come_as_text_with_their_lane_even_with_half_a_surrogate(api, server):
    good = {"update_id": 10, "message": {"from": {"id": 5}, "chat": {"id": -7}, "text": "你"}}
    body = '{"ok":true,"result":[%s,{"update_id":11,"message":{"chat":{"id":-7},"text":"\\ud83d"}},"junk"]}'
    answer = web.Response(text=body % orjson.dumps(good).decode(), content_type="application/json")
    server.answers["getUpdates"] = [answer]
    batch = await api.updates(10, 0)
    assert [(raw.id, raw.lane) for raw in batch] == [(10, 5), (11, -7), (None, 0)]
    assert orjson.loads(batch[0].body) == good
    assert server.calls("getUpdates")[0]["offset"] == 10


async def test_a_download_is_whole(api, server):
    content = bytes(range(256)) * 4000
    server.files["photos/file 1.jpg"] = content
    path = {"file_path": "photos/file 1.jpg", "file_size": len(content)}
    server.answers["getFile"] = {"ok": True, "result": path}
    assert await api.download("abc") == content


@pytest.mark.parametrize(
    ("stated", "real", "cap", "kind"),
    [(10, 9, 100, Truncated), (101, 0, 100, TooLarge), (0, 101, 100, TooLarge), (9, 10, 100, Truncated)],
)
async def test_a_download_of_another_size_is_refused(api, server, stated, real, cap, kind):
    server.files["f"] = b"x" * real
    server.answers["getFile"] = {"ok": True, "result": {"file_path": "f", "file_size": stated}}
    with pytest.raises(kind):
        await api.download("abc", max_bytes=cap)


async def test_a_download_of_nothing_there_is_a_bad_request(api, server, refuse):
    server.answers["getFile"] = {"ok": True, "result": {"file_path": "missing"}}
    with pytest.raises(BadRequest):
        await api.download("abc")
    server.answers["getFile"] = [refuse(400, "Bad Request: file is too big")]
    with pytest.raises(TooLarge):
        await api.download("abc")
