"""run: serve until SIGTERM or SIGINT."""

import argparse
import asyncio
import signal

from bot import logs, starting
from bot.commands.common import Failed, Misused
from bot.settings import LogFormat, Settings

_LOADED = 1.0  # seconds after which everything that a quiet bot needs is in memory


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`run`: everything about it is a setting."""
    words = "bring the database up to date, then serve until told to stop"
    commands.add_parser("run", help=words, description=words).set_defaults(run=run)


async def run(settings: Settings, _: argparse.Namespace) -> int:
    """0 after a stop. Misused where a setting does not let us begin, Failed where the database does not."""
    if settings.bot_token is None:
        raise Misused("BOT_TOKEN is missing: @BotFather gives one; put it into the environment or into .env")
    with starting.lean():
        from bot import app, database
        from bot.policy import BadPolicy

    logs.configure(json=settings.log_format is LogFormat.JSON)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        async with app.build(settings, stop) as built:
            asyncio.get_running_loop().call_later(_LOADED, starting.settle)
            await app.serve(built)
    except app.Stopped:
        return 0
    except database.Unusable as error:
        raise Failed(str(error)) from error
    except (app.BadToken, BadPolicy) as error:
        raise Misused(str(error)) from error
    return 0
