"""The page of one station: which one a button means, from which list it was opened, and what the page shows now."""

import math
from collections.abc import Sequence
from datetime import timedelta

from bot.domain import place
from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from bot.domain.pictures import Original
from bot.domain.stations import Part, Station
from handlers import acting, pressed, refusals
from handlers.i18n import Html, N
from handlers.stations import face, keeping, offers, sight, use, wording
from handlers.stations.face import FILTERS, MAP_BIT, NOWHERE, View
from handlers.turn import Turn
from storage import areas, rosters, stations, visits
from storage.finder import Found

GONE = N("This station is no longer listed.")


async def station(turn: Turn, position: int = 1) -> Station:
    """The station whose id the button carries; refuses what is not listed (any more)."""
    await sight.may_look(turn)
    return await listed(turn, await pressed.number(turn, position))


async def listed(turn: Turn, number: int) -> Station:
    """The station of that id; refuses what is not listed (any more)."""
    found = await stations.get(turn.conn, number)
    if found is None or not use.may_see(turn, found):
        raise await refusals.no(turn, GONE)
    return found


async def view(turn: Turn, position: int) -> View:
    """The view that a button carries from that position on; refuses what was forged."""
    offset, bits, origin = [await pressed.number(turn, position + part) for part in range(3)]
    written = acting.argument(turn, position + 3)
    here = place.read(written)
    if (here is None and written != NOWHERE) or bits >= 2 * MAP_BIT or offset > 10_000:
        raise await pressed.stale(turn)
    filters = frozenset(key for part, (key, _) in enumerate(FILTERS) if bits >> part & 1)
    with_map = bool(bits & MAP_BIT) and Part.PLACE in sight.parts(turn)
    return View(here.point if here else None, filters, offset, origin, with_map)


def slot(turn: Turn, of: View) -> str:
    """The message that shows the list and, in its place, the pages opened from it."""
    return f"stations:{turn.event.chat.id}:{of.origin}"


async def edit(turn: Turn, shown: Station, of: View) -> Edit:
    """The page as it is now, in the list's place."""
    text, buttons = await page(turn, shown, of)
    return Edit(turn.here, slot(turn, of), text, buttons)


async def send(turn: Turn, shown: Station, of: View) -> Send:
    """The page as a message of its own; `of` without a point where there was no list."""
    text, buttons = await page(turn, shown, of)
    return Send(turn.here, text, buttons=buttons, slot=slot(turn, of))


async def page(turn: Turn, shown: Station, of: View) -> tuple[Html, Buttons]:
    """What the page says now to this reader, and what they may do on it."""
    found = await seen(turn, shown, of)
    area = await areas.get(turn.conn, shown.area)
    favourite = shown.id in await stations.favourites_of(turn.conn, turn.who.id) if turn.who.roles else None
    text = face.described(turn, found, community=area.name if area else "", parts=sight.parts(turn))
    keeper = await keeping.keeps(turn, shown.id)
    visited = [await _visited(turn, shown)] if keeper else []
    text = Html("\n".join([text, *await _on_duty(turn, shown), *visited]))
    place = Part.PLACE in sight.parts(turn)
    first, more = _offered(turn, found, of, keeper=keeper)
    buttons = face.page_buttons(turn.t, of, shown, favourite=favourite, place=place, first=first, more=more)
    return use.marked(turn, shown, text), buttons


async def _visited(turn: Turn, shown: Station) -> Html:
    """How many came in a week."""
    week = turn.now.astimezone(turn.house.zone).date() - timedelta(days=6)
    count = await visits.visits(turn.conn, shown.id, week)
    return turn.t.n("👣 {count} check-in in the last 7 days", "👣 {count} check-ins in the last 7 days", count)


def _offered(turn: Turn, found: Found, of: View, *, keeper: bool) -> tuple[Buttons, Buttons]:
    """What can be done there, first where the reader is at the door already, and the rest of what is offered."""
    there = offers.rows(turn, found.station, keeper=keeper)
    rest = (*_more(turn, found, of, keeper=keeper), *use.rows(turn, found.station, of))
    away = found.metres > turn.house.policy.visits.checkin_metres  # never so where nobody knows from where
    picture = _picture(turn, found.station)
    return ((), (*picture, *there, *rest)) if away else (there, (*picture, *rest))


def _picture(turn: Turn, shown: Station) -> Buttons:
    if not shown.photo or Part.PHOTO not in sight.parts(turn):
        return ()
    return ((Button(turn.t.plain("📷 What it looks like"), f"stationphoto:{shown.id}"),),)


async def picture(turn: Turn) -> Sequence[Outgoing]:
    """stationphoto:ID: its photo, below."""
    of = await station(turn)
    if not of.photo or Part.PHOTO not in sight.parts(turn):
        raise await pressed.stale(turn)
    text = turn.t("🏠 <b>{name}</b>", name=of.name)
    return [*pressed.heard(turn), Send(turn.here, text, picture=Original(of.photo))]


async def _on_duty(turn: Turn, shown: Station) -> list[Html]:
    """Who is there when, for whom may see it."""
    if Part.ROSTER not in sight.parts(turn):
        return []
    return wording.on_duty(turn, await rosters.of(turn.conn, shown.id))


def _more(turn: Turn, found: Found, of: View, *, keeper: bool) -> Buttons:
    """What registered people may say of it and take back; a keeper may end whatever is said, and change the page."""
    if not turn.who.active:
        return ()
    t, number = turn.t, found.station.id
    ends = [fact.what for fact in found.facts if fact.what in wording.EVERY and (keeper or turn.who.id in fact.by)]
    undo = N("👌 In order: {what}") if keeper else N("↩️ Take back: {what}")
    rows = [
        (Button(t.plain(undo, what=wording.what(t, key)), f"unsaid:{number}:{wording.EVERY.index(key)}:{of.data}"),)
        for key in ends
    ]
    wrong = Button(t.plain("⚠️ Something is wrong"), f"wrong:{number}:{of.data}")
    manage = (Button(t.plain("🛠 Manage"), f"keep:{number}:new"),) if keeper else ()
    return (*rows, (wrong, *manage))


async def seen(turn: Turn, shown: Station, of: View) -> Found:
    """The station with its distance, whether it is open, and what is said of it now."""
    facts = (await stations.facts(turn.conn, turn.now, [shown.id])).get(shown.id, ())
    metres = place.distance(of.point, shown.point) if of.point else math.nan
    return Found(shown, metres, turn.house.finder.opening(shown, turn.now), facts)
