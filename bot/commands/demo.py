"""demo: the whole story, played by the real bot against a pretend Telegram."""

import argparse
import asyncio
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot.settings import Settings

PICTURES = Path("demo")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`demo [--keep]`: needs no setting and touches no data of yours."""
    words = "play the story on sample data, print it as a chat, write its pictures to demo/"
    parser = commands.add_parser("demo", help=words, description=words)
    parser.add_argument("--keep", action="store_true", help="go on serving after the story, until Ctrl-C")
    parser.set_defaults(run=run)


async def run(_: Settings, arguments: argparse.Namespace) -> int:
    """0 where every step happened, 1 otherwise; the bot's data are gone afterwards, the pictures stay."""
    from bot.story import paper, play  # brings rich and Pillow

    with tempfile.TemporaryDirectory(prefix="gridbot-demo-") as folder:
        place = play.Place(Path(folder), PICTURES, paper.terminal())
        telling = asyncio.create_task(play.play(place, keep=_told_to_stop if arguments.keep else None))
        _on_signals(telling.cancel)
        await asyncio.wait([telling])
    return 0 if not telling.cancelled() and telling.result().good else 1


async def _told_to_stop() -> None:
    """Until Ctrl-C or SIGTERM, which from now on do not break off the story but end it."""
    stop = asyncio.Event()
    _on_signals(stop.set)
    await stop.wait()


def _on_signals(do: Callable[[], object]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, do)
