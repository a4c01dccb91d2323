"""The sandbox in its light mode, as a process, with what a benchmark also wants: `python -m bench.pretend`.

The clock of the first delivery and the first poll, real photos to download (each of them with other bytes), and
answers to sendPhoto that carry a photo. GET /bench/times tells the clock (Unix seconds).
"""

import argparse
import asyncio
import contextlib
import signal
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import orjson
from aiohttp import web

from bot.sandbox import Sandbox, quick

EMPTY = len(b'{"ok":true,"result":[]}')
PLAIN = b'"text":"-"'
PICTURED = b'"photo":[{"file_id":"p%d","file_unique_id":"u%d","width":1280,"height":960,"file_size":150000}]'


@dataclass
class Times:
    """When the bot first asked for updates, and when it first got some; 0 before."""

    polled: float = 0.0
    delivered: float = 0.0


async def serve(box: Sandbox, times: Times, photo: bytes, request: web.BaseRequest) -> web.StreamResponse:
    """What the light mode would answer, and the additions."""
    method = request.path.rsplit("/", 1)[1]
    if request.path == "/bench/times":
        return web.Response(body=orjson.dumps(times))
    if request.path == "/sandbox/reset":
        times.delivered = 0.0
    if request.path.startswith("/file/"):
        box.counters.calls["download"] += 1
        return web.Response(body=numbered(photo, method))
    if method == "getFile":
        box.counters.calls[method] += 1
        return _json(_file(orjson.loads(await request.read())["file_id"], photo))
    return await _light(box, times, method, request)


async def _light(box: Sandbox, times: Times, method: str, request: web.BaseRequest) -> web.StreamResponse:
    if method == "getUpdates":
        times.polled = times.polled or time.time()
    short = partial(quick.serve, box.world.updates, box.counters, orjson.dumps(box.world.bot))
    answer = await quick.control(box.world.updates, box.counters, short, request)
    body = answer.body if isinstance(answer, web.Response) else b""
    if not isinstance(body, bytes):
        return answer
    if method == "getUpdates" and len(body) > EMPTY:
        times.delivered = times.delivered or time.time()
    return _json(body.replace(PLAIN, PICTURED % ((box.counters.number,) * 2))) if method == "sendPhoto" else answer


def numbered(photo: bytes, name: str) -> bytes:
    """The JPEG with a comment behind its first marker (ITU T.81, B.2.4.5): the same picture, other bytes."""
    comment = name.encode()
    return photo[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + photo[2:]


def _file(file_id: str, photo: bytes) -> bytes:
    size = len(numbered(photo, f"{file_id}.jpg"))
    told = {"file_id": file_id, "file_unique_id": file_id, "file_size": size, "file_path": f"photos/{file_id}.jpg"}
    return orjson.dumps({"ok": True, "result": told})


def _json(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/json")


async def run(port: int, photo: bytes) -> None:
    """Until SIGTERM; prints one line once it listens."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    box = Sandbox(light=True)
    runner = web.ServerRunner(web.Server(partial(serve, box, Times(), photo), access_log=None), shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    sys.stdout.write(f"http://127.0.0.1:{runner.addresses[0][1]} {box.token}\n")
    sys.stdout.flush()
    await stop.wait()
    box.world.updates.close()
    await runner.cleanup()


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m bench.pretend", description="A light Bot API on loopback.")
    reader.add_argument("--port", type=int, default=0)
    reader.add_argument("--photo", type=Path)
    wanted = reader.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(wanted.port, wanted.photo.read_bytes() if wanted.photo else quick.PIXEL))


if __name__ == "__main__":
    main()
