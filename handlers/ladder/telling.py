"""How the ladder is heard: a reply to the card; where a chat would hear of several tickets at once, one list."""

from collections.abc import Sequence
from itertools import groupby

from bot.domain.outgoing import Address, Button, Buttons, Outgoing, Send
from handlers import cards
from handlers.desk import placing
from handlers.i18n import Html, Translator
from handlers.ladder import words
from handlers.ladder.notice import Notice
from handlers.turn import Turn

SHOWN, IN_A_ROW = 30, 5


async def say(turn: Turn, notices: Sequence[Notice]) -> list[Outgoing]:
    """Every chat's notices together, chats in order."""
    said: list[Outgoing] = []
    for _, group in groupby(sorted(notices, key=lambda notice: notice.chat), key=lambda notice: notice.chat):
        said += await _to_one(turn, list(group))
    return said


async def _to_one(turn: Turn, notices: list[Notice]) -> list[Outgoing]:
    """A few fresh cards speak for themselves; many would flood the chat, so they are opened from the list."""
    fresh = [notice for notice in notices if notice.fresh and not notice.slot]
    if len(fresh) > turn.house.policy.ladder.cards_at_once:
        return [_list(turn, notices)]
    posted = [one for notice in fresh for one in await _card(turn, notice)]
    rest = [notice for notice in notices if notice not in fresh]
    return [*posted, *([_list(turn, rest)] if len(rest) > 1 else [_single(turn, notice) for notice in rest])]


async def _card(turn: Turn, notice: Notice) -> list[Outgoing]:
    """A fresh card with what happened so far below it."""
    posted = await cards.post(turn, notice.ticket, [notice.to])
    stories = [await placing.story(turn, notice.ticket, card) for card in posted if isinstance(card, Send)]
    return [*posted, *stories]


def _single(turn: Turn, notice: Notice) -> Send:
    t = _translator(turn, notice)
    text = words.sentence(t, turn, notice)
    buttons = () if notice.slot else _opening(t, [notice])
    return Send(_address(notice), text, buttons=buttons, reply_to_slot=notice.slot)


def _list(turn: Turn, notices: list[Notice]) -> Send:
    t = _translator(turn, notices[0])
    ordered = sorted(notices, key=lambda notice: (words.urgency(notice.step), notice.step.at))
    lines = [words.line(t, turn, one) for one in ordered[:SHOWN]]
    hidden = len(ordered) - len(lines)
    more = t.n("… and {count} ticket more: /tasks late", "… and {count} tickets more: /tasks late", hidden)
    text = Html("\n".join([words.headline(t, len(ordered)), *lines, *([more] if hidden else [])]))
    return Send(_address(notices[0]), text, buttons=_opening(t, ordered[:SHOWN]))


def _opening(t: Translator, notices: Sequence[Notice]) -> Buttons:
    """A button for each ticket that brings its card."""
    made = [Button(t.plain("📋 #{number}", number=one.ticket.id), f"open:{one.ticket.id}") for one in notices]
    return tuple(tuple(made[start : start + IN_A_ROW]) for start in range(0, len(made), IN_A_ROW))


def _translator(turn: Turn, notice: Notice) -> Translator:
    return turn.to(notice.to.language or turn.house.language)


def _address(notice: Notice) -> Address:
    return Address(notice.to.chat, notice.to.thread)
