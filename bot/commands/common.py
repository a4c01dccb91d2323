"""What the operator's commands share: the database brought up to date, a file that appears whole or not at all."""

import argparse
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, TypeVar

from bot import database
from bot.settings import Settings
from storage.engine import Store

Kind = TypeVar("Kind", bound=StrEnum)


class Failed(Exception):
    """The command cannot do it; the message is what the operator reads. Exit code 1."""


class Misused(Exception):
    """The arguments make no sense together; the message says why. Exit code 2."""


def one_of(kinds: type[Kind]) -> Callable[[str], Kind]:
    """A type for argparse, whose refusal names what it may be."""

    def chosen(text: str) -> Kind:
        try:
            return kinds(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(kinds)}") from None

    return chosen


@asynccontextmanager
async def migrated(settings: Settings) -> AsyncIterator[Store]:
    """The database in its newest version; Failed where there is none to be reached."""
    await up(settings)
    store = Store(settings.database_url)
    try:
        yield store
    finally:
        await store.close()


async def up(settings: Settings) -> bool:
    """Brings the database to the newest version; False where it was there already. Failed where it cannot be."""
    try:
        return await database.up(settings.database_url)
    except database.Unusable as error:
        raise Failed(str(error)) from error


def read(file: Path) -> bytes:
    """The whole file; Failed where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise Failed(f"{file}: {error.strerror}") from error


@contextmanager
def appearing(target: Path) -> Iterator[IO[bytes]]:
    """A file to write that is at `target`, durable and readable by its owner alone, only when all went well."""
    if target.is_dir():
        raise Failed(f"{target}: is a folder, not a file to write")
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    except OSError as error:
        raise Failed(f"{target}: {error.strerror}") from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
        sync(target.parent)
    finally:
        temporary.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """Makes the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
