"""Tickets, their history and their files. A save that finds another version than it expects raises Conflict."""

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ticket import UNDECIDED, Attachment, Entry, Kind, Severity, State, Ticket, Use, Verb
from storage.schema import attachments, history, people, tickets

COLUMNS = tuple(field.name for field in fields(Ticket))
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""`pressing_at` of what waits for an answer: it comes after everything that has a deadline."""


class Conflict(Exception):
    """Somebody else changed the ticket between our reading and our saving."""


class Unknown(Exception):
    """There is no ticket of that number."""


def _ticket(row: Row[Any]) -> Ticket:
    values = row._asdict()
    values["kind"], values["severity"] = Kind(row.kind), Severity(row.severity)
    values["state"], before = State(row.state), row.state_before
    values["state_before"] = State(before) if before else None
    return Ticket(**values)


# Built once: building a statement costs more than executing it.
_QUERY = select(*(tickets.c[name] for name in COLUMNS))
_GET = _QUERY.where(tickets.c.id == bindparam("wanted"))
_DUE = (
    _QUERY.where(tickets.c.due_at <= bindparam("moment"))
    .order_by(tickets.c.due_at, tickets.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)  # two processes knock at once; SQLite has one writer anyway
)
_UNRATED = (
    _QUERY.where(tickets.c.state == State.RESOLVED, tickets.c.resolved_at <= bindparam("moment"))
    .order_by(tickets.c.resolved_at, tickets.c.id)
    .limit(bindparam("most"))
)
_ASKED = (
    _QUERY.where(tickets.c.state == State.NEEDS_INFO, tickets.c.resolve_stopped_at <= bindparam("moment"))
    .order_by(tickets.c.id)
    .limit(bindparam("most"))
)
_CLOCKS = ("acknowledge_by", "resolve_by", "acknowledge_stopped_at", "resolve_stopped_at")
_LOOK_AGAIN = (
    update(tickets)
    .where(tickets.c.id == bindparam("wanted"), tickets.c.version == bindparam("known"))
    .values({name: bindparam(f"new_{name}") for name in (*_CLOCKS, "due_at", "pressing_at")})
)
_SAVE = (
    update(tickets)
    .where(tickets.c.id == bindparam("wanted"), tickets.c.version == bindparam("known"))
    .values({name: bindparam(f"new_{name}") for name in (*COLUMNS, "pressing_at") if name != "id"})
)
_SUBMIT = insert(tickets).returning(tickets.c.id)
_RECORD, _ATTACH = insert(history), insert(attachments)
_HISTORY = (
    select(history, people.c.name)
    .join_from(history, people, history.c.by == people.c.id, isouter=True)
    .where(history.c.ticket == bindparam("wanted"))
    .order_by(history.c.id)
)
_FILES = select(attachments).where(attachments.c.ticket == bindparam("wanted")).order_by(attachments.c.id)
_FILES_OF_ROUND = _FILES.where(attachments.c.round == bindparam("only"))
_SEVERAL = _QUERY.where(tickets.c.id.in_(bindparam("wanted", expanding=True)))
_COUNT_OF = select(func.count()).select_from(tickets).where(tickets.c.reporter == bindparam("wanted"))
_NEWEST = (
    select(tickets.c.submitted_at)
    .where(tickets.c.reporter == bindparam("wanted"))
    .order_by(tickets.c.id.desc())
    .offset(bindparam("newer"))
    .limit(1)
)


async def get(conn: AsyncConnection, ticket_id: int) -> Ticket:
    """Raises Unknown."""
    row = (await conn.execute(_GET, {"wanted": ticket_id})).first()
    if row is None:
        raise Unknown(ticket_id)
    return _ticket(row)


async def several(conn: AsyncConnection, ids: Sequence[int]) -> list[Ticket]:
    """In the order asked for; unknown numbers are left out."""
    rows = await conn.execute(_SEVERAL, {"wanted": list(ids)})
    found = {row.id: _ticket(row) for row in rows}
    return [found[number] for number in ids if number in found]


async def ends(conn: AsyncConnection, merged: Sequence[Ticket]) -> dict[int, Ticket]:
    """By the number of each, the ticket at the end of its chain of merges: itself where it was never merged."""
    found = {ticket.id: ticket for ticket in merged}
    while on := {number: ticket.merged_into for number, ticket in found.items() if ticket.merged_into}:
        into = {ticket.id: ticket for ticket in await several(conn, sorted(set(on.values())))}
        found |= {number: into[target] for number, target in on.items()}
    return found


def pressing_at(ticket: Ticket) -> datetime | None:
    """When it is due by the clock that is watched, the earlier of both until it is taken; None once it is decided."""
    if ticket.state not in UNDECIDED:
        return None
    clocks = {State.OPEN: (ticket.acknowledge_by, ticket.resolve_by), State.ACKNOWLEDGED: (ticket.resolve_by,)}
    return min((by for by in clocks.get(ticket.state, ()) if by), default=NEVER)


async def submit(conn: AsyncConnection, ticket: Ticket, *, by: int) -> Ticket:
    """Stores a new ticket with the first line of its history; the returned one has its number."""
    values = {name: value for name, value in asdict(ticket).items() if name != "id"}
    made = (await conn.execute(_SUBMIT, {**values, "pressing_at": pressing_at(ticket)})).scalar_one()
    stored = replace(ticket, id=made)
    await record(conn, stored, Verb.SUBMIT, by=by, at=ticket.submitted_at)
    return stored


async def save(
    conn: AsyncConnection, ticket: Ticket, verb: str, *, by: int | None, at: datetime, source: State, why: str = ""
) -> None:
    """Stores the new state and one line of history; Conflict where somebody was faster."""
    values: dict[str, object] = {f"new_{name}": getattr(ticket, name) for name in COLUMNS if name != "id"}
    values |= {"wanted": ticket.id, "known": ticket.version - 1, "new_pressing_at": pressing_at(ticket)}
    done = await conn.execute(_SAVE, values)
    if done.rowcount != 1:
        raise Conflict(ticket.id)
    await record(conn, ticket, verb, by=by, at=at, source=source, why=why)


async def touch(
    conn: AsyncConnection, ticket: Ticket, verb: str, *, by: int | None, at: datetime, why: str = ""
) -> Ticket:
    """One version on and one line of history for what changes nothing else of it; Conflict as `save`."""
    changed = replace(ticket, version=ticket.version + 1)
    await save(conn, changed, verb, by=by, at=at, source=ticket.state, why=why)
    return changed


async def record(
    conn: AsyncConnection,
    ticket: Ticket,
    verb: str,
    *,
    by: int | None,
    at: datetime,
    source: str = "",
    why: str = "",
) -> None:
    """One line of history; lines are never changed."""
    row = {"ticket": ticket.id, "at": at, "verb": verb, "by": by, "source": source, "to": ticket.state}
    row |= {"area": ticket.area, "level": ticket.level, "why": why}
    await conn.execute(_RECORD, row)


async def history_of(conn: AsyncConnection, ticket_id: int) -> list[Entry]:
    rows = await conn.execute(_HISTORY, {"wanted": ticket_id})
    return [Entry(r.at, r.verb, r.by, r.name or "", r.source, r.to, r.why, r.area) for r in rows]


async def attach(
    conn: AsyncConnection, ticket: Ticket, files: Sequence[Attachment], *, by: int | None, at: datetime
) -> None:
    """Adds files that the media store has."""
    rows = [{"ticket": ticket.id, **asdict(f), "round": ticket.reopened, "added_by": by, "added_at": at} for f in files]
    if rows:
        await conn.execute(_ATTACH, rows)


async def files_of(conn: AsyncConnection, ticket_id: int, *, round_: int | None = None) -> list[Attachment]:
    """In the order they came; `round_` n: only what came since the n-th reopening."""
    query, values = (_FILES, {}) if round_ is None else (_FILES_OF_ROUND, {"only": round_})
    rows = await conn.execute(query, {"wanted": ticket_id, **values})
    return [Attachment(row.sha256, row.kind, Use(row.use)) for row in rows]


async def of_reporter(conn: AsyncConnection, person_id: int, *, offset: int = 0, limit: int = 5) -> list[Ticket]:
    """Newest first."""
    query = _QUERY.where(tickets.c.reporter == person_id).order_by(tickets.c.id.desc())
    return [_ticket(row) for row in await conn.execute(query.offset(offset).limit(limit))]


async def count_of(conn: AsyncConnection, person_id: int) -> int:
    return int((await conn.execute(_COUNT_OF, {"wanted": person_id})).scalar_one())


async def newest_of(conn: AsyncConnection, person_id: int, number: int) -> datetime | None:
    """When the so-manieth newest (1: the newest) of their reports came; it reads no more of them than that."""
    wanted = {"wanted": person_id, "newer": number - 1}
    return (await conn.execute(_NEWEST, wanted)).scalar()


async def with_album(conn: AsyncConnection, person_id: int, album: str) -> Ticket | None:
    """The reporter's latest ticket that was made from this album."""
    mine = (tickets.c.reporter == person_id) & (tickets.c.album == album)
    row = (await conn.execute(_QUERY.where(mine).order_by(tickets.c.id.desc()).limit(1))).first()
    return _ticket(row) if row else None


async def resolved_before(conn: AsyncConnection, moment: datetime, *, limit: int = 20) -> list[Ticket]:
    """Those that wait for a rating longest come first: the order of their index, or all tickets would be walked."""
    return [_ticket(row) for row in await conn.execute(_UNRATED, {"moment": moment, "most": limit})]


async def due_before(conn: AsyncConnection, now: datetime, *, limit: int = 50) -> list[Ticket]:
    """What the clock must look at, the longest due first; held against other processes until the transaction ends."""
    return [_ticket(row) for row in await conn.execute(_DUE, {"moment": now, "most": limit})]


async def look_again(conn: AsyncConnection, ticket: Ticket, due_at: datetime | None) -> None:
    """Keeps the ticket's clocks and when the clock looks next; nothing where somebody has changed it meanwhile."""
    clocks = {f"new_{name}": getattr(ticket, name) for name in _CLOCKS}
    clocks |= {"new_due_at": due_at, "new_pressing_at": pressing_at(ticket)}
    await conn.execute(_LOOK_AGAIN, {"wanted": ticket.id, "known": ticket.version, **clocks})


async def asked_before(conn: AsyncConnection, moment: datetime, *, limit: int = 20) -> list[Ticket]:
    """What waits for an answer since then: its clocks have stood still since the question."""
    return [_ticket(row) for row in await conn.execute(_ASKED, {"moment": moment, "most": limit})]


async def asked_of(conn: AsyncConnection, person_id: int) -> Ticket | None:
    """The reporter's newest ticket that waits for their answer."""
    mine = (tickets.c.reporter == person_id) & (tickets.c.state == State.NEEDS_INFO)
    row = (await conn.execute(_QUERY.where(mine).order_by(tickets.c.id.desc()).limit(1))).first()
    return _ticket(row) if row else None


async def undecided_in(conn: AsyncConnection, area_ids: Sequence[int]) -> list[Ticket]:
    """What is open, taken or asked about in the areas, oldest first."""
    states = (State.OPEN, State.ACKNOWLEDGED, State.NEEDS_INFO)
    query = _QUERY.where(tickets.c.area.in_(area_ids), tickets.c.state.in_(states))
    return [_ticket(row) for row in await conn.execute(query.order_by(tickets.c.id))]


async def states(conn: AsyncConnection) -> dict[State, int]:
    """How many tickets are in each state."""
    rows = await conn.execute(select(tickets.c.state, func.count()).group_by(tickets.c.state))
    return {State(state): count for state, count in rows}
