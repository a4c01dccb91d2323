"""Which of several processes speaks and knocks: one a database, and at once another where it ends, however it ends.

PostgreSQL knows by an advisory lock of a session, SQLite by a lock on a file beside it: both go with their process.
"""

import fcntl
import os
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import Store

ENDING = "-lead"
"""Of the file beside SQLite's; it stays, empty."""
_KEY = 0x6C656164  # "lead"
_TRY = text("SELECT pg_try_advisory_lock(:key)")
_LOOK = text("SELECT 1")
# Of a machine that lost its power PostgreSQL would hear nothing for two hours, and nobody would speak.
_NOTICED = ("tcp_keepalives_idle = 5", "tcp_keepalives_interval = 5", "tcp_keepalives_count = 2")


class Lease(Protocol):
    async def ours(self) -> bool:
        """Whether it is ours, taken now where it was free. Raises what the database raises while it is away."""

    async def leave(self) -> None: ...


def of(store: Store) -> Lease:
    return FileLease(store.file + ENDING) if store.sqlite else SessionLease(store)


class FileLease:
    """A lock on a file; it is the process's, however often it ends."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: int | None = None

    async def ours(self) -> bool:
        if self._file is not None:
            return True
        opened = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(opened)
            return False
        self._file = opened
        return True

    async def leave(self) -> None:
        opened, self._file = self._file, None
        if opened is not None:
            os.close(opened)


class SessionLease:
    """A lock of a connection of its own. Behind a pooler it needs one that keeps sessions."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._session: AsyncConnection | None = None

    async def ours(self) -> bool:
        if self._session is None:
            return await self._taken()
        try:
            await self._session.execute(_LOOK)
        except Exception:
            await self.leave()  # with the connection the lock has gone
            raise
        return True

    async def _taken(self) -> bool:
        session = await self._store.alone()
        try:
            for setting in _NOTICED:
                await session.execute(text(f"SET {setting}"))
            if (await session.execute(_TRY, {"key": _KEY})).scalar_one():
                self._session = session
        finally:
            if self._session is None:  # not ours, or broken off: a lock that nobody knows of must not stay
                await _closed(session)
        return self._session is not None

    async def leave(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await _closed(session)


async def _closed(session: AsyncConnection) -> None:
    """Not kept in the pool for others: the lock would go on with it."""
    await session.invalidate()
    await session.close()
