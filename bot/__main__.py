"""The command line: `python -m bot COMMAND`. Every command reads and checks the settings first."""

import argparse
import asyncio
import importlib
import sys
from collections.abc import Coroutine, Iterable, Sequence
from contextlib import nullcontext
from typing import Any

from bot import starting
from bot.commands.common import Failed, Misused
from bot.settings import BadSettings, read

# Each module has `add(commands)`, which sets `run`: an async function of the settings and the arguments.
COMMANDS = {
    "run": "running",
    "demo": "demo",
    "migrate": "migrating",
    "import": "importing",
    "export": "exporting",
    "backup": "backing_up",
    "restore": "restoring",
    "check": "checking",
    "simulate": "simulating",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, 1 where the command fails, 2 for wrong arguments or settings."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    parsed = _parser(given).parse_args(given)
    try:
        return asyncio.run(_run(parsed.run(read(), parsed)))
    except Failed as error:
        return _complain(error.args, 1)
    except (BadSettings, Misused) as error:
        return _complain(error.args, 2)


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """With the wanted command alone where one is named: the others' libraries need not be loaded."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Mobile grid workers, on Telegram.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    wanted = COMMANDS.get(given[0]) if given else None
    with starting.lean() if wanted == COMMANDS["run"] else nullcontext():
        for module in [wanted] if wanted else dict.fromkeys(COMMANDS.values()):
            importlib.import_module(f"bot.commands.{module}").add(commands)
    return parser


async def _run(command: Coroutine[Any, Any, int]) -> int:
    return await command


def _complain(lines: Iterable[object], code: int) -> int:
    for line in lines:
        print(line, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
