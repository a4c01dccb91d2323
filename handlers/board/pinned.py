"""The board: one pinned message a group, edited in place, with what is open, what is late and who holds what."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.incoming import Chat, ChatKind, Event
from bot.domain.outgoing import Address, Button, Buttons, Edit, Outgoing, Pin, Priority, Send, chat_of
from bot.domain.people import Area, Person
from handlers import pressed
from handlers.board import folding, tasks
from handlers.i18n import Html
from handlers.turn import House, Turn
from storage import areas, boards, folds, people, worklist
from storage.areas import Binding
from storage.folds import Sheet
from storage.worklist import Counts, Wish

KIND = "board"
EVERY = timedelta(minutes=1)  # at most one edit
LATE_SHOWN = 5


async def due(conn: AsyncConnection, house: House, now: datetime) -> Sequence[Outgoing]:
    """Boards of areas where something has happened, not more often than once a minute each."""
    changed = {area for path in await boards.touched(conn) for area in path}
    known = {(sheet.chat, sheet.thread): sheet for sheet in await folds.sheets_of(conn, KIND)}
    bursts = {(one.chat, one.thread) for one in await folds.sheets_of(conn, folding.KIND)}
    said: list[Outgoing] = []
    for binding in await areas.in_use(conn) if changed or any(one.stale for one in known.values()) else ():
        place = (binding.chat, binding.thread or 0)
        sheet = known.get(place)
        if binding.area in changed or (sheet is not None and sheet.stale):
            said += await _kept(_turn(conn, house, now, binding), binding, sheet, burst=place in bursts)
    return said


async def _kept(turn: Turn, binding: Binding, sheet: Sheet | None, *, burst: bool) -> list[Outgoing]:
    """Not now where the chat's limit is needed for what nobody there has seen at all."""
    if burst or await folding.crowded(turn, binding.chat):
        if sheet is not None and not sheet.stale:
            await folds.put(turn.conn, replace(sheet, stale=True))
        return []
    area = await areas.get(turn.conn, binding.area)
    return await _shown(turn, area, binding, sheet) if area is not None else []


async def begin(turn: Turn, area: Area, binding: Binding, *, beside: Sequence[Outgoing]) -> list[Outgoing]:
    """A chat or topic serves the area from now on: its board need not wait for the next thing that happens there."""
    known = await folds.sheet(turn.conn, KIND, binding.chat, binding.thread or 0)
    coming = sum(chat_of(one) == binding.chat for one in beside)
    if known is not None or binding.cell is not None or await folding.crowded(turn, binding.chat, coming=coming):
        return []
    return await _shown(_turn(turn.conn, turn.house, turn.now, binding), area, binding, None)


def _turn(conn: AsyncConnection, house: House, now: datetime, binding: Binding) -> Turn:
    event = Event(0, now, None, Chat(binding.chat, ChatKind.GROUP, binding.title, binding.thread))
    t = house.languages.to(binding.language or house.language)
    return Turn(conn, now, Person(0, None, ""), t, event, house)


async def _shown(turn: Turn, area: Area, binding: Binding, sheet: Sheet | None) -> list[Outgoing]:
    """A new board once there is enough to keep in sight; else the old one, if it says something new by now."""
    counted = await worklist.counts(turn.conn, area, turn.now)
    if sheet is None and counted.all < turn.house.policy.limits.board_from:
        return []
    if sheet is not None and turn.now - sheet.told_at < EVERY:
        await folds.put(turn.conn, replace(sheet, stale=True))
        return []
    text = await _text(turn, area, counted)
    seen = sha256(text.encode()).hexdigest()
    before = sheet or Sheet(KIND, binding.chat, binding.thread or 0, _slot(binding), turn.now)
    await folds.put(turn.conn, replace(before, told_at=turn.now, stale=False, seen=seen))
    if sheet is None:
        return _put_up(turn, binding, before, text)
    return [Edit(turn.here, sheet.slot, text, _buttons(turn))] if seen != sheet.seen else []


def _put_up(turn: Turn, binding: Binding, sheet: Sheet, text: Html) -> list[Outgoing]:
    """The board as a fresh message, pinned."""
    here = Address(binding.chat, binding.thread)
    sent = Send(here, text, buttons=_buttons(turn), slot=sheet.slot, silent=True, priority=Priority.DIGEST)
    return [sent, Pin(here, sheet.slot)]


async def again(turn: Turn, sheet: Sheet, binding: Binding) -> list[Outgoing]:
    """The board whose message somebody has deleted, once more."""
    area = await areas.get(turn.conn, binding.area)
    if area is None:
        return []
    turn = _turn(turn.conn, turn.house, turn.now, binding)
    text = await _text(turn, area, await worklist.counts(turn.conn, area, turn.now))
    seen = sha256(text.encode()).hexdigest()
    await folds.put(turn.conn, replace(sheet, told_at=turn.now, stale=False, seen=seen))
    return _put_up(turn, binding, sheet, text)


def _slot(binding: Binding) -> str:
    return f"board:{binding.chat}:{binding.thread or 0}:{binding.area}"


def _buttons(turn: Turn) -> Buttons:
    return ((Button(turn.t.plain("📋 What is to be done"), "board"),),)


async def _text(turn: Turn, area: Area, counted: Counts) -> Html:
    """Without the time of day, which would change it every minute."""
    head = turn.t("📌 <b>{area}</b>", area=area.name)
    late = await worklist.numbers(turn.conn, area, Wish(late=turn.now), limit=LATE_SHOWN)
    titles = [f"#{number}" for number in late]
    more = "…" if counted.late > len(titles) else ""
    lines = [turn.t("⏰ Late: {numbers}", numbers=" ".join([*titles, more]).strip())] if titles else []
    return Html("\n".join([head, tasks.numbers(turn.t, counted), *lines, *await _holders(turn, area)]))


async def _holders(turn: Turn, area: Area) -> list[Html]:
    """Who has how many."""
    held = await worklist.busy(turn.conn, area)
    names = await people.names(turn.conn, [person for person, _ in held])
    listed = " · ".join(f"{names.get(person, '?')} {count}" for person, count in held)
    return [turn.t("👷 {people}", people=listed)] if listed else []


async def press(turn: Turn) -> Sequence[Outgoing]:
    """board: the whole list, as a message of its own."""
    return [*pressed.heard(turn), *await tasks.show(turn)]
