"""One field of a station, asked for and read: hours, seats, phone, door, notes, photo, when it opens again, roster.

What cannot be read is refused with an example, and asked for still; what is something else altogether is taken as if
nothing had been asked.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain import duty, hours, station_words
from bot.domain.incoming import FileKind
from bot.domain.outgoing import Button, Outgoing, Send
from bot.domain.stations import Station
from handlers import acting, drafts, pressed, refusals
from handlers.i18n import N
from handlers.stations import changing, keeping, panel
from handlers.turn import Turn
from storage import dialogues, media, rosters, stations
from storage.dialogues import Dialogue

STEP = "amend"
ALBUM_WAIT = timedelta(minutes=2)
LONGEST_TEXT, LONGEST_HOURS, MOST_LINES, LONGEST_ROSTER = 500, 500, 20, 20
DONE = N("✅ Changed.")
HOURS = N("I cannot read “{near}”. Write it like a sign: Mo-Fr 08:30-18:00; Sa 09:00-12:00, or 24/7")


@dataclass(frozen=True)
class Field:
    """What is asked, what stores the answer, and the columns' values that empty it (none: it cannot be emptied)."""

    question: str
    keep: Callable[[Turn, Station], Awaitable[None]]
    empty: tuple[tuple[str, object], ...] = ()


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
        raise await refusals.no(turn, N("Please write at most {most} characters."), most=LONGEST_TEXT)
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


FIELDS: dict[str, Field] = {
    "hours": Field(
        N("🕐 When is <b>{name}</b> open? E.g. Mo-Fr 08:30-18:00; Sa 09:00-12:00, or 24/7"),
        _hours,
        (("hours", ""),),
    ),
    "seats": Field(N("🪑 How many seats are there?"), _seats, (("seats", None),)),
    "phone": Field(N("📞 Which phone number can registered people call?"), _phone, (("phone", ""),)),
    "door": Field(N("🚪 How does one get in? Only registered people see it."), _door, (("door", ""),)),
    "notes": Field(N("📝 What else should riders know?"), _notes, (("notes", ""),)),
    "photo": Field(N("📷 Send a photo of the station."), _photo, (("photo", ""),)),
    "closed": Field(N("⛔ On which day does it open again? E.g. 12-01 or 12-01 14:00"), _reopening),
    "roster": Field(
        N(
            "📋 Who is on duty? One line a person, e.g.:\n"
            "resident Wang Fang 13800138000\nturn Li Qiang 13900139000 Wed 09:00-12:00"
        ),
        _roster,
    ),
}


async def ask(turn: Turn) -> Sequence[Outgoing]:
    """amend:ID:FIELD: asks for it."""
    station, name = await changing.kept(turn), acting.argument(turn, 2)
    if name not in FIELDS:
        raise await pressed.stale(turn)
    chat, at = turn.event.chat.id, turn.event.at
    wake = turn.now + timedelta(minutes=turn.house.policy.limits.prompt_minutes)
    draft = {**await drafts.aside(turn), "station": station.id, "field": name}
    await dialogues.put(turn.conn, Dialogue(chat, chat, STEP, at, at, wake, draft))
    filled = any(getattr(station, column) != value for column, value in FIELDS[name].empty)
    empty = ((Button(turn.t.plain("🗑 Leave it empty"), f"blank:{station.id}:{name}"),),) if filled else ()
    return [*pressed.heard(turn), Send(turn.here, turn.t(FIELDS[name].question, name=station.name), buttons=empty)]


async def blank(turn: Turn) -> Sequence[Outgoing]:
    """blank:ID:FIELD: nothing stands there any more."""
    station, name = await changing.kept(turn), acting.argument(turn, 2)
    if name not in FIELDS or not FIELDS[name].empty:
        raise await pressed.stale(turn)
    await changing.change(turn, station, f"{name} emptied", **dict(FIELDS[name].empty))
    dialogue = await turn.dialogue()
    if dialogue is not None and dialogue.step == STEP:
        await drafts.back(turn, dialogue)
    return [*pressed.heard(turn), await _again(turn, station)]


async def _again(turn: Turn, station: Station) -> Send:
    return await panel.send(turn, await stations.get(turn.conn, station.id) or station, DONE)


async def came(turn: Turn) -> Sequence[Outgoing]:
    """The answer; whoever keeps the station no longer is told so, and what is no answer goes its own way."""
    dialogue = await turn.dialogue()
    if dialogue is None:
        raise await pressed.stale(turn)
    station = await stations.get(turn.conn, int(dialogue.draft["station"]))
    if dialogue.draft.get("album") and turn.event.album == dialogue.draft["album"]:
        return ()
    name = str(dialogue.draft["field"])
    kept = station is not None and station.active and await keeping.keeps(turn, station.id)
    if station is None or not kept or dialogue.draft.get("album") or not _answers(turn, name):
        await drafts.back(turn, dialogue)
        return await acting.as_if_new(turn)
    await FIELDS[name].keep(turn, station)
    await _over(turn, dialogue)
    return [await _again(turn, station)]


def _answers(turn: Turn, name: str) -> bool:
    event = turn.event
    return bool(event.files) if name == "photo" else bool(event.text) and not (event.files or event.location)


async def _over(turn: Turn, dialogue: Dialogue) -> None:
    """But for the rest of an album, of which one photo is enough."""
    if not turn.event.album:
        await drafts.back(turn, dialogue)
        return
    draft = {**dialogue.draft, "album": turn.event.album}
    await dialogues.put(turn.conn, replace(dialogue, draft=draft, wake_at=turn.now + ALBUM_WAIT))
