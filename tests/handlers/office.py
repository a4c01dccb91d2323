"""An office to test what staff do: two communities of one street, each with its group, their people and couriers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

import shapely

from bot.domain.geojson import CellRow
from bot.domain.people import Area, Grant, Role
from bot.domain.ticket import Entry, Ticket
from storage import cells, tickets
from tests.handlers.pretend import Message
from tests.handlers.room import Actor, Group, Room, opened

DISTRICT, STREET, WEST, EAST, FAR = "安宁区", "安宁西路街道", "枣林西社区", "培黎社区", "建宁社区"
CELLS = {"枣林西-01": (WEST, 103.720), "培黎-01": (EAST, 103.730), "建宁-01": (FAR, 103.740)}
SOUTH, SIZE = 36.100, 0.005
HERE, IN_EAST = (36.1025, 103.7225), (36.1025, 103.7325)
METRE = 1 / 111_000  # degrees of latitude, roughly


@dataclass
class Office:
    """`street` has no group of its own before `opens_the_street`."""

    room: Room
    areas: dict[str, Area]
    west: Group
    east: Group
    staff: Actor
    mate: Actor
    neighbour: Actor
    lead: Actor
    courier: Actor
    rider: Actor
    photos: "count[int]"

    async def report(
        self, by: Actor | None = None, *, at: tuple[float, float] = HERE, what: str = "manhole", photo: str = ""
    ) -> int:
        """Photo, place, kind; the number of the new ticket."""
        who = by or self.courier
        await who.photo(photo or f"{next(self.photos):064x}")
        await who.location(*at)
        await who.presses_data(f"category:{what}")
        receipt = next(m for m in reversed(who.messages) if ":receipt" in m.slot)
        return int(receipt.slot.split(":")[1])

    async def opens_the_street(self) -> Group:
        return await self.room.bound(self.areas[STREET], "街道值班群", id_=-1009)

    def cards(self, number: int, group: Group) -> list[Message]:
        """Every card of the ticket in the group, oldest first."""
        return [message for message in group.messages if message.slot.startswith(f"ticket:{number}:card:")]

    def card(self, number: int, group: Group | None = None) -> Message:
        """The newest one."""
        found = self.cards(number, group or self.west)
        assert found, f"no card of #{number}"
        return found[-1]

    async def press(self, label: str, number: int, *, by: Actor | None = None, group: Group | None = None) -> None:
        """A button on the newest card of the ticket."""
        place = group or self.west
        await (by or self.staff).presses(label, on=self.card(number, place), chat=place)

    async def forge(self, data: str, *, by: Actor | None = None, group: Group | None = None) -> str:
        """A button that nobody showed them; what they are answered."""
        who = by or self.staff
        await who.presses_data(data, chat=group or self.west)
        return who.alert

    async def reply(self, text: str, *, by: Actor | None = None, group: Group | None = None) -> None:
        """An answer to the newest prompt in the group."""
        place = group or self.west
        prompt = next(message for message in reversed(place.messages) if ":prompt:" in message.slot)
        await (by or self.staff).says(text, chat=place, reply_to=prompt.id)

    def prompts(self, group: Group | None = None) -> list[Message]:
        return [message for message in (group or self.west).messages if ":prompt:" in message.slot]

    async def ticket(self, number: int) -> Ticket:
        found: Ticket = await self.room.do(lambda conn: tickets.get(conn, number))
        return found

    async def story(self, number: int) -> list[Entry]:
        entries: list[Entry] = await self.room.do(lambda conn: tickets.history_of(conn, number))
        return entries

    async def verbs(self, number: int) -> list[str]:
        return [entry.verb for entry in await self.story(number)]

    def heard(self, who: Actor, text: str) -> list[str]:
        """What the person was told in private that contains the text."""
        return [message.plain for message in who.messages if text in message.plain]


@asynccontextmanager
async def at_work(url: str = "") -> AsyncIterator[Office]:
    async with opened(url) as room:
        yield await _furnished(room)


async def _furnished(room: Room) -> Office:
    rows = [_cell(number, code) for number, code in enumerate(CELLS, 1)]
    await room.do(lambda conn: cells.put(conn, rows))
    areas = {name: await room.area(DISTRICT, STREET, name) for name in (WEST, EAST, FAR)}
    areas[STREET] = await room.area(DISTRICT, STREET)
    return Office(
        room=room,
        areas=areas,
        west=await room.bound(areas[WEST], "枣林西社区群", id_=-1001),
        east=await room.bound(areas[EAST], "培黎社区群", id_=-1002),
        staff=room.stranger("网格员李"),
        mate=room.stranger("网格员王"),
        neighbour=room.stranger("培黎网格员"),
        lead=await room.member("街道值班", Grant(Role.LEAD, areas[STREET].id)),
        courier=await room.courier("马师傅"),
        rider=await room.courier("Tom", language="en"),
        photos=count(1),
    )


def _cell(number: int, code: str) -> CellRow:
    community, west = CELLS[code]
    square = shapely.box(west, SOUTH, west + SIZE, SOUTH + SIZE).wkb
    return CellRow(number, code, code, community, STREET, DISTRICT, square)
