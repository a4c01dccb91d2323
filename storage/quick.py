"""A SQLite connection for SQLAlchemy's aiosqlite dialect that runs small statements on the event loop itself.

aiosqlite hands every call (cursor, execute, fetch, close) to a thread and waits; at some twenty calls a transaction the
waiting costs more than the statements, which take microseconds. What can take long does not hold up the loop: COMMIT
waits for the disk in a thread, and who finds another process writing asks again and again, with pauses.
"""

import asyncio
import sqlite3
import time
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_FIRST, _SLOWEST = 0.001, 0.05  # seconds between two attempts to begin


class Quick:
    """What SQLAlchemy wants of an `aiosqlite.Connection`. `patience`: seconds to wait for another process's writing."""

    def __init__(self, database: str, *, patience: float) -> None:
        self.patience = patience
        # One after the other, as the dialect calls them, but COMMIT from its own thread.
        self._connection: sqlite3.Connection | None = sqlite3.connect(
            database, timeout=0, isolation_level=None, check_same_thread=False
        )
        self._committing: asyncio.Future[None] | None = None
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="commit")

    def __await__(self) -> Generator[Any, None, "Quick"]:
        yield from ()
        return self

    @property
    def _conn(self) -> sqlite3.Connection:
        if self._connection is None:
            raise ValueError("no active connection")
        return self._connection

    @property
    def isolation_level(self) -> str | None:
        return self._conn.isolation_level

    def cursor(self) -> "QuickCursor":
        return QuickCursor(self, self._conn.cursor())

    async def commit(self) -> None:
        """Durable when it returns. Where the caller is cancelled meanwhile, the commit goes on: see `rollback`."""
        if self._conn.in_transaction:
            self._committing = asyncio.get_running_loop().run_in_executor(self._disk, self._conn.commit)
            await asyncio.shield(self._committing)
            self._committing = None

    async def rollback(self) -> None:
        """What a commit has begun it ends; there is nothing to undo then."""
        if self._committing is not None:
            await asyncio.wait({self._committing})
            self._committing = None
        self._conn.rollback()

    async def create_function(self, name: str, arguments: int, function: Any, **more: Any) -> None:
        self._conn.create_function(name, arguments, function, **more)

    async def close(self) -> None:
        self.stop()

    def stop(self) -> None:
        """Close; a commit under way ends first."""
        connection, self._connection = self._connection, None
        self._disk.shutdown(wait=True)
        if connection is not None:
            connection.close()


class QuickCursor:
    """What SQLAlchemy wants of an `aiosqlite.Cursor`."""

    def __init__(self, connection: Quick, cursor: sqlite3.Cursor) -> None:
        self._quick = connection
        self._cursor = cursor

    async def __aenter__(self) -> "QuickCursor":
        return self

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid

    @property
    def arraysize(self) -> int:
        return self._cursor.arraysize

    @arraysize.setter
    def arraysize(self, value: int) -> None:
        self._cursor.arraysize = value

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> "QuickCursor":
        """OperationalError "database is locked" where another process writes for longer than our patience."""
        until, rest = time.monotonic() + self._quick.patience, _FIRST
        while not self._executed(sql, tuple(parameters), last=time.monotonic() > until):
            await asyncio.sleep(rest)
            rest = min(_SLOWEST, rest * 2)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> "QuickCursor":
        self._cursor.executemany(sql, parameters)  # type: ignore[arg-type]
        return self

    async def fetchone(self) -> Any:
        return self._cursor.fetchone()

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        return self._cursor.fetchmany(self.arraysize if size is None else size)

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()

    def _executed(self, sql: str, parameters: tuple[Any, ...], *, last: bool) -> bool:
        """Whether it went; False while another process is in the way, unless this was the last attempt."""
        try:
            self._cursor.execute(sql, parameters)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or last:
                raise
            return False
        return True
