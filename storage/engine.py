"""Opens the database: SQLite with one writer and full durability, or PostgreSQL."""

import asyncio
import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.known import Knowing
from storage.plans import Plans
from storage.quick import Quick

PATIENCE = 10.0  # seconds to wait while another process writes
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
)

UNSYNCED = "PRAGMA synchronous=OFF"
WRITING = "BEGIN IMMEDIATE"
"""Takes the write lock at once: a transaction that reads first can then never fail to upgrade."""


class Store:
    """The database. `write()` is one transaction, one at a time on SQLite; `read()` holds nobody up."""

    def __init__(self, url: str, *, synced: bool = True) -> None:
        """`synced` False: a commit does not wait for the disk of SQLite. A power cut loses some, a kill nothing."""
        self.url = url
        self.file = make_url(url).database or ""
        self.sqlite = make_url(url).get_backend_name() == "sqlite"
        self._writer = (
            _quick(url, begin=WRITING, synced=synced)
            if self.sqlite
            else create_async_engine(url, pool_size=8, max_overflow=8)
        )
        self._reader = _patient(url) if self.sqlite else self._writer
        self._glancer = _quick(url) if self.sqlite else self._writer
        self._lock = asyncio.Lock()
        self._connection: AsyncConnection | None = None
        self._plans: Plans = WeakKeyDictionary()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that commits when the block ends and rolls back when it raises."""
        if not self.sqlite:
            async with self._writer.begin() as conn:
                yield conn
            return
        async with self._lock:
            if self._connection is None or self._connection.closed or self._connection.invalidated:
                self._connection = await self._writer.connect()
            async with self._connection.begin():
                yield self._knowing(self._connection)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with self._reader.connect() as conn:
            yield conn

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[AsyncConnection]:
        """For a look at a few rows by their index: on SQLite it is quick, but holds up the event loop.

        No transaction on SQLite: each statement sees what is committed by then.
        """
        async with self._glancer.connect() as conn:
            yield self._knowing(conn) if self.sqlite else conn

    async def alone(self) -> AsyncConnection:
        """A connection of one's own, with a transaction a statement. The caller closes it."""
        return await self._writer.execution_options(isolation_level="AUTOCOMMIT").connect()

    def _knowing(self, conn: AsyncConnection) -> AsyncConnection:
        """The connection, with what was compiled before; see storage.known."""
        assert conn.sync_connection is not None  # noqa: S101 - it is open
        driver: Any = conn.sync_connection.connection.dbapi_connection
        return cast("AsyncConnection", Knowing(conn, driver, self._plans))

    async def checkpoint(self) -> None:
        """Write SQLite's log back into its file and begin a new one; nothing on PostgreSQL, which does that itself."""
        if not self.sqlite:
            return
        async with self._reader.connect() as conn:
            # On the driver's connection, for SQLAlchemy would begin a transaction first, and in one this is refused.
            driver: Any = (await conn.get_raw_connection()).driver_connection
            async with driver.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
                await cursor.fetchall()

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()
        await self._writer.dispose()
        await self._reader.dispose()
        await self._glancer.dispose()


def _file(url: str) -> str:
    database = make_url(url).database
    if not database or database == ":memory:":
        raise ValueError("a database in memory loses everything: name a file")
    Path(database).parent.mkdir(parents=True, exist_ok=True)
    return database


def _quick(url: str, *, begin: str = "", synced: bool = True) -> AsyncEngine:
    """Small statements on the event loop; see storage.quick."""
    return create_async_engine(url, creator=functools.partial(_opened, _file(url), begin, synced=synced))


def _opened(database: str, begin: str, *, synced: bool) -> Quick:
    opened = Quick(database, patience=PATIENCE)
    _prepare(opened, None)
    if not synced:
        opened.raw.execute(UNSYNCED)
    opened.begin = begin
    return opened


def _patient(url: str) -> AsyncEngine:
    """In a thread, for statements of any length, all of a transaction on the same state."""
    _file(url)
    # The driver must not begin behind our back: we do, below.
    engine = create_async_engine(url, connect_args={"timeout": PATIENCE, "isolation_level": None})
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(raw: Any, _record: Any) -> None:
    cursor = raw.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(conn: Any) -> None:
    conn.exec_driver_sql("BEGIN")
