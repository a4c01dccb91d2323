"""A period's figures of a scope, counted and put into words and a picture."""

from bot.domain.figures import Figure, Figures, Kind, Period
from bot.domain.pictures import Chart
from handlers.figures import drawing, view, words
from handlers.figures.scope import Scope
from handlers.figures.words import Shown
from handlers.i18n import Html
from handlers.turn import Turn
from storage import cells
from storage.figures import counting

NAMED_LATE = 6


async def shown(turn: Turn, period: Period, scope: Scope) -> Shown:
    seen = view.seen_through(turn, period, scope)
    found = await view.counted(turn, period, seen)
    places = {cell.id: cell.code for cell in await cells.several(turn.conn, [spot.cell for spot in found.spots])}
    # Their numbers cost as much again, which is nothing for an area, and much for a whole city.
    named = bool(found[Figure.OVERDUE]) and scope.areas is not None
    late = await counting.behind(turn.conn, seen, Figure.OVERDUE, limit=NAMED_LATE) if named else []
    over = view.over(period, turn.house.zone, turn.now)
    return Shown(found, scope, view.today(turn), over, places, tuple(late))


async def pictured(turn: Turn, told: Shown) -> tuple[Html, Chart]:
    """The text and the chart; a single day's shows the week up to it."""
    by_day = await _by_day(turn, told)
    return words.text(turn.t, turn.house, told), drawing.chart(turn.t, turn.house, told, by_day)


async def _by_day(turn: Turn, told: Shown) -> Figures:
    period = told.figures.period
    if period.kind is not Kind.DAY:
        return told.figures
    week = view.week_before(period.last)
    return await view.counted(turn, week, view.seen_through(turn, week, told.scope))
