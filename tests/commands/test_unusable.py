"""A database that cannot be used is said in one line; a server that is only not up yet is waited for."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot import database
from bot.sandbox import Sandbox
from storage import migrate
from tests.commands.conftest import Line
from tests.end_to_end import process

COMMANDS = (["migrate"], ["backup", "b.tar"], ["export", "tickets", "--format", "csv", "--out", "t.csv"])
NEWER = "0042"


async def written_by_a_newer_program(url: str) -> None:
    await migrate.up(url)
    engine = create_async_engine(url)
    async with engine.begin() as conn:
        await conn.execute(text("UPDATE alembic_version SET version_num = :newer"), {"newer": NEWER})
    await engine.dispose()


BROKEN = [("none.db", "file is not a database"), ("none.db/x/bot.db", "Not a directory")]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize(("name", "words"), BROKEN)
def test_a_file_that_is_none_and_a_folder_that_cannot_be_are_said_in_one_line(
    line: Line, tmp_path: Path, command: list[str], name: str, words: str
) -> None:
    (tmp_path / "none.db").write_text("a letter, and by no means a database\n" * 9)
    told = line(*command, DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/{name}", BOT_TOKEN="1:a")
    assert told.code == 1
    assert words in told.err
    assert told.err.startswith("sqlite+aiosqlite:///")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(("name", "words"), BROKEN)
def test_run_says_it_in_one_line_too(shell: Line, tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "none.db").write_text("a letter, and by no means a database\n" * 9)
    told = shell("run", DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/{name}", BOT_TOKEN="1:a")
    assert told.code == 1
    assert words in told.err
    assert told.err.count("\n") == 1


def test_run_leaves_a_database_of_a_newer_program_alone(shell: Line, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    asyncio.run(written_by_a_newer_program(url))
    told = shell("run", DATABASE_URL=url, BOT_TOKEN="1:a")
    assert told.code == 1
    assert f"{url} is at version {NEWER}, written by a newer program" in told.err
    assert asyncio.run(migrate.current(url)) == NEWER


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_a_database_of_a_newer_program_is_left_alone(line: Line, tmp_path: Path, command: list[str]) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    asyncio.run(written_by_a_newer_program(url))
    told = line(*command, DATABASE_URL=url, BOT_TOKEN="1:a")
    assert told.code == 1
    assert f"{url} is at version {NEWER}, written by a newer program" in told.err
    assert told.err.count("\n") == 1
    assert asyncio.run(migrate.current(url)) == NEWER


def test_check_does_not_advise_to_migrate_what_is_newer(line: Line, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    asyncio.run(written_by_a_newer_program(url))
    (row,) = (row for row in line("check", DATABASE_URL=url).out.splitlines() if "database" in row)
    assert "update the program" in row
    assert "run migrate" not in row


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_database_that_the_server_does_not_have_is_not_waited_for(nowhere: str) -> None:
    missing = make_url(nowhere).set(database="never_made").render_as_string(hide_password=False)
    with pytest.raises(database.Unusable, match="never_made") as refused:
        await database.up(missing)
    assert not isinstance(refused.value, database.Away)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(1 << 16):
        target.write(data)
    target.close()


@asynccontextmanager
async def door(port: int, behind: int) -> AsyncIterator[None]:
    """While it is open, that port leads to the one behind it."""

    async def through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_connection("127.0.0.1", behind)
        await asyncio.gather(copy(reader, outer), copy(inner, writer), return_exceptions=True)

    opened = await asyncio.start_server(through, "127.0.0.1", port)
    try:
        yield
    finally:
        opened.close()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_run_waits_for_a_server_that_is_not_up_and_stops_while_it_waits(nowhere: str, tmp_path: Path) -> None:
    real, port = make_url(nowhere), free_port()
    url = real.set(port=port).render_as_string(hide_password=False)
    assert real.port
    async with Sandbox() as box:
        env = process.environment(box, tmp_path, {"DATABASE_URL": url})
        first = await process.start(env, tmp_path)
        await first.says("the database is away")
        assert await first.stop(within=10) == 0
        second = await process.start(env, tmp_path)
        try:
            await asyncio.sleep(1)
            assert second.child.returncode is None
            async with door(port, real.port):
                await process.polled(box, second)
                assert await second.stop() == 0
        finally:
            await second.kill()
    assert "Traceback" not in second.log.read_text()
