"""What a card says of its ticket's clocks while something is still awaited."""

from datetime import datetime

from bot.domain import clocks
from bot.domain.clocks import Stage
from bot.domain.ticket import State, Ticket, Which
from handlers.i18n import Html, N, Translator
from handlers.turn import House

BY: dict[tuple[Which, Stage], str] = {
    (Which.ACKNOWLEDGE, Stage.CALM): N("⏱ take by {when}"),
    (Which.ACKNOWLEDGE, Stage.WARNED): N("⏳ take it now: late from {when}"),
    (Which.ACKNOWLEDGE, Stage.LATE): N("🔴 late since {when}: nobody has taken it"),
    (Which.RESOLVE, Stage.CALM): N("⏱ resolve by {when}"),
    (Which.RESOLVE, Stage.WARNED): N("⏳ resolve it soon: late from {when}"),
    (Which.RESOLVE, Stage.LATE): N("🔴 late since {when}: not resolved"),
}


def progress(t: Translator, house: House, ticket: Ticket, stage: Stage, *, now: datetime) -> Html | None:
    """The line of a ticket's clock; None for a ticket that has ended."""
    which = clocks.watched(ticket)
    if which is None:
        return None
    return _paused(t, house, ticket, now) if stage is Stage.PAUSED else _by(t, house, ticket, stage, now=now)


def _by(t: Translator, house: House, ticket: Ticket, stage: Stage, *, now: datetime) -> Html:
    which = clocks.watched(ticket) or Which.RESOLVE
    by = clocks.deadline(ticket, which)
    return t(BY[which, stage], when=t.when(by, house.zone, now)) if by else t("⏱ the clock begins")


def _paused(t: Translator, house: House, ticket: Ticket, now: datetime) -> Html:
    since = ticket.resolve_stopped_at
    when = t.when(since, house.zone, now) if since else "?"
    return t("⏸ the clocks stand still since {when}", when=when)


def taken(t: Translator, house: House, ticket: Ticket, *, name: str, now: datetime) -> Html | None:
    """Who has it, and since when."""
    if ticket.state is not State.ACKNOWLEDGED or ticket.acknowledged_at is None:
        return None
    return t("👤 {name} took it {when}", name=name, when=t.when(ticket.acknowledged_at, house.zone, now))
