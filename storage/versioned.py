"""Counters by which a process sees that something it keeps in memory was changed, by itself or by another."""

from sqlalchemy import Column, RootTransaction, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import versions
from storage.upsert import insert

_MARKS, _PATIENT = "raised versions", "may be put off"
_CURRENT = select(versions.c.version).where(versions.c.what == bindparam("wanted"))


async def current(conn: AsyncConnection, what: str) -> int:
    """0 before the first change."""
    return (await conn.execute(_CURRENT, {"wanted": what})).scalar() or 0


async def touch(conn: AsyncConnection, what: str) -> int:
    """Raises the counter; holds its row until the transaction ends, so numbers become visible in their order."""
    _mark(conn, what)
    statement = insert(conn, versions).values(what=what, version=1)
    column: Column[int] = versions.c.version
    raised = statement.on_conflict_do_update(index_elements=[versions.c.what], set_={"version": column + 1})
    return int((await conn.execute(raised.returning(versions.c.version))).scalar_one())


def touched(conn: AsyncConnection, what: str) -> bool:
    """Whether this very transaction has raised the counter: what it sees may yet be undone, so nobody keeps it."""
    transaction, names = conn.info.get(_MARKS, (None, frozenset()))
    return transaction is not None and transaction is _now(conn) and what in names


def put_off(conn: AsyncConnection) -> None:
    """This transaction may be given up and begun anew once what it misses is in memory."""
    conn.info[_PATIENT] = _now(conn)


def may_be_put_off(conn: AsyncConnection) -> bool:
    patient = conn.info.get(_PATIENT)
    return patient is not None and patient is _now(conn)


def _mark(conn: AsyncConnection, what: str) -> None:
    now = _now(conn)
    transaction, names = conn.info.get(_MARKS, (None, frozenset()))
    conn.info[_MARKS] = now, {what} | (names if transaction is now else frozenset())


def _now(conn: AsyncConnection) -> RootTransaction | None:
    return conn.sync_connection.get_transaction() if conn.sync_connection else None
