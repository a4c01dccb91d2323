"""A station taken out of use by an admin, and put back: riders find it no more, what was written of it stays."""

from collections.abc import Sequence

from bot.domain.outgoing import Button, Edit, Outgoing
from handlers import acting, pressed, refusals
from handlers.i18n import N
from handlers.stations import shown
from handlers.turn import Turn
from storage import audit, stations
from storage.audit import Deed

ASKED = {
    True: (N("Put {name} back into use? Riders find it again."), N("Yes, back in use"), "revived"),
    False: (N("Take {name} out of use? Riders find it no more; nothing is deleted."), N("Yes, out of use"), "retired"),
}
DEEDS = {True: Deed.STATION_REVIVE, False: Deed.STATION_RETIRE}


async def ask_to_retire(turn: Turn) -> Sequence[Outgoing]:
    """retire:ID:…: first asks."""
    return await _ask(turn, active=False)


async def ask_to_revive(turn: Turn) -> Sequence[Outgoing]:
    """revive:ID:…: first asks."""
    return await _ask(turn, active=True)


async def retire(turn: Turn) -> Sequence[Outgoing]:
    """retired:ID:…"""
    return await _set(turn, active=False)


async def revive(turn: Turn) -> Sequence[Outgoing]:
    """revived:ID:…"""
    return await _set(turn, active=True)


async def _ask(turn: Turn, *, active: bool) -> Sequence[Outgoing]:
    station, view = await shown.station(turn), await shown.view(turn, 2)
    if station.active is active:
        return [*pressed.heard(turn), await shown.edit(turn, station, view)]
    text, yes, press = ASKED[active]
    sure = Button(turn.t.plain(yes), f"{press}:{station.id}:{view.data}")
    back = Button(turn.t.plain("‹ Back to the page"), f"station:{station.id}:{view.data}")
    asked = turn.t(text, name=station.name)
    return [*pressed.heard(turn), Edit(turn.here, shown.slot(turn, view), asked, ((sure,), (back,)))]


async def _set(turn: Turn, *, active: bool) -> Sequence[Outgoing]:
    """Pressed twice it is done once."""
    station, view = await shown.station(turn), await shown.view(turn, 2)
    if station.active is not active:
        who = await acting.somebody(turn)
        await stations.change(turn.conn, station.id, active=active)
        await audit.record(turn.conn, DEEDS[active], f"station:{station.id}", by=who.id, at=turn.now)
    now = await stations.get(turn.conn, station.id)
    if now is None:
        raise await refusals.no(turn, shown.GONE)
    return [*pressed.heard(turn), await shown.edit(turn, now, view)]
