"""A community with its group, its street's and its district's, a lead and a courier: where tickets climb."""

from dataclasses import replace

from bot.domain.people import Grant, Role
from bot.domain.ticket import Ticket
from handlers.ladder.due import climb
from storage import cells, tickets
from tests.handlers.actors import Actor, Group
from tests.handlers.room import Room
from tests.storage.made import square

WEST = ("安宁区", "安宁西路街道", "枣林西社区")
STREET, DISTRICT = WEST[:2], WEST[:1]


async def knocks(room: Room) -> None:
    """The ladder's part of the clock, until nothing is due."""
    while await room.do(lambda conn: climb(conn, room.house, room.now)):
        pass


async def passes(room: Room, **span: float) -> None:
    room.later(**span)
    await knocks(room)


class Scene:
    """Who hears what; the courier reports into the community's only cell."""

    def __init__(self, room: Room, courier: Actor, lead: Actor, groups: tuple[Group, Group, Group]) -> None:
        self.room, self.courier, self.lead = room, courier, lead
        self.west, self.street, self.district = groups

    async def reports(self, caption: str = "井盖", place: str = "36.1037,103.7226") -> int:
        await self.courier.photo(caption=f"{place} {caption}")
        return self.number()

    def number(self) -> int:
        return int(self.courier.last_text.split("#")[1].split()[0])

    async def ticket(self, number: int) -> Ticket:
        found: Ticket = await self.room.do(lambda conn: tickets.get(conn, number))
        return found

    async def story(self, number: int) -> list[str]:
        entries = await self.room.do(lambda conn: tickets.history_of(conn, number))
        return [f"{entry.verb} {entry.why}".strip() for entry in entries]

    def told(self, chat: Group | Actor) -> list[str]:
        """What was said there, without the stories below cards and the morning's digests."""
        return [message.plain for message in chat.messages if not message.plain.startswith(("📜", "📊", "📄"))]

    def heard(self) -> tuple[int, int, int, int]:
        """How many messages there are in the three groups and with the lead."""
        west, street, district, lead = (len(self.told(c)) for c in (self.west, self.street, self.district, self.lead))
        return west, street, district, lead


async def made(room: Room) -> Scene:
    async with room.store.write() as conn:
        await cells.put(conn, [replace(square("枣林西-01", 103.720), community=WEST[2])])
    west = await room.area(*WEST)
    groups = (
        await room.bound(west),
        await room.bound(await room.area(*STREET), "街道群", id_=-1002),
        await room.bound(await room.area(*DISTRICT), "区群", id_=-1003),
    )
    lead = await room.member("赵主任", Grant(Role.LEAD, west.id))
    return Scene(room, await room.courier(), lead, groups)
