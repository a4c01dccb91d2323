"""A connection for small statements on SQLite that executes what it has met before without building it again.

SQLAlchemy spends some 150 us on each execution, three times as long where nobody has asked for a moment: a key for its
cache, a context, a greenlet, a result with its columns. SQLite takes 4. A statement that lives on (it was built once,
beside the function that executes it) is compiled here the second time that it comes, and from then on only its values
are turned and its rows named. Whatever comes once, streams, or needs more than that goes the usual way; so does what
is wrong, so that the errors are SQLAlchemy's.
"""

import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, exc
from sqlalchemy.engine.result import IteratorResult
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import plans
from storage.plans import Plan, Plans
from storage.quick import Quick


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a statement without rows."""

    rowcount: int


class Knowing:
    """The connection in a transaction; what is not here is SQLAlchemy's own."""

    def __init__(self, connection: AsyncConnection, quick: Quick, kept: Plans) -> None:
        self._connection = connection
        self._quick = quick
        self._plans = kept
        self._depth = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    async def execute(self, statement: Any, parameters: Any = None, **more: Any) -> Any:
        """As AsyncConnection.execute; only rows, or else `rowcount`, can be had of what is executed here.

        A list of values executes the statement once for each; what an INSERT returns comes in their order.
        """
        rows = [] if more or self._quick.closed else _rows(parameters)
        plan = plans.find(self._plans, statement, rows, self._dialect) if rows else None
        values = plan.values(rows) if plan else None
        if plan is None or values is None:
            return await self._connection.execute(statement, parameters, **more)
        try:
            return await self._run(plan, values)
        except sqlite3.Error as error:
            raise self._told(plan.sql, values, error) from error

    async def _run(self, plan: Plan, values: Sequence[Sequence[Any]]) -> Any:
        cursor = self._quick.raw.cursor()
        if plan.shape is not None:
            found: list[Any] = []
            for each in values:
                await self._quick.run(cursor.execute, plan.sql, each)
                found += cursor.fetchall()
            return IteratorResult(plan.shape, iter(found))
        if len(values) > 1:
            await self._quick.run(cursor.executemany, plan.sql, values)
        else:
            await self._quick.run(cursor.execute, plan.sql, values[0])
        return Done(cursor.rowcount)

    def _dialect(self) -> Dialect:
        return self._connection.dialect

    def _told(self, sql: str, values: Any, error: sqlite3.Error) -> Exception:
        """SQLAlchemy's own error of that kind."""
        told: Exception = exc.DBAPIError.instance(sql, values, error, sqlite3.Error, dialect=self._dialect())
        return told

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A savepoint that is released when the block ends, and rolled back to when it raises."""
        name = f"grid_{self._depth}"
        await self._say(f"SAVEPOINT {name}")
        self._depth += 1
        try:
            yield
        except BaseException:
            # After some errors (a full disk) SQLite itself has undone the transaction, savepoints and all.
            if not self._quick.closed and self._quick.raw.in_transaction:
                await self._say(f"ROLLBACK TO {name}")
                await self._say(f"RELEASE {name}")
            raise
        else:
            await self._say(f"RELEASE {name}")
        finally:
            self._depth -= 1

    async def _say(self, sql: str) -> None:
        try:
            await self._quick.run(self._quick.raw.execute, sql, ())
        except sqlite3.Error as error:
            raise self._told(sql, (), error) from error


def _rows(parameters: Any) -> Sequence[Mapping[str, Any]]:
    """The values of each execution; none where they are not given by name."""
    if parameters is None or isinstance(parameters, Mapping):
        return [parameters or {}]
    return parameters if type(parameters) is list and all(isinstance(row, Mapping) for row in parameters) else []


def savepoint(conn: AsyncConnection) -> AbstractAsyncContextManager[object]:
    """What is done in the block is done in whole, or not at all where it raises; the transaction goes on."""
    return conn.savepoint() if isinstance(conn, Knowing) else conn.begin_nested()
