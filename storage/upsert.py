"""INSERT … ON CONFLICT for whichever database the connection speaks to."""

from typing import TYPE_CHECKING, Union

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def insert(conn: AsyncConnection, table: Table) -> Union["sqlite.Insert", "postgresql.Insert"]:
    """Only the dialect in use is loaded: the other costs a tenth of a second at the start."""
    if conn.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)
