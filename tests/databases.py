"""Databases for tests: SQLite files, and PostgreSQL where there is one. A conftest imports the fixtures it wants.

Migrating takes a tenth of a second or two, so it is done once an engine; each test then gets a copy.
"""

import asyncio
import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import asyncpg
import pytest

from storage import migrate
from storage.engine import Store
from tests import postgres

ENGINES = ("sqlite", "postgresql")
_TEMPLATE = "grid_template"


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Which database; a PostgreSQL that is not there skips, or fails where it is demanded."""
    name: str = request.param
    if name == "postgresql" and _server() is None:
        pytest.skip("no PostgreSQL on this machine")
    return name


@pytest.fixture
async def nowhere(engine: str, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database with nothing in it."""
    if engine == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/empty.db"
        return
    name = await _create("template1")
    yield _url(name)
    await _drop(name)


@pytest.fixture
async def database_url(engine: str, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of an empty database with the newest schema."""
    if engine == "sqlite":
        target = tmp_path / "bot.db"
        shutil.copy(await asyncio.to_thread(_sqlite_template), target)
        yield f"sqlite+aiosqlite:///{target}"
        return
    await asyncio.to_thread(_postgres_template)
    name = await _create(_TEMPLATE)
    yield _url(name)
    await _drop(name)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An open, empty database with the newest schema."""
    opened = Store(database_url)
    yield opened
    await opened.close()


@cache
def _server() -> str | None:
    try:
        postgres.binaries()
    except postgres.Absent:
        if os.environ.get(postgres.REQUIRED) == "1":
            raise
        return None
    running = ExitStack()
    atexit.register(running.close)
    return running.enter_context(postgres.server())


@cache
def _sqlite_template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="grid-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    asyncio.run(migrate.up(f"sqlite+aiosqlite:///{folder}/bot.db"))
    return folder / "bot.db"


@cache
def _postgres_template() -> None:
    asyncio.run(_say(f'CREATE DATABASE "{_TEMPLATE}"'))
    asyncio.run(migrate.up(_url(_TEMPLATE)))


async def _create(template: str) -> str:
    name = f"grid_{uuid.uuid4().hex}"
    await _say(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


async def _drop(name: str) -> None:
    await _say(f'DROP DATABASE "{name}" WITH (FORCE)')


def _url(name: str) -> str:
    return str(_server()).rsplit("/", 1)[0] + f"/{name}"


async def _say(command: str) -> None:
    connection = await asyncpg.connect(str(_server()).replace("+asyncpg", ""))
    try:
        await connection.execute(command)
    finally:
        await connection.close()
