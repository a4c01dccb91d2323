"""INSERT … ON CONFLICT for whichever database the connection speaks to."""

from functools import cache
from typing import TYPE_CHECKING, Any, Union

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


Upsert = Union["sqlite.Insert", "postgresql.Insert"]


def insert(conn: AsyncConnection, table: Table) -> Upsert:
    """Only the dialect in use is loaded: the other costs a tenth of a second at the start."""
    return _plain(conn.dialect.name, table)


def keeping(conn: AsyncConnection, table: Table) -> Upsert:
    """INSERT … ON CONFLICT DO NOTHING, built once: execute it with a row or with many."""
    return _keeping(conn.dialect.name, table)


def new(conn: AsyncConnection, table: Table) -> ReturningInsert[Any]:
    """INSERT … ON CONFLICT DO NOTHING, built once, that gives the primary keys of those rows that were not there."""
    return _new(conn.dialect.name, table)


def replacing(conn: AsyncConnection, table: Table) -> Upsert:
    """INSERT … ON CONFLICT of the primary key DO UPDATE every other column, built once; every column must be given."""
    return _replacing(conn.dialect.name, table)


def _plain(dialect: str, table: Table) -> Upsert:
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


@cache
def _keeping(dialect: str, table: Table) -> Upsert:
    return _plain(dialect, table).on_conflict_do_nothing()


@cache
def _new(dialect: str, table: Table) -> ReturningInsert[Any]:
    return _plain(dialect, table).on_conflict_do_nothing().returning(*table.primary_key)


@cache
def _replacing(dialect: str, table: Table) -> Upsert:
    """Building one costs more than executing it."""
    statement = _plain(dialect, table)
    keys = [column.name for column in table.primary_key]
    rest = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)
