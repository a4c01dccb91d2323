"""/my: a courier's own reports, newest first, a page at a time, each with its state and its story."""

from collections.abc import Sequence

from bot.domain.outgoing import Button, Buttons, Outgoing, Send
from bot.domain.pictures import Stamped
from bot.domain.place import Point
from bot.domain.place import show as show_point
from bot.domain.ticket import UNDECIDED, Entry, State, Ticket, Use, Verb
from handlers import acting, follow_up, phrasing, pressed, refusals, submitting, texts
from handlers.i18n import Html, N, Translator
from handlers.ladder import words
from handlers.turn import Turn
from storage import cells, tickets

A_PAGE = 5
VERBS: dict[str, str] = {
    Verb.SUBMIT: N("reported"),
    Verb.WITHDRAW: N("withdrawn"),
    Verb.ACKNOWLEDGE: N("taken"),
    Verb.RELEASE: N("released"),
    Verb.ASK: N("question asked"),
    Verb.ANSWER: N("answered"),
    Verb.TRANSFER: N("transferred"),
    Verb.RESOLVE: N("resolved"),
    Verb.REJECT: N("rejected"),
    Verb.MERGE: N("merged"),
    Verb.ESCALATE: N("escalated"),
    Verb.RATE: N("closed"),
    Verb.REOPEN: N("reopened"),
    "absorb": N("another report merged into it"),
    "split": N("work split"),
    "second": N("somebody else reported it too"),
    "add": N("added to"),
    "note": N("note"),
    "warn": N("short of time"),
    "late": N("late"),
}
INTERNAL = frozenset({"warn", "late"})
"""What the clock says to staff; a courier reads that it was escalated."""


async def show(turn: Turn) -> Sequence[Outgoing]:
    """/my: the first page."""
    text, buttons = await _page(turn, 0)
    return [Send(turn.here, text, buttons=buttons, slot=_slot(turn.event.message or turn.event.update_id, turn))]


async def page(turn: Turn) -> Sequence[Outgoing]:
    """Another page, in place."""
    number, slot = await pressed.number(turn), acting.argument(turn, 2)
    text, buttons = await _page(turn, number, origin=slot)
    return [*pressed.heard(turn), await pressed.edit(turn, f"my:{turn.event.chat.id}:{slot}", text, buttons)]


def _slot(origin: int, turn: Turn) -> str:
    return f"my:{turn.event.chat.id}:{origin}"


async def _page(turn: Turn, number: int, *, origin: str = "") -> tuple[Html, Buttons]:
    t, count = turn.t, await tickets.count_of(turn.conn, turn.who.id)
    mine = await tickets.of_reporter(turn.conn, turn.who.id, offset=number * A_PAGE, limit=A_PAGE)
    if not mine:
        return t("You have not reported anything yet. Send a photo to begin."), ()
    pages = (count + A_PAGE - 1) // A_PAGE
    head = t("📋 Your reports: {count} (page {page} of {pages})", count=count, page=number + 1, pages=pages)
    ends = await tickets.ends(turn.conn, mine)
    lines = [_line(turn, t, ticket, ends[ticket.id]) for ticket in mine]
    rows = [tuple(Button(f"#{ticket.id}", f"mine:{ticket.id}") for ticket in mine)]
    turner = origin or str(turn.event.message or turn.event.update_id)
    rows += [tuple(_turners(t, number, pages, turner))]
    return Html("\n".join([head, *lines])), tuple(row for row in rows if row)


def _turners(t: Translator, number: int, pages: int, origin: str) -> list[Button]:
    newer = [Button(t.plain("◀ Newer"), f"my:{number - 1}:{origin}")] if number > 0 else []
    older = [Button(t.plain("Older ▶"), f"my:{number + 1}:{origin}")] if number + 1 < pages else []
    return [*newer, *older]


def _line(turn: Turn, t: Translator, ticket: Ticket, end: Ticket) -> Html:
    """One report; of a merged one also what became of `end`, the ticket that it goes on as in the end."""
    state: str = texts.state(t, ticket)
    if end.id != ticket.id:
        state = t("{state} → #{number} ({became})", state=state, number=end.id, became=texts.state(t, end))
    when = t.when(ticket.submitted_at, turn.house.zone, turn.now)
    title = texts.title(t, turn.house.policy, ticket)
    return t("{state} · {title} · {when}", state=state, title=title, when=when)


async def one(turn: Turn) -> Sequence[Outgoing]:
    """One report with its photo, its story, and what can be done."""
    ticket = await acting.find(turn, acting.argument(turn))
    if ticket.reporter != turn.who.id:
        raise await refusals.no(turn, acting.GONE)
    t = turn.t
    files = await tickets.files_of(turn.conn, ticket.id)
    shots = tuple(f.sha256 for f in files if f.use is Use.BEFORE and f.kind == "photo")[:10]
    cell = await cells.get(turn.conn, ticket.cell)
    lines = (cell.code if cell else ticket.h3, show_point(Point(ticket.lat, ticket.lon)))
    picture = Stamped(shots, texts.title(t, turn.house.policy, ticket), lines, ticket.severity) if shots else None
    here = f"ticket:{ticket.id}:mine:{turn.event.update_id}"  # a reply to it is a note
    return [
        *pressed.heard(turn),
        Send(turn.here, await _story(turn, t, ticket), buttons=_todo(t, ticket), picture=picture, slot=here),
    ]


def _todo(t: Translator, ticket: Ticket) -> Buttons:
    if ticket.state is State.RESOLVED:
        return follow_up.rating(t, ticket)
    return submitting.receipt_buttons(t, ticket) if ticket.state in UNDECIDED else ()


async def _story(turn: Turn, t: Translator, ticket: Ticket) -> Html:
    """Its history in a courier's words; internal notes stay inside."""
    ends = await tickets.ends(turn.conn, [ticket])
    lines = [_line(turn, t, ticket, ends[ticket.id])]
    for entry in (await tickets.history_of(turn.conn, ticket.id))[-15:]:
        if entry.verb in INTERNAL or (entry.verb == "note" and entry.by != turn.who.id):
            continue
        lines.append(told(turn, t, entry))
    return Html("\n".join(lines))


def told(turn: Turn, t: Translator, entry: Entry) -> Html:
    """One line of a ticket's history."""
    when = t.when(entry.at, turn.house.zone, turn.now)
    verb = t.plain(VERBS.get(entry.verb, entry.verb))
    name = entry.by_name or (t.plain("the clock") if entry.by is None else "")
    why = words.reason(t, entry.why) if entry.verb in INTERNAL else phrasing.shown(t, turn.house, entry.why)[:200]
    return t("{when} {verb} · {name} {why}", when=when, verb=verb, name=name, why=why)
