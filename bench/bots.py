"""The bots that are compared, each as its own process against a pretend Telegram."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bench import processes, town
from bench.processes import Watch
from bench.telegram import Telegram

PEERS = {"python-telegram-bot echo": "bench.ptb_echo", "aiogram echo": "bench.aiogram_echo"}
OURS = "ours, /help"
TO_START = 60.0  # seconds
UNPACED = {"SEND_RATE": "0", "CHAT_RATE": "0", "GROUP_RATE": "0", "LOG_FORMAT": "json"}


def settings(telegram: Telegram, folder: Path) -> Mapping[str, str]:
    """Of our bot, with its database and media in the folder."""
    place = {"DATABASE_URL": town.url(folder), "MEDIA_DIR": str(folder / "media")}
    return {"BOT_TOKEN": telegram.token, "BOT_API_URL": telegram.root, **place, **UNPACED}


@contextmanager
def peer(module: str, telegram: Telegram) -> Iterator[Watch]:
    """An echo bot that has begun to poll."""
    with processes.started([module, telegram.root, telegram.token]) as process:
        telegram.until(lambda counted: counted.polled > 0, seconds=TO_START)
        yield processes.watch(process)


@contextmanager
def ours(telegram: Telegram, folder: Path, *, module: Sequence[str] = ("bot",)) -> Iterator[Watch]:
    """Our bot on the database in that folder, once it has begun to poll; its log is there as well."""
    env = settings(telegram, folder)
    with processes.started([*module, "run"], env, log=folder / "log", cwd=folder) as process:
        telegram.until(lambda counted: counted.polled > 0, seconds=TO_START)
        yield processes.watch(process)


def unfinished(folder: Path) -> dict[str, int]:
    """Rows that a bot which has ended has not brought to a good end: none, or the figures are worth nothing."""
    with closing(sqlite3.connect(folder / town.FILE)) as database:
        inbox = database.execute("SELECT count(*) FROM inbox WHERE state != 1").fetchone()[0]
        outbox = database.execute("SELECT count(*) FROM outbox WHERE state NOT IN (1, 2)").fetchone()[0]
        letters = database.execute("SELECT count(*) FROM dead_letters").fetchone()[0]
    return {"inbox": inbox, "outbox": outbox, "dead letters": letters}


def count(folder: Path, table: str) -> int:
    """Rows of a table."""
    with closing(sqlite3.connect(folder / town.FILE)) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
