"""The database brought up to date, and what stands in the way of it said in one line."""

import ssl

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from storage import migrate
from storage.migrations import HEAD

_AWAY = ("08", "53", "57P")
"""SQLSTATE classes that time mends: no connection, no room for one more, starting up or going down."""


class Unusable(Exception):
    """There is no database to work with; the message is one line, with its URL and without its password."""


class Away(Unusable):
    """A server that does not answer yet, and may do so later."""


async def up(url: str) -> bool:
    """To the newest version; False where it was there already. Unusable, Away."""
    try:
        return await migrate.up(url)
    except migrate.Newer as error:
        raise Unusable(f"{shown(url)} {newer(str(error))}") from error
    except errors(url) as error:
        said = f"{shown(url)}: {cause(error)}"
        raise (Away(said) if _away(url, error) else Unusable(said)) from error


def newer(version: str) -> str:
    """What is said of a database with a version that this program does not have."""
    return f"is at version {version}, written by a newer program than this one (version {HEAD}): update the program"


def shown(url: str) -> str:
    """A database's URL without its password."""
    return make_url(url).render_as_string(hide_password=True)


def cause(error: BaseException) -> str:
    """The first line of what went wrong, without the library's wrapping."""
    told = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return (str(told) or type(told).__name__).splitlines()[0]


def errors(url: str) -> tuple[type[Exception], ...]:
    """What opening it may raise: a refusal by PostgreSQL reaches us as the driver's own error."""
    if _sqlite(url):
        return DBAPIError, OSError
    import asyncpg  # only where it is used: it costs a start 0.1 s

    return DBAPIError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError


def _away(url: str, error: BaseException) -> bool:
    told = error.orig if isinstance(error, DBAPIError) and error.orig else error
    if _sqlite(url) or isinstance(told, ssl.SSLError):
        return False
    return isinstance(told, OSError) or str(getattr(told, "sqlstate", None) or "").startswith(_AWAY)


def _sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"
