"""Who may see what of a station."""

from bot.domain.stations import Part
from handlers import refusals
from handlers.turn import Turn

EVERY = frozenset(Part)


def parts(turn: Turn) -> frozenset[Part]:
    """What of a station this person may see: registered people everything, strangers what the policy says."""
    return EVERY if turn.who.active else frozenset(turn.house.policy.stations.strangers_see)


async def may_look(turn: Turn) -> None:
    """Refuses whom the policy shows no stations at all."""
    if Part.NAME not in parts(turn):
        raise await refusals.not_allowed(turn)
