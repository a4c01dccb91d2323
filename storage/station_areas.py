"""Which stations an area has."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Area
from bot.domain.stations import Station
from storage import areas, stations


async def within(conn: AsyncConnection, area: Area | None) -> list[Station]:
    """The stations in use in the area and all below it, by their codes; all of them for None."""
    every = sorted(await stations.everything(conn), key=lambda station: station.code)
    if area is None:
        return every
    below = {each.id for each in await areas.tree(conn) if area.id in each.path}
    return [station for station in every if station.area in below]
