"""The figures once more, from the log in plain Python: slow, without SQL, and written from docs/figures.md alone.

Each ticket's lines are lived through one after the other up to the end of the period; then every figure asks it.
"""

import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from fractions import Fraction

from bot.domain.figures import Duration, Figure, Period
from bot.domain.policy import Goals
from bot.domain.ticket import Ticket
from tests.figures.histories import Line, Log


@dataclass
class Life:
    """What is known of a ticket after the lines so far."""

    ticket: Ticket
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


def live(life: Life, line: Line) -> None:
    clock_escalates = line.verb == "escalate" and line.by is None
    if line.verb == "late" or clock_escalates:
        life.late = True
        life.moments.setdefault("late", []).append(line.at)
    if line.verb == "acknowledge" and life.taken is None:
        life.taken = line.at
    content = line.by is not None and line.verb == "rate"
    if content or (line.verb == "reopen" and line.by == life.ticket.reporter):
        assert life.ended is not None
        life.word = (line.at, content, line.at - life.ended)
    if line.verb in ENDS:
        life.state, life.ended = ENDS[line.verb], line.at
    if line.verb == "reopen":
        life.state, life.late = "open", False
    life.moments.setdefault(line.verb, []).append(line.at)


ENDS = {"resolve": "done", "reject": "rejected", "withdraw": "withdrawn", "merge": "merged"}


def lives(log: Log, until: datetime) -> list[Life]:
    found: dict[int, Life] = {}
    for line in log.lines:
        if line.at >= until:
            continue
        if line.verb == "submit":
            found[line.ticket] = Life(log.tickets[line.ticket], line.at)
        live(found[line.ticket], line)
    return list(found.values())


def reckoned(
    log: Log, period: Period, zone: tzinfo, now: datetime, areas: tuple[int, ...] | None, goals: Goals
) -> Told:
    since, until = period.bounds(zone)
    told = Told({figure: set() for figure in Figure}, {name: [] for name in Duration}, Counter(), Counter(), Counter())

    def inside(moment: datetime | None) -> bool:
        return moment is not None and since <= moment < until

    over = min(period.last, now.astimezone(zone).date() - timedelta(days=1))
    for life in lives(log, until):
        if areas is not None and life.ticket.area not in areas:
            continue
        marks = _marks(life, inside, zone, (period.first, over), goals)
        for figure in marks:
            told.behind[figure].add(life.ticket.id)
        _measure(told, life, marks, zone)
    return told


def _marks(life, inside, zone, days, goals):  # type: ignore[no-untyped-def]
    gone = life.state in ("withdrawn", "merged", "rejected")
    marks = {
        Figure.NEW: inside(life.submitted),
        Figure.COUNTED: inside(life.submitted) and not gone,
        Figure.DONE: inside(life.submitted) and life.state == "done",
        Figure.OPEN: life.state == "open",
        Figure.OVERDUE: life.state == "open" and life.late,
        Figure.ACKNOWLEDGED: inside(life.taken),
        Figure.PROMPT: inside(life.taken) and life.taken - life.submitted <= timedelta(minutes=goals.response_minutes),
        Figure.LATE: any(map(inside, life.moments.get("late", ()))),
        Figure.REOPENED: any(map(inside, life.moments.get("reopen", ()))),
        **{figure: life.state == state and inside(life.ended) for state, figure in STANDING.items()},
        **_word(life, inside, timedelta(minutes=goals.callback_minutes)),
    }
    for extra, (due, in_time) in enumerate(BY_DAY):
        day = life.submitted.astimezone(zone).date() + timedelta(days=extra)
        marks[due] = days[0] <= day <= days[1] and not gone
        marks[in_time] = marks[due] and life.state == "done" and life.ended.astimezone(zone).date() <= day
    return {figure for figure, holds in marks.items() if holds}


def _word(life, inside, soon):  # type: ignore[no-untyped-def]
    if not life.word or not inside(life.word[0]):
        return {}
    _, content, after = life.word
    return {
        Figure.RATED: True,
        Figure.SATISFIED: content,
        Figure.UNSATISFIED: not content,
        Figure.CALLED_BACK: after <= soon,
    }


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


def percentile(seconds: list[int], share: int) -> int:
    """Nearest rank: the smallest value that `share` per cent of all do not exceed."""
    ordered = sorted(seconds)
    return ordered[max(0, math.ceil(Fraction(share, 100) * len(ordered)) - 1)]
