"""A warning goes out in portions that leave room for answers; it can be stopped, and called a false alarm."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.outgoing import Edit, Outgoing
from bot.domain.people import Action, may
from handlers import acting, pressed, refusals
from handlers.i18n import N
from handlers.turn import House, Refused, Turn
from handlers.warnings import aiming, face, writing
from storage import areas, audit, broadcasts, people
from storage.audit import Deed
from storage.broadcasts import Broadcast, State

FIRST = 100  # told at once, without waiting for the clock
MOST_SECONDS = 40.0  # of sending at once after a pause: what is on its way can be stopped no more
SHOWN_EVERY = timedelta(seconds=5)
LATE = N("It went out more than a day ago: too late to call it a false alarm. A new notice: /broadcast")


async def go(turn: Turn) -> Sequence[Outgoing]:
    """castgo:ID or castgo:ID:again: it goes out; the same as lately only with "again"."""
    one = await writing.own(turn)
    area = await areas.get(turn.conn, one.area) if one.area else None
    if not aiming.may_tell(turn, area):
        raise await refusals.not_allowed(turn)
    since = turn.now - timedelta(minutes=turn.house.policy.broadcasts.same_minutes)
    same = await broadcasts.same_since(turn.conn, one, since)
    told = await aiming.people(turn, one)
    if not told or (same and acting.argument(turn, 2) != "again"):
        shown, buttons = await aiming.preview(turn, one)
        return [*pressed.heard(turn), Edit(turn.here, face.desk(one), shown, buttons)]
    return [*pressed.heard(turn, N("It goes out")), *await writing.needless(turn, one), *await _start(turn, one, told)]


async def _start(turn: Turn, one: Broadcast, told: set[int]) -> list[Outgoing]:
    if not await broadcasts.move(turn.conn, one.id, [State.DRAFT], State.GOING, at=turn.now):
        raise await refusals.no(turn, writing.OVER)
    total = await broadcasts.aim(turn.conn, one.id, sorted(told))
    one = await broadcasts.change(turn.conn, one.id, total=total, started_at=turn.now, shown_at=turn.now)
    place = f" area:{one.area}" if one.area else ""
    await audit.record(turn.conn, Deed.BROADCAST, f"broadcast:{one.id}{place} {total}", by=turn.who.id, at=turn.now)
    return await _portion(turn.conn, turn.house, turn.now, (one, FIRST))


async def _portion(conn: AsyncConnection, house: House, now: datetime, what: tuple[Broadcast, int]) -> list[Outgoing]:
    """Tells, or corrects, the next so many; after the last one it is done."""
    return await (_correct if what[0].state is State.CORRECTING else _tell)(conn, house, now, what)


async def _tell(conn: AsyncConnection, house: House, now: datetime, what: tuple[Broadcast, int]) -> list[Outgoing]:
    one, count = what
    next_ = await broadcasts.untold(conn, one.id, limit=count + 1)  # one more than are told shows whether it is over
    told, who = next_[:count], await name_of(conn, one)
    await broadcasts.note_told(conn, one.id, told, now)
    said = [face.to_courier(house.languages.to(r.language), one, who, r.telegram) for r in told if r.reached]
    state = State.GOING if len(next_) > count else State.DONE
    one = await broadcasts.change(conn, one.id, state=state, shown_at=now, stale=False)
    return [*said, await _status(conn, house, now, one)]


async def _correct(conn: AsyncConnection, house: House, now: datetime, what: tuple[Broadcast, int]) -> list[Outgoing]:
    one, count = what
    next_ = await broadcasts.uncorrected(conn, one.id, limit=count + 1)
    told = next_[:count]
    await broadcasts.note_corrected(conn, one.id, told, now)
    said = [face.correction(house.languages.to(r.language), one, r.telegram) for r in told if r.reached]
    state = State.CORRECTING if len(next_) > count else State.CORRECTED
    one = await broadcasts.change(conn, one.id, state=state, shown_at=now, stale=False)
    return [*said, await _status(conn, house, now, one)]


async def name_of(conn: AsyncConnection, one: Broadcast) -> str:
    """The area that warns, "" where it is for all."""
    area = await areas.get(conn, one.area) if one.area else None
    return area.name if area else ""


async def _status(conn: AsyncConnection, house: House, now: datetime, one: Broadcast) -> Edit:
    t = house.languages.to(await _language(conn, one))
    return face.status(t, one, face.aimed(t, one, await name_of(conn, one), house.policy.broadcasts), now)


async def _language(conn: AsyncConnection, one: Broadcast) -> str:
    """The sender's in private, else the group's."""
    if one.chat > 0:
        return (await people.get(conn, one.by)).language
    return await areas.language_in(conn, one.chat, one.thread)


async def due(conn: AsyncConnection, house: House, now: datetime) -> Sequence[Outgoing]:
    """The next portion of whatever goes out, as many as time has passed for; and figures that have changed."""
    said: list[Outgoing] = []
    for found in await broadcasts.working(conn):
        one = await broadcasts.lock(conn, found.id)
        if one.state in (State.GOING, State.CORRECTING):
            said += await _next(conn, house, now, one)
        elif one.stale and (one.shown_at is None or now - one.shown_at >= SHOWN_EVERY):
            one = await broadcasts.change(conn, one.id, stale=False, shown_at=now)
            said.append(await _status(conn, house, now, one))
    return said


async def _next(conn: AsyncConnection, house: House, now: datetime, one: Broadcast) -> list[Outgoing]:
    seconds = (now - one.last_at).total_seconds() if one.last_at else MOST_SECONDS
    count = int(min(MOST_SECONDS, max(0.0, seconds)) * house.policy.broadcasts.a_second)
    return await _portion(conn, house, now, (one, count)) if count else []


async def _theirs(turn: Turn, *states: State) -> Broadcast:
    """A warning that goes out or went out: its sender's, or that of the group where it was made."""
    one = await broadcasts.find(turn.conn, await pressed.number(turn))
    here = one is not None and (one.by == turn.who.id or turn.event.chat.id == one.chat)
    if one is None or not here or not may(turn.who, Action.BROADCAST):
        raise await pressed.stale(turn)
    if one.state not in states:
        raise await refusals.no(turn, writing.OVER)
    return one


async def stop(turn: Turn) -> Sequence[Outgoing]:
    """caststop:ID: nobody else is told."""
    one = await _theirs(turn, State.GOING)
    if not await broadcasts.move(turn.conn, one.id, [State.GOING], State.STOPPED, at=turn.now):
        raise await refusals.no(turn, writing.OVER)
    who = await acting.somebody(turn)
    await audit.record(turn.conn, Deed.BROADCAST, f"broadcast:{one.id} stopped {one.told}", by=who.id, at=turn.now)
    one = await broadcasts.change(turn.conn, one.id, shown_at=turn.now, stale=False)
    return [*pressed.heard(turn, N("Stopped")), await _status(turn.conn, turn.house, turn.now, one)]


async def correct(turn: Turn) -> Sequence[Outgoing]:
    """castoops:ID: everybody who was told hears that it was a false alarm; not after a day."""
    one = await _theirs(turn, State.DONE, State.STOPPED)
    if face.too_late(one, turn.now):
        no = await refusals.no(turn, LATE)
        raise Refused(*no.said, await _status(turn.conn, turn.house, turn.now, one))
    if not one.told or not await broadcasts.move(turn.conn, one.id, [one.state], State.CORRECTING, at=turn.now):
        raise await refusals.no(turn, writing.OVER)
    who = await acting.somebody(turn)
    await audit.record(turn.conn, Deed.BROADCAST, f"broadcast:{one.id} corrected", by=who.id, at=turn.now)
    one = await broadcasts.change(turn.conn, one.id)
    return [*pressed.heard(turn), *await _portion(turn.conn, turn.house, turn.now, (one, FIRST))]


async def seen(turn: Turn) -> Sequence[Outgoing]:
    """seen:ID: a courier has read it; counted once, and shown to the sender every few seconds."""
    one = await broadcasts.find(turn.conn, await pressed.number(turn))
    if one is None or not turn.who.id or not await broadcasts.was_told(turn.conn, one.id, turn.who.id):
        raise await pressed.stale(turn)
    first = await broadcasts.see(turn.conn, one.id, turn.who.id, turn.event.at)
    heard = pressed.heard(turn, N("Thank you. Ride safely!"))
    if not first:
        return heard
    text = turn.t("{notice}\n✔️ read", notice=face.notice(turn.t, one, await name_of(turn.conn, one)))
    return [*heard, Edit(turn.here, face.copy(one, turn.here.chat), text), *await _shown(turn, one)]


async def _shown(turn: Turn, one: Broadcast) -> list[Outgoing]:
    """Who was the first is shown at once, further ones every few seconds."""
    if one.seen and one.shown_at is not None and turn.now - one.shown_at < SHOWN_EVERY:
        return []
    one = await broadcasts.change(turn.conn, one.id, stale=False, shown_at=turn.now)
    return [await _status(turn.conn, turn.house, turn.now, one)]
