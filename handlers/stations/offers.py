"""What a station's page offers beyond the way there: to check in, its suggestion book, its activities."""

from bot.domain.outgoing import Button, Buttons
from bot.domain.stations import Station
from handlers import refusals
from handlers.i18n import N
from handlers.turn import Turn

CHECK_IN = N("✅ Check in")
BOOK = N("📖 Suggestion book")


def rows(turn: Turn, station: Station) -> Buttons:
    """For whoever is registered; who may apply still, can do so at the door."""
    if turn.who.active:
        check_in = Button(turn.t.plain(CHECK_IN), f"here:{station.id}")
        return ((check_in, Button(turn.t.plain(BOOK), f"book:{station.id}")),)
    if turn.who.standing in refusals.MAY_APPLY:
        return ((Button(turn.t.plain(refusals.APPLY), "apply"),),)
    return ()
