"""What rules say about a moment, and until when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from bot.domain.opening.calendar import ONE_DAY, Calendar
from bot.domain.opening.rules import DAY, Join, Rule, State, applies, limited

HORIZON = 14
"""Days after which a change is not worth naming."""


class Stretch(NamedTuple):
    """From `start` to before `end`, in minutes of the day."""

    start: int
    end: int
    state: State
    comment: str


Piece = tuple[int, State, str]
"""What begins at a minute of the first day looked at."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """Rules in the order in which they count (none: nobody knows the hours), and what each says of a day by itself;
    `overnight` where one of them runs into the next day.
    """

    rules: tuple[Rule, ...] = ()
    said: tuple[tuple[Stretch, ...], ...] = ()
    overnight: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """The state at a moment; `until` when it changes, None where it does not within HORIZON days."""

    state: State
    until: datetime | None = None
    comment: str = ""


def prepared(rules: tuple[Rule, ...]) -> Parsed:
    """What does not depend on the day, once for all."""
    said = tuple(tuple(_said(rule)) for rule in rules)
    return Parsed(rules, said, any(stretch.end > DAY for stretches in said for stretch in stretches))


def at(hours: Parsed, moment: datetime, calendar: Calendar) -> Opening:
    """What holds at the moment (aware); `until` is in the calendar's zone."""
    if constant := _constant(hours.rules):
        return constant
    local = moment.astimezone(calendar.zone)
    today, minute = local.date(), local.hour * 60 + local.minute
    now = (0, State.CLOSED, "")
    for piece in _pieces(hours, today, calendar):
        if piece[0] <= minute:
            now = piece
        elif piece[1] is not now[1]:
            return Opening(now[1], _moment(today, piece[0], calendar), now[2])
    return Opening(now[1], None, now[2])


def _constant(rules: Sequence[Rule]) -> Opening | None:
    if not rules:
        return Opening(State.UNKNOWN)
    last = rules[-1]
    whole = not last.times or (last.times[0].start, last.times[0].end) == (0, DAY)
    if whole and last.join is Join.INSTEAD and not limited(last):
        return Opening(last.state, None, last.comment)
    return None


def _moment(day: date, minute: int, calendar: Calendar) -> datetime:
    return (datetime.combine(day, time()) + timedelta(minutes=minute)).replace(tzinfo=calendar.zone)


def _pieces(hours: Parsed, today: date, calendar: Calendar) -> Iterator[Piece]:
    """Without a gap from the midnight that today begins with; a night belongs to the day on which it began."""
    day = today
    before = _stretches(hours, today - ONE_DAY, calendar) if hours.overnight else ()
    for offset in range(0, (HORIZON + 1) * DAY, DAY):
        own = _stretches(hours, day, calendar)
        yield from _filled(_laid(_spilt(before), own) if hours.overnight else own, offset)
        day, before = day + ONE_DAY, own


def _spilt(before: Sequence[Stretch]) -> list[Stretch]:
    return [Stretch(max(s.start - DAY, 0), s.end - DAY, s.state, s.comment) for s in before if s.end > DAY]


def _filled(stretches: Sequence[Stretch], offset: int) -> Iterator[Piece]:
    """One day's pieces; where nothing is said, it is closed."""
    minute = 0
    for start, end, state, comment in stretches:
        if start > minute:
            yield offset + minute, State.CLOSED, ""
        if start < DAY:
            yield offset + start, state, comment
        minute = end
    if minute < DAY:
        yield offset + minute, State.CLOSED, ""


def _stretches(hours: Parsed, day: date, calendar: Calendar) -> Sequence[Stretch]:
    """What the rules say of the day itself and the night after it, in order, without overlaps."""
    found: Sequence[Stretch] = ()
    for rule, said in zip(hours.rules, hours.said, strict=True):
        if applies(rule, day, calendar):
            found = _joined(found, rule, said)
    return _without_closings(found)


def _without_closings(stretches: Sequence[Stretch]) -> Sequence[Stretch]:
    return [stretch for stretch in stretches if stretch.state is not State.CLOSED]


def _joined(found: Sequence[Stretch], rule: Rule, said: Sequence[Stretch]) -> Sequence[Stretch]:
    """A closing with times cuts these out of what was said before; one without takes the whole day."""
    if rule.join is Join.ELSE:
        return _laid(said, _without_closings(found))
    cuts = rule.state is State.CLOSED and rule.times
    return _laid(found, said) if cuts or rule.join is Join.BESIDES else said


def _said(rule: Rule) -> list[Stretch]:
    if not rule.times:
        return [Stretch(0, DAY, rule.state, rule.comment)]
    said: list[Stretch] = []
    for times in rule.times:
        said = _laid(said, [Stretch(times.start, times.end, rule.state, rule.comment)])
        if times.loose:
            said = _laid([Stretch(times.end, max(DAY, times.end), State.UNKNOWN, rule.comment)], said)
    return [stretch for stretch in said if stretch.start < stretch.end]


def _laid(under: Sequence[Stretch], over: Sequence[Stretch]) -> list[Stretch]:
    """What lies over hides what lies under it."""
    for top in over:
        under = [part for stretch in under for part in _cut(stretch, top)]
    return sorted([*under, *over])


def _cut(stretch: Stretch, top: Stretch) -> Iterator[Stretch]:
    start, end, state, comment = stretch
    if start < top.start:
        yield Stretch(start, min(end, top.start), state, comment)
    if end > top.end:
        yield Stretch(max(start, top.end), end, state, comment)
