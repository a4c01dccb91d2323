"""Texts that more than one conversation needs."""

from datetime import datetime

from bot.domain.people import Person
from bot.domain.policy import Category, Policy
from bot.domain.ticket import Severity, State, Ticket
from handlers.i18n import Html, N, Translator

STATES: dict[State, str] = {
    State.OPEN: N("Open"),
    State.ACKNOWLEDGED: N("Taken"),
    State.NEEDS_INFO: N("Waiting for the courier"),
    State.RESOLVED: N("Resolved"),
    State.REJECTED: N("Rejected"),
    State.MERGED: N("Merged"),
    State.WITHDRAWN: N("Withdrawn"),
    State.CLOSED: N("Closed"),
}
SIGNS: dict[State, str] = {
    State.OPEN: "🆕",
    State.ACKNOWLEDGED: "🛠",
    State.NEEDS_INFO: "❔",
    State.RESOLVED: "✅",
    State.REJECTED: "🚫",
    State.MERGED: "🔗",
    State.WITHDRAWN: "↩️",
    State.CLOSED: "🏁",
}
SEVERITIES: dict[Severity, str] = {
    Severity.URGENT: N("Urgent"),
    Severity.NORMAL: N("Normal"),
    Severity.MINOR: N("Minor"),
}
UNKNOWN = Category("unknown", "其他", "Other", "❓")


def category(policy: Policy, key: str) -> Category:
    """The category, or a stand-in for one that the policy has dropped."""
    return policy.category(key) or UNKNOWN


def title(t: Translator, policy: Policy, ticket: Ticket) -> str:
    """ "#12 井盖": plain, for pictures and lists."""
    return f"#{ticket.id} {category(policy, ticket.category).label(t.language)}"


def state(t: Translator, ticket: Ticket) -> str:
    return f"{SIGNS[ticket.state]} {t.plain(STATES[ticket.state])}"


def who(t: Translator, person: Person) -> Html:
    """Name and company, as staff see a reporter."""
    if not person.name:
        return t("(name deleted)")
    return (
        t("{name} ({company})", name=person.name, company=person.company)
        if person.company
        else t("{name}", name=person.name)
    )


def mention(person: Person) -> Html:
    """A name that notifies its owner."""
    name = Translator._fill("{name}", {"name": person.name})
    escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Html(f'<a href="tg://user?id={person.telegram}">{escaped}</a>')


def late(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now > moment


def duration(t: Translator, start: datetime, end: datetime) -> Html:
    """Hours and minutes, or days and hours: what a person would say."""
    minutes = max(1, round((end - start).total_seconds() / 60))
    if minutes < 60:
        return t("{minutes} min", minutes=minutes)
    if minutes < 48 * 60:
        return t("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)
    return t("{days} d {hours} h", days=minutes // 1440, hours=minutes % 1440 // 60)
