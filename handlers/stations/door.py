"""The code at a station's door: it opens the station's page. Checking in there, or where one really is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import door, place
from bot.domain.outgoing import Outgoing, Send
from bot.domain.stations import Station
from handlers import acting, asking, drafts, invites, keyboard, pressed, refusals
from handlers.i18n import Html, N
from handlers.stations import face, finding, shown, sight, use
from handlers.stations.face import View
from handlers.thanks import earning
from handlers.turn import Turn
from storage import dialogues, earnings, stations, visits
from storage.dialogues import Dialogue, LastPlace
from storage.visits import CheckIn

STEP = "checkin"
TWICE = N("You have checked in here today already. See you tomorrow!")
FAR = N(
    "You are {distance} from the station. Scan the code at its door, or send your location within {metres} m of it."
)
WHERE = N("To check in, scan the code at the door, or tap 📍 when you are there.")
WRITTEN = N("The place that you wrote proves nothing. Tap 📍 when you are there: your check-in earns its points.")
POINT_WANTED = N("⭐ For the points, tap 📍 now: it shows that you are here.")
EARNED = N("⭐ Thank you, your check-in at {station} earns its points.")
POINTLESS = N("Your check-in counts, but without points: this place is {distance} from the station.")


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
    last, rules = await _fresh(turn), turn.house.policy.visits
    scanned = await _scanned(turn, station)
    if _near(station, last, rules.point_metres if scanned else rules.checkin_metres):
        return await _count(turn, station, proven=True)
    if scanned:
        return await _count(turn, station, proven=False)
    if last is None or last.typed:
        return [*pressed.heard(turn), await _ask(turn, station, turn.t(WHERE))]
    raise await refusals.no(turn, FAR, **_how_far(turn, station, last))


async def _scanned(turn: Turn, station: Station) -> bool:
    at = await visits.scanned_at(turn.conn, turn.who.id, station.id)
    return at is not None and turn.event.at - at <= timedelta(minutes=turn.house.policy.visits.door_minutes)


def _near(station: Station, last: LastPlace | None, metres: int) -> bool:
    """A place that was written in words proves nothing: it can be written at home."""
    return last is not None and not last.typed and place.distance(last.point, station.point) <= metres


def _how_far(turn: Turn, station: Station, last: LastPlace) -> dict[str, object]:
    metres = place.distance(last.point, station.point)
    return {"distance": face.away(turn.t, metres), "metres": turn.house.policy.visits.checkin_metres}


async def _count(turn: Turn, station: Station, *, proven: bool) -> Sequence[Outgoing]:
    at = turn.event.at.astimezone(turn.house.zone)
    made = CheckIn(station.id, at.date(), turn.event.at, proven)
    if not await visits.check_in(turn.conn, turn.who.id, made):
        return await _again(turn, station, made)
    welcome = await _welcome(turn, station, at)
    heard = pressed.heard(turn, N("Checked in"))
    if proven or not turn.house.policy.points.check_in or await _busy(turn):
        return [*heard, _said(turn, welcome)]
    return [*heard, await _ask(turn, station, Html(f"{welcome}\n{turn.t(POINT_WANTED)}"))]


async def _again(turn: Turn, station: Station, made: CheckIn) -> Sequence[Outgoing]:
    """Counted today already; but its points may be still to come."""
    shown = await visits.prove(turn.conn, turn.who.id, made) if made.proven else None
    if shown is None:
        return await _twice(turn, station, made)
    await earning.came(turn.conn, turn.house, await earnings.visit(turn.conn, shown))
    return [*pressed.heard(turn), _said(turn, turn.t(EARNED, station=station.name))]


async def _twice(turn: Turn, station: Station, made: CheckIn) -> Sequence[Outgoing]:
    """Whose points wait for a place is asked for it once more, unless that key is still there."""
    dialogue = await turn.dialogue()
    today = await visits.checkins_of(turn.conn, turn.who.id, since=made.day)
    waits = any(one.station == station.id and one.day == made.day and not one.proven for one in today)
    asked = dialogue is not None and dialogue.step == STEP
    if asked or not (waits and turn.house.policy.points.check_in) or await _busy(turn):
        return pressed.heard(turn, TWICE) or [_said(turn, turn.t(TWICE))]
    text = Html(f"{turn.t(TWICE)}\n{turn.t(POINT_WANTED)}")
    return [*pressed.heard(turn, TWICE), await _ask(turn, station, text)]


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


async def _ask(turn: Turn, station: Station, text: Html) -> Send:
    if await _busy(turn):
        raise await refusals.no(turn, finding.BUSY)
    chat, at = turn.event.chat.id, turn.event.at
    wake = at + timedelta(minutes=turn.house.policy.limits.place_minutes)
    draft = {**await drafts.aside(turn), "station": station.id}
    await dialogues.put(turn.conn, Dialogue(chat, chat, STEP, at, at, wake, draft))
    return Send(turn.here, text, keys=asking.place_keys(turn.t))


def question(turn: Turn) -> Send:
    """The place is asked for once more."""
    return Send(turn.here, turn.t(WHERE), keys=asking.place_keys(turn.t))


async def _busy(turn: Turn) -> bool:
    """Whether something else is being asked."""
    dialogue = await turn.dialogue()
    return dialogue is not None and dialogue.step not in (STEP, drafts.STEP)


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
    scanned, rules = await _scanned(turn, station), turn.house.policy.visits
    if _near(station, here, rules.point_metres if scanned else rules.checkin_metres):
        return await _count(turn, station, proven=True)
    if scanned:  # counted when they scanned it, or now
        day = turn.event.at.astimezone(turn.house.zone).date()
        await visits.check_in(turn.conn, turn.who.id, CheckIn(station.id, day, turn.event.at, proven=False))
    if here.typed:
        return [await _ask(turn, station, turn.t(WRITTEN if scanned else WHERE))]
    return [_said(turn, turn.t(POINTLESS if scanned else FAR, **_how_far(turn, station, here)))]
