"""What a station's page offers beyond the way there: to check in, its suggestion book, its activities."""

from bot.domain.outgoing import Button, Buttons
from bot.domain.stations import Station
from handlers import refusals
from handlers.i18n import N, Translator
from handlers.turn import Turn

CHECK_IN = N("✅ Check in")
ACTIVITIES = N("📅 Activities")
POSTER = N("🖨 Poster")
BOOK = N("📖 Suggestion book")


def kept(t: Translator, number: int) -> tuple[Button, ...]:
    """What a keeper finds on the station's panel, besides what the panel changes."""
    offered = ((ACTIVITIES, "acts"), (BOOK, "book"), (POSTER, "poster"))
    return tuple(Button(t.plain(label), f"{press}:{number}") for label, press in offered)


def rows(turn: Turn, station: Station, *, keeper: bool = False) -> Buttons:
    """Activities for everybody, the rest for whoever is registered; who may apply still, can do so at the door."""
    t, number = turn.t, station.id
    planned = Button(t.plain(ACTIVITIES), f"acts:{number}")
    if turn.who.active:
        check_in, book = Button(t.plain(CHECK_IN), f"here:{number}"), Button(t.plain(BOOK), f"book:{number}")
        printed = (Button(t.plain(POSTER), f"poster:{number}"),) if keeper else ()
        return ((check_in, planned), (book, *printed))
    may_apply = turn.who.standing in refusals.MAY_APPLY
    return ((planned, Button(t.plain(refusals.APPLY), "apply")),) if may_apply else ((planned,),)
