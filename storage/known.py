"""A connection for small statements on SQLite that executes what it has met before without building it again.

SQLAlchemy spends some 200 µs on each execution: a key for its cache, a context, a greenlet, a result with its columns.
A statement that lives on (it was built once, beside the function that executes it) is compiled here the second time
that it comes, and from then on only its values are turned and its rows named, in a tenth of the time. Whatever comes
once, streams, or needs more than that goes the usual way; the results are the same. (storage.prepared is for what comes
so often that even naming rows counts; it is asked for by name.)
"""

import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import exc
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.quick import Quick

LONGEST_LIST = 60  # values of an IN (...): each length is a statement of its own
Turn = Callable[[Any], Any]
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a statement without rows."""

    rowcount: int


@dataclass(frozen=True, slots=True)
class Plan:
    """SQL; for each of its places (parameter, or None; position in its list, or None; how the value is turned).

    A place without a parameter has a value of its own, the third. `shape`: of its rows, None where there are none.
    """

    sql: str
    places: Sequence[tuple[str | None, int | None, Any]]
    shape: SimpleResultMetaData | None

    def values(self, given: Values) -> list[Any]:
        """In the order of the SQL."""
        return [_value(given, *place) for place in self.places]


def _value(given: Values, name: str | None, position: int | None, turn: Any) -> Any:
    if name is None:
        return turn
    value = given[name] if position is None else given[name][position]
    return value if turn is None else turn(value)


Key = tuple[tuple[str, ...], tuple[int, ...], bool]
Plans = WeakKeyDictionary[Any, dict[Key, Plan | None]]
"""By statement, which is forgotten with it; and by the names of its values and the lengths of its lists."""


class Knowing:
    """The connection in a transaction; what is not here is SQLAlchemy's own."""

    def __init__(self, connection: AsyncConnection, quick: Quick, plans: Plans) -> None:
        self._connection = connection
        self._quick = quick
        self._plans = plans
        self._depth = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    async def execute(self, statement: Any, parameters: Any = None, **more: Any) -> Any:
        """As AsyncConnection.execute; only rows and `rowcount` can be had of what is executed here."""
        rows = [parameters or {}] if parameters is None or isinstance(parameters, Mapping) else parameters
        plan = None if more or not rows else self._plan(statement, rows)
        if plan is None:
            return await self._connection.execute(statement, parameters, **more)
        try:
            return await self._run(plan, rows)
        except sqlite3.Error as error:
            raise exc.DBAPIError.instance(plan.sql, rows, error, sqlite3.Error, dialect=self.dialect) from error

    async def _run(self, plan: Plan, rows: Sequence[Values]) -> Any:
        cursor = self._quick.raw.cursor()
        if len(rows) > 1:
            await self._quick.run(cursor.executemany, plan.sql, [plan.values(row) for row in rows])
        else:
            await self._quick.run(cursor.execute, plan.sql, plan.values(rows[0]))
        return Done(cursor.rowcount) if plan.shape is None else IteratorResult(plan.shape, iter(cursor.fetchall()))

    def _plan(self, statement: Any, rows: Sequence[Values]) -> Plan | None:
        """None the first time that a statement comes, and where it is none for this way."""
        plans = self._plans.get(statement)
        if plans is None:
            self._plans[statement] = {}
            return None
        lists = tuple(len(value) for value in rows[0].values() if isinstance(value, list | tuple))
        key = tuple(rows[0]), lists, len(rows) > 1
        if key not in plans:
            plans[key] = planned(statement, rows, self.dialect)
        return plans[key]

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A savepoint that is released when the block ends, and rolled back to when it raises."""
        name = f"grid_{self._depth}"
        await self._say(f"SAVEPOINT {name}")
        self._depth += 1
        try:
            yield
        except BaseException:
            await self._say(f"ROLLBACK TO {name}")
            raise
        finally:
            self._depth -= 1
            await self._say(f"RELEASE {name}")

    async def _say(self, sql: str) -> None:
        await self._quick.run(self._quick.raw.execute, sql, ())


def savepoint(conn: AsyncConnection) -> AbstractAsyncContextManager[object]:
    """What is done in the block is done in whole, or not at all where it raises; the transaction goes on."""
    return conn.savepoint() if isinstance(conn, Knowing) else conn.begin_nested()


def planned(statement: Any, rows: Sequence[Values], dialect: Any) -> Plan | None:
    """None where values are to be made up, lists are empty or long, or many rows are to be returned."""
    given, many = rows[0], len(rows) > 1
    compiled = statement.compile(dialect=dialect, column_keys=list(given), for_executemany=many)
    returns = bool(compiled._result_columns)
    made_up = compiled.insert_prefetch or compiled.update_prefetch or compiled.literal_execute_params
    made_up = made_up or any(bind.callable for bind in compiled.bind_names)
    lists = [given.get(bind.key) for bind in compiled.post_compile_params]
    if made_up or (many and (returns or lists)) or not all(_fits(one) for one in lists):
        return None
    state = compiled.construct_expanded_state(given)
    places = [_place(name, compiled, given, state) for name in state.positiontup]
    return Plan(state.statement, places, _shape(compiled, dialect) if returns else None)


def _fits(values: Any) -> bool:
    return isinstance(values, list | tuple) and 0 < len(values) <= LONGEST_LIST


def _place(name: str, compiled: Any, given: Values, state: Any) -> tuple[str | None, int | None, Any]:
    """Of one question mark."""
    keys = {own: bind.key for bind, own in compiled.bind_names.items()}
    turns = {**compiled._bind_processors, **state.processors}
    for own, expanded in state.parameter_expansion.items():
        if name in expanded:
            return keys[own], expanded.index(name), turns.get(name)
    turn, key = turns.get(name), keys[name]
    if key in given:
        return key, None, turn
    value = state.parameters[name]
    return None, None, value if turn is None else turn(value)


def _shape(compiled: Any, dialect: Any) -> SimpleResultMetaData:
    columns = compiled._result_columns
    turns = [column.type._cached_result_processor(dialect, None) for column in columns]
    return SimpleResultMetaData([column.keyname for column in columns], _processors=turns)
