"""/unconfirmed: the stations whose page nobody has confirmed for long, for admins to look after."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.outgoing import Button, Buttons, Outgoing, Send
from bot.domain.stations import Station
from handlers import pressed
from handlers.i18n import Html
from handlers.stations import face, panel
from handlers.turn import Turn
from storage import confirming


async def show(turn: Turn) -> Sequence[Outgoing]:
    text, buttons = await _page(turn, 0)
    return [Send(turn.here, text, buttons=buttons, slot=_slot(turn))]


async def another(turn: Turn) -> Sequence[Outgoing]:
    """unconfirmed:PAGE: more of them, in place."""
    text, buttons = await _page(turn, await pressed.number(turn))
    return [*pressed.heard(turn), await pressed.edit(turn, _slot(turn), text, buttons)]


def _slot(turn: Turn) -> str:
    return f"unconfirmed:{turn.event.chat.id}"


async def _page(turn: Turn, number: int) -> tuple[Html, Buttons]:
    rules = turn.house.policy.stations
    since = turn.now - timedelta(days=rules.stale_days)
    count = await confirming.count_unconfirmed(turn.conn, since)
    if not count:
        return turn.t("✔️ Every station was confirmed within {days} days.", days=rules.stale_days), ()
    part = await confirming.unconfirmed_since(turn.conn, since, offset=number * panel.A_PAGE, limit=panel.A_PAGE)
    kept = await confirming.kept(turn.conn, [station.id for station in part])
    labels = {station.id: _label(turn, station, kept=station.id in kept) for station in part}
    rows = tuple((Button(label, f"keep:{station}:new"),) for station, label in labels.items())
    text = turn.t.n("⏳ {count} station waits to be confirmed:", "⏳ {count} stations wait to be confirmed:", count)
    return text, (*rows, *panel.turns(turn, "unconfirmed", number, more=count))


def _label(turn: Turn, station: Station, *, kept: bool) -> str:
    nobody = () if kept else (turn.t.plain("no keeper"),)
    return " · ".join((station.name, face.confirmed(turn, station), *nobody))
