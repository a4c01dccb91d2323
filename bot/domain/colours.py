"""Red, yellow, green: how a cell is doing, from points that anyone can add up; the numbers are the policy's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.place import Point, distance
from bot.domain.policy import Colours
from bot.domain.ticket import UNDECIDED, Severity, State


class Colour(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


LIFTED = frozenset({State.WITHDRAWN, State.MERGED, State.REJECTED})
"""What was no hazard of its own repeats nothing."""


@dataclass(frozen=True)
class Seen:
    """What counts of a ticket; `due` None: no clock runs."""

    id: int
    state: State
    severity: Severity
    category: str
    point: Point
    submitted_at: datetime
    reopened: int = 0
    due: datetime | None = None


@dataclass(frozen=True)
class Tally:
    """Of a cell's undecided tickets: all of them, and how many are late, urgent, reopened, or repeat an earlier one."""

    open: int = 0
    late: int = 0
    urgent: int = 0
    reopened: int = 0
    repeated: int = 0


def tally(policy: Colours, tickets: Sequence[Seen], now: datetime) -> Tally:
    """`tickets`: the undecided ones, and of the last `repeat_days` at least those that they may repeat."""
    undecided = [one for one in tickets if one.state in UNDECIDED]
    return Tally(
        open=len(undecided),
        late=sum(one.due is not None and one.due < now for one in undecided),
        urgent=sum(one.severity is Severity.URGENT for one in undecided),
        reopened=sum(one.reopened > 0 for one in undecided),
        repeated=sum(_repeats(policy, one, tickets, now) for one in undecided),
    )


def _repeats(policy: Colours, one: Seen, others: Iterable[Seen], now: datetime) -> bool:
    """Whether the same was reported at the same spot shortly before."""
    since = now - timedelta(days=policy.repeat_days)
    earlier = (
        other for other in others if other.id < one.id and other.category == one.category and other.state not in LIFTED
    )
    return any(
        other.submitted_at >= since and distance(other.point, one.point) <= policy.repeat_metres for other in earlier
    )


def points(policy: Colours, counted: Tally) -> int:
    """Each ticket counts for being open, and again for each thing that makes it worse."""
    return (
        policy.open * counted.open
        + policy.late * counted.late
        + policy.urgent * counted.urgent
        + policy.reopened * counted.reopened
        + policy.repeated * counted.repeated
    )


def colour(policy: Colours, number: int, before: Colour = Colour.GREEN) -> Colour:
    """By points; on the way down a colour is left later than it was reached, so that it does not flicker."""
    if number >= policy.red or (before is Colour.RED and number >= policy.red_until):
        return Colour.RED
    worse = before in (Colour.RED, Colour.YELLOW)
    if number >= policy.yellow or (worse and number >= policy.yellow_until):
        return Colour.YELLOW
    return Colour.GREEN
