"""A chat or topic serves its area no more: its tickets go to whoever does, and what it was shown is closed."""

from collections.abc import Sequence

from bot.domain.outgoing import Address, Edit, Outgoing, Unpin
from handlers.board import folding, pinned, unfolding
from handlers.desk import placing
from handlers.turn import Turn
from storage import areas, folds
from storage.areas import Binding


async def end(turn: Turn, left: Binding) -> list[Outgoing]:
    """What is undecided is handed on; cards, the list of a burst and the board close. The binding is gone already."""
    handed_on = await placing.hand_on(turn, left)
    listed = await _list(turn, left, beside=handed_on)
    return [*handed_on, *listed, *await _board(turn, left)]


async def _list(turn: Turn, left: Binding, *, beside: Sequence[Outgoing]) -> list[Outgoing]:
    """What waited there for its card gets it where it belongs now."""
    sheet = await folds.sheet(turn.conn, folding.KIND, left.chat, left.thread or 0)
    if sheet is None:
        return []
    posted = await unfolding.give_up(turn, sheet, beside=beside)
    text, buttons = await folding.listed(turn, sheet, left.language)
    return [*posted, Edit(Address(left.chat, left.thread), sheet.slot, text, buttons)]


async def _board(turn: Turn, left: Binding) -> list[Outgoing]:
    """Its figures would stand there for ever: it says whose it was, and comes down from the top."""
    sheet = await folds.sheet(turn.conn, pinned.KIND, left.chat, left.thread or 0)
    if sheet is None:
        return []
    await folds.end(turn.conn, sheet)
    area, here = await areas.get(turn.conn, left.area), Address(left.chat, left.thread)
    t = turn.to(left.language or turn.house.language)
    text = t("📌 This was the board of {area}, which is served elsewhere now.", area=area.name if area else "?")
    return [Edit(here, sheet.slot, text), Unpin(here, sheet.slot)]
