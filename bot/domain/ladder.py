"""The ladder: what happens to a ticket by the clock alone, in order: warned, late, then rung by rung upwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import clocks, running
from bot.domain.clocks import Days
from bot.domain.policy import Policy, To
from bot.domain.ticket import RUNS, Ticket, Which, stricter

WARN = "warn"
LEVELS: dict[str, int] = {To.STREET: 1, To.DISTRICT: 2, To.ADMINS: 3}
"""How far a ticket has climbed (its `level`) once that rung is reached."""
Mark = tuple[Which, int, str]


@dataclass(frozen=True)
class Step:
    """`rung` WARN or one of To; `at` by the clock, `rings_at` when it may be said (`clocks.rings_at`).

    `round` and the two names are the same for ever, whatever moves the deadline: a step is done once.
    """

    which: Which
    round: int
    rung: str
    at: datetime
    rings_at: datetime

    @property
    def mark(self) -> Mark:
        return self.which, self.round, self.rung


def plan(policy: Policy, ticket: Ticket, days: Days) -> list[Step]:
    """Every step of the clocks that run now, in order."""
    running_now = [which for which in Which if ticket.state in RUNS[which] and not clocks.stopped(ticket, which)]
    steps = [step for which in running_now for step in _of(policy, ticket, days, which)]
    return sorted(steps, key=lambda step: (step.rings_at, step.at))


def _of(policy: Policy, ticket: Ticket, days: Days, which: Which) -> Iterator[Step]:
    by, warns = clocks.deadline(ticket, which), clocks.warns_at(policy, ticket, days, which)
    if by is None or warns is None:
        return
    round_ = ticket.round if which is Which.ACKNOWLEDGE else ticket.reopened
    whole, runs = clocks.length(policy, ticket.severity, which), clocks.hours(policy, ticket.severity, which, days)
    delays = [(rung.to, whole * rung.percent / 100 + timedelta(minutes=rung.minutes)) for rung in policy.ladder.rungs]
    for rung, at in [(WARN, warns), *((to, running.later(runs, by, delay)) for to, delay in delays)]:
        yield Step(which, round_, rung, at, clocks.rings_at(policy, ticket.severity, at, days))


def due(steps: list[Step], done: frozenset[Mark], now: datetime) -> list[Step]:
    """Those whose time has come and that were never done."""
    return [step for step in steps if step.rings_at <= now and step.mark not in done]


def next_look(steps: list[Step], done: frozenset[Mark]) -> datetime | None:
    """When the clock must look again; None: the ladder ends here."""
    return min((step.rings_at for step in steps if step.mark not in done), default=None)


def after(steps: list[Step], step: Step) -> Step | None:
    """The next rung of the same clock."""
    same = [one for one in steps if one.which == step.which]
    place = same.index(step)
    return same[place + 1] if place + 1 < len(same) else None


def outranks(one: Ticket, other: Ticket) -> bool:
    """Whether the first is more urgent or, as urgent, has climbed higher: merged into the other it would come down."""
    return stricter(one, other) or (one.severity is other.severity and one.level > other.level)
