"""From a figure to its tickets, a page at a time; from an area to those below it; and all of it as a file."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.domain.figures import Figure
from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from handlers import acting, pressed
from handlers.board import story, tasks
from handlers.figures import scope as scopes
from handlers.figures import sheet, view, words
from handlers.figures.scope import Scope
from handlers.figures.view import View
from handlers.i18n import Html
from handlers.turn import Turn
from storage import areas, tickets
from storage.figures import counting

A_PAGE = 8
LAST_PAGE = 9_999


async def tickets_behind(turn: Turn) -> Sequence[Outgoing]:
    """figure:FIGURE:PAGE:PERIOD:SCOPE:ORIGIN: its tickets, in place of the figures; below a digest in a new message."""
    wanted, scope, page = await _asked(turn, 3)
    figure = next((figure for figure in words.FIGURES if figure == acting.argument(turn)), None)
    if figure is None:
        raise await pressed.stale(turn)
    seen = view.seen_through(turn, wanted.period, scope)
    await view.small_enough(turn, seen)
    numbers = await counting.behind(turn.conn, seen, figure, offset=page * A_PAGE, limit=A_PAGE + 1)
    lines = await tasks.described(turn, await tickets.several(turn.conn, numbers[:A_PAGE]))
    head = turn.t(
        "<b>{figure}</b> · {area} · {days}",
        figure=turn.t.plain(words.FIGURES[figure]),
        area=scope.name,
        days=view.days(turn.t, wanted.period, view.today(turn)),
    )
    text = Html("\n".join([head, *(lines or [turn.t("None.")])]))
    return _placed(turn, wanted, text, lambda fresh: _of_list(turn, fresh, (figure, page), numbers))


async def _asked(turn: Turn, position: int) -> tuple[View, Scope, int]:
    """The view that a button carries from that position on, its scope, and the page before it."""
    wanted, page = await view.read(turn, position), await pressed.number(turn, position - 1)
    if page > LAST_PAGE:
        raise await pressed.stale(turn)
    return wanted, await scopes.seen(turn, wanted.scope), page


def _placed(turn: Turn, wanted: View, text: Html, buttons: Callable[[View], Buttons]) -> list[Outgoing]:
    """In its message; without one in a new message, whose buttons must know it."""
    if wanted.origin:
        return [*pressed.heard(turn), Edit(turn.here, view.slot(turn, wanted), text, buttons(wanted))]
    fresh = replace(wanted, origin=turn.event.update_id)
    return [*pressed.heard(turn), Send(turn.here, text, buttons=buttons(fresh), slot=view.slot(turn, fresh))]


def _of_list(turn: Turn, wanted: View, where: tuple[Figure, int], numbers: Sequence[int]) -> Buttons:
    figure, page = where
    each = [Button(f"#{number}", f"behind:{number}") for number in numbers[:A_PAGE]]
    half = (len(each) + 1) // 2
    rows = [
        tuple(each[:half]),
        tuple(each[half:]),
        _turns(turn, f"figure:{figure}", wanted, (page, len(numbers) > A_PAGE)),
    ]
    return tuple(row for row in (*rows, (wanted.button(turn.t.plain("📊 All figures")),)) if row)


def _turns(turn: Turn, prefix: str, wanted: View, at: tuple[int, bool]) -> tuple[Button, ...]:
    page, more = at
    back = (Button(turn.t.plain("‹ Back"), f"{prefix}:{page - 1}:{wanted.data}"),) if page else ()
    on = (Button(turn.t.plain("Next ›"), f"{prefix}:{page + 1}:{wanted.data}"),) if more else ()
    return (*back, *on)


async def one(turn: Turn) -> Sequence[Outgoing]:
    """behind:N: the ticket with its story, as /task N shows it."""
    number = str(await pressed.number(turn))
    return [*pressed.heard(turn), *await story.show(replace(turn, event=replace(turn.event, arguments=number)))]


async def by_area(turn: Turn) -> Sequence[Outgoing]:
    """areafigures:PAGE:PERIOD:SCOPE:ORIGIN: the areas right below, and what lies in none, a line and a button each."""
    wanted, scope, page = await _asked(turn, 2)
    seen = view.seen_through(turn, wanted.period, scope)
    await view.small_enough(turn, seen)
    parts = await counting.parts(turn.conn, seen)
    every = [
        (part, sheet.added(parts, part.areas or ()))
        for part in scopes.parts(turn.t, scope, await areas.tree(turn.conn))
    ]
    told = [(part, counts) for part, counts in every if part.number < scopes.ALONE or any(counts.values())]
    shown = told[page * A_PAGE : (page + 1) * A_PAGE]
    lines = [_line(turn, part.name, counts) for part, counts in shown]
    head = turn.t("🏘 <b>{area}</b> · {days}", area=scope.name, days=view.days(turn.t, wanted.period, view.today(turn)))
    text = Html("\n".join([head, *(lines or [turn.t("None.")])]))
    more = len(told) > (page + 1) * A_PAGE
    return _placed(turn, wanted, text, lambda fresh: _of_areas(turn, fresh, [part for part, _ in shown], (page, more)))


def _line(turn: Turn, area: str, counts: dict[Figure, int]) -> Html:
    line = turn.t(
        "<b>{area}</b>: new {new}, closed {closed}, open {open}",
        area=area,
        new=counts[Figure.NEW],
        closed=counts[Figure.CLOSED],
        open=counts[Figure.OPEN],
    )
    late = turn.t("⏰ <b>{count}</b> late", count=counts[Figure.OVERDUE]) if counts[Figure.OVERDUE] else ""
    return Html(f"{line} {late}".rstrip())


def _of_areas(turn: Turn, wanted: View, shown: Sequence[Scope], at: tuple[int, bool]) -> Buttons:
    each = [wanted.button(part.name, scope=part.number) for part in shown]
    pairs = [tuple(each[place : place + 2]) for place in range(0, len(each), 2)]
    rows = [*pairs, _turns(turn, "areafigures", wanted, at), (wanted.button(turn.t.plain("📊 All figures")),)]
    return tuple(row for row in rows if row)


async def file(turn: Turn) -> Sequence[Outgoing]:
    """figurefile:PERIOD:SCOPE:ORIGIN: everything as XLSX."""
    wanted = await view.read(turn)
    scope = await scopes.seen(turn, wanted.scope)
    await view.small_enough(turn, view.seen_through(turn, wanted.period, scope))
    return [*pressed.heard(turn), await sheet.sent(turn, wanted.period, scope)]
