"""The made-up town: square cells in communities in streets, the chats that serve them, and who is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import shapely
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Grant, Person, Role, Standing
from bot.domain.places.rows import CellRow
from bot.simulation.plan import BEGIN, Plan
from storage import areas, cells, people
from storage.areas import Binding
from storage.engine import Store

SOUTH, WEST, SIDE, ACROSS = 36.05, 103.60, 0.0045, 40  # degrees, degrees, degrees (some 500 m), cells
A_COMMUNITY, A_STREET = 13, 10  # cells, communities
GROUP, STREET_CHAT, DISTRICT_CHAT = -1_000_000_000_001, -1_100_000_000_001, -1_200_000_000_001
COURIER, WORKER, LEAD, ABOVE = (n * 1_000_000_000 for n in range(5, 9))
WORKERS = 3  # in each community's group
ADMIN = 1_001
DISTRICT = "安宁区"


@dataclass(frozen=True)
class Who:
    """Somebody on Telegram."""

    id: int
    name: str


@dataclass(frozen=True)
class Ground:
    """Where everything is; follows from the plan alone."""

    plan: Plan

    @property
    def communities(self) -> int:
        return -(-self.plan.cells // A_COMMUNITY)

    @property
    def streets(self) -> int:
        return -(-self.communities // A_STREET)

    def corner(self, cell: int) -> tuple[float, float]:
        """South-western one: latitude, longitude."""
        row, column = divmod(cell, ACROSS)
        return SOUTH + row * SIDE, WEST + column * SIDE

    def spot(self, cell: int, up: float, right: float) -> tuple[float, float]:
        """A place within a cell, from shares of its side; as exact as phones are."""
        lat, lon = self.corner(cell)
        return round(lat + up * SIDE, 6), round(lon + right * SIDE, 6)

    def courier(self, number: int) -> Who:
        return Who(COURIER + number, f"骑手{number}")

    def is_courier(self, chat: int) -> bool:
        return COURIER <= chat < COURIER + self.plan.couriers

    def worker(self, community: int, number: int) -> Who:
        return Who(WORKER + community * WORKERS + number, f"网格员{community}-{number}")

    def lead(self, community: int) -> Who:
        return Who(LEAD + community, f"社区长{community}")

    def above(self, street: int) -> Who:
        return Who(ABOVE + street, f"街道值班{street}")


def community(number: int) -> str:
    return f"第{number + 1}社区"


def street(number: int) -> str:
    return f"第{number + 1}街道"


async def found(store: Store, ground: Ground) -> None:
    """Cells, people and groups, as an admin's imports and /bind leave them."""
    async with store.write() as conn:
        await cells.put(conn, [_cell(ground, number) for number in range(ground.plan.cells)])
    await _bind(store)
    for grant, persons in _registered(ground):
        await _register_all(store, grant, persons)
    await _put_in_charge(store, ground)


def _cell(ground: Ground, number: int) -> CellRow:
    lat, lon = ground.corner(number)
    own = number // A_COMMUNITY
    square = shapely.box(lon, lat, lon + SIDE, lat + SIDE).wkb
    code = f"{own + 1:03}-{number % A_COMMUNITY + 1:02}"
    return CellRow(number, code, code, community(own), street(own // A_STREET), DISTRICT, square)


async def _bind(store: Store) -> None:
    """In the order of their names' numbers, which is the order in which they were made."""
    async with store.write() as conn:
        first = {"community": GROUP, "street": STREET_CHAT, "district": DISTRICT_CHAT}
        for area in await areas.tree(conn):
            chat = first[area.level] - _number(area.name)
            await areas.bind(conn, Binding(chat, None, area.id, area.name, "zh", away=False), BEGIN, by=None)


def _number(name: str) -> int:
    digits = "".join(filter(str.isdigit, name))
    return int(digits) - 1 if digits else 0


def _registered(ground: Ground) -> list[tuple[Grant | None, list[Who]]]:
    plan = ground.plan
    couriers = [ground.courier(number) for number in range(plan.couriers)]
    workers = [ground.worker(own, number) for own in range(ground.communities) for number in range(WORKERS)]
    return [(Grant(Role.COURIER), couriers), (None, workers)]


async def _register_all(store: Store, grant: Grant | None, persons: Sequence[Who]) -> None:
    async with store.write() as conn:
        for who in persons:
            await _register(conn, grant, who)


async def _register(conn: AsyncConnection, grant: Grant | None, who: Who) -> None:
    known = await people.ensure(conn, _person(who, BEGIN), BEGIN)
    if grant is not None:
        await people.grant(conn, known.id, grant, BEGIN)


async def _put_in_charge(store: Store, ground: Ground) -> None:
    """A lead for each community and each street."""
    async with store.write() as conn:
        known = {area.name: area.id for area in await areas.tree(conn)}
        leads = [(ground.lead(number), community(number)) for number in range(ground.communities)]
        leads += [(ground.above(number), street(number)) for number in range(ground.streets)]
        for who, area in leads:
            await _register(conn, Grant(Role.LEAD, known[area]), who)


def _person(who: Who, joined: datetime) -> Person:
    return Person(0, who.id, who.name, "zh", Standing.ACTIVE, "美团", joined_at=joined)
