"""The code at a station's door: it opens the station's page. Checking in there, or where one really is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import door, place
from bot.domain.outgoing import Key, Outgoing, Send
from bot.domain.stations import Station
from handlers import acting, asking, drafts, invites, keyboard, pressed, refusals
from handlers.i18n import Html, N
from handlers.stations import face, finding, shown, sight, use
from handlers.stations.face import View
from handlers.turn import Turn
from storage import dialogues, stations, visits
from storage.dialogues import Dialogue, LastPlace

STEP = "checkin"
TWICE = N("You have checked in here today already. See you tomorrow!")
FAR = N(
    "You are {distance} from the station. Scan the code at its door, or send your location within {metres} m of it."
)
WHERE = N("To check in, scan the code at the door, or tap 📍 when you are there.")


async def enter(turn: Turn, payload: str) -> Sequence[Outgoing]:
    """/start with the payload of a door's code. What no station has may be an invitation that begins like one."""
    station = await _behind(turn, payload)
    if station is None:
        return await invites.use(turn, payload)
    await sight.may_look(turn)
    if not use.may_see(turn, station):
        raise await refusals.no(turn, shown.GONE)
    if turn.who.active:
        who = await acting.somebody(turn)
        await visits.scan(turn.conn, who.id, station.id, turn.event.at)
    last = await _fresh(turn)
    return [await shown.send(turn, station, View(last.point if last else None, origin=turn.event.update_id))]


async def _behind(turn: Turn, payload: str) -> Station | None:
    named = door.read(payload)
    if named is None:
        return None
    if named.code:
        return await stations.with_code(turn.conn, named.code)
    return await stations.get(turn.conn, named.number)


async def _fresh(turn: Turn) -> LastPlace | None:
    last = await dialogues.last_place(turn.conn, turn.event.chat.id)
    return last if last is not None and drafts.fresh(turn, last) else None


async def check_in(turn: Turn) -> Sequence[Outgoing]:
    """here:ID: counts once a day for whoever is there; asks where they are if nothing says so."""
    if not turn.who.active:
        raise await refusals.not_allowed(turn)
    station, who = await shown.station(turn), await acting.somebody(turn)
    turn = replace(turn, who=who)
    last = await _fresh(turn)
    if await _scanned(turn, station) or _near(turn, station, last):
        return await _count(turn, station)
    if last is None or last.typed:
        return [*pressed.heard(turn), await _ask(turn, station)]
    raise await refusals.no(turn, FAR, **_how_far(turn, station, last))


async def _scanned(turn: Turn, station: Station) -> bool:
    at = await visits.scanned_at(turn.conn, turn.who.id, station.id)
    return at is not None and turn.event.at - at <= timedelta(minutes=turn.house.policy.visits.door_minutes)


def _near(turn: Turn, station: Station, last: LastPlace | None) -> bool:
    """A place that was written in words proves nothing: it can be written at home."""
    if last is None or last.typed:
        return False
    return place.distance(last.point, station.point) <= turn.house.policy.visits.checkin_metres


def _how_far(turn: Turn, station: Station, last: LastPlace) -> dict[str, object]:
    metres = place.distance(last.point, station.point)
    return {"distance": face.away(turn.t, metres), "metres": turn.house.policy.visits.checkin_metres}


async def _count(turn: Turn, station: Station) -> Sequence[Outgoing]:
    at = turn.event.at.astimezone(turn.house.zone)
    if not await visits.check_in(turn.conn, turn.who.id, station.id, day=at.date(), at=turn.event.at):
        return pressed.heard(turn, TWICE) or [_said(turn, turn.t(TWICE))]
    return [*pressed.heard(turn, N("Checked in")), _said(turn, await _welcome(turn, station, at))]


async def _welcome(turn: Turn, station: Station, at: datetime) -> Html:
    month = await visits.checkins_of(turn.conn, turn.who.id, since=at.date().replace(day=1))
    count = turn.t.n("{count} check-in this month.", "{count} check-ins this month.", len(month))
    welcome = turn.t(
        "✅ Checked in at {station}, {time}. Warm up, drink something, ride safely!",
        station=station.name,
        time=f"{at:%H:%M}",
    )
    return Html(f"{welcome}\n{count}")


def _said(turn: Turn, text: Html) -> Send:
    """With the main keyboard, where it had given way to the question for the place."""
    keys = () if turn.event.press else keyboard.main(turn.t, turn.who)
    return Send(turn.here, text, keys=keys, remove_keys=not (keys or turn.event.press))


async def _ask(turn: Turn, station: Station) -> Send:
    dialogue = await turn.dialogue()
    if dialogue is not None and dialogue.step not in (STEP, drafts.STEP):
        raise await refusals.no(turn, finding.BUSY)
    chat, at = turn.event.chat.id, turn.event.at
    wake = at + timedelta(minutes=turn.house.policy.limits.place_minutes)
    draft = {**await drafts.aside(turn), "station": station.id}
    await dialogues.put(turn.conn, Dialogue(chat, chat, STEP, at, at, wake, draft))
    keys = ((Key(turn.t.plain(asking.SEND_LOCATION), "location"),), (Key(turn.t.plain(keyboard.CANCEL)),))
    return Send(turn.here, turn.t(WHERE), keys=keys)


async def came(turn: Turn) -> Sequence[Outgoing]:
    """Where they are: counted if it is there. Anything else is taken as if nothing had been asked."""
    dialogue = await turn.dialogue()
    if dialogue is None or not turn.who.active:
        raise await refusals.not_allowed(turn)
    await drafts.back(turn, dialogue)
    here = finding.sent(turn)
    if here is None:
        return await acting.as_if_new(turn)
    await dialogues.remember_place(turn.conn, turn.event.chat.id, here)
    station = await stations.get(turn.conn, int(dialogue.draft["station"]))
    if station is None or not station.active:
        return [_said(turn, turn.t(shown.GONE))]
    if _near(turn, station, here):
        return await _count(turn, station)
    said = turn.t(WHERE) if here.typed else turn.t(FAR, **_how_far(turn, station, here))
    return [_said(turn, said)]
