"""Posters for the doors of stations: one from its page, those of an area or all of them by /posters."""

import re
from collections.abc import Sequence

from bot.domain import door, hours
from bot.domain.outgoing import Outgoing, Send, SendFile
from bot.domain.people import Role
from bot.domain.pictures import Poster, Posters
from bot.domain.stations import AMENITIES, KINDS, Station
from handlers import area_choice, pressed, refusals
from handlers.i18n import N, Translator
from handlers.stations import keeping, shown
from handlers.turn import Turn
from storage import station_areas, stations

MOST = 100
"""Pages of a file that is made for a chat: a minute's work, and some 8 MB."""
PDF, PNG = "pdf", "png"
HOW = N("Scan with the camera or Telegram: check in, suggest, sign up, find stations near you")
TOO_MANY = N(
    "{count} posters are too many for a chat. Name an area, /posters AREA, or use python -m bot export posters"
)
NONE = N("There is no station to print a poster for.")
_UNSAFE = re.compile(r"[^\w.-]+")


def poster(t: Translator, username: str, station: Station) -> Poster:
    """What hangs at the door, in one language; nothing of it is for registered people alone."""
    told = hours.worded(station.hours, t.language)
    signs = tuple((str(key), words.name(t.language)) for key, words in AMENITIES.items() if key in station.amenities)
    return Poster(
        name=station.name,
        kind=KINDS[station.kind].name(t.language),
        link=door.link(username, station),
        how=t.plain(HOW),
        signs=signs,
        hours=(t.plain("Opening hours"), *told) if told else (),
        place=station.address,
    )


async def one(turn: Turn) -> Sequence[Outgoing]:
    """poster:ID: for its keepers, to print as it is (PDF) and to pass on (PNG)."""
    station = await shown.station(turn)
    await keeping.must_keep(turn, station.id)
    pages, name = (_poster(turn, station),), _UNSAFE.sub("-", f"poster-{station.code}")[:60]
    text = turn.t("🖨 The poster for {station}: print it on A4, hang it at the door.", station=station.name)
    files = [
        SendFile(turn.here, "", "document", f"{name}.{form}", text if form == PDF else "", drawn=Posters(pages, form))
        for form in (PDF, PNG)
    ]
    return [*pressed.heard(turn), *files]


def _poster(turn: Turn, station: Station) -> Poster:
    """In the language of the place, whoever asks."""
    return poster(turn.to(turn.house.language), turn.house.username, station)


async def several(turn: Turn) -> Sequence[Outgoing]:
    """/posters [area]: an admin's stations, all or of the area; a keeper's own. One PDF, a page each."""
    chosen = await _chosen(turn)
    if not chosen:
        raise await refusals.no(turn, NONE)
    if len(chosen) > MOST:
        raise await refusals.no(turn, TOO_MANY, count=len(chosen))
    pages = tuple(_poster(turn, station) for station in chosen)
    text = turn.t.n("🖨 {count} poster: A4, a page each.", "🖨 {count} posters: A4, a page each.", len(pages))
    name = f"posters-{turn.now.astimezone(turn.house.zone):%Y-%m-%d}.pdf"
    wait = [Send(turn.here, turn.t("🖨 Drawing {count} posters…", count=len(pages)))] if len(pages) > 1 else []
    return [*wait, SendFile(turn.here, "", "document", name, text, drawn=Posters(pages))]


async def _chosen(turn: Turn) -> Sequence[Station]:
    if Role.ADMIN in turn.who.roles:
        wanted = turn.event.arguments.strip()
        return await station_areas.within(turn.conn, await area_choice.one(turn, wanted) if wanted else None)
    mine = await stations.kept_by(turn.conn, turn.who.id) if turn.who.active and turn.who.id else []
    if not mine:
        raise await refusals.not_allowed(turn)
    return [station for station in mine if station.active]
