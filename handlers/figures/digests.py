"""The morning's digests: the day, the week, the month that ended, to each bound group and to the admins.

Each is sent once. Who was away sends the latest of each kind when back, and none of the older ones. Where nothing
happened and nothing waits, nothing is said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import figures
from bot.domain.figures import Figure, Kind, Period
from bot.domain.incoming import Chat, ChatKind, Event
from bot.domain.outgoing import Address, Outgoing, Priority, Send
from bot.domain.people import Person
from bot.domain.policy import Digests
from handlers import cards
from handlers.figures import scope as scopes
from handlers.figures import sheet, showing, stats
from handlers.figures.scope import EVERYWHERE, Scope
from handlers.figures.view import View
from handlers.turn import House, Turn
from storage import areas
from storage.figures import sent
from storage.figures.sent import ADMINS

NAMES = {Kind.DAY: "daily", Kind.WEEK: "weekly", Kind.MONTH: "monthly"}
WITH_FILE = frozenset({Kind.WEEK, Kind.MONTH})
NEWS = (Figure.NEW, Figure.CLOSED, Figure.OPEN, Figure.REOPENED, Figure.REJECTED, Figure.RATED)
"""What makes a digest worth sending."""


async def send(conn: AsyncConnection, house: House, now: datetime) -> Sequence[Outgoing]:
    """One digest, the first that is due and says something."""
    for period, due in _due(house.policy.digests, house.zone, now):
        said = await _to_groups(conn, house, now, (period, due)) or await _to_admins(conn, house, now, period)
        if said:
            return said
    return ()


def _due(rules: Digests, zone: tzinfo, now: datetime) -> Iterator[tuple[Period, datetime]]:
    """The latest period of each kind whose digest should have gone out by now, and when."""
    today = now.astimezone(zone).date()
    for kind, name in NAMES.items():
        if name not in rules.off:
            yield latest(kind, getattr(rules, name), today, now.astimezone(zone))


def latest(kind: Kind, at: time, today: date, now: datetime) -> tuple[Period, datetime]:
    """It goes out at `at` on the first day after the period; until then the latest is the one of the period before."""
    start = figures.around(kind, today).first
    due = datetime.combine(start, at, now.tzinfo)
    ended = figures.around(kind, start - timedelta(days=1))
    return (ended, due) if due <= now else latest(kind, at, ended.first, now)


async def _to_groups(
    conn: AsyncConnection, house: House, now: datetime, due: tuple[Period, datetime]
) -> Sequence[Outgoing]:
    period, moment = due
    for reader in await sent.waiting(conn, period, moment):
        here = Address(reader.chat, reader.thread)
        turn = _turn(conn, house, now, here, language=reader.language)
        area = await areas.get(conn, reader.area)
        said = await _digest(turn, period, scopes.of(area, await areas.tree(conn))) if area else []
        await sent.note(conn, period, await sent.beside(conn, reader), sent=bool(said), at=now)
        if said:
            return said
    return ()


async def _to_admins(conn: AsyncConnection, house: House, now: datetime, period: Period) -> Sequence[Outgoing]:
    """All of them at once; a new house begins with the next period."""
    had = await sent.admins_had(conn, period)
    if had:
        return ()
    said = (
        [] if had is None else await _each_admin(_turn(conn, house, now, Address(0), language=house.language), period)
    )
    await sent.note(conn, period, [ADMINS], sent=bool(said), at=now)
    return said


async def _each_admin(turn: Turn, period: Period) -> list[Outgoing]:
    said: list[Outgoing] = []
    tree = await areas.tree(turn.conn)
    for admin in await cards.admins(turn):
        to = _turn(turn.conn, turn.house, turn.now, Address(admin.chat), language=admin.language)
        said += await _digest(to, period, scopes.everything(to.t.plain(EVERYWHERE), tree))
    return said


def _turn(conn: AsyncConnection, house: House, now: datetime, here: Address, *, language: str) -> Turn:
    kind = ChatKind.PRIVATE if here.chat > 0 else ChatKind.GROUP
    event = Event(0, now, None, Chat(here.chat, kind, thread=here.thread))
    return Turn(conn, now, Person(0, None, ""), house.languages.to(language), event, house)


async def _digest(turn: Turn, period: Period, scope: Scope) -> list[Outgoing]:
    """Text, chart and buttons; for a week and a month the workbook too. Nothing where there is nothing to tell."""
    told = await showing.shown(turn, period, scope)
    if not any(told.figures[figure] for figure in NEWS):
        return []
    text, chart = await showing.pictured(turn, told)
    view = View(period, scope.number, 0)
    rows = (*stats.behind(turn.t, view, told.figures), (view.button(turn.t.plain("📊 All figures")),))
    slot = f"digest:{period.code}:{turn.here.chat}:{turn.here.thread or 0}"
    message = Send(turn.here, text, buttons=rows, picture=chart, slot=slot, silent=True, priority=Priority.DIGEST)
    return [message, await _file(turn, period, scope, slot)] if period.kind in WITH_FILE else [message]


async def _file(turn: Turn, period: Period, scope: Scope, slot: str) -> Outgoing:
    return replace(await sheet.sent(turn, period, scope), reply_to_slot=slot, priority=Priority.DIGEST)
