"""What a message with figures shows, as its buttons carry it; and the words for a period."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from bot.domain import figures
from bot.domain.figures import Figures, Kind, Period
from bot.domain.outgoing import Button
from handlers import acting, pressed, refusals
from handlers.figures.scope import Scope
from handlers.i18n import N, Translator
from handlers.turn import Turn
from storage.figures import counting
from storage.figures.lives import Window, window

MOST_LINES = 400_000
"""Lines of history that one question may read (some seconds, in which nobody else's report is stored)."""
NAMES: dict[Kind, str] = {
    Kind.DAY: N("Day"),
    Kind.WEEK: N("Week"),
    Kind.MONTH: N("Month"),
    Kind.RANGE: N("Figures"),
}
LATEST_YEAR = 9000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class View:
    """`scope` as in `scope.Scope.number`; `origin` tells its message from others, 0: show it in a new one."""

    period: Period
    scope: int
    origin: int

    @property
    def data(self) -> str:
        return f"{self.period.code}:{self.scope}:{self.origin}"

    def button(self, label: str, **changed: object) -> Button:
        """One that shows these figures, with what is changed."""
        return Button(label, f"stats:{replace(self, **changed).data}")  # type: ignore[arg-type]


async def read(turn: Turn, position: int = 1) -> View:
    """The view that a button carries from that position on; refuses what was forged."""
    try:
        period = figures.parse(acting.argument(turn, position))
    except ValueError:
        raise await pressed.stale(turn) from None
    if not 2000 < period.first.year < LATEST_YEAR:
        raise await pressed.stale(turn)
    return View(period, await pressed.number(turn, position + 1), await pressed.number(turn, position + 2))


def slot(turn: Turn, view: View) -> str:
    return f"stats:{turn.event.chat.id}:{view.origin}"


def seen_through(turn: Turn, period: Period, scope: Scope) -> Window:
    return window(period, turn.house.zone, turn.now, scope.areas, goals=turn.house.policy.digests.goals)


async def small_enough(turn: Turn, seen: Window) -> None:
    """Refuses a question whose answer would hold everybody up."""
    if await counting.lines_since(turn.conn, seen) > MOST_LINES:
        raise await refusals.no(turn, N("That is too long a time here. Please ask for a shorter, or a later one."))


async def counted(turn: Turn, period: Period, seen: Window) -> Figures:
    rules = turn.house.policy.digests
    return await counting.figures(turn.conn, period, seen, spot=rules.spot, top=rules.top)


def today(turn: Turn) -> date:
    return turn.now.astimezone(turn.house.zone).date()


def days(t: Translator, period: Period, today: date) -> str:
    """ "20 Nov", "16 Nov – 22 Nov", and the year where it is not this one: "29 Dec 2025 – 04 Jan 2026"."""
    both = period.first.year == period.last.year
    named = not both or period.first.year != today.year
    if period.first == period.last:
        return t.day(period.first, year=named)
    # Of two days in one year the Chinese names it at the first, the English at the last.
    first = t.day(period.first, year=named and not (both and t.language == "en"))
    last = t.day(period.last, year=named and not (both and t.language == "zh"))
    return f"{first} – {last}"


def over(period: Period, zone: tzinfo, now: datetime) -> bool:
    return period.bounds(zone)[1] <= now


def week_before(last: date) -> Period:
    """The seven days that end with it."""
    return figures.between(last - timedelta(days=6), last)
