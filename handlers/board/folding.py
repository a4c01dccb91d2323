"""A burst: what a group cannot be sent within its limit waits as one list, whose buttons open the cards.

Telegram lets a group have 20 messages a minute, edits included. Cards may use most of that; what is beyond it is named
at once in a list that grows in place, and gets its card as soon as there is room (unfolding). Urgent ones never wait.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.outgoing import Address, Button, Buttons, Edit, Outgoing, Send
from bot.domain.ticket import Severity, Ticket
from handlers import texts
from handlers.i18n import Html, Translator
from handlers.turn import Turn
from storage import folds, outbox, tickets
from storage.areas import Binding
from storage.folds import Sheet

KIND = "folded"
SHARE = 0.7  # of the minute that cards may use: the list and its edits need the rest
MINUTE = timedelta(minutes=1)
EVERY = timedelta(seconds=10)  # between two edits of the list while it grows
OPENED, IN_A_ROW = 10, 5
LONGEST = 3500  # characters of the list: a message holds 4096


async def full(turn: Turn, ticket: Ticket, binding: Binding) -> bool:
    """Whether the group has got, or waits for, as many messages within a minute as cards may take."""
    limited = turn.house.group_rate and binding.chat < 0 and ticket.severity is not Severity.URGENT
    return bool(limited) and await room(turn, binding.chat, SHARE) <= 0


async def room(turn: Turn, chat: int, share: float) -> int:
    """How many messages more fit into that share of the chat's minute."""
    since = (turn.now - MINUTE).timestamp()
    return int(turn.house.group_rate * share) - await outbox.load(turn.conn, chat, since)


async def fold(turn: Turn, ticket: Ticket, binding: Binding) -> list[Outgoing]:
    """The ticket joins the chat's list: at once, or with the next edit, which the clock does not forget."""
    thread = binding.thread or 0
    await folds.keep(turn.conn, ticket.id, binding.chat, thread, at=turn.now)
    sheet = await folds.sheet(turn.conn, KIND, binding.chat, thread)
    if sheet is None:
        sheet = Sheet(KIND, binding.chat, thread, f"folded:{binding.chat}:{thread}:{ticket.id}", turn.now)
        await folds.put(turn.conn, sheet)
        text, buttons = await listed(turn, sheet, binding.language)
        return [Send(Address(binding.chat, binding.thread), text, buttons=buttons, slot=sheet.slot)]
    if turn.now - sheet.told_at < EVERY:
        await folds.put(turn.conn, replace(sheet, stale=True))
        return []
    return [await told_again(turn, sheet, binding.language)]


async def told_again(turn: Turn, sheet: Sheet, language: str) -> Edit:
    """The list as it is now, in place."""
    await folds.put(turn.conn, replace(sheet, stale=False, told_at=turn.now))
    text, buttons = await listed(turn, sheet, language)
    return Edit(Address(sheet.chat, sheet.thread or None), sheet.slot, text, buttons)


async def listed(turn: Turn, sheet: Sheet, language: str) -> tuple[Html, Buttons]:
    """What waits, by kind, each with its number; the oldest with a button."""
    t = turn.to(language or turn.house.language)
    numbers = await folds.kept(turn.conn, sheet.chat, sheet.thread)
    if not numbers:
        return t("📦 A burst of reports: all of them have their cards now."), ()
    waiting = await tickets.several(turn.conn, numbers)
    head = t.n(
        "📦 <b>{count} more report</b>. Its card follows as fast as Telegram lets us; a touch opens it now.",
        "📦 <b>{count} more reports</b>. Their cards follow as fast as Telegram lets us; a touch opens one now.",
        len(waiting),
    )
    made = [Button(f"#{ticket.id}", f"open:{ticket.id}") for ticket in waiting[:OPENED]]
    buttons = tuple(tuple(made[at : at + IN_A_ROW]) for at in range(0, len(made), IN_A_ROW))
    return Html("\n".join([head, *_kinds(turn, t, waiting)])), buttons


def _kinds(turn: Turn, t: Translator, waiting: Sequence[Ticket]) -> list[Html]:
    """A line a category."""
    by_kind: dict[str, list[str]] = {}
    for ticket in waiting:
        by_kind.setdefault(ticket.category, []).append(f"#{ticket.id}")
    share = LONGEST // max(1, len(by_kind))
    return [_kind(turn, t, key, " ".join(numbers), share=share) for key, numbers in by_kind.items()]


def _kind(turn: Turn, t: Translator, key: str, numbers: str, *, share: int) -> Html:
    kind = texts.category(turn.house.policy, key)
    shown = numbers if len(numbers) <= share else f"{numbers[: numbers.rindex(' ', 0, share)]} …"
    return t("{emoji} {category}: {numbers}", emoji=kind.emoji, category=kind.label(t.language), numbers=shown)
