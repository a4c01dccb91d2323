"""@bot 充电, typed in any chat: stations to choose from; the chosen one is sent there as a message of the asker's.

Whoever reads that chat sees it, so it says no more than the policy lets strangers see, and nothing of door or phone.
"""

import html
from collections.abc import Sequence
from datetime import timedelta

from bot.domain import wishes
from bot.domain.hours import State
from bot.domain.outgoing import Choice, InlineAnswer, Outgoing
from bot.domain.place import Point
from bot.domain.stations import AMENITIES, Part, Station
from handlers.i18n import Html, Translator
from handlers.stations import face, finding, searching, wording
from handlers.turn import Turn
from storage import dialogues
from storage.finder import Found
from storage.station_index import ALWAYS

LINK = "p_here"
"""The payload of the link to our chat by which somebody comes to say where they are."""
TOO_LATE = timedelta(seconds=10)
"""Telegram takes no answer much later, and nobody waits for it: what lay there during a restart is passed over."""
FARTHEST_PAGE = 500


async def answer(turn: Turn) -> Sequence[Outgoing]:
    """The nearest that have what the words ask for, or those of that name; above them a way to say where one is."""
    inquiry = turn.event.inquiry
    if inquiry is None or turn.now - turn.event.at > TOO_LATE:
        return ()
    if Part.NAME not in turn.house.policy.stations.strangers_see:
        return [InlineAnswer(inquiry.id, button=turn.t.plain("🔒 Only in our own chat"), start=LINK)]
    rules, here = turn.house.policy.inline, await _place(turn)
    offset = int(inquiry.offset) if inquiry.offset.isdecimal() and len(inquiry.offset) < 4 else 0
    wish, wanted = wishes.read(inquiry.words), rules.choices + 1
    found = await searching.search(turn, wish, here, count=wanted, offset=offset)
    more = str(offset + rules.choices) if len(found) > rules.choices and offset < FARTHEST_PAGE else ""
    choices = tuple(_choice(turn, each, here) for each in found[: rules.choices])
    button = _button(turn, here, nothing=not choices)
    return [InlineAnswer(inquiry.id, choices, rules.cache_seconds, more, button, LINK if button else "")]


async def came_to_share(turn: Turn, _: str) -> Sequence[Outgoing]:
    """By the button above the choices: the nearest stations, after asking where one is."""
    return await finding.show(turn)


async def _place(turn: Turn) -> Point | None:
    """Where the asker's app says they are; else where they last told us themselves to be, if not long ago."""
    if turn.event.location is not None:
        return turn.event.location.point
    last = await dialogues.last_place(turn.conn, turn.event.chat.id)
    longest = timedelta(minutes=turn.house.policy.inline.place_minutes)
    return last.point if last is not None and abs(turn.event.at - last.at) <= longest else None


def _button(turn: Turn, here: Point | None, *, nothing: bool) -> str:
    if here is None:
        return turn.t.plain("📍 Say where you are, for the nearest ones")
    return turn.t.plain("😕 Nothing found. All stations near me") if nothing else ""


def _choice(turn: Turn, found: Found, here: Point | None) -> Choice:
    t, station = turn.t, found.station
    seen = turn.house.policy.stations.strangers_see
    placed = Part.PLACE in seen
    title = " · ".join([station.name, *([face.away(t, found.metres)] if here and placed else [])])
    decides = [face.opening(turn, found.opening), face.signs(found), *wording.warnings(turn, found.facts)]
    line = html.unescape(" · ".join(part for part in (*decides, station.address if placed else "") if part))
    return Choice(f"s{station.id}", title, line, _told(turn, station), face.ways(t, station.point) if placed else ())


def _told(turn: Turn, station: Station) -> Html:
    """What stays true when it is read tomorrow."""
    t = turn.t
    has = ", ".join(words.name(t.language) for key, words in AMENITIES.items() if key in station.amenities)
    lines = {
        Part.NAME: t("🏠 <b>{name}</b>", name=station.name),
        Part.PLACE: t("📮 {address}", address=station.address) if station.address else "",
        Part.HOURS: t("🕐 {state}", state=_hours(t, station)),
        Part.AMENITIES: t("Has: {amenities}", amenities=has) if has else "",
    }
    seen = turn.house.policy.stations.strangers_see
    return Html("\n".join(line for part, line in lines.items() if line and part in seen))


def _hours(t: Translator, station: Station) -> Html:
    if station.hours in ("", ALWAYS):
        return t(face.STATES[State.OPEN if station.hours else State.UNKNOWN])
    return t("Hours: {hours}", hours=wording.times(t, station.hours))
