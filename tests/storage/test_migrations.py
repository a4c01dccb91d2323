from collections.abc import Callable
from typing import TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from storage import migrate
from storage.engine import Store
from storage.migrations import HEAD
from storage.schema import inbox, metadata

T = TypeVar("T")


def differences(connection: Connection) -> list[object]:
    defaults = connection.dialect.name != "sqlite"  # which gives an empty string back as no default at all
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": defaults})
    return list(compare_metadata(context, metadata))


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def ask(url: str, question: Callable[[Connection], T]) -> T:
    engine = create_async_engine(url)
    try:
        async with engine.connect() as conn:
            return await conn.run_sync(question)
    finally:
        await engine.dispose()


async def test_every_version_goes_up_down_and_up_again(nowhere: str) -> None:
    assert await migrate.current(nowhere) is None
    assert await migrate.up(nowhere) is True
    assert await migrate.current(nowhere) == HEAD
    await migrate.down(nowhere)
    assert await ask(nowhere, tables) == {"alembic_version"}
    assert await migrate.up(nowhere) is True


async def test_the_versions_make_exactly_the_schema(nowhere: str) -> None:
    await migrate.up(nowhere)
    assert await ask(nowhere, differences) == []


async def test_a_database_that_is_up_to_date_is_left_alone(database_url: str) -> None:
    assert await migrate.up(database_url) is False


async def test_head_is_the_newest_version(database_url: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.connect() as conn:
        scripts = await conn.run_sync(lambda sync: ScriptDirectory.from_config(migrate.config(sync)).get_heads())
    await engine.dispose()
    assert scripts == [HEAD]


async def test_a_migration_that_fails_leaves_the_database_as_it_was(nowhere: str) -> None:
    store = Store(nowhere)
    async with store.write() as conn:
        await conn.run_sync(inbox.create)  # in the way of a version that creates it
    before = await ask(nowhere, tables)
    with pytest.raises(Exception, match="inbox"):
        await migrate.up(nowhere)
    assert await ask(nowhere, tables) == before
    await store.close()
