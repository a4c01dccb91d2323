"""The figures once more, from the log in plain Python: slow, without SQL, and written from docs/figures.md alone.

Each ticket's lines are lived through one after the other up to the end of the period; then every figure asks it.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from fractions import Fraction

from bot.domain.figures import Duration, Figure, Period
from bot.domain.policy import Goals


@dataclass(frozen=True, slots=True)
class About:
    """What does not change of a ticket, and the area that holds it now."""

    id: int
    area: int | None
    reporter: int
    category: str


@dataclass(frozen=True, slots=True)
class Line:
    """What the log has: a ticket's number, when, which verb, by whom (None: the clock); states around it, and why."""

    ticket: int
    at: datetime
    verb: str
    by: int | None
    source: str = ""
    to: str = ""
    why: str = ""


@dataclass(frozen=True)
class Asked:
    """Of which days, seen when and in which zone; `areas` None: all, and what none covers; within them: only that."""

    period: Period
    zone: tzinfo
    now: datetime
    areas: frozenset[int | None] | None
    goals: Goals


@dataclass(slots=True)
class Life:
    """What is known of a ticket after the lines so far."""

    ticket: About
    submitted: datetime
    state: str = "open"
    taken: datetime | None = None
    ended: datetime | None = None
    late: bool = False
    word: tuple[datetime, bool, timedelta] | None = None
    moments: dict[str, list[datetime]] = field(default_factory=dict)


@dataclass
class Told:
    """The tickets behind each figure, the durations, and what came and went on which day."""

    behind: dict[Figure, set[int]]
    seconds: dict[Duration, list[int]]
    new: Counter[date]
    closed: Counter[date]
    categories: Counter[str]


ENDS = {"resolve": "done", "reject": "rejected", "withdraw": "withdrawn", "merge": "merged"}
STANDING = {
    "done": Figure.CLOSED,
    "rejected": Figure.REJECTED,
    "withdrawn": Figure.WITHDRAWN,
    "merged": Figure.MERGED,
}
BY_DAY = (
    (Figure.DUE_1, Figure.CLOSED_1),
    (Figure.DUE_2, Figure.CLOSED_2),
    (Figure.DUE_3, Figure.CLOSED_3),
)


def live(life: Life, line: Line) -> None:
    """One line more."""
    clock_escalates = line.verb == "escalate" and line.by is None
    if line.verb == "late" or clock_escalates:
        life.late = True
        life.moments.setdefault("late", []).append(line.at)
    if line.verb == "acknowledge" and life.taken is None:
        life.taken = line.at
    content = line.by is not None and line.verb == "rate"
    if (content or (line.verb == "reopen" and line.by == life.ticket.reporter)) and life.ended is not None:
        life.word = (line.at, content, line.at - life.ended)
    if line.verb in ENDS:
        life.state, life.ended = ENDS[line.verb], line.at
    if line.verb == "reopen":
        life.state, life.late = "open", False
    life.moments.setdefault(line.verb, []).append(line.at)


def lives(lines: Iterable[Line], about: Mapping[int, About], until: datetime) -> list[Life]:
    """What the tickets had come to before that moment; moments are cut to their second, as in docs/figures.md."""
    found: dict[int, Life] = {}
    for whole in lines:
        if whole.at >= until:
            continue
        line = Line(whole.ticket, whole.at.replace(microsecond=0), whole.verb, whole.by)
        if line.verb == "submit":
            found[line.ticket] = Life(about[line.ticket], line.at)
        live(found[line.ticket], line)
    return list(found.values())


def reckoned(lines: Iterable[Line], about: Mapping[int, About], asked: Asked) -> Told:
    """The figures of a period."""
    _, until = asked.period.bounds(asked.zone)
    told = Told({figure: set() for figure in Figure}, {name: [] for name in Duration}, Counter(), Counter(), Counter())
    for life in lives(lines, about, until):
        if asked.areas is None or life.ticket.area in asked.areas:
            _count(told, life, asked)
    return told


def _count(told: Told, life: Life, asked: Asked) -> None:
    marks = _marks(life, asked)
    for figure in marks:
        told.behind[figure].add(life.ticket.id)
    _measure(told, life, marks, asked.zone)


def _marks(life: Life, asked: Asked) -> set[Figure]:
    """Everything that the ticket counts as."""
    since, until = asked.period.bounds(asked.zone)

    def inside(moment: datetime | None) -> bool:
        return moment is not None and since <= moment < until

    came, gone = inside(life.submitted), life.state in ("withdrawn", "merged", "rejected")
    goal = timedelta(minutes=asked.goals.response_minutes)
    marks = {
        Figure.NEW: came,
        Figure.COUNTED: came and not gone,
        Figure.DONE: came and life.state == "done",
        Figure.OPEN: life.state == "open",
        Figure.OVERDUE: life.state == "open" and life.late,
        Figure.ACKNOWLEDGED: inside(life.taken),
        Figure.PROMPT: life.taken is not None and inside(life.taken) and life.taken - life.submitted <= goal,
        Figure.LATE: any(map(inside, life.moments.get("late", ()))),
        Figure.REOPENED: any(map(inside, life.moments.get("reopen", ()))),
        **{figure: life.state == state and inside(life.ended) for state, figure in STANDING.items()},
        **_word(life, inside, timedelta(minutes=asked.goals.callback_minutes)),
        **_by_day(life, asked, gone=gone),
    }
    return {figure for figure, holds in marks.items() if holds}


def _word(life: Life, inside: Callable[[datetime], bool], soon: timedelta) -> dict[Figure, bool]:
    """What the courier said of the result, and whether it came soon."""
    if not life.word or not inside(life.word[0]):
        return {}
    _, content, after = life.word
    return {
        Figure.RATED: True,
        Figure.SATISFIED: content,
        Figure.UNSATISFIED: not content,
        Figure.CALLED_BACK: after <= soon,
    }


def _by_day(life: Life, asked: Asked, *, gone: bool) -> dict[Figure, bool]:
    """Due by the end of its first, second, third day, as far as that day is over; and done by then."""
    over = min(asked.period.last, asked.now.astimezone(asked.zone).date() - timedelta(days=1))
    marks: dict[Figure, bool] = {}
    for extra, (due, in_time) in enumerate(BY_DAY):
        day = life.submitted.astimezone(asked.zone).date() + timedelta(days=extra)
        marks[due] = asked.period.first <= day <= over and not gone
        ended = life.ended.astimezone(asked.zone).date() if life.ended and life.state == "done" else None
        marks[in_time] = marks[due] and ended is not None and ended <= day
    return marks


def _measure(told: Told, life: Life, marks: set[Figure], zone: tzinfo) -> None:
    if Figure.NEW in marks:
        told.new[life.submitted.astimezone(zone).date()] += 1
        told.categories[life.ticket.category] += 1
    if Figure.ACKNOWLEDGED in marks and life.taken:
        told.seconds[Duration.RESPONSE].append(round((life.taken - life.submitted).total_seconds()))
    if Figure.CLOSED in marks and life.ended:
        told.closed[life.ended.astimezone(zone).date()] += 1
        told.seconds[Duration.RESOLUTION].append(round((life.ended - life.submitted).total_seconds()))
    if Figure.RATED in marks and life.word:
        told.seconds[Duration.CALLBACK].append(round(life.word[2].total_seconds()))


def spread(seconds: Sequence[int]) -> tuple[int, int, int, int] | None:
    """How many, their mean cut to whole seconds, median, ninetieth percentile; None of nothing."""
    if not seconds:
        return None
    return len(seconds), sum(seconds) // len(seconds), percentile(seconds, 50), percentile(seconds, 90)


def percentile(seconds: Sequence[int], share: int) -> int:
    """Nearest rank: the smallest value that `share` per cent of all do not exceed."""
    ordered = sorted(seconds)
    return ordered[max(0, math.ceil(Fraction(share, 100) * len(ordered)) - 1)]
