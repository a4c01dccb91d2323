"""Which area somebody means by a code or a name."""

from collections.abc import Sequence

from bot.domain.people import Area
from handlers import refusals
from handlers.i18n import N
from handlers.turn import Refused, Turn
from storage import areas

MOST = 10


async def one(turn: Turn, text: str) -> Area:
    """The only area that the text can mean; refuses with what there is where it means none or several."""
    found = await areas.named(turn.conn, text)
    if not found:
        raise await refusals.no(turn, N("There is no area called “{name}”. /areas lists them all."), name=text[:64])
    if len(found) > 1:
        raise await several(turn, found)
    return found[0]


async def several(turn: Turn, found: Sequence[Area]) -> Refused:
    """The codes of which one is to be chosen."""
    choices = "\n".join(area.code for area in found[:MOST])
    return await refusals.no(turn, N("Several areas match. Please use one of these codes:\n{choices}"), choices=choices)
