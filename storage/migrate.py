"""Brings a database to a version of the schema. Alembic is loaded only where there is something to do."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.migrations import HEAD
from storage.schema import metadata

if TYPE_CHECKING:
    from alembic.config import Config

_TABLE = "alembic_version"
_VERSIONS = f"CREATE TABLE {_TABLE} (version_num VARCHAR(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY)"
_PATIENCE = 5.0  # seconds for PostgreSQL to answer: whoever is told to stop meanwhile does so then
_ONE_AT_A_TIME = 0x6D696772  # "migr": two processes that start together on PostgreSQL migrate one after the other


class Newer(Exception):
    """The database has a version that is none of ours: a newer program wrote it. The message is the version."""


async def up(url: str) -> bool:
    """To the newest version; False where it was there already. OperationalError (SQLAlchemy) without one; Newer."""
    engine = _engine(url)
    try:
        async with engine.connect() as conn:
            before = await conn.run_sync(_current)
        return before != HEAD and await _run(engine, _upgrade)
    finally:
        await engine.dispose()


async def down(url: str) -> None:
    """Back to an empty database. Everything in it is lost: for the tests of the migrations."""
    engine = _engine(url)
    try:
        await _run(engine, _downgrade)
    finally:
        await engine.dispose()


async def current(url: str) -> str | None:
    """The version that the database has; None where it has none."""
    engine = _engine(url)
    try:
        async with engine.connect() as conn:
            return await conn.run_sync(_current)
    finally:
        await engine.dispose()


def knows(version: str) -> bool:
    """Whether that is a version of ours."""
    return any(Path(__file__).with_name("migrations").glob(f"versions/{version}_*.py"))


def config(connection: Connection) -> "Config":
    """Alembic's configuration for a connection; there is no alembic.ini."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    made.attributes["connection"] = connection
    return made


async def _run(engine: AsyncEngine, change: Callable[[Connection], bool]) -> bool:
    async with engine.begin() as conn:
        return await conn.run_sync(change)


def _upgrade(connection: Connection) -> bool:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
    before = _current(connection)
    if before is not None and not knows(before):
        raise Newer(before)
    if before is None and not inspect(connection).get_table_names():
        _make_anew(connection)
    else:
        from alembic import command

        command.upgrade(config(connection), "head")
    return before != HEAD


def _make_anew(connection: Connection) -> None:
    """The newest version at once, where there is nothing yet: a first start need not live through all of them."""
    metadata.create_all(connection, checkfirst=False)
    connection.execute(text(_VERSIONS))
    connection.execute(text(f"INSERT INTO {_TABLE} VALUES (:head)"), {"head": HEAD})  # noqa: S608 - a constant


def _downgrade(connection: Connection) -> bool:
    from alembic import command

    command.downgrade(config(connection), "base")
    return True


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_TABLE):
        return None
    version = connection.execute(text(f"SELECT version_num FROM {_TABLE}")).scalar()  # noqa: S608 - a constant
    return str(version) if version is not None else None


def _engine(url: str) -> AsyncEngine:
    """An engine of its own, whose transactions hold schema changes too (the SQLite driver commits before them)."""
    sqlite, database = make_url(url).get_backend_name() == "sqlite", make_url(url).database
    engine = create_async_engine(url, connect_args={} if sqlite else {"timeout": _PATIENCE})
    if sqlite:
        if database and database != ":memory:":
            Path(database).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine.sync_engine, "connect", _leave_transactions_to_us)
        event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _leave_transactions_to_us(raw: object, _record: object) -> None:
    raw.isolation_level = None  # type: ignore[attr-defined]


def _begin(conn: Connection) -> None:
    conn.exec_driver_sql("BEGIN")
