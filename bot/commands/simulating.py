"""simulate: a made-up month driven through the real handlers, and its figures checked."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bot import logs
from bot.commands.common import Misused
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.simulation.plan import Plan

NUMBERS = ("seed", "days", "cells", "couriers", "tickets", "step")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`simulate`: the same numbers make the same month."""
    from bot.simulation.plan import DAYS, Plan

    words = "play a made-up month through the real handlers on a virtual clock, and check its figures against its log"
    parser = commands.add_parser("simulate", help=words, description=words)
    usual = Plan()
    helps = {
        "seed": "another seed, another month",
        "days": f"of November 2026, up to {DAYS}",
        "tickets": "how many reports are made",
        "step": "virtual seconds between two knocks of the clock",
    }
    for name in NUMBERS:
        words = f"{helps.get(name, 'how many there are')} (default: {getattr(usual, name)})"
        parser.add_argument(f"--{name}", type=int, default=getattr(usual, name), help=words)
    words = "kill the bot's process (SIGKILL) about so many times (default: 0)"
    parser.add_argument("--kills", type=int, default=0, metavar="N", help=words)
    parser.add_argument("--into", type=Path, help="a new or empty folder for the database, which is then kept")
    parser.set_defaults(run=run)


async def run(_: Settings, given: argparse.Namespace) -> int:
    """0 where nothing was found to be wrong. No setting of the bot is used, and no database of its own touched."""
    from bot.simulation import trial
    from bot.simulation.plan import Plan

    plan = Plan(**{name: getattr(given, name) for name in NUMBERS})
    _check(plan, given.into)
    logs.configure(json=False)
    with tempfile.TemporaryDirectory(prefix="grid-month-") as spare:
        folder = given.into or Path(spare)
        folder.mkdir(parents=True, exist_ok=True)
        outcome = await trial.played(plan, folder, kills=given.kills, tell=_tell)
    print("\n".join(trial.report(plan, outcome)))
    return 1 if outcome.wrong else 0


def _check(plan: "Plan", into: Path | None) -> None:
    from bot.simulation.plan import DAYS

    small = [name for name in NUMBERS[1:] if getattr(plan, name) < 1]
    if small:
        raise Misused(f"--{small[0]} must be at least 1")
    if plan.days > DAYS:
        raise Misused(f"--days must be at most {DAYS}")
    if into is not None and into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise Misused(f"--into must name a new or an empty folder: {into} is neither")


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
