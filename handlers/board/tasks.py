"""/tasks: what this chat has to do, the most pressing first: all of it, what is late, or what is mine; in place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain import clocks
from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from bot.domain.people import ALLOWED, Action, Area, Role, may, reaches
from bot.domain.ticket import State, Ticket
from handlers import acting, card_face, pressed, refusals, texts
from handlers.i18n import LANGUAGES, Html, N, Translator
from handlers.turn import Turn
from storage import areas, cells, people, tickets, worklist
from storage.worklist import Counts, Wish

A_PAGE = 8
NOTHING = N("✨ Nothing to do here.")
UNBOUND = N("This chat serves no area yet: /bind COMMUNITY.")
KINDS: dict[str, str] = {"all": N("All"), "late": N("Late"), "mine": N("Mine")}


@dataclass(frozen=True)
class View:
    """Which list, which page of it; `origin` tells its message from others."""

    kind: str
    page: int
    origin: int

    @property
    def data(self) -> str:
        return f"{self.kind}:{self.page}:{self.origin}"


async def show(turn: Turn) -> Sequence[Outgoing]:
    """/tasks, or /task without a number: the first page of everything; /tasks late and /tasks mine: of that."""
    view = View(_named(turn), 0, turn.event.update_id)
    text, buttons = await _page(turn, view)
    return [Send(turn.here, text, buttons=buttons, slot=slot(turn, view))]


def _named(turn: Turn) -> str:
    """The list that the words after the command name, in any language; "all" where they name none."""
    wanted = turn.event.arguments.strip().casefold()
    spoken = [turn.to(language) for language in LANGUAGES]
    named = (kind for kind, label in KINDS.items() if wanted in {kind, *(t.plain(label).casefold() for t in spoken)})
    return next(named, "all")


async def turn_to(turn: Turn) -> Sequence[Outgoing]:
    """tasks:KIND:PAGE:ORIGIN: another list or page, in place."""
    view = await view_of(turn, 1)
    text, buttons = await _page(turn, view)
    return [*pressed.heard(turn), Edit(turn.here, slot(turn, view), text, buttons)]


async def view_of(turn: Turn, position: int) -> View:
    """The view that a button carries from that position on; refuses what was forged."""
    kind = acting.argument(turn, position)
    page, origin = await pressed.number(turn, position + 1), await pressed.number(turn, position + 2)
    if kind not in KINDS or page > 10_000:
        raise await pressed.stale(turn)
    return View(kind, page, origin)


def slot(turn: Turn, view: View) -> str:
    return f"tasks:{turn.event.chat.id}:{view.origin}"


async def area_of(turn: Turn) -> Area | None:
    """Whose work it is: the bound chat's area; in private the area of one's grant, None (everything) for an admin."""
    if turn.area is not None and reaches(turn.who, Action.WORK, turn.area.path):
        return turn.area
    if not turn.event.private and turn.area is None:
        raise await refusals.no(turn, UNBOUND)
    if turn.area is not None or not may(turn.who, Action.WORK):
        raise await refusals.not_allowed(turn)
    grants = [grant for grant in turn.who.grants if grant.role in ALLOWED[Action.WORK]]
    widest = min(grants, key=lambda grant: (grant.area is not None, grant.role is not Role.LEAD))
    return await areas.get(turn.conn, widest.area)


async def _page(turn: Turn, view: View) -> tuple[Html, Buttons]:
    area = await area_of(turn)
    within = None if view.kind == "mine" and turn.event.private else area  # what one holds, wherever it is
    wish = _wish(turn, view)
    ids = await worklist.numbers(turn.conn, within, wish, offset=view.page * A_PAGE, limit=A_PAGE + 1)
    if not ids and view.page:  # what stood there is done meanwhile
        earlier = await worklist.numbers(turn.conn, within, wish, offset=0, limit=view.page * A_PAGE)
        return await _page(turn, replace(view, page=max(len(earlier) - 1, 0) // A_PAGE))
    shown = await tickets.several(turn.conn, ids[:A_PAGE])
    lines = await described(turn, shown)
    text = Html("\n".join([await _head(turn, view, area), *(lines or [turn.t(NOTHING)])]))
    return text, _buttons(turn, view, shown, more=len(ids) > A_PAGE)


def _wish(turn: Turn, view: View) -> Wish:
    if view.kind == "mine":
        return Wish(assignee=turn.who.id)
    return Wish(late=turn.now) if view.kind == "late" else Wish()


async def _head(turn: Turn, view: View, area: Area | None) -> Html:
    counted = await worklist.counts(turn.conn, area, turn.now)
    whose = turn.who.name if view.kind == "mine" else turn.t.plain(KINDS[view.kind])
    where = area.name if area else turn.t.plain("everywhere")
    head = turn.t("📋 <b>{area}</b> · {whose}", area=where, whose=whose)
    return Html(f"{head}\n{numbers(turn.t, counted)}")


def numbers(t: Translator, counted: Counts) -> Html:
    """How much there is of what."""
    return t(
        "{open} open · {taken} taken · {asked} waiting for an answer · {late} late",
        open=counted.open,
        taken=counted.taken,
        asked=counted.asked,
        late=counted.late,
    )


async def described(turn: Turn, shown: Sequence[Ticket]) -> list[Html]:
    """A line a ticket: what, where, who has it, when it is due."""
    names = await people.names(turn.conn, [ticket.assignee for ticket in shown])
    places = {cell.id: cell.code for cell in await cells.several(turn.conn, [ticket.cell for ticket in shown])}
    return [_line(turn, one, names.get(one.assignee or 0, ""), places.get(one.cell or 0, "")) for one in shown]


def _line(turn: Turn, ticket: Ticket, name: str, cell: str) -> Html:
    title = texts.title(turn.t, turn.house.policy, ticket)
    sign = card_face.SEVERITY_SIGNS[ticket.severity]
    head = turn.t("{sign} <b>{title}</b>", sign=sign, title=title)
    parts = [head, cell, texts.SIGNS[ticket.state] + name, _due(turn, ticket)]
    return Html(" · ".join(part for part in parts if part))


def _due(turn: Turn, ticket: Ticket) -> Html:
    which = clocks.watched(ticket)
    by = clocks.deadline(ticket, which) if which and ticket.state is not State.NEEDS_INFO else None
    if by is None:
        return Html("")
    if by < turn.now:
        return turn.t("⏰ {duration} late", duration=texts.duration(turn.t, by, turn.now))
    return turn.t("by {when}", when=turn.t.when(by, turn.house.zone, turn.now))


def _buttons(turn: Turn, view: View, shown: Sequence[Ticket], *, more: bool) -> Buttons:
    made = [Button(f"#{ticket.id}", f"task:{ticket.id}:{view.data}") for ticket in shown]
    half = (len(made) + 1) // 2
    return tuple(
        row
        for row in (tuple(made[:half]), tuple(made[half:]), _kinds(turn, view), _turns(turn, view, more=more))
        if row
    )


def _kinds(turn: Turn, view: View) -> tuple[Button, ...]:
    return tuple(
        Button(f"{'● ' if kind == view.kind else ''}{turn.t.plain(label)}", f"tasks:{View(kind, 0, view.origin).data}")
        for kind, label in KINDS.items()
    )


def _turns(turn: Turn, view: View, *, more: bool) -> tuple[Button, ...]:
    def to(page: int) -> str:
        return f"tasks:{View(view.kind, page, view.origin).data}"

    back = (Button(turn.t.plain("‹ Back"), to(view.page - 1)),) if view.page else ()
    return (*back, Button(turn.t.plain("Next ›"), to(view.page + 1))) if more else back
