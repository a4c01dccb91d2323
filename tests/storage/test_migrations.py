from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.domain.ticket import State
from storage import migrate
from storage.engine import Store
from storage.migrations import HEAD
from storage.schema import inbox, metadata, tickets
from tests.storage.made import NOW, person, ticket

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


async def through_every_version(url: str) -> None:
    """What `up` makes of nothing at once; down, and up by one version after the other."""
    await migrate.up(url)
    await migrate.down(url)
    await migrate.up(url)


async def test_the_versions_make_exactly_the_schema(nowhere: str) -> None:
    await through_every_version(nowhere)
    assert await ask(nowhere, differences) == []


def described(connection: Connection) -> dict[str, object]:
    """Each table with everything that the database tells of it."""
    seen = inspect(connection)
    told = (seen.get_columns, seen.get_indexes, seen.get_foreign_keys, seen.get_unique_constraints)
    return {
        name: [*(sorted(map(str, map(plain, part(name)))) for part in told), str(plain(seen.get_pk_constraint(name)))]
        for name in tables(connection)
    }


def plain(told: Any) -> Any:
    """What can be compared: types and conditions as their text."""
    if isinstance(told, Mapping):
        return {str(key): plain(value) for key, value in sorted(told.items())}
    return [plain(part) for part in told] if isinstance(told, list | tuple) else str(told)


async def test_a_database_made_at_once_is_the_one_that_the_versions_make(nowhere: str) -> None:
    await migrate.up(nowhere)
    at_once = await ask(nowhere, described)
    await migrate.down(nowhere)
    await migrate.up(nowhere)
    by_versions = await ask(nowhere, described)
    for name, parts in at_once.items():
        assert parts == by_versions[name], name
    assert at_once.keys() == by_versions.keys()


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


def again_from_0012(connection: Connection) -> None:
    command.downgrade(migrate.config(connection), "0012")
    command.upgrade(migrate.config(connection), "head")


async def pressing(store: Store) -> dict[int, datetime | None]:
    async with store.read() as conn:
        return {row.id: row.pressing_at for row in await conn.execute(select(tickets.c.id, tickets.c.pressing_at))}


async def test_tickets_from_before_are_as_pressing_as_new_ones(store: Store) -> None:
    clocks = (None, NOW, NOW + timedelta(hours=1))
    async with store.write() as conn:
        li = await person(conn, 1)
        for state in State:
            for take in clocks:
                for resolve in clocks:
                    await ticket(conn, li, state=state, acknowledge_by=take, resolve_by=resolve)
    before = await pressing(store)
    engine = create_async_engine(store.url)
    async with engine.begin() as conn:
        await conn.run_sync(again_from_0012)
    await engine.dispose()
    assert await pressing(store) == before
    assert len(set(before.values())) == 4
