"""What we owe: stored in the transaction that makes it due, marked once Telegram has it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.outgoing import Delete, Edit, Outgoing, Send, chat_of, priority
from storage.messages import pack
from storage.schema import FOLDED, STATES, UNREACHABLE, WAITING, outbox

_READ = ("Send", "SendFile", "Venue", "Album")  # what somebody reads, by the names of the classes
_IN_ORDER = 0x67726964  # "grid": the advisory lock that makes ids on PostgreSQL appear in the order they were given


@dataclass(frozen=True, slots=True)
class Row:
    """One message owed. Times in seconds since the epoch; `slot` is the slot that it fills, edits or deletes."""

    id: int
    chat: int
    kind: str
    body: bytes
    slot: str | None
    priority: int
    attempts: int
    created_at: float
    due_at: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row. `sent_at` also where Telegram only counted it, for the pacing."""

    id: int
    state: int
    attempts: int = 0
    due_at: float = 0.0
    sent_at: float | None = None
    error: str | None = None


_COLUMNS = (
    outbox.c.id,
    outbox.c.chat,
    outbox.c.kind,
    outbox.c.body,
    outbox.c.slot,
    outbox.c.priority,
    outbox.c.attempts,
    outbox.c.created_at,
    outbox.c.due_at,
)
_SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values({name: bindparam(f"new_{name}") for name in ("state", "attempts", "due_at", "sent_at", "error")})
)
_WAITING = (
    select(*_COLUMNS)
    .where(outbox.c.state == WAITING, outbox.c.id > bindparam("after"))
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)
_FOLD = (
    update(outbox)
    .where(outbox.c.state == WAITING, outbox.c.kind == Edit.__name__)
    .where(outbox.c.slot.in_(bindparam("slots", expanding=True)))
    .values(state=FOLDED)
)
_ADD = insert(outbox).returning(outbox.c.id, sort_by_parameter_order=True)
_MINE = select(func.count()).where(outbox.c.chat == bindparam("whose"))
_LOAD = select(
    _MINE.where(outbox.c.state == WAITING).scalar_subquery()
    # All states, one by one, for the index begins with the chat and the state.
    + _MINE.where(outbox.c.state.in_(STATES), outbox.c.sent_at > bindparam("since")).scalar_subquery()
)


async def add(conn: AsyncConnection, messages: Sequence[Outgoing], at: float) -> list[Row]:
    """Owe these, in this order. An edit (or a deletion) makes waiting edits of the same slot superfluous.

    The rows are those that `waiting` will find once they are committed.
    """
    if not messages:
        return []
    if conn.dialect.name == "postgresql":
        await conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _IN_ORDER})
    changed = {message.slot for message in messages if isinstance(message, Edit | Delete)}
    if changed:
        await fold(conn, changed)
    made = [_values(message, at) for message in _folded(messages)]
    numbers = (await conn.execute(_ADD, made)).all()
    return [Row(id=number, **values, attempts=0, due_at=0.0) for (number,), values in zip(numbers, made, strict=True)]


async def fold(conn: AsyncConnection, changed: Iterable[str]) -> None:
    """What waits to be shown in these slots is superfluous."""
    await conn.execute(_FOLD, {"slots": sorted(changed)})


async def waiting(conn: AsyncConnection, *, after: int, limit: int) -> list[Row]:
    """What is owed, by id, above a given one."""
    return [Row(*row) for row in await conn.execute(_WAITING, {"after": after, "most": limit})]


async def settle(conn: AsyncConnection, outcomes: Sequence[Outcome]) -> None:
    """Record what became of these rows."""
    if outcomes:
        await conn.execute(_SETTLE, [_settled(one) for one in outcomes])


async def give_up(conn: AsyncConnection, chat: int, *, error: str) -> None:
    """Nobody reads in this chat: everything that waits for it is unreachable."""
    waits = (outbox.c.chat == chat) & (outbox.c.state == WAITING)
    await conn.execute(update(outbox).where(waits).values(state=UNREACHABLE, error=error))


async def redirect(conn: AsyncConnection, old: int, new: int) -> None:
    """What waits for a chat goes to the one it has become."""
    waits = (outbox.c.chat == old) & (outbox.c.state == WAITING)
    await conn.execute(update(outbox).where(waits).values(chat=new))


async def sent_since(conn: AsyncConnection, since: float) -> list[tuple[int, float]]:
    """Chat and time of everything sent after `since`, oldest first: what the pacing must know after a restart."""
    recent = select(outbox.c.chat, outbox.c.sent_at).where(outbox.c.sent_at > since).order_by(outbox.c.sent_at)
    return [(chat, at) for chat, at in await conn.execute(recent)]


async def load(conn: AsyncConnection, chat: int, since: float) -> int:
    """How many messages the chat got after `since` or waits for: what its limit must carry."""
    return int((await conn.execute(_LOAD, {"whose": chat, "since": since})).scalar_one())


async def owed(conn: AsyncConnection) -> int:
    """How many messages wait."""
    return (await conn.execute(select(func.count()).where(outbox.c.state == WAITING))).scalar_one()


async def undelivered(conn: AsyncConnection, chats: Iterable[int]) -> int:
    """How many messages for these chats were given up, for nobody could be reached there."""
    given_up = outbox.c.chat.in_(list(chats)) & (outbox.c.state == UNREACHABLE) & outbox.c.kind.in_(_READ)
    return (await conn.execute(select(func.count()).where(given_up))).scalar_one()


async def owed_since(conn: AsyncConnection, slot: str, since: float) -> bool:
    """Whether a message for the slot became due after that time, sent or not."""
    # All states, one by one, as for `load`.
    lately = (outbox.c.slot == slot) & outbox.c.state.in_(STATES) & (outbox.c.created_at > since)
    return (await conn.execute(select(outbox.c.id).where(lately).limit(1))).first() is not None


async def prune(conn: AsyncConnection, before: float) -> int:
    """Forget what was settled before the given time; the slots stay.

    The newest row stays too: SQLite would give its number once more, and the sender looks for higher ones only.
    """
    newest = select(func.max(outbox.c.id)).scalar_subquery()
    old = (outbox.c.state != WAITING) & (outbox.c.created_at < before) & (outbox.c.id < newest)
    return (await conn.execute(delete(outbox).where(old))).rowcount


def _folded(messages: Sequence[Outgoing]) -> list[Outgoing]:
    """Without the edits that a later edit in the same list replaces."""
    last = {one.slot: place for place, one in enumerate(messages) if isinstance(one, Edit | Delete)}
    return [
        one for place, one in enumerate(messages) if not isinstance(one, Edit) or last.get(one.slot, place) == place
    ]


def _values(message: Outgoing, at: float) -> dict[str, Any]:
    kind, body = pack(message)
    slot = message.slot if isinstance(message, Send | Edit | Delete) else None
    return {
        "chat": chat_of(message),
        "kind": kind,
        "body": body,
        "slot": slot or None,
        "priority": int(priority(message)),
        "created_at": at,
    }


def _settled(one: Outcome) -> dict[str, Any]:
    return {
        "row": one.id,
        "new_state": one.state,
        "new_attempts": one.attempts,
        "new_due_at": one.due_at,
        "new_sent_at": one.sent_at,
        "new_error": one.error,
    }
