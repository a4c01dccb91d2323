"""Whether a station is in use: what admins see of that on its page, where nobody else sees the page at all."""

from bot.domain.outgoing import Button, Buttons
from bot.domain.people import Action, may
from bot.domain.stations import Station
from handlers.i18n import Html, N
from handlers.stations.face import View
from handlers.turn import Turn

OUT_OF_USE = N("⏸ out of use")
RETIRE, REVIVE = N("⏸ Take out of use"), N("▶️ Back into use")


def may_see(turn: Turn, station: Station) -> bool:
    """What is out of use is there for those who may put it back."""
    return station.active or may(turn.who, Action.OVERSEE)


def marked(turn: Turn, station: Station, text: Html) -> Html:
    """A line, or a page, with the word that it is out of use."""
    return text if station.active else Html(f"{text} · {turn.t(OUT_OF_USE)}")


def rows(turn: Turn, station: Station, of: View) -> Buttons:
    """On its page, for admins."""
    if not may(turn.who, Action.OVERSEE):
        return ()
    label, press = (RETIRE, "retire") if station.active else (REVIVE, "revive")
    return ((Button(turn.t.plain(label), f"{press}:{station.id}:{of.data}"),),)
