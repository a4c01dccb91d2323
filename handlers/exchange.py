"""An admin sends a file: cells, stations or people, shown first, imported by a press. Nothing is kept but the file."""

import asyncio
import base64
import binascii
from collections.abc import Sequence
from functools import partial

from bot.domain.incoming import Event, FileKind
from bot.domain.outgoing import Answer, Button, Buttons, Edit, Outgoing, Send
from bot.domain.people import Action, Person, may
from bot.domain.places.rows import BadRows as BadCells
from bot.domain.places.rows import CellRow
from bot.domain.places.systems import Crs
from bot.domain.roster import BadRows, PersonRow, read_people
from bot.domain.station_list import StationRow, is_station_list, read_stations
from handlers import acting, exchange_texts, pressed, refusals
from handlers.i18n import Html, N
from handlers.turn import Refused, Turn
from storage import audit, cells, imports, media, station_imports
from storage.audit import Deed
from storage.station_imports import StationChanges

Rows = Sequence[CellRow] | Sequence[PersonRow] | Sequence[StationRow]
Changes = imports.Roster | imports.CellChanges | StationChanges
TABLES, MAPS = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls"), (".geojson", ".json")
STATIONS_IN = {f"st-{crs}": crs for crs in Crs}
"""What buttons call a list of stations in a coordinate system; cells go by the system alone."""
MOST_BYTES: dict[str, int] = {
    "people": 1_000_000,
    **dict.fromkeys(STATIONS_IN, 1_000_000),
    **dict.fromkeys((str(crs) for crs in Crs), 10_000_000),
}
"""Of a file imported in a chat: all others wait for the database meanwhile. The command line has no such limit."""
SHOWN = 5  # codes or names of a preview
SYSTEMS = {Crs.WGS84: "WGS-84", Crs.GCJ02: "GCJ-02", Crs.BD09: "BD-09"}
IMPORT, CANCEL = N("✅ Import"), N("Cancel")
PEOPLE, NO = "people", "no"
UNREADABLE = N("This file cannot be read. Please send it again.")
TOO_LARGE = N("This file is too large to import here. Please use the command line: python -m bot import")


def offered(event: Event, who: Person) -> bool:
    """Whether this is a file that an admin wants imported, and not a photo of a hazard."""
    names = [file.name.lower() for file in event.files if file.kind is FileKind.DOCUMENT]
    return bool(names) and names[0].endswith(TABLES + MAPS) and may(who, Action.OVERSEE)


async def offer(turn: Turn) -> Sequence[Outgoing]:
    """The file came: people are shown at once, cells and stations after their coordinate system is known."""
    file = turn.event.fetched[0] if turn.event.fetched else None
    if file is None or not file.sha256:
        raise await refusals.no(turn, TOO_LARGE if file and file.problem == "too_large_bytes" else UNREADABLE)
    await media.note(turn.conn, [file], turn.now)
    key = _key(file.sha256)
    data = await _content(turn, key)
    listed = len(data) <= MOST_BYTES["st-wgs84"] and await asyncio.to_thread(is_station_list, data, file.name)
    if not listed and not file.name.lower().endswith(MAPS):
        text, buttons = await _preview(turn, PEOPLE, key)
        return [Send(turn.here, text, buttons=buttons, slot=_slot(turn, key))]
    prefix = "st-" if listed else ""
    systems = tuple(Button(label, data=f"crs:{prefix}{crs}:{key}") for crs, label in SYSTEMS.items())
    text = turn.t("🗺 {name}: which coordinate system? Amap and Tencent draw in GCJ-02, Baidu in BD-09.", name=file.name)
    return [Send(turn.here, text, buttons=(systems, (_cancel(turn, key),)), slot=_slot(turn, key))]


async def choose_system(turn: Turn) -> Sequence[Outgoing]:
    """crs:gcj02:KEY, crs:st-gcj02:KEY: the cells or the stations as that system has them."""
    crs, key = acting.argument(turn), acting.argument(turn, 2)
    if crs not in SYSTEMS and crs not in STATIONS_IN:
        raise await pressed.stale(turn)
    text, buttons = await _preview(turn, crs, key)
    return [*pressed.heard(turn), Edit(turn.here, _slot(turn, key), text, buttons=buttons)]


async def load(turn: Turn) -> Sequence[Outgoing]:
    """import:people:KEY, import:gcj02:KEY: carried out, if nothing has become wrong since; import:no:KEY: forgotten."""
    kind, key = acting.argument(turn), acting.argument(turn, 2)
    if kind == NO:
        text = turn.t("Cancelled. Nothing was imported.")
    elif kind in MOST_BYTES:
        text = await _import(turn, kind, key)
    else:
        raise await pressed.stale(turn)
    return [*pressed.heard(turn), Edit(turn.here, _slot(turn, key), text)]


async def _preview(turn: Turn, kind: str, key: str) -> tuple[Html, Buttons]:
    """What an import would change, with the buttons to do it; or what is wrong, with none."""
    try:
        changes = await _changes(turn, kind, await _rows(turn, kind, key))
    except (BadRows, BadCells) as bad:
        return exchange_texts.refused(turn.t, bad.rows, stations=kind in STATIONS_IN), ()
    go = Button(turn.t.plain(IMPORT), data=f"import:{kind}:{key}")
    return _shown(turn, changes), ((go, _cancel(turn, key)),)


async def _import(turn: Turn, kind: str, key: str) -> Html:
    try:
        rows = await _rows(turn, kind, key)
        changes = await _changes(turn, kind, rows)
    except (BadRows, BadCells) as bad:
        text = exchange_texts.refused(turn.t, bad.rows, stations=kind in STATIONS_IN)
        raise Refused(*_edited(turn, key, text)) from bad
    who = await acting.somebody(turn)
    if isinstance(changes, imports.Roster):
        await imports.put_people(turn.conn, changes, turn.now, by=who.id)
    elif isinstance(changes, StationChanges):
        await station_imports.put(turn.conn, changes)
    else:
        await cells.put(turn.conn, [row for row in rows if isinstance(row, CellRow)])
    what = PEOPLE if kind == PEOPLE else "stations" if kind in STATIONS_IN else "cells"
    about = f"{len(changes.new)} + {len(changes.changed)}, {what}"
    await audit.record(turn.conn, Deed.IMPORT, about, by=who.id, at=turn.now)
    return turn.t("✅ Imported: {new} new, {changed} changed.", new=len(changes.new), changed=len(changes.changed))


def _edited(turn: Turn, key: str, text: Html) -> list[Outgoing]:
    press = turn.event.press
    return [*([Answer(press.id)] if press else []), Edit(turn.here, _slot(turn, key), text)]


async def _rows(turn: Turn, kind: str, key: str) -> Rows:
    """Read in a thread, so that everybody who needs no database goes on. Raises BadRows, BadCells."""
    data = await _content(turn, key)
    if len(data) > MOST_BYTES[kind]:
        raise await refusals.no(turn, TOO_LARGE)
    if kind == PEOPLE:
        return await asyncio.to_thread(read_people, data, "")
    if kind in STATIONS_IN:
        return await asyncio.to_thread(read_stations, data, "", STATIONS_IN[kind])
    from bot.domain.geojson import read_cells

    return await asyncio.to_thread(partial(read_cells, data, Crs(kind)))


async def _changes(turn: Turn, kind: str, rows: Rows) -> Changes:
    if kind == PEOPLE:
        return await imports.people(turn.conn, [row for row in rows if isinstance(row, PersonRow)])
    if kind in STATIONS_IN:
        return await station_imports.stations_in(turn.conn, [row for row in rows if isinstance(row, StationRow)])
    return await imports.cells(turn.conn, [row for row in rows if isinstance(row, CellRow)])


def _shown(turn: Turn, changes: Changes) -> Html:
    counts = {"new": len(changes.new), "changed": len(changes.changed), "same": changes.same}
    if isinstance(changes, imports.Roster):
        text = turn.t("👥 People: {new} new, {changed} changed, {same} as they are.", **counts)
        first = [entry.name for entry in (*changes.new, *changes.changed)]
    elif isinstance(changes, StationChanges):
        text = turn.t("🏠 Stations: {new} new, {changed} changed, {same} as they are.", **counts)
        first = [station.name for station in (*changes.new, *changes.changed)]
    else:
        text = turn.t("🗺 Cells: {new} new, {changed} changed, {same} as they are.", **counts)
        first = [*changes.new, *changes.changed]
    shown = ", ".join(first[:SHOWN]) + (" …" if len(first) > SHOWN else "")
    return Html("\n".join([text, turn.t("{name}", name=shown)] if first else [text]))


async def _content(turn: Turn, key: str) -> bytes:
    """The file that a button names; a forged or forgotten one is refused."""
    try:
        name = base64.urlsafe_b64decode(f"{key}=").hex()
        return await asyncio.to_thread(turn.house.load, name)
    except (binascii.Error, ValueError, OSError, LookupError):
        raise await pressed.stale(turn) from None


def _key(sha256: str) -> str:
    """A SHA-256 in 43 characters: in hex it would not fit a button."""
    return base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode().rstrip("=")


def _slot(turn: Turn, key: str) -> str:
    return f"import:{turn.event.chat.id}:{key[:43]}"


def _cancel(turn: Turn, key: str) -> Button:
    return Button(turn.t.plain(CANCEL), data=f"import:{NO}:{key}")
