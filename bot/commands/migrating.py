"""migrate: bring the database to the newest schema."""

import argparse

from bot.commands.common import up
from bot.settings import Settings
from storage.migrations import HEAD


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`migrate` has no options."""
    words = "bring the database to the newest schema"
    commands.add_parser("migrate", help=words, description=words).set_defaults(run=run)


async def run(settings: Settings, _: argparse.Namespace) -> int:
    """Says what it did."""
    changed = await up(settings)
    print(f"{'migrated to' if changed else 'already at'} version {HEAD}")
    return 0
