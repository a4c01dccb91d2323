"""A SQLite connection for SQLAlchemy's aiosqlite dialect that runs small statements on the event loop itself.

aiosqlite hands every call (cursor, execute, fetch, close) to a thread and waits; at some twenty calls a transaction the
waiting costs more than the statements, which take microseconds. What can take long does not hold up the loop: COMMIT
waits for the disk in a thread, and who finds another process writing asks again and again, with pauses.

SQLAlchemy calls what is here from its greenlets, in which `await_only` waits.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy.util import await_only

_FIRST, _SLOWEST = 0.001, 0.05  # seconds between two attempts to begin


class Quick:
    """A connection as the dialect wants it. `patience`: seconds to wait for another process's writing.

    `begin` goes before the first statement of each transaction; "": every statement is for itself.
    """

    def __init__(self, database: str, *, patience: float) -> None:
        self.patience = patience
        self.begin = ""
        # One after the other, as the dialect calls them, but COMMIT from its own thread.
        self._connection: sqlite3.Connection | None = sqlite3.connect(
            database, timeout=0, isolation_level=None, check_same_thread=False
        )
        self._committing: asyncio.Future[None] | None = None
        self._changes = 0
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="commit")

    @property
    def raw(self) -> sqlite3.Connection:
        """OperationalError where it is closed."""
        if self._connection is None:
            raise sqlite3.OperationalError("no active connection")
        return self._connection

    @property
    def closed(self) -> bool:
        return self._connection is None

    @property
    def isolation_level(self) -> str | None:
        return self.raw.isolation_level

    def cursor(self, *, server_side: bool = False) -> "QuickCursor":
        """`server_side`: its rows are read as they are wanted, for results that no memory should hold."""
        return QuickCursor(self, self.raw.cursor(), server_side=server_side)

    def commit(self) -> None:
        """Durable when it returns. Where the caller is cancelled meanwhile, the commit goes on: see `rollback`.

        A transaction that changed no row has nothing to wait for the disk for, so it ends at once.
        """
        if self.raw.in_transaction and self.raw.total_changes == self._changes:
            self.raw.commit()
        if self.raw.in_transaction:
            self._changes = self.raw.total_changes
            await_only(self._commit())

    async def _commit(self) -> None:
        self._committing = asyncio.get_running_loop().run_in_executor(self._disk, self.raw.commit)
        await asyncio.shield(self._committing)

    def rollback(self) -> None:
        """What a commit has begun it ends; there is nothing to undo then."""
        if self._busy():
            await_only(self._committed())
        if self._connection is not None:
            self._connection.rollback()

    def _busy(self) -> bool:
        return self._committing is not None and not self._committing.done()

    async def _committed(self) -> None:
        """Nobody commits any more: whoever was first to hear of the end may have begun the next one."""
        while self._committing is not None and self._busy():
            await asyncio.wait({self._committing})

    async def run(self, execute: Callable[[str, Any], object], sql: str, parameters: Sequence[Any]) -> None:
        """One statement, by a cursor's `execute` or `executemany`; the first one begins the transaction.

        OperationalError "database is locked" where another process writes for longer than our patience.
        """
        if self._ran(execute, sql, parameters, last=self.patience <= 0):
            return
        until, rest = time.monotonic() + self.patience, _FIRST
        while True:
            await asyncio.sleep(rest)
            if self._ran(execute, sql, parameters, last=time.monotonic() > until):
                return
            rest = min(_SLOWEST, rest * 2)

    def _ran(self, execute: Callable[[str, Any], object], sql: str, parameters: Sequence[Any], *, last: bool) -> bool:
        """Whether it went; False while another process is in the way, unless this was the last attempt."""
        try:
            if self.begin and not self.raw.in_transaction:
                self.raw.execute(self.begin)
            execute(sql, parameters)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or last:
                raise
            return False
        return True

    def create_function(self, name: str, arguments: int, function: Any, **more: Any) -> None:
        self.raw.create_function(name, arguments, function, **more)

    def close(self) -> None:
        """A commit under way ends first."""
        connection, self._connection = self._connection, None
        self._disk.shutdown(wait=True)
        if connection is not None:
            connection.close()

    terminate = close


class QuickCursor:
    """A cursor as the dialect wants it. Rows are read at once, and no statement stays open, unless `server_side`."""

    def __init__(self, connection: Quick, cursor: sqlite3.Cursor, *, server_side: bool = False) -> None:
        self._quick = connection
        self._cursor = cursor
        self.server_side = server_side
        self._rows: list[Any] = []
        self._next = 0
        self.arraysize = 1
        self.description = cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """OperationalError "database is locked" where another process writes for longer than our patience."""
        await_only(self._run(self._cursor.execute, sql, parameters or ()))

    def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> None:
        await_only(self._run(self._cursor.executemany, sql, parameters))

    def fetchone(self) -> Any:
        rows = self.fetchmany(1)
        return rows[0] if rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        if self.server_side:
            return self._cursor.fetchmany(self.arraysize if size is None else size)
        begin = self._next
        self._next = min(len(self._rows), begin + (self.arraysize if size is None else size))
        return self._rows[begin : self._next]

    def fetchall(self) -> list[Any]:
        if self.server_side:
            return self._cursor.fetchall()
        begin, self._next = self._next, len(self._rows)
        return self._rows[begin:]

    def close(self) -> None:
        self._rows, self._next = [], 0
        self._cursor.close()

    async def _async_soft_close(self) -> None:
        """SQLAlchemy is done with the database, not with the rows, which are here already."""

    async def _run(self, execute: Callable[[str, Any], object], sql: str, parameters: Sequence[Any]) -> None:
        await self._quick.run(execute, sql, parameters)
        self.description = self._cursor.description
        at_once = self.description is not None and not self.server_side
        self._rows, self._next = self._cursor.fetchall() if at_once else [], 0
