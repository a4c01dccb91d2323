"""Red and yellow cells are looked at every day, hard tickets followed up every week; each is ticked off in the chat."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.outgoing import Address, Button, Buttons, Edit, Outgoing, Send
from bot.domain.people import Action, Area, Level, reaches
from handlers import acting, pressed, refusals, texts
from handlers.i18n import Html, N, Translator
from handlers.turn import House, Turn
from storage import areas, cells, cursors, people, tickets
from storage import colours as rows
from storage.areas import Binding
from storage.colours import Check

DAILY, WEEKLY = "daily", "weekly"
HEADS: dict[str, str] = {
    DAILY: N("🔎 <b>{area}</b>: look at these cells today"),
    WEEKLY: N("📌 <b>{area}</b>: follow up these hard tickets this week"),
}
A_ROW = 3


async def due(conn: AsyncConnection, house: House, now: datetime) -> Sequence[Outgoing]:
    """Once a day after the policy's hour; the week's on Mondays, or on the first day after it that we are there."""
    local = now.astimezone(house.zone)
    if local.time() < house.policy.colours.check_at:
        return ()
    today, monday = local.date(), local.date() - timedelta(days=local.weekday())
    said: list[Outgoing] = []
    if await cursors.reaches(conn, "checks:daily", today.toordinal()):
        said += await _planned(conn, house, DAILY, today, now=now)
    if await cursors.reaches(conn, "checks:weekly", monday.toordinal()):
        said += await _planned(conn, house, WEEKLY, monday, now=now)
    return said


async def _planned(conn: AsyncConnection, house: House, kind: str, day: date, *, now: datetime) -> list[Outgoing]:
    """A list for every chat that serves a community where there is something to look at."""
    said: list[Outgoing] = []
    for area in await areas.tree(conn):
        bound = await areas.once_a_chat(conn, [area.id])
        wanted = await _wanted(conn, house, kind, area, now=now) if bound and area.level is Level.COMMUNITY else []
        if wanted:
            await rows.plan(conn, kind, day, wanted)
            listed = await rows.planned(conn, kind, day, area.id)
            said += [await _sent(conn, house, area, binding, listed=listed) for binding in bound]
    return said


async def _wanted(
    conn: AsyncConnection, house: House, kind: str, area: Area, *, now: datetime
) -> list[tuple[int, int | None, int | None]]:
    rules = house.policy.colours
    if kind == DAILY:
        return [(area.id, shade.cell, None) for shade in await rows.in_areas(conn, [area.id])]
    before = now - timedelta(days=rules.hard_days)
    hard = await rows.hard(conn, [area.id], before, reopened=rules.hard_reopened)
    return [(area.id, None, number) for number in hard]


async def _sent(conn: AsyncConnection, house: House, area: Area, binding: Binding, *, listed: Sequence[Check]) -> Send:
    t = house.languages.to(binding.language or house.language)
    text, buttons = await _listed(conn, house, t, area, listed=listed)
    return Send(Address(binding.chat, binding.thread), text, buttons=buttons, slot=_slot(listed[0], binding.chat))


def _slot(one: Check, chat: int) -> str:
    return f"checks:{one.kind}:{one.area}:{one.day}:{chat}"


async def _listed(
    conn: AsyncConnection, house: House, t: Translator, area: Area, *, listed: Sequence[Check]
) -> tuple[Html, Buttons]:
    """A line each with who has looked; a button for what nobody has looked at."""
    names = await people.names(conn, [one.done_by for one in listed])
    whats = await _whats(conn, house, t, listed)
    lines = [_line(t, whats[one.id], names.get(one.done_by or 0, "")) for one in listed]
    made = [Button(f"✔ {_short(whats[one.id])}", f"check:{one.id}") for one in listed if one.done_by is None]
    buttons = tuple(tuple(made[at : at + A_ROW]) for at in range(0, len(made), A_ROW))
    return Html("\n".join([t(HEADS[listed[0].kind], area=area.name), *lines])), buttons


def _short(what: str) -> str:
    return what.split(maxsplit=1)[0] if what else "?"


def _line(t: Translator, what: str, name: str) -> Html:
    return t("✅ {what} · {name}", what=what, name=name) if name else t("▫️ {what}", what=what)


async def _whats(conn: AsyncConnection, house: House, t: Translator, listed: Sequence[Check]) -> dict[int, str]:
    """What each check is about: a cell's code, or a ticket with its kind."""
    codes = {cell.id: cell.code for cell in await cells.several(conn, [one.cell for one in listed])}
    found = await tickets.several(conn, [one.ticket for one in listed if one.ticket])
    titles = {ticket.id: texts.title(t, house.policy, ticket) for ticket in found}
    return {one.id: codes.get(one.cell or 0) or titles.get(one.ticket or 0, "?") for one in listed}


async def tick(turn: Turn) -> Sequence[Outgoing]:
    """check:N: whoever works there has looked."""
    one = await rows.check(turn.conn, await pressed.number(turn))
    area = await areas.get(turn.conn, one.area) if one else None
    if one is None or area is None:
        raise await pressed.stale(turn)
    if not reaches(turn.who, Action.WORK, area.path):
        raise await refusals.not_allowed(turn)
    who = await acting.somebody(turn)
    first = await rows.done(turn.conn, one.id, who.id, turn.now)
    listed = await rows.planned(turn.conn, one.kind, one.day, one.area)
    said = N("Thank you, ticked off.") if first else N("Somebody was faster.")
    edits = [
        await _edited(turn, area, binding, listed=listed) for binding in await areas.once_a_chat(turn.conn, [area.id])
    ]
    return [*pressed.heard(turn, said), *(edits if first else [])]


async def _edited(turn: Turn, area: Area, binding: Binding, listed: Sequence[Check]) -> Edit:
    t = turn.to(binding.language or turn.house.language)
    text, buttons = await _listed(turn.conn, turn.house, t, area, listed=listed)
    return Edit(Address(binding.chat, binding.thread), _slot(listed[0], binding.chat), text, buttons)
