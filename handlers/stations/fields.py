"""What of a station is asked for and read: each field with its question, and how its answer is read and stored.

What cannot be read is refused with an example.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.domain import duty, hours, station_words
from bot.domain.incoming import FileKind
from bot.domain.station_list import LIMITS
from bot.domain.stations import Station, Trouble
from handlers import refusals
from handlers.i18n import N
from handlers.stations import changing, finding
from handlers.turn import Turn
from storage import media, rosters, stations

LONGEST_TEXT, LONGEST_HOURS, MOST_LINES, LONGEST_ROSTER = 500, 500, 20, 20
HOURS = N("I cannot read “{near}”. Write it like a sign: Mo-Fr 08:30-18:00; Sa 09:00-12:00, or 24/7")
TOO_LONG = N("Please write at most {most} characters.")


@dataclass(frozen=True)
class Field:
    """What is asked, what stores the answer, and the columns' values that empty it (none: it cannot be emptied).

    `answer`: what else than a text answers it, "photo" or "place"; `admins`: only they may change it.
    """

    question: str
    keep: Callable[[Turn, Station], Awaitable[None]]
    empty: tuple[tuple[str, object], ...] = ()
    answer: str = ""
    admins: bool = False


async def _hours(turn: Turn, station: Station) -> None:
    try:
        read = hours.normalise(turn.event.text[:LONGEST_HOURS])
    except hours.BadHours as bad:
        raise await refusals.no(turn, HOURS, near=(bad.near or turn.event.text)[:60]) from None
    await changing.change(turn, station, f"hours {read}", hours=read)


async def _seats(turn: Turn, station: Station) -> None:
    seats = station_words.seats(turn.event.text)
    if seats is None:
        raise await refusals.no(turn, N("Please write a number of seats, e.g. 12."))
    await changing.change(turn, station, f"seats {seats}", seats=seats)


async def _phone(turn: Turn, station: Station) -> None:
    phone = station_words.phone(turn.event.text)
    if phone is None:
        raise await refusals.no(turn, N("Please write a phone number, e.g. 0931-5550101 or 13800138000."))
    await changing.change(turn, station, "phone", phone=phone)


async def _door(turn: Turn, station: Station) -> None:
    await changing.change(turn, station, "door", door=await _text(turn))


async def _notes(turn: Turn, station: Station) -> None:
    await changing.change(turn, station, "notes", notes=await _text(turn))


async def _text(turn: Turn) -> str:
    text = turn.event.text.strip()
    if len(text) > LONGEST_TEXT:
        raise await refusals.no(turn, TOO_LONG, most=LONGEST_TEXT)
    return text


async def _photo(turn: Turn, station: Station) -> None:
    good = [file for file in turn.event.fetched if file.kind == FileKind.PHOTO and not file.problem]
    if not good:
        raise await refusals.no(turn, N("This picture cannot be used. Please send another."))
    await media.note(turn.conn, good[:1], turn.now)
    await changing.change(turn, station, "photo", photo=good[0].sha256)


async def _reopening(turn: Turn, station: Station) -> None:
    moment = station_words.reopening(turn.event.text, turn.now.astimezone(turn.house.zone))
    if moment is None:
        raise await refusals.no(turn, N("Please write a day within a year, e.g. 12-01 or 12-01 14:00."))
    about = f"closed {moment:%Y-%m-%d %H:%M}"
    await changing.change(turn, station, about, closed_until=moment)


async def _roster(turn: Turn, station: Station) -> None:
    lines = [line for line in turn.event.text.splitlines() if line.strip()]
    read = [duty.read(line) for line in lines[:MOST_LINES]]
    bad = next((line for line, one in zip(lines, read, strict=False) if one is None), None)
    if bad is not None or not read:
        raise await refusals.no(
            turn, N("I find no name in “{line}”. E.g.: resident Wang Fang 13800138000"), line=(bad or "")[:60]
        )
    if len(await rosters.of(turn.conn, station.id)) + len(read) > LONGEST_ROSTER:
        raise await refusals.no(turn, N("The roster is full: {most} people."), most=LONGEST_ROSTER)
    await rosters.add(turn.conn, station.id, [one for one in read if one])
    await changing.note(turn, station, "roster")


async def _name(turn: Turn, station: Station) -> None:
    name = await _line(turn, LIMITS["name"])
    await changing.change(turn, station, f"name {name}", name=name)


async def _address(turn: Turn, station: Station) -> None:
    await changing.change(turn, station, "address", address=await _line(turn, LIMITS["address"]))


async def _line(turn: Turn, most: int) -> str:
    """The text in one line."""
    text = " ".join(turn.event.text.split())
    if not 1 <= len(text) <= most:
        raise await refusals.no(turn, TOO_LONG, most=most)
    return text


async def _place(turn: Turn, station: Station) -> None:
    """Where it is now, and in whose area; that it has moved away no longer counts."""
    where = finding.sent(turn)
    if where is None:
        raise await refusals.no(turn, N("That is no place. Send a location, coordinates or a map link."))
    cell = (await turn.house.atlas.assign(turn.conn, where.point)).cell
    there = {"lat": where.point.lat, "lon": where.point.lon, "area": cell.area_id if cell else None}
    await changing.change(turn, station, f"place {where.point.lat:.5f},{where.point.lon:.5f}", **there)
    await stations.unsay(turn.conn, station.id, Trouble.MOVED, turn.event.at)


FIELDS: dict[str, Field] = {
    "name": Field(N("✏️ What is it called now?"), _name, admins=True),
    "address": Field(N("📮 What is its address?"), _address, (("address", ""),)),
    "place": Field(
        N("📍 Where is <b>{name}</b>? Send its location, coordinates or a map link."),
        _place,
        answer="place",
        admins=True,
    ),
    "hours": Field(
        N("🕐 When is <b>{name}</b> open? E.g. Mo-Fr 08:30-18:00; Sa 09:00-12:00, or 24/7"),
        _hours,
        (("hours", ""),),
    ),
    "seats": Field(N("🪑 How many seats are there?"), _seats, (("seats", None),)),
    "phone": Field(N("📞 Which phone number can registered people call?"), _phone, (("phone", ""),)),
    "door": Field(N("🚪 How does one get in? Only registered people see it."), _door, (("door", ""),)),
    "notes": Field(N("📝 What else should riders know?"), _notes, (("notes", ""),)),
    "photo": Field(N("📷 Send a photo of the station."), _photo, (("photo", ""),), "photo"),
    "closed": Field(N("⛔ On which day does it open again? E.g. 12-01 or 12-01 14:00"), _reopening),
    "roster": Field(
        N(
            "📋 Who is on duty? One line a person, e.g.:\n"
            "resident Wang Fang 13800138000\nturn Li Qiang 13900139000 Wed 09:00-12:00"
        ),
        _roster,
    ),
}
