"""/stations and the 🏠 key: the nearest stations that are open and have what is needed; the page of one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain import place
from bot.domain.outgoing import Buttons, Delete, Edit, Outgoing, Send, Venue
from bot.domain.pictures import StationMap
from bot.domain.place import Point, Source
from bot.domain.stations import KINDS, Part
from handlers import acting, asking, drafts, keyboard, pressed, refusals
from handlers.i18n import Html, N
from handlers.stations import face, following, mapping, shown, sight
from handlers.stations.face import A_PAGE, View
from handlers.turn import Turn
from storage import dialogues, stations
from storage.dialogues import Dialogue, LastPlace
from storage.finder import OPEN, Wish

STEP = "stations"
ANY = "any"
"""Kept in place of no filter, which means that nothing was ever chosen."""
WITH_MAP = "map"
"""Kept with the filters of whoever wants the map with every list."""
CAPTION = 1024
"""Characters that Telegram puts under a picture; a text alone may have four times as many."""
BUSY = N("Please finish what we are doing first, or /cancel it.")


async def show(turn: Turn) -> Sequence[Outgoing]:
    """At once where we know where the person is, else after asking for it."""
    await sight.may_look(turn)
    last = await dialogues.last_place(turn.conn, turn.event.chat.id)
    if last is not None and drafts.fresh(turn, last):
        return [*pressed.heard(turn), await _list(turn, last)]
    return [*pressed.heard(turn), await _ask(turn)]


async def _ask(turn: Turn) -> Send:
    dialogue = await turn.dialogue()
    if dialogue is not None and dialogue.step not in (STEP, drafts.STEP):
        raise await refusals.no(turn, BUSY)
    chat, at = turn.event.chat.id, turn.event.at
    wake = at + timedelta(minutes=turn.house.policy.limits.place_minutes)
    await dialogues.put(turn.conn, Dialogue(chat, chat, STEP, at, at, wake, await drafts.aside(turn)))
    return question(turn)


def question(turn: Turn) -> Send:
    text = turn.t("Where are you? Tap 📍, or send coordinates or a map link.")
    return Send(turn.here, text, keys=asking.place_keys(turn.t))


async def came(turn: Turn) -> Sequence[Outgoing]:
    """The place that was asked for; anything else is taken as if nothing had been asked."""
    dialogue = await turn.dialogue()
    if dialogue is not None:
        await drafts.back(turn, dialogue)
    await sight.may_look(turn)
    here = sent(turn)
    if here is None:
        return await acting.as_if_new(turn)
    await dialogues.remember_place(turn.conn, turn.event.chat.id, here)
    keys = keyboard.main(turn.t, turn.who)
    noted = Send(turn.here, turn.t("📍 Thank you."), keys=keys, remove_keys=not keys)
    return [noted, await _list(turn, here)]


def sent(turn: Turn) -> LastPlace | None:
    """The place in a message, sent or written; None where there is none."""
    event = turn.event
    if event.location is not None:
        location = event.location
        return LastPlace(location.point, location.accuracy, bool(location.live_period), event.at, until=location.until)
    read = place.read(event.text) if event.text and not event.files else None
    if read is None:
        return None
    return LastPlace(read.point, read.accuracy, read.source is Source.LIVE, event.at, typed=True)


async def _list(turn: Turn, last: LastPlace) -> Send:
    filters, with_map = await _kept(turn)
    view = View(last.point, filters, origin=turn.event.update_id, map=with_map)
    return await _fresh(turn, view, last.point, last)


async def _fresh(turn: Turn, view: View, point: Point, last: LastPlace | None = None) -> Send:
    text, buttons, picture = await _listed(turn, view, point, last)
    return Send(turn.here, text, buttons=buttons, picture=picture, slot=shown.slot(turn, view))


async def _kept(turn: Turn) -> tuple[frozenset[str], bool]:
    """The filters that the person chose last, open now where they never did; and whether they want the map."""
    kept = await stations.filters_of(turn.conn, turn.who.id) if turn.who.id else frozenset()
    chosen = kept - {WITH_MAP}
    with_map = WITH_MAP in kept and Part.PLACE in sight.parts(turn)
    return (chosen - {ANY} if chosen else frozenset({OPEN})), with_map


async def _listed(
    turn: Turn, view: View, point: Point, last: LastPlace | None = None
) -> tuple[Html, Buttons, StationMap | None]:
    """The list's text, its buttons, and its map where one is wanted; `last` where it has been read."""
    finder, wish = turn.house.finder, Wish(point, view.filters)
    found = await finder.nearest(turn.conn, wish, turn.now, count=A_PAGE + 1, offset=view.offset)
    alone = not found and not view.offset and OPEN in view.filters
    first = await finder.next_to_open(turn.conn, wish, turn.now) if alone else None
    picture = None
    if view.map:
        picture = await mapping.drawn(turn, point, found[:A_PAGE], offset=view.offset, first=first)
    buttons = face.list_buttons(turn.t, view, found, place=Part.PLACE in sight.parts(turn))
    buttons += await following.offer(turn, last)
    return face.listed(turn, view, found, first=first), buttons, picture


async def turn_to(turn: Turn) -> Sequence[Outgoing]:
    """near:…: other filters, the next five, the map to it, or back from a page; in place."""
    view, point = await _asked(turn)
    await _remember(turn, view)
    text, buttons, picture = await _listed(turn, view, point)
    return [*pressed.heard(turn), Edit(turn.here, shown.slot(turn, view), text, buttons, picture)]


async def text_only(turn: Turn) -> Sequence[Outgoing]:
    """textonly:…: no map any more. A photo cannot become a text, so another message takes its place."""
    view, point = await _asked(turn)
    plain = replace(view, map=False)
    await _remember(turn, plain)
    gone = Delete(turn.here, shown.slot(turn, view))
    return [*pressed.heard(turn, N("Text only again.")), gone, await _fresh(turn, plain, point)]


async def _asked(turn: Turn) -> tuple[View, Point]:
    """The list that a button means, and from where; refuses who may not look, and a page that has no list."""
    await sight.may_look(turn)
    view = await shown.view(turn, 1)
    if view.point is None:
        raise await pressed.stale(turn)
    return view, view.point


async def _remember(turn: Turn, view: View) -> None:
    """Strangers' choice lives in their buttons alone: nothing is kept of them."""
    if turn.who.id and (view.filters, view.map) != await _kept(turn):
        kept = (view.filters or {ANY}) | ({WITH_MAP} if view.map else set())
        await stations.remember_filters(turn.conn, turn.who.id, kept)


async def page(turn: Turn) -> Sequence[Outgoing]:
    """station:ID:…: all about one station, in the list's place; below it, if that has a map and the page is long."""
    station, view = await shown.station(turn), await shown.view(turn, 2)
    edit = await shown.edit(turn, station, view)
    below = view.map and len(edit.text) > CAPTION
    return [*pressed.heard(turn), await shown.send(turn, station, view) if below else edit]


async def favour(turn: Turn) -> Sequence[Outgoing]:
    """favour:ID:…, unfavour:ID:…: among one's favourites, or no longer; pressed twice it stays so."""
    if not turn.who.roles:
        raise await refusals.not_allowed(turn)
    station, view = await shown.station(turn), await shown.view(turn, 2)
    who = await acting.somebody(turn)
    wanted = acting.argument(turn, 0) == "favour"
    if wanted:
        await stations.favourite(turn.conn, who.id, station.id, turn.event.at)
    else:
        await stations.unfavour(turn.conn, who.id, station.id)
    said = N("Kept among your favourites.") if wanted else N("Taken out of your favourites.")
    return [*pressed.heard(turn, said), await shown.edit(turn, station, view)]


async def on_the_map(turn: Turn) -> Sequence[Outgoing]:
    """venue:ID: Telegram's own map, from which any navigation app opens."""
    station = await shown.station(turn)
    if Part.PLACE not in sight.parts(turn):
        raise await refusals.not_allowed(turn)
    address = station.address or KINDS[station.kind].name(turn.t.language)
    return [*pressed.heard(turn), Venue(turn.here, station.point, station.name, address)]
