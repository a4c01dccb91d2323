"""/export: an admin gets tickets, stations, people, check-ins or remarks as a file, in the chat."""

import asyncio
import io
from collections.abc import Sequence

from bot.domain.incoming import Fetched, FileKind
from bot.domain.outgoing import Answer, Button, Outgoing, Send, SendFile
from bot.domain.sheets.write import Format
from handlers import acting, pressed, refusals
from handlers.i18n import N
from handlers.turn import Turn
from storage import audit, exports, media
from storage.audit import Deed
from storage.exports import Wanted, What

MOST_ROWS = 10_000
"""Of a file that is made in a chat (a second or so as XLSX, in which nobody else's report is stored)."""
FORMATS = {Format.XLSX: "XLSX", Format.CSV: "CSV"}
MIMES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv",
}
LABELS = {
    What.TICKETS: N("Tickets, {format}"),
    What.STATIONS: N("Stations, {format}"),
    What.PEOPLE: N("People, {format}"),
    What.VISITS: N("Check-ins, {format}"),
    What.REMARKS: N("Suggestion books, {format}"),
}
TOO_MANY = N("{count} rows are too many to send here. Please use the command line: python -m bot export")


async def ask(turn: Turn) -> Sequence[Outgoing]:
    """/export: what, and as what."""
    buttons = tuple(
        tuple(
            Button(turn.t.plain(label, format=shown), data=f"export:{what}:{kind}") for kind, shown in FORMATS.items()
        )
        for what, label in LABELS.items()
    )
    return [
        Send(turn.here, turn.t("📤 What do you need? The file holds personal data: keep it safe."), buttons=buttons)
    ]


async def make(turn: Turn) -> Sequence[Outgoing]:
    """export:tickets:xlsx: writes the file and sends it."""
    what, kind = acting.argument(turn), acting.argument(turn, 2)
    if what not in LABELS or kind not in FORMATS or turn.event.press is None:
        raise await pressed.stale(turn)
    wanted = Wanted(turn.house.zone)
    count = await exports.count(turn.conn, What(what), wanted)
    if count > MOST_ROWS:
        raise await refusals.no(turn, TOO_MANY, count=count)
    out = io.BytesIO()
    await exports.write(turn.conn, What(what), Format(kind), wanted, out=out)
    sha256 = await keep(turn, Format(kind), out.getvalue())
    who = await acting.somebody(turn)
    await audit.record(turn.conn, Deed.EXPORT, f"{what}.{kind}", by=who.id, at=turn.now)
    name = f"{what}-{turn.now.astimezone(turn.house.zone):%Y-%m-%d}.{kind}"
    text = turn.t.n("{count} row", "{count} rows", count)
    return [Answer(turn.event.press.id), SendFile(turn.here, sha256, "document", name=name, text=text)]


async def keep(turn: Turn, kind: Format, content: bytes) -> str:
    """Into the media store, with its row: a backup has it until it was sent."""
    sha256 = await asyncio.to_thread(turn.house.keep, content)
    file = Fetched(sha256, FileKind.DOCUMENT, len(content), mime=MIMES[kind])
    await media.note(turn.conn, [file], turn.now)
    return sha256
