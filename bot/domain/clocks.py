"""When something is due. All times are aware; quiet hours are local to the zone given."""

from datetime import datetime, timedelta, tzinfo

from bot.domain.policy import Policy
from bot.domain.ticket import Severity


def is_quiet(policy: Policy, at: datetime, zone: tzinfo) -> bool:
    """Whether `at` lies in the quiet hours, which may span midnight."""
    local, start, end = at.astimezone(zone).time(), policy.quiet.start, policy.quiet.end
    return start <= local < end if start <= end else local >= start or local < end


def rings(policy: Policy, severity: Severity, at: datetime, zone: tzinfo) -> bool:
    """Whether a message about such a ticket may make a sound now."""
    return severity is Severity.URGENT or not is_quiet(policy, at, zone)


def starts(policy: Policy, severity: Severity, at: datetime, zone: tzinfo) -> datetime:
    """When the acknowledge clock starts: at once, or for what is not urgent at the end of the quiet hours."""
    if rings(policy, severity, at, zone):
        return at
    local = at.astimezone(zone)
    end = local.replace(hour=policy.quiet.end.hour, minute=policy.quiet.end.minute, second=0, microsecond=0)
    return (end if end > local else end + timedelta(days=1)).astimezone(at.tzinfo)


def deadlines(policy: Policy, severity: Severity, at: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """(acknowledge by, resolve by) for a ticket submitted or reopened at `at`."""
    clock = policy.clocks[severity]
    start = starts(policy, severity, at, zone)
    return start + timedelta(minutes=clock.acknowledge), at + timedelta(minutes=clock.resolve)
