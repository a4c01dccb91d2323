"""When something is due: docs/clocks.md as pure functions. All times are aware; quiet hours are local to the zone."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any, Protocol

from bot.domain import running
from bot.domain.policy import Policy
from bot.domain.running import Hours
from bot.domain.ticket import RUNS, Severity, State, Ticket, Which

SATURDAY = 5


class Days(Protocol):
    """The zone of every local time, and which days are worked (bot.domain.hours.Calendar)."""

    zone: tzinfo

    def is_workday(self, day: date) -> bool: ...


class Stage(StrEnum):
    """How a ticket stands with the clock that is nearest."""

    CALM = "calm"
    WARNED = "warned"
    LATE = "late"
    PAUSED = "paused"


def is_quiet(policy: Policy, at: datetime, zone: tzinfo) -> bool:
    """Whether `at` lies in the quiet hours, which may span midnight."""
    local, start, end = at.astimezone(zone).time(), policy.quiet.start, policy.quiet.end
    return start <= local < end if start <= end else local >= start or local < end


def rings(policy: Policy, severity: Severity, at: datetime, zone: tzinfo) -> bool:
    """Whether a message about such a ticket may make a sound now."""
    return severity is Severity.URGENT or not is_quiet(policy, at, zone)


def starts(policy: Policy, severity: Severity, at: datetime, zone: tzinfo) -> datetime:
    """When such a ticket may ring: at once, or for what is not urgent at the end of the quiet hours."""
    if rings(policy, severity, at, zone):
        return at
    local = at.astimezone(zone)
    end = local.replace(hour=policy.quiet.end.hour, minute=policy.quiet.end.minute, second=0, microsecond=0)
    return (end if end > local else end + timedelta(days=1)).astimezone(at.tzinfo)


def rings_at(policy: Policy, severity: Severity, at: datetime, days: Days) -> datetime:
    """When staff may be told what came due at `at`: not in quiet hours, nor on a day off that stops the clocks."""
    works = _works(policy, severity, days)
    told = starts(policy, severity, at, days.zone)
    while works is not None and not works(told.astimezone(days.zone).date()):
        midnight = datetime.combine(told.astimezone(days.zone).date() + timedelta(days=1), time(0), days.zone)
        told = starts(policy, severity, midnight.astimezone(at.tzinfo), days.zone)
    return told


def hours(policy: Policy, severity: Severity, which: Which, days: Days) -> Hours:
    """When that clock runs: nobody need take what is not urgent in quiet hours; days off stop it if policy says so."""
    quiet = policy.quiet if which is Which.ACKNOWLEDGE and severity is not Severity.URGENT else None
    return Hours(days.zone, quiet, _works(policy, severity, days))


def _works(policy: Policy, severity: Severity, days: Days) -> Callable[[date], bool] | None:
    """Which days count; None: all do."""
    if policy.calendar.counts_on_days_off.get(severity, True):
        return None
    return days.is_workday if policy.calendar.holidays else _weekday


def _weekday(day: date) -> bool:
    return day.weekday() < SATURDAY


def length(policy: Policy, severity: Severity, which: Which) -> timedelta:
    """How long that clock runs until its deadline."""
    clock = policy.clocks[severity]
    return timedelta(minutes=clock.acknowledge if which is Which.ACKNOWLEDGE else clock.resolve)


def deadlines(policy: Policy, severity: Severity, at: datetime, days: Days) -> tuple[datetime, datetime]:
    """(acknowledge by, resolve by) for a ticket submitted or reopened at `at`."""
    take, resolve = (
        running.later(hours(policy, severity, which, days), at, length(policy, severity, which)) for which in Which
    )
    return take, resolve


def deadline(ticket: Ticket, which: Which) -> datetime | None:
    return ticket.acknowledge_by if which is Which.ACKNOWLEDGE else ticket.resolve_by


def stopped(ticket: Ticket, which: Which) -> datetime | None:
    """Since when the clock stands still; None: it runs."""
    return ticket.acknowledge_stopped_at if which is Which.ACKNOWLEDGE else ticket.resolve_stopped_at


def settled(policy: Policy, ticket: Ticket, days: Days, at: datetime) -> Ticket:
    """After a verb at `at`: what runs and has no deadline begins, what stood still goes on with what was left of it.

    The state decides alone, so whoever changes a ticket cannot forget a verb; saying it twice changes nothing. The
    version stays.
    """
    for which in Which:
        if ticket.state in RUNS[which]:
            ticket = _going(policy, ticket, days, which=which, at=at)
    return ticket


def _going(policy: Policy, ticket: Ticket, days: Days, *, which: Which, at: datetime) -> Ticket:
    by, since = deadline(ticket, which), stopped(ticket, which)
    runs = hours(policy, ticket.severity, which, days)
    if by is None:
        by = running.later(runs, at, length(policy, ticket.severity, which))
    elif since is not None:
        by = _moved_on(runs, by, since, at)
    changed: dict[str, Any] = {f"{which}_by": by, f"{which}_stopped_at": None}
    return replace(ticket, **changed)


def _moved_on(runs: Hours, by: datetime, since: datetime, at: datetime) -> datetime:
    """As much time is left as there was when it stopped; what was late then is as late now."""
    if at <= since:
        return by
    return by + (at - since) if by <= since else running.later(runs, at, running.between(runs, since, by))


def ends(policy: Policy, ticket: Ticket, days: Days, at: datetime) -> dict[Which, datetime]:
    """When each of its clocks that has begun would end if it ran from `at` on."""
    begun = [which for which in Which if deadline(ticket, which)]
    going = [deadline(_going(policy, ticket, days, which=which, at=at), which) for which in begun]
    return {which: by for which, by in zip(begun, going, strict=True) if by}


def joined(ticket: Ticket, own: Mapping[Which, datetime], other: Mapping[Which, datetime], at: datetime) -> Ticket:
    """The ticket with the earlier end of either clock, of its `own` and those of what is merged into it at `at`.

    What waited gains no time by a merge. A clock that stands still has as much less left; the clock looks at it anew.
    """
    for which in own.keys() & other.keys():
        if other[which] < own[which]:
            since = at if stopped(ticket, which) else None
            changed: dict[str, Any] = {f"{which}_by": other[which], f"{which}_stopped_at": since}
            ticket = replace(ticket, due_at=ticket.due_at and at, **changed)
    return ticket


def warns_at(policy: Policy, ticket: Ticket, days: Days, which: Which) -> datetime | None:
    """When the warning for that clock is due, None where it has no deadline."""
    by = deadline(ticket, which)
    left = length(policy, ticket.severity, which) * (100 - policy.ladder.warn) / 100
    return running.later(hours(policy, ticket.severity, which, days), by, -left) if by else None


def watched(ticket: Ticket) -> Which | None:
    """The clock that matters now: who takes it, then when it is done; None where nothing is awaited."""
    by_state = {State.OPEN: Which.ACKNOWLEDGE, State.ACKNOWLEDGED: Which.RESOLVE, State.NEEDS_INFO: Which.RESOLVE}
    which = by_state.get(ticket.state)
    ends_first = ticket.resolve_by and ticket.acknowledge_by and ticket.resolve_by < ticket.acknowledge_by
    return Which.RESOLVE if which and ends_first else which


def stage(policy: Policy, ticket: Ticket, days: Days, now: datetime) -> Stage:
    """How the ticket stands with the clock that is watched: late counts from the deadline itself."""
    which = watched(ticket)
    if which is None:
        return Stage.CALM
    if ticket.state not in RUNS[which]:
        return Stage.PAUSED
    by, warns = deadline(ticket, which), warns_at(policy, ticket, days, which)
    if by is None or warns is None or now < warns:
        return Stage.CALM
    return Stage.LATE if now >= by else Stage.WARNED
