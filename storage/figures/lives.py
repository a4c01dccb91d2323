"""One row a ticket: what had become of it by the end of a period, read from its history; and what it counts as.

Every time is whole seconds of the epoch, so that both databases reckon alike. A ticket counts for the area that holds
it now, and all above. The definitions are in docs/figures.md, a condition each in `_conditions`.
"""

import functools
import operator
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Integer,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from bot.domain.figures import A_DAY, EPOCH, Duration, Figure, Period, midnight, offsets
from bot.domain.policy import Goals
from bot.domain.ticket import UNDECIDED, State, Verb
from storage.schema import history, tickets

Condition = ColumnElement[bool]
Number = ColumnElement[int]
UNCOVERED = (0,)  # no area has that id
DAYS = (1, 2, 3)
_HAS_UNIXEPOCH = (3, 38, 0)
_DUE = dict(zip(DAYS, (Figure.DUE_1, Figure.DUE_2, Figure.DUE_3), strict=True))
_IN_TIME = dict(zip(DAYS, (Figure.CLOSED_1, Figure.CLOSED_2, Figure.CLOSED_3), strict=True))
BITS = {figure: 1 << place for place, figure in enumerate(Figure)}
LATE = "late"  # the clock's own line, where it does not escalate
# What counts as the first counts as the second too, so that most tickets are not asked the first at all.
_WITHIN = {
    Figure.OVERDUE: Figure.OPEN,
    Figure.PROMPT: Figure.ACKNOWLEDGED,
    Figure.COUNTED: Figure.NEW,
    Figure.DONE: Figure.NEW,
    Figure.CALLED_BACK: Figure.RATED,
    Figure.SATISFIED: Figure.RATED,
    Figure.UNSATISFIED: Figure.RATED,
    **{_IN_TIME[day]: _DUE[day] for day in DAYS},
}


@dataclass(frozen=True)
class Window:
    """A period as numbers: seconds of the epoch, and its first day in days since 1970.

    `ends`: between which moments a ticket must have come for its first, second, third day to be one of the period's
    that are over. `areas` None: all, and what none covers; UNCOVERED: only what none covers.
    """

    since: int
    until: int
    first: int
    ends: tuple[tuple[int, int], ...]
    turns: tuple[tuple[int, int], ...]
    areas: tuple[int, ...] | None
    goals: Goals

    @property
    def early(self) -> int:
        """Who came before is past their third day when the period begins."""
        return self.ends[-1][0]


def window(period: Period, zone: tzinfo, now: datetime, areas: tuple[int, ...] | None, *, goals: Goals) -> Window:
    """What a period has been until `now`, where it is not over."""
    since, until = (int(moment.timestamp()) for moment in period.bounds(zone))
    today = min(now, datetime.fromtimestamp(until, UTC)).astimezone(zone).date()
    ends = tuple((_second(period.first, day - 1, zone), _second(today, day - 1, zone)) for day in DAYS)
    turns = offsets(zone, period.first - timedelta(days=len(DAYS) - 1), period.last)
    return Window(since, until, period.first.toordinal() - EPOCH, ends, tuple(turns), areas, goals)


def _second(day: date, before: int, zone: tzinfo) -> int:
    """The first one of so many days before the day."""
    return int(midnight(day - timedelta(days=before), zone).timestamp())


def _sqlite_epoch(moment: ColumnElement[Any]) -> Number:
    """Of its first 19 characters, to the second: strftime would round .9995 s and more up to the next second.

    SQLite has unixepoch since 3.38; with strftime, which writes a text first, a month's figures take a seventh longer.
    """
    second = func.substr(moment, 1, 19)
    if sqlite3.sqlite_version_info >= _HAS_UNIXEPOCH:
        return func.unixepoch(second, type_=Integer)
    return cast(func.strftime("%s", second), Integer)


def _postgres_epoch(moment: ColumnElement[Any]) -> Number:
    return cast(func.floor(extract("epoch", moment)), BigInteger)


EPOCHS: Mapping[str, Callable[[ColumnElement[Any]], Number]] = {
    "sqlite": _sqlite_epoch,
    "postgresql": _postgres_epoch,
}


def lives(dialect: str, wanted: Window) -> CTE:
    """Tickets that something was said of since `early`, or that are undecided, as they were at the end.

    Of verbs that can come again the last line, as `_last` tells it: the later, the greater.
    """
    epoch, line, end = EPOCHS[dialect], history.c, datetime.fromtimestamp(wanted.until, UTC)
    says_more = line.verb != Verb.SUBMIT  # each ticket's first line says what its row does; the others are work enough
    in_period = line.at >= datetime.fromtimestamp(wanted.since, UTC)
    good = and_(line.verb == Verb.RATE, line.by.is_not(None))
    bad = and_(line.verb == Verb.REOPEN, line.by == tickets.c.reporter)  # an admin may too, which says nothing of them
    late = or_(line.verb == LATE, and_(line.verb == Verb.ESCALATE, line.by.is_(None)))
    query = (
        select(
            *(tickets.c[name] for name in ("id", "area", "cell", "category", "lat", "lon", "state")),
            epoch(tickets.c.submitted_at).label("submitted"),
            epoch(func.min(line.at).filter(line.verb == Verb.ACKNOWLEDGE)).label("taken"),
            epoch(func.max(line.at).filter(line.verb == Verb.RESOLVE)).label("resolved"),
            epoch(func.max(line.at).filter(or_(good, bad))).label("told"),
            epoch(func.max(line.at).filter(line.verb.in_((Verb.WITHDRAW, Verb.MERGE)))).label("left"),
            _last(line.verb == Verb.RESOLVE, in_period).label("resolve"),
            _last(line.verb == Verb.REJECT, in_period).label("reject"),
            _last(line.verb == Verb.REOPEN, in_period).label("reopen"),
            _last(late, in_period).label("late"),
            _last(or_(good, bad), good).label("word"),
        )
        .join_from(tickets, history, and_(line.ticket == tickets.c.id, says_more, line.at < end), isouter=True)
        .where(tickets.c.id.in_(_touched(wanted)), tickets.c.submitted_at < end, *_held(wanted))
        .group_by(tickets.c.id)
    )
    return query.cte("lives")


def _last(condition: Condition, so: Condition) -> Number:
    """Twice the number of the last such line, and one more where `so` holds of it; 0 where there is none."""
    return func.coalesce(func.max(history.c.id * 2 + case((so, 1), else_=0)).filter(condition), 0)


def _is_so(last: Number) -> Condition:
    """Whether `so` holds of the line that `_last` found."""
    return last % 2 == 1


def _held(wanted: Window) -> list[Condition]:
    if wanted.areas is None:
        return []
    return [tickets.c.area.is_(None) if wanted.areas == UNCOVERED else tickets.c.area.in_(wanted.areas)]


def _touched(wanted: Window) -> Any:
    early = datetime.fromtimestamp(wanted.early, UTC)
    recent = select(history.c.ticket).where(history.c.at >= early)
    if wanted.areas is not None:  # by the tickets of the area, not by every line of the city
        lately = select(history.c.id).where(history.c.ticket == tickets.c.id, history.c.at >= early)
        recent = select(tickets.c.id).where(*_held(wanted), lately.exists())
    waiting = select(tickets.c.id).where(tickets.c.state.in_(sorted(UNDECIDED)), *_held(wanted))
    return union_all(recent, waiting)  # what comes twice is once in the set that it is looked up in


def counted(dialect: str, wanted: Window) -> CTE:
    """Each ticket with a bit a figure (`BITS`) in `mask`, its durations in seconds, and the days it came and went."""
    life = lives(dialect, wanted).c
    conditions = _conditions(life, wanted)
    durations = _durations(dialect, life, conditions)
    conditions[Figure.CALLED_BACK] = durations[Duration.CALLBACK] <= wanted.goals.callback_minutes * 60
    query = select(
        *(life[name] for name in ("id", "area", "cell", "category", "lat", "lon")),
        _day(life.submitted, wanted).label("came"),
        _day(life.resolved, wanted).label("went"),
        *(seconds.label(name) for name, seconds in durations.items()),
        _mask(conditions).label("mask"),
    )
    return query.cte("counted")


def counts_as(tickets: CTE, figure: Figure) -> Condition:
    return tickets.c.mask.bitwise_and(BITS[figure]) != 0


def figures_of(mask: int) -> frozenset[Figure]:
    return frozenset(figure for figure, bit in BITS.items() if mask & bit)


def _mask(conditions: Mapping[Figure, Condition]) -> Number:
    """Nothing is asked that an answer before it has settled."""
    return _sum(_bit(figure, conditions) for figure in BITS if figure not in _WITHIN)


def _bit(figure: Figure, conditions: Mapping[Figure, Condition]) -> Number:
    inner = (_bit(one, conditions) for one, outer in _WITHIN.items() if outer is figure)
    return case((conditions[figure], _sum(inner, literal(BITS[figure]))), else_=0)


def _sum(numbers: Iterable[Number], start: Number | None = None) -> Number:
    every = [*([] if start is None else [start]), *numbers]
    return functools.reduce(operator.add, every)


def _day(moment: ColumnElement[Any], wanted: Window) -> Number:
    """The local day of a moment, in days since 1970."""
    *earlier, (_, last) = wanted.turns
    offset = case(*((moment < before, seconds) for before, seconds in earlier), else_=last) if earlier else last
    return (moment + offset) // literal(A_DAY)


def _conditions(life: Any, wanted: Window) -> dict[Figure, Condition]:
    """For what is within another figure, what it takes besides."""

    def now(moment: ColumnElement[Any]) -> Condition:
        return and_(moment >= wanted.since, moment < wanted.until)

    closed, rejected = life.resolve > life.reopen, life.reject > life.reopen
    gone = or_(rejected, life.left.is_not(None))
    waiting = not_(or_(closed, gone))
    return {
        Figure.NEW: now(life.submitted),
        Figure.CLOSED: and_(closed, now(life.resolved)),
        Figure.OPEN: waiting,
        Figure.OVERDUE: life.late > life.reopen,
        Figure.LATE: _is_so(life.late),
        Figure.REOPENED: _is_so(life.reopen),
        Figure.REJECTED: and_(rejected, _is_so(life.reject)),
        Figure.WITHDRAWN: and_(now(life.left), life.state == State.WITHDRAWN),  # nothing leads out of these two
        Figure.MERGED: and_(now(life.left), life.state == State.MERGED),
        Figure.ACKNOWLEDGED: now(life.taken),
        Figure.PROMPT: life.taken - life.submitted <= wanted.goals.response_minutes * 60,
        Figure.COUNTED: not_(gone),
        Figure.DONE: closed,
        Figure.RATED: now(life.told),
        Figure.SATISFIED: _is_so(life.word),
        Figure.UNSATISFIED: not_(_is_so(life.word)),
    } | _by_day(life, wanted, closed=closed, gone=gone)


def _by_day(life: Any, wanted: Window, *, closed: Condition, gone: Condition) -> dict[Figure, Condition]:
    """Whether a ticket's first, second, third day ended in the period; and whether it was closed for good by then."""
    came, went = _day(life.submitted, wanted), _day(life.resolved, wanted)
    found: dict[Figure, Condition] = {}
    for number, (since, until) in zip(DAYS, wanted.ends, strict=True):
        due = and_(not_(gone), life.submitted >= since, life.submitted < until)
        found |= {_DUE[number]: due, _IN_TIME[number]: and_(closed, went <= came + (number - 1))}
    return found


def _durations(dialect: str, life: Any, conditions: Mapping[Figure, Condition]) -> dict[Duration, Number]:
    """Seconds where the ticket counts for that duration in the period, else NULL."""
    ending, before_it = history.c.verb.in_((Verb.RESOLVE, Verb.REJECT)), history.c.id < life.word // 2
    ended = (
        select(func.max(history.c.at))
        .where(history.c.ticket == life.id, ending, before_it)
        .correlate(life.id.table)
        .scalar_subquery()
    )
    # Most were closed once; only of those that ended again after the word is the ending before it looked up.
    before = case((and_(life.reject == 0, life.resolve < life.word), life.resolved), else_=EPOCHS[dialect](ended))
    return {
        Duration.RESPONSE: case((conditions[Figure.ACKNOWLEDGED], life.taken - life.submitted)),
        Duration.RESOLUTION: case((conditions[Figure.CLOSED], life.resolved - life.submitted)),
        Duration.CALLBACK: case((conditions[Figure.RATED], life.told - before)),
    }
