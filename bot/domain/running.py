"""Time as a clock counts it: it may stand still in quiet hours and on days off. Sums are made in UTC.

All moments are aware. A quiet hour that a change of the clocks skips or repeats is where its zone puts it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.domain.policy import Quiet

NONE, DAY = timedelta(0), timedelta(days=1)
_MIDNIGHT = time(0)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Hours:
    """When a clock runs: not in the quiet hours (None: there are none), only on days that `works` (None: on all)."""

    zone: tzinfo
    quiet: Quiet | None = None
    works: Callable[[date], bool] | None = None


def later(hours: Hours, moment: datetime, amount: timedelta) -> datetime:
    """When the clock, going at `moment`, has run for so long; a negative amount counts back."""
    begun = moment.astimezone(UTC)  # two moments of one zone would be subtracted as the wall shows them
    if not amount or (hours.quiet is None and hours.works is None):
        return (begun + amount).astimezone(moment.tzinfo)
    found = _forward(hours, begun, amount) if amount > NONE else _back(hours, begun, -amount)
    return found.astimezone(moment.tzinfo)


def between(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """How long the clock runs from one moment to another; none where the end is not after the start."""
    ran, start, end = NONE, start.astimezone(UTC), end.astimezone(UTC)
    for opens, closes in _spans(hours, _day(hours, start), DAY):
        if opens >= end:
            break
        ran += max(NONE, min(closes, end) - max(opens, start))
    return ran


def _forward(hours: Hours, moment: datetime, left: timedelta) -> datetime:
    for opens, closes in _spans(hours, _day(hours, moment), DAY):
        start = max(opens, moment)
        if closes - start >= left:
            return start + left
        left -= max(NONE, closes - start)
    raise AssertionError("days do not end")


def _back(hours: Hours, moment: datetime, left: timedelta) -> datetime:
    for opens, closes in _spans(hours, _day(hours, moment), -DAY):
        end = min(closes, moment)
        if end - opens >= left:
            return end - left
        left -= max(NONE, end - opens)
    raise AssertionError("days do not begin")


def _day(hours: Hours, moment: datetime) -> date:
    return moment.astimezone(hours.zone).date()


def _spans(hours: Hours, day: date, step: timedelta) -> Iterator[Span]:
    """When it runs, from that day on or back, in UTC."""
    while True:
        if hours.works is None or hours.works(day):
            spans = [(_at(hours, day, start), _end(hours, day, end)) for start, end in _of_a_day(hours.quiet)]
            yield from spans if step > NONE else reversed(spans)
        day += step


def _of_a_day(quiet: Quiet | None) -> list[tuple[time, time]]:
    """Between midnights; an end at midnight is the day's end."""
    if quiet is None or quiet.start == quiet.end:
        return [(_MIDNIGHT, _MIDNIGHT)]
    if quiet.start > quiet.end:
        return [(quiet.end, quiet.start)]
    return [span for span in ((_MIDNIGHT, quiet.start), (quiet.end, _MIDNIGHT)) if span[0] != quiet.start]


def _at(hours: Hours, day: date, at: time) -> datetime:
    return datetime.combine(day, at, hours.zone).astimezone(UTC)


def _end(hours: Hours, day: date, at: time) -> datetime:
    return _at(hours, day + DAY if at == _MIDNIGHT else day, at)
