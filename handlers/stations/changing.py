"""Changes of a station by whoever keeps it: each raises the stations' version and leaves a line in the audit trail."""

from bot.domain.stations import Station
from handlers import acting
from handlers.stations import keeping, shown
from handlers.turn import Turn
from storage import audit, stations
from storage.audit import Deed


async def kept(turn: Turn) -> Station:
    """The station on the button, for its keepers and admins only."""
    station = await shown.station(turn)
    await keeping.must_keep(turn, station.id)
    return station


async def change(turn: Turn, station: Station, about: str, **values: object) -> None:
    """Sets columns; `about` says what in a word or two, with no person's name, number or secret in it."""
    await stations.change(turn.conn, station.id, **values)
    await note(turn, station, about)


async def note(turn: Turn, station: Station, about: str) -> None:
    """The line in the audit trail alone."""
    who = await acting.somebody(turn)
    await audit.record(turn.conn, Deed.STATION, f"station:{station.id} {about}", by=who.id, at=turn.now)
