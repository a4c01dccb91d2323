"""Whole tables as lines of JSON, the same from either database and into either: the inside of a backup.

A dump's first line says what each column holds, every other line is one row.
"""

import base64
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from itertools import islice
from typing import IO, Any

import orjson
from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    column,
    insert,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import NULLTYPE, TypeEngine

from storage import migrate, schema
from storage.engine import Store

TABLES: Sequence[Table] = schema.metadata.sorted_tables
"""Those that others point to come first."""
_BATCH = 1000
_NAME = re.compile(r"[a-z_0-9]{1,63}")
PLAIN = (Integer, Float, Boolean, String)
"""Types whose values are the same in JSON; every other needs a line in both tables below."""
_TYPES: Mapping[str, TypeEngine[Any]] = {
    "moment": schema.Moment(),
    "day": Date(),
    "bytes": LargeBinary(),
    "plain": NULLTYPE,
}
_READ: Mapping[str, Callable[[Any], Any]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "bytes": base64.b64decode,
}


class NotEmpty(Exception):
    """The database has rows; the message is the table that has."""


class UnknownRevision(Exception):
    """The dump was made by a version of the program that we do not know."""


class Damaged(Exception):
    """The dump is not what `dump` writes."""


@asynccontextmanager
async def snapshot(store: Store) -> AsyncIterator[AsyncConnection]:
    """A connection that sees everything as it was at one moment, and keeps nobody from writing."""
    async with store.read() as conn:
        if not store.sqlite:
            await conn.execution_options(isolation_level="REPEATABLE READ")
        yield conn


async def dump(conn: AsyncConnection, source: Table, out: IO[bytes]) -> int:
    """Writes a table, in the order of its key; returns how many rows it has."""
    out.write(orjson.dumps({str(c.name): kind(c.type) for c in source.c}) + b"\n")
    query = select(source).order_by(*source.primary_key).execution_options(yield_per=_BATCH)
    count = 0
    async for batch in (await conn.stream(query)).partitions():
        out.writelines(orjson.dumps(tuple(row), default=_text, option=orjson.OPT_APPEND_NEWLINE) for row in batch)
        count += len(batch)
    return count


def kind(of: TypeEngine[Any]) -> str:
    """How a column of this type is written: a key of both tables above, or plain."""
    return next((name for name, known in _TYPES.items() if isinstance(of, type(known))), "plain")


def _text(value: Any) -> str:
    return base64.b64encode(value).decode()


async def prepare(conn: AsyncConnection, revision: str) -> None:
    """Makes empty tables of the dump's revision. NotEmpty where there are rows; UnknownRevision."""
    await conn.run_sync(_refuse_rows)
    await conn.run_sync(_bring_to, revision)


def _refuse_rows(conn: Connection) -> None:
    there = set(inspect(conn).get_table_names())
    for one in TABLES:
        if one.name in there and conn.execute(select(text("1")).select_from(table(one.name)).limit(1)).first():
            raise NotEmpty(one.name)


def _bring_to(conn: Connection, revision: str) -> None:
    from alembic import command
    from alembic.util import CommandError

    config = migrate.config(conn)
    try:
        if inspect(conn).has_table("alembic_version"):
            command.downgrade(config, "base")
        command.upgrade(config, revision)
    except CommandError as error:
        raise UnknownRevision(revision) from error


async def load(conn: AsyncConnection, name: str, lines: IO[bytes]) -> int:
    """Fills the empty table with a dump; returns how many rows it has. Damaged where it does not fit."""
    known = await conn.run_sync(lambda sync: inspect(sync).get_table_names())
    if not _NAME.fullmatch(name) or name not in known:
        raise Damaged(f"there is no table {name}")
    kinds = _kinds(lines.readline())
    target = table(name, *(column(of, _TYPES[kind]) for of, kind in kinds.items()))
    reads = [(of, _READ[kind]) for of, kind in kinds.items() if kind in _READ]
    count = 0
    while rows := [_row(line, tuple(kinds), reads) for line in islice(lines, _BATCH)]:
        await conn.execute(insert(target), rows)
        count += len(rows)
    if count and "id" in kinds and conn.dialect.name == "postgresql":
        await conn.execute(text(_COUNT_ON.format(name=name)))
    return count


_COUNT_ON = "SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
"""PostgreSQL numbers by a sequence, which an insert with a number of its own does not move."""


def _kinds(line: bytes) -> dict[str, str]:
    kinds = _json(line)
    if not isinstance(kinds, dict) or not all(_NAME.fullmatch(name) and kinds[name] in _TYPES for name in kinds):
        raise Damaged("the names of the columns")
    return kinds


def _row(line: bytes, columns: Sequence[str], reads: Sequence[tuple[str, Callable[[Any], Any]]]) -> dict[str, Any]:
    values = _json(line)
    if not isinstance(values, list) or len(values) != len(columns):
        raise Damaged("a row of another width than its table")
    row = dict(zip(columns, values, strict=True))
    try:
        row.update((name, read(row[name])) for name, read in reads if row[name] is not None)
    except (TypeError, ValueError) as error:
        raise Damaged(f"a value that is not what its column holds ({error})") from error
    return row


def _json(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except ValueError as error:
        raise Damaged("a line that is no JSON") from error


def names() -> Iterator[str]:
    """The tables in the order in which they must be loaded."""
    return (one.name for one in TABLES)
