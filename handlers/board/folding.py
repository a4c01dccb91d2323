"""A burst: what a group cannot be sent within its limit waits as one list, whose buttons open the cards.

Telegram lets a group have 20 messages a minute, edits included. Cards may use most of that; what is beyond it is named
at once in a list that grows in place, and gets its card as soon as there is room (unfolding). Urgent ones may use more
of the minute and stand first in the list; they too leave room for it, or nobody would see what waits behind them.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.outgoing import Address, Button, Buttons, Edit, Outgoing, Send, chat_of
from bot.domain.ticket import Severity, Ticket
from handlers import texts
from handlers.i18n import Html, Translator
from handlers.turn import Turn
from storage import folds, outbox, tickets
from storage.areas import Binding
from storage.folds import Sheet

KIND = "folded"
SHARE = 0.7  # of the minute that cards may use: urgent ones, the list and its edits need the rest
URGENT_SHARE = 0.9  # that urgent ones may use: the list and an edit of it need the rest
MINUTE = timedelta(minutes=1)
EVERY = timedelta(seconds=10)  # between two edits of the list while it grows
OPENED, IN_A_ROW = 10, 5
LONGEST = 3500  # characters of the list: a message holds 4096


async def full(turn: Turn, ticket: Ticket, binding: Binding, beside: Sequence[Outgoing] = ()) -> bool:
    """Whether the group has got, or waits for, as many messages within a minute as such cards may take.

    `beside` is what this turn says already: it is not in the outbox yet.
    """
    coming = sum(chat_of(one) == binding.chat for one in beside)
    return await crowded(turn, binding.chat, URGENT_SHARE if _urgent(ticket) else SHARE, coming=coming)


async def crowded(turn: Turn, chat: int, share: float = SHARE, *, coming: int = 0) -> bool:
    """Whether a group has used that share of its minute, what is coming included; a private chat has no such limit."""
    return bool(turn.house.group_rate) and chat < 0 and await room(turn, chat, share) <= coming


async def room(turn: Turn, chat: int, share: float, *, within: timedelta = MINUTE) -> int:
    """How many messages more fit into that share of the chat's minute; what was sent before `within` counts no more."""
    since = (turn.now - within).timestamp()
    return int(turn.house.group_rate * share) - await outbox.load(turn.conn, chat, since)


async def waiting(turn: Turn, sheet: Sheet) -> list[Ticket]:
    """What the list names: the urgent first, then the oldest."""
    numbers = await folds.kept(turn.conn, sheet.chat, sheet.thread)
    return sorted(await tickets.several(turn.conn, numbers), key=lambda one: (not _urgent(one), one.id))


def _urgent(ticket: Ticket) -> bool:
    return ticket.severity is Severity.URGENT


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


async def again(turn: Turn, sheet: Sheet, binding: Binding) -> list[Outgoing]:
    """The list whose message somebody has deleted, once more, quietly."""
    await folds.put(turn.conn, replace(sheet, stale=False, told_at=turn.now))
    text, buttons = await listed(turn, sheet, binding.language)
    here = Address(binding.chat, binding.thread)
    return [Send(here, text, buttons=buttons, slot=sheet.slot, silent=True)]


async def listed(turn: Turn, sheet: Sheet, language: str) -> tuple[Html, Buttons]:
    """What waits, by kind, each with its number; the first ones with a button."""
    t = turn.to(language or turn.house.language)
    named = await waiting(turn, sheet)
    if not named:
        return t("📦 A burst of reports: all of them have their cards now."), ()
    head = t.n(
        "📦 <b>{count} more report</b>. Its card follows as fast as Telegram lets us; a touch opens it now.",
        "📦 <b>{count} more reports</b>. Their cards follow as fast as Telegram lets us; a touch opens one now.",
        len(named),
    )
    made = [Button(f"#{ticket.id}", f"open:{ticket.id}") for ticket in named[:OPENED]]
    buttons = tuple(tuple(made[at : at + IN_A_ROW]) for at in range(0, len(made), IN_A_ROW))
    return Html("\n".join([head, *kinds(turn, t, named)])), buttons


def kinds(turn: Turn, t: Translator, named: Sequence[Ticket]) -> list[Html]:
    """A line a category; where all of them are too long for a message, each is cut by the same proportion."""
    by_kind: dict[str, list[str]] = {}
    for ticket in named:
        by_kind.setdefault(ticket.category, []).append(f"#{ticket.id}")
    length = sum(len(number) + 1 for numbers in by_kind.values() for number in numbers)
    part = min(1.0, LONGEST / max(1, length))
    return [_kind(turn, t, key, numbers, part=part) for key, numbers in by_kind.items()]


def _kind(turn: Turn, t: Translator, key: str, numbers: Sequence[str], *, part: float) -> Html:
    kind = texts.category(turn.house.policy, key)
    kept = numbers[: math.ceil(len(numbers) * part)]
    shown = " ".join(kept if len(kept) == len(numbers) else [*kept, "…"])
    return t("{emoji} {category}: {numbers}", emoji=kind.emoji, category=kind.label(t.language), numbers=shown)
