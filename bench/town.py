"""A database with people, cells and groups in it, for a bot to begin with."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import shapely

from bench import crowd, tiles
from bot.domain.people import Grant, Person, Role, Standing
from bot.domain.places.rows import CellRow
from storage import areas, cells, migrate, people
from storage.areas import Binding
from storage.engine import Store

CELLS = 1_607
A_COMMUNITY = 40  # cells: a row of the tiling
GROUP = -1_002_000_000_000
FILE = "bot.db"


def url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / FILE}"


def found(folder: Path, couriers: int) -> Path:
    """Make the town in that folder: so many active couriers, CELLS cells, a bound group for each community."""
    folder.mkdir(parents=True)
    asyncio.run(_found(url(folder), couriers))
    return folder


def copied(town: Path, to: Path) -> Path:
    """The same town for one more run."""
    shutil.copytree(town, to)
    return to


async def _found(database: str, couriers: int) -> None:
    await migrate.up(database)
    store = Store(database)
    now = datetime.now(UTC)
    async with store.write() as conn:
        await cells.put(conn, _rows())
        communities = [area for area in await areas.tree(conn) if area.level == "community"]
        for place, area in enumerate(communities):
            await areas.bind(conn, Binding(GROUP - place, None, area.id, area.name, "zh", away=False), now, by=None)
        for number in range(couriers):
            stranger = Person(0, crowd.person(number), f"王强{number}", "zh", Standing.ACTIVE, "顺丰")
            known = await people.ensure(conn, stranger, now)
            await people.grant(conn, known.id, Grant(Role.COURIER), now)
    await store.close()


def _rows() -> list[CellRow]:
    names = [(place // A_COMMUNITY, place % A_COMMUNITY) for place in range(CELLS)]
    polygons = tiles.tiling(CELLS)
    return [
        CellRow(place, f"社区{row:02}-{column:02}", "", f"社区{row:02}", "街道", "区", shapely.to_wkb(polygon))
        for place, ((row, column), polygon) in enumerate(zip(names, polygons, strict=True))
    ]
