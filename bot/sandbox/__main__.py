"""python -m bot.sandbox --port N [--light] [--limits]: a sandbox to point a bot at by hand."""

import argparse
import asyncio
import contextlib
import signal
import sys

from bot.sandbox.box import Sandbox


def main() -> None:
    """Serve until SIGTERM or SIGINT; the first line printed is the URL."""
    reader = argparse.ArgumentParser(prog="python -m bot.sandbox", description="A Bot API on loopback.")
    reader.add_argument("--port", type=int, default=8081)
    reader.add_argument("--light", action="store_true", help="no checks, only counters")
    reader.add_argument("--limits", action="store_true", help="Telegram's limits on sending")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(reader.parse_args()))


async def serve(wanted: argparse.Namespace) -> None:
    """Until told to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Sandbox(limits=wanted.limits, light=wanted.light, port=wanted.port) as box:
        sys.stdout.write(f"{box.url}\ntoken {box.token}\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    main()
