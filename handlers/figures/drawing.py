"""Figures as a chart: new and closed a day, and the shares beside their goals."""

from datetime import date, timedelta

from bot.domain.figures import PARTS, Figures, Share
from bot.domain.pictures import Chart, Gauge, Series
from handlers.figures import view
from handlers.figures.words import SHARES, Shown, goal, percent
from handlers.i18n import N, Translator
from handlers.turn import House

EVERY = 14  # days; of more, only some get a label
MOST_DAYS = 62  # of more, the bars would be thinner than a line: they show the last ones
NEW, CLOSED = N("New reports"), N("Reports closed")


def chart(t: Translator, house: House, shown: Shown, by_day: Figures) -> Chart:
    """`by_day` has the days that are drawn: the period's own, or for a single day the week that ends with it."""
    period, goals = shown.figures.period, house.policy.digests.goals
    days = _days(by_day)
    return Chart(
        title=f"{shown.scope.name} · {t.plain(view.NAMES[period.kind])}",
        lines=(view.days(t, period, shown.today), *_drawn(t, by_day)),
        days=tuple(_label(day, place, days) for place, day in enumerate(days)),
        series=(
            Series(t.plain(NEW), tuple(by_day.new.get(day, 0) for day in days)),
            Series(t.plain(CLOSED), tuple(by_day.closed.get(day, 0) for day in days)),
        ),
        gauges=tuple(_gauge(t, shown.figures, share, goal(goals, share)) for share in SHARES),
    )


def _drawn(t: Translator, by_day: Figures) -> list[str]:
    """That not every day has its bars, where that is so."""
    if (by_day.period.last - by_day.period.first).days < MOST_DAYS:
        return []
    return [t.plain("Bars: the last {days} days", days=MOST_DAYS)]


def _days(by_day: Figures) -> list[date]:
    period = by_day.period
    count = (period.last - period.first).days + 1
    return [period.first + timedelta(days=number) for number in range(count)][-MOST_DAYS:]


def _label(day: date, place: int, days: list[date]) -> str:
    """The day; with its month where that begins."""
    few = len(days) <= EVERY
    if not few and place % (len(days) // 6):
        return ""
    return f"{day.month}/{day.day}" if place == 0 or not few or day.day == 1 else str(day.day)


def _gauge(t: Translator, found: Figures, share: Share, goal_percent: float) -> Gauge:
    part, whole = (found[figure] for figure in PARTS[share])
    value, label = found.percent(share), t.plain(SHARES[share])
    aim = t.plain("goal {share}", share=percent(goal_percent))
    shown = "–" if value is None else f"{percent(value)}  {part}/{whole}"
    return Gauge(label, shown, value, goal_percent, aim)
