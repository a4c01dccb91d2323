"""/stats: how a period went, in a group its own area; other periods, areas and the tickets behind, in place."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.domain import figures
from bot.domain.figures import Figure, Figures, Kind, Period
from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from bot.domain.pictures import Chart
from handlers import area_choice, pressed, refusals
from handlers.figures import scope as scopes
from handlers.figures import showing, view, words
from handlers.figures.scope import Scope
from handlers.figures.view import View
from handlers.i18n import Html, N, Translator
from handlers.turn import Turn

DATES = re.compile(r"(?:^|\s)(\d{4}-\d{1,2}-\d{1,2})(?:\D{1,4}(\d{4}-\d{1,2}-\d{1,2}))?\s*$")
HOW = N("Say it like this: /stats, /stats 2026-11-01 2026-11-15, or /stats COMMUNITY")
AHEAD = N("That time has not come yet.")
SPANS: dict[Kind, str] = {Kind.DAY: N("Today"), Kind.WEEK: N("This week"), Kind.MONTH: N("This month")}
BEHIND = (
    *(Figure.OVERDUE, Figure.OPEN, Figure.NEW, Figure.CLOSED),
    *(Figure.UNSATISFIED, Figure.REOPENED, Figure.REJECTED, Figure.LATE, Figure.MERGED, Figure.WITHDRAWN),
)
A_ROW = 3


async def show(turn: Turn) -> Sequence[Outgoing]:
    """/stats [area] [day [day]]: this week without a day."""
    text, period = await _period(turn)
    scope = await scopes.seen(turn)
    if text:
        scope = await scopes.seen(turn, (await area_choice.one(turn, text)).id)
    return [await _sent(turn, View(period, scope.number, turn.event.update_id), scope)]


async def _period(turn: Turn) -> tuple[str, Period]:
    """What is left of the arguments without their days, and the period that they say."""
    text = turn.event.arguments.strip()
    found = DATES.search(text)
    if not found:
        return text, figures.around(Kind.WEEK, view.today(turn))
    try:
        first, last = (_date(day) for day in (found[1], found[2] or found[1]))
        period = figures.between(first, last)
    except ValueError:
        raise await refusals.no(turn, HOW) from None
    if first > view.today(turn):
        raise await refusals.no(turn, AHEAD)
    return text[: found.start()].strip(), period


def _date(text: str) -> date:
    """Raises ValueError."""
    year, month, day = map(int, text.split("-"))
    if not 2000 < year < view.LATEST_YEAR:
        raise ValueError(text)
    return date(year, month, day)


async def turn_to(turn: Turn) -> Sequence[Outgoing]:
    """stats:PERIOD:SCOPE:ORIGIN: other figures, in place; in a new message from under a digest."""
    wanted = await view.read(turn)
    scope = await scopes.seen(turn, wanted.scope)
    if not wanted.origin:
        return [*pressed.heard(turn), await _sent(turn, replace(wanted, origin=turn.event.update_id), scope)]
    text, buttons, chart = await _face(turn, wanted, scope)
    return [*pressed.heard(turn), Edit(turn.here, view.slot(turn, wanted), text, buttons, chart)]


async def _sent(turn: Turn, wanted: View, scope: Scope) -> Send:
    text, buttons, chart = await _face(turn, wanted, scope)
    return Send(turn.here, text, buttons=buttons, picture=chart, slot=view.slot(turn, wanted))


async def _face(turn: Turn, wanted: View, scope: Scope) -> tuple[Html, Buttons, Chart]:
    await view.small_enough(turn, view.seen_through(turn, wanted.period, scope))
    told = await showing.shown(turn, wanted.period, scope)
    text, chart = await showing.pictured(turn, told)
    return text, buttons(turn, wanted, told.figures, scope), chart


def buttons(turn: Turn, wanted: View, found: Figures, scope: Scope) -> Buttons:
    """Periods, what they are near, the tickets behind figures that are not 0, areas, file."""
    rows = [_spans(turn, wanted), _neighbours(turn, wanted), *behind(turn.t, wanted, found), _last(turn, wanted, scope)]
    return tuple(row for row in rows if row)


def _spans(turn: Turn, wanted: View) -> tuple[Button, ...]:
    now = view.today(turn)
    spans = {figures.around(kind, now): label for kind, label in SPANS.items()}
    return tuple(
        wanted.button(f"{'● ' if period == wanted.period else ''}{turn.t.plain(label)}", period=period)
        for period, label in spans.items()
    )


def _neighbours(turn: Turn, wanted: View) -> tuple[Button, ...]:
    earlier, later, today = figures.before(wanted.period), figures.after(wanted.period), view.today(turn)
    found = []
    if earlier.first.year > 2001:
        found.append(wanted.button(f"‹ {view.days(turn.t, earlier, today)}", period=earlier))
    if later.first <= today:
        found.append(wanted.button(f"{view.days(turn.t, later, today)} ›", period=later))
    return tuple(found)


def behind(t: Translator, wanted: View, found: Figures) -> list[tuple[Button, ...]]:
    """A button for each figure that has tickets."""
    every = [
        Button(f"{t.plain(words.FIGURES[figure])} {found[figure]}", f"figure:{figure}:0:{wanted.data}")
        for figure in BEHIND
        if found[figure]
    ]
    return [tuple(every[place : place + A_ROW]) for place in range(0, len(every), A_ROW)]


def _last(turn: Turn, wanted: View, scope: Scope) -> tuple[Button, ...]:
    below = (Button(turn.t.plain("🏘 By area"), f"areafigures:0:{wanted.data}"),) if scope.below else ()
    return (*below, Button(turn.t.plain("📄 Excel file"), f"figurefile:{wanted.data}"))
