"""What the ladder says: a sentence about one ticket, a line of a list, a level's name."""

from datetime import datetime

from bot.domain.ladder import LEVELS, WARN, Step
from bot.domain.people import Person
from bot.domain.policy import To
from bot.domain.ticket import Ticket, Which
from handlers import texts
from handlers.i18n import Html, N, Translator
from handlers.ladder.notice import Notice
from handlers.turn import Turn

FREE, HELD = False, True
"""Whether somebody has it who should resolve it."""
WARNINGS: dict[tuple[Which, bool], str] = {
    (Which.ACKNOWLEDGE, FREE): N("⏳ {title}: nobody has taken it yet. Please take it by {when}."),
    (Which.RESOLVE, FREE): N("⏳ {title}: it must be resolved by {when}, and nobody has it."),
    (Which.RESOLVE, HELD): N("⏳ {who}, {title} is yours: please resolve it by {when}."),
}
LATE: dict[tuple[Which, bool], str] = {
    (Which.ACKNOWLEDGE, FREE): N("🔴 {title} is late: it should have been taken by {when}."),
    (Which.RESOLVE, FREE): N("🔴 {title} is late: it should have been resolved by {when}, and nobody has it."),
    (Which.RESOLVE, HELD): N("🔴 {title} is late: {name} should have resolved it by {when}."),
}
LINES: dict[tuple[Which, bool], str] = {
    (Which.ACKNOWLEDGE, True): N("⏳ {title} · take by {when}"),
    (Which.RESOLVE, True): N("⏳ {title} · resolve by {when}"),
    (Which.ACKNOWLEDGE, False): N("🔴 {title} · not taken, late since {when}"),
    (Which.RESOLVE, False): N("🔴 {title} · not resolved, late since {when}"),
}
REACHES: dict[str, str] = {
    To.LEAD: N("lead"),
    To.STREET: N("street"),
    To.DISTRICT: N("district"),
    To.ADMINS: N("admins"),
}


UNDONE: dict[str, str] = {Which.ACKNOWLEDGE: N("not taken"), Which.RESOLVE: N("not resolved")}


def reason(t: Translator, why: str) -> str:
    """A line of history that the clock wrote ("resolve:lead"), in words."""
    which, _, rung = why.partition(":")
    undone = t.plain(UNDONE.get(which, which))
    return f"{undone} → {t.plain(REACHES[rung])}" if rung in REACHES else undone


def sentence(t: Translator, turn: Turn, notice: Notice) -> Html:
    """One step of one ticket, as a message of its own."""
    step, holder = notice.step, notice.late_holder
    said = t(
        (WARNINGS if step.rung == WARN else LATE)[step.which, holder is not None],
        title=texts.title(t, turn.house.policy, notice.ticket),
        when=when(t, turn, notice.ticket, step.which),
        who=_called(holder),
        name=holder.name if holder else "",
    )
    if step.rung not in REACHES:
        return said
    return Html(f"{said} {t('⬆️ Passed up: {level}', level=t(REACHES[step.rung]))}")


def _called(holder: Person | None) -> str:
    """Their name, ringing where Telegram knows whom it means."""
    if holder is None or not holder.telegram:
        return holder.name if holder else ""
    return texts.mention(holder)


def line(t: Translator, turn: Turn, notice: Notice) -> Html:
    """The same, short, for a list."""
    step, holder = notice.step, notice.late_holder
    said = t(
        LINES[step.which, step.rung == WARN],
        title=texts.title(t, turn.house.policy, notice.ticket),
        when=when(t, turn, notice.ticket, step.which),
    )
    name = t("👤 {name}", name=holder.name) if holder is not None else ""
    return Html(f"{said} · {name}") if name else said


def headline(t: Translator, count: int) -> Html:
    return t.n("⏰ {count} ticket is short of time or late:", "⏰ {count} tickets are short of time or late:", count)


def urgency(step: Step) -> int:
    """Of a list: what has climbed highest first, then what is late, then warnings."""
    return -LEVELS.get(step.rung, 0) - (step.rung != WARN)


def when(t: Translator, turn: Turn, ticket: Ticket, which: Which) -> str:
    by: datetime | None = ticket.acknowledge_by if which is Which.ACKNOWLEDGE else ticket.resolve_by
    return t.when(by, turn.house.zone, turn.now) if by else "?"
