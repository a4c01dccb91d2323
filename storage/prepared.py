"""Statements that are built once and asked again and again, with little more than SQLite's own work.

SQLAlchemy takes some 120 us to bring a small statement to SQLite and its rows back, three times as long where nobody
has asked for a moment and the processor has forgotten its code; SQLite takes 4 us. So what SQLAlchemy makes of such a
statement is kept: its SQL, the order of its parameters, the converters of its values. Only connections that run on the
event loop (storage.quick) gain by that; any other executes the statement as ever.

Whatever is given here stays in memory: never a statement that is built for one question.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.quick import Quick

if TYPE_CHECKING:
    from sqlalchemy import Dialect
    from sqlalchemy.types import TypeEngine

LONGEST = 16
"""Values of an IN (...) up to which its SQL is kept, one for each length; SQLAlchemy takes longer ones."""
Values = Mapping[str, Any]
"""By the names of the parameters; a list is for one that expands, and nothing else is a list."""
_Converter = Callable[[Any], Any]


class _Parameter(NamedTuple):
    """`place` in a list, where it is one's; `usual`: what the statement itself brings where nothing is given."""

    name: str
    place: int | None
    usual: Any
    convert: _Converter | None


@dataclass(frozen=True, slots=True)
class _Ready:
    """`into`: the parameters in their order; `out`: columns whose values must be converted; `row` gives them names."""

    sql: str
    into: tuple[_Parameter, ...]
    out: tuple[tuple[int, _Converter], ...]
    row: Callable[[Sequence[Any]], Any]


async def rows(conn: AsyncConnection, statement: Executable, values: Values) -> Sequence[Any]:
    """All rows, each a tuple whose parts also go by their columns' names."""
    quick, ready = _ways(conn, statement, values)
    if quick is None or ready is None:
        return (await conn.execute(statement, dict(values))).all()
    cursor = await _run(quick, ready, values)
    found = cursor.fetchall()
    return [ready.row(row) for row in _converted(found, ready.out)]


async def first(conn: AsyncConnection, statement: Executable, values: Values) -> Any:
    """The first row, or None; for statements that cannot find many."""
    found = await rows(conn, statement, values)
    return found[0] if found else None


async def scalar(conn: AsyncConnection, statement: Executable, values: Values) -> Any:
    """The first column of the first row, or None."""
    found = await rows(conn, statement, values)
    return found[0][0] if found else None


async def change(conn: AsyncConnection, statement: Executable, values: Values) -> int:
    """How many rows it has changed."""
    quick, ready = _ways(conn, statement, values)
    if quick is None or ready is None:
        return int((await conn.execute(statement, dict(values))).rowcount)
    return int((await _run(quick, ready, values)).rowcount)


async def change_each(conn: AsyncConnection, statement: Executable, several: Sequence[Values]) -> None:
    """Once for each of the values, all of which name the same parameters."""
    if not several:
        return
    quick, ready = _ways(conn, statement, several[0])
    if quick is None or ready is None:
        await conn.execute(statement, [dict(values) for values in several])
        return
    into = ready.into
    await quick.run(quick.raw.cursor().executemany, ready.sql, [_given(into, values) for values in several])


async def rows_of_each(conn: AsyncConnection, statement: Executable, several: Sequence[Values]) -> Sequence[Any]:
    """The rows that it returns for each of the values, in their order; all of them name the same parameters."""
    if not several:
        return ()
    quick, ready = _ways(conn, statement, several[0])
    if quick is None or ready is None:
        return (await conn.execute(statement, [dict(values) for values in several])).all()
    found: list[Any] = []
    for values in several:
        found += (await _run(quick, ready, values)).fetchall()
    return [ready.row(row) for row in _converted(found, ready.out)]


def _ways(conn: AsyncConnection, statement: Executable, values: Values) -> tuple[Quick | None, _Ready | None]:
    """The quick connection behind this one, and the statement made ready for it; None where there is none."""
    quick = conn.sync_connection.connection.dbapi_connection if conn.sync_connection else None
    if not isinstance(quick, Quick):
        return None, None
    lengths = tuple((name, len(value)) for name, value in values.items() if type(value) is list)
    if any(length > LONGEST for _, length in lengths):
        return None, None
    return quick, _ready(statement, tuple(values), lengths)


async def _run(quick: Quick, ready: _Ready, values: Values) -> sqlite3.Cursor:
    cursor = quick.raw.cursor()
    await quick.run(cursor.execute, ready.sql, _given(ready.into, values))
    return cursor


def _given(into: Sequence[_Parameter], values: Values) -> list[Any]:
    given = []
    for name, place, usual, convert in into:
        value = values.get(name, usual)
        value = value if place is None else value[place]
        given.append(value if convert is None else convert(value))
    return given


def _converted(found: Sequence[Any], out: Sequence[tuple[int, _Converter]]) -> Sequence[Any]:
    return [_one_converted(row, out) for row in found] if out else found


def _one_converted(row: Sequence[Any], out: Sequence[tuple[int, _Converter]]) -> Sequence[Any]:
    told = list(row)
    for place, convert in out:
        told[place] = convert(told[place])
    return told


@lru_cache(maxsize=2_048)
def _ready(statement: Any, names: tuple[str, ...], lengths: tuple[tuple[str, int], ...]) -> _Ready:
    """What SQLAlchemy would run on SQLite, with what it would do to the values on their way."""
    dialect = _dialect()
    compiled = statement.compile(dialect=dialect, column_keys=names)
    wanted = {**dict.fromkeys(names), **{name: [None] * length for name, length in lengths}}
    state = compiled.construct_expanded_state(wanted, escape_names=False)
    places = ((name, enumerate(many)) for name, many in state.parameter_expansion.items())
    origin = {told: (name, place) for name, many in places for place, told in many}
    into = tuple(
        _Parameter(name, place, state.parameters.get(told), _into(compiled.binds[name].type, dialect))
        for told in state.positiontup
        for name, place in [origin.get(told, (told, None))]
    )
    columns = list(statement.exported_columns)
    converters = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    out = tuple((place, convert) for place, convert in enumerate(converters) if convert is not None)
    row = namedtuple("row", [column.key for column in columns], rename=True)  # type: ignore[misc]
    return _Ready(state.statement, into, out, row._make)


def _into(kind: "TypeEngine[Any]", dialect: "Dialect") -> _Converter | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


@cache
def _dialect() -> "Dialect":
    """Loaded by whoever opens a SQLite database, and else not at all."""
    from sqlalchemy.dialects.sqlite import aiosqlite

    return aiosqlite.dialect()
