"""Updates in transactions: many in one, or one alone with a second try, a pause, and in the end a dead letter.

Handling and its consequences (state, history, what is owed, "done") commit together or not at all.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.incoming import Event
from bot.domain.outgoing import Outgoing, chat_of
from bot.domain.people import Person
from bot.lanes import Job
from bot.telegram import parse, raw
from bot.telegram.parse import Malformed
from bot.times import Times
from handlers.turn import House, Refused
from storage import inbox, known, outbox, versioned
from storage.cells import Unready
from storage.engine import Store
from storage.tickets import Conflict

RETRIES = (1.0, 5.0)  # seconds to wait before each further attempt; then it is a dead letter
_SHOWN = 2000  # characters of an error in a dead letter
_NOBODY = Person(0, None, "")
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Doors:
    """The way into the handlers; see `handlers.front`."""

    meet: Callable[[AsyncConnection, Sequence[Event], House], Awaitable[dict[int, Person]]]
    wants_files: Callable[[AsyncConnection, Event, Person], Awaitable[bool]]
    receive: Callable[[AsyncConnection, Event, Person, House, datetime], Awaitable[Sequence[Outgoing]]]
    failed: Callable[[AsyncConnection, Event, Person, House], Awaitable[Sequence[Outgoing]]]


@dataclass(frozen=True, slots=True)
class Desk:
    """What handling needs."""

    store: Store
    house: House
    doors: Doors
    times: Times


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of the jobs. `rest`: seconds until `later` is due. `owes`: what is new in the outbox.

    `failed` must be handled alone: nothing of them has happened.
    """

    done: Sequence[Job] = ()
    wanting: Sequence[Job] = ()
    failed: Sequence[Job] = ()
    later: Job | None = None
    rest: float = 0.0
    owes: Sequence[outbox.Row] = ()


class Overtaken(Exception):
    """Somebody else has handled one of them."""


async def together(desk: Desk, jobs: Sequence[Job]) -> Handled:
    """All jobs in one transaction, each in a savepoint of its own: who is refused or fails holds nobody else up.

    A job by itself needs no savepoint: what it raises is raised, and nothing of it has happened.
    """
    understood = [_understood(desk, job) for job in jobs]
    async with desk.store.write() as conn:
        return await _handled(desk, conn, understood)


async def arrived(desk: Desk, jobs: Sequence[Job]) -> Handled:
    """Store updates and handle them, in one transaction; those that we have already are done.

    Raises as `together` does, and then nothing is stored either; a refusal of one alone is stored with what it says.
    """
    understood = [_understood(desk, job) for job in jobs]
    try:
        async with desk.store.write() as conn:
            fresh = await _stored(conn, understood)
            handled = await _handled(desk, conn, fresh)
    except Refused as refused:
        async with desk.store.write() as conn:
            fresh = await _stored(conn, understood)
            return Handled(done=jobs, owes=await _close(conn, fresh, refused.said if fresh else (), desk.times.wall()))
    return replace(handled, done=[*handled.done, *(job for job in understood if job not in fresh)])


async def _stored(conn: AsyncConnection, jobs: Sequence[Job]) -> list[Job]:
    """Those of the jobs whose updates are new to us; they are in the inbox now."""
    new = {row.update_id for row in await inbox.add(conn, [job.row for job in jobs])}
    return [job for job in jobs if job.row.update_id in new]


async def _handled(desk: Desk, conn: AsyncConnection, jobs: Sequence[Job]) -> Handled:
    versioned.put_off(conn)
    now = desk.times.now()
    people = await desk.doors.meet(conn, [job.event for job in jobs if job.event], desk.house)
    wanting = [job for job in jobs if await _wants_files(desk, conn, job, people)]
    ready = [job for job in jobs if job not in wanting] if wanting else jobs
    if len(ready) == 1:
        said, failed, owes = [*await _receive(desk, conn, ready[0], (people, now))], list[Job](), list[outbox.Row]()
    else:
        said, failed, owes = await _each(desk, conn, ready, (people, now))
    done = [job for job in ready if job not in failed] if failed else ready
    owes += await _close(conn, done, said, desk.times.wall())
    return Handled(done, wanting, failed, owes=owes)


async def _each(
    desk: Desk, conn: AsyncConnection, jobs: Sequence[Job], batch: tuple[dict[int, Person], datetime]
) -> tuple[list[Outgoing], list[Job], list[outbox.Row]]:
    """What is to be said, whose savepoint was rolled back for another reason than a refusal, and what is owed already.

    What goes to a group is owed at once: the next job must count it against the group's limit.
    """
    said, failed, owes = list[Outgoing](), list[Job](), list[outbox.Row]()
    for job in jobs:
        if any(chat_of(one) < 0 for one in said):
            owes += await outbox.add(conn, said, desk.times.wall())
            said = []
        try:
            said += await _in_savepoint(desk, conn, job, batch)
        except Refused as refused:
            said += refused.said
        except Unready:
            failed.append(job)
        except Exception as error:
            _log.warning("an update is handled once more, alone", update_id=job.row.update_id, error=repr(error))
            failed.append(job)
    return said, failed, owes


async def _in_savepoint(
    desk: Desk, conn: AsyncConnection, job: Job, batch: tuple[dict[int, Person], datetime]
) -> Sequence[Outgoing]:
    async with known.savepoint(conn):
        return await _receive(desk, conn, job, batch)


async def alone(desk: Desk, job: Job) -> Handled:
    """One job, in a transaction of its own. Raises only where the database does, and then nothing has happened."""
    with structlog.contextvars.bound_contextvars(update_id=job.row.update_id):
        try:
            return await _twice(desk, job)
        except Refused as refused:
            return await _say(desk, job, refused.said)
        except Overtaken:
            return Handled(done=[job])
        except Exception as error:
            _log.exception("an update could not be handled", attempt=job.row.attempts + 1)
            return await _fail(desk, job, f"{type(error).__name__}: {error}"[:_SHOWN])


async def _twice(desk: Desk, job: Job) -> Handled:
    """Once more where somebody was faster, or where the map had to be read first: no transaction waits for that."""
    try:
        return await together(desk, [job])
    except Conflict:
        return await together(desk, [job])
    except Unready:
        await desk.house.atlas.ready(desk.store)
        return await together(desk, [job])


async def _say(desk: Desk, job: Job, said: Sequence[Outgoing]) -> Handled:
    async with desk.store.write() as conn:
        owes = await _close(conn, [job], said, desk.times.wall())
    return Handled(done=[job], owes=owes)


async def _fail(desk: Desk, job: Job, error: str) -> Handled:
    """Another attempt later, or the dead letter and a word to whoever wrote."""
    attempts = job.row.attempts + 1
    if attempts > len(RETRIES):
        return await _bury(desk, job, error)
    rest = RETRIES[attempts - 1]
    row = replace(job.row, attempts=attempts, due_at=desk.times.wall() + rest)
    async with desk.store.write() as conn:
        await inbox.postpone(conn, row)
    return Handled(later=replace(job, row=row), rest=rest)


async def _bury(desk: Desk, job: Job, error: str) -> Handled:
    understood = _understood(desk, job)
    said = await _apology(desk, understood.event) if understood.event else []
    async with desk.store.write() as conn:
        await inbox.bury(conn, job.row.update_id, job.row.body, error=error, at=desk.times.wall())
        owes = await outbox.add(conn, said, desk.times.wall())
    return Handled(done=[job], owes=owes)


async def _apology(desk: Desk, event: Event) -> Sequence[Outgoing]:
    """In a transaction of its own: an apology that fails must not keep the letter from its grave."""
    try:
        async with desk.store.write() as conn:
            people = await desk.doors.meet(conn, [event], desk.house)
            return await desk.doors.failed(conn, event, _person(event, people), desk.house)
    except Exception:
        _log.exception("nobody could be told")
        return []


async def _receive(
    desk: Desk, conn: AsyncConnection, job: Job, batch: tuple[dict[int, Person], datetime]
) -> Sequence[Outgoing]:
    event, (people, now) = job.event, batch
    if job.bad:
        _log.error("a malformed update is a dead letter", update_id=job.row.update_id, error=job.bad)
        await inbox.bury(conn, job.row.update_id, job.row.body, error=job.bad, at=desk.times.wall())
    if event is None:
        return ()
    with structlog.contextvars.bound_contextvars(update_id=event.update_id):
        return await desk.doors.receive(conn, event, _person(event, people), desk.house, now)


async def _close(
    conn: AsyncConnection, done: Sequence[Job], said: Sequence[Outgoing], at: float
) -> Sequence[outbox.Row]:
    """Owe what is to be said, and mark the updates; Overtaken where one of them was marked already."""
    owes = await outbox.add(conn, said, at)
    ids = [job.row.update_id for job in done if not job.bad]
    if ids and await inbox.finish(conn, ids) != len(ids):
        raise Overtaken
    return owes


async def _wants_files(desk: Desk, conn: AsyncConnection, job: Job, people: dict[int, Person]) -> bool:
    event = job.event
    if event is None or not event.files or event.fetched:
        return False
    return await desk.doors.wants_files(conn, event, _person(event, people))


def _person(event: Event, people: dict[int, Person]) -> Person:
    return people.get(event.sender.id, _NOBODY) if event.sender else _NOBODY


def _understood(desk: Desk, job: Job) -> Job:
    """The job with its event; without one where the update is not for us, `bad` where it is malformed."""
    if job.event or job.bad:
        return job
    received = datetime.fromtimestamp(job.row.received_at, UTC)
    try:
        event = parse.event(raw.load(job.row.body), received, username=desk.house.username)
    except (Malformed, ValueError) as error:
        return replace(job, bad=(error.reason if isinstance(error, Malformed) else str(error)) or "malformed")
    return replace(job, event=event)
