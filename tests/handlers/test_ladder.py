"""What the clock does to a ticket that nobody takes or nobody finishes: warned, late, and rung by rung upwards."""

from dataclasses import replace

import pytest

from bot.domain.people import Grant, Role
from bot.domain.ticket import State, Ticket
from handlers.due import tick
from storage import tickets
from tests.handlers.actors import Actor, Group
from tests.handlers.room import Room

WEST = ("安宁区", "安宁西路街道", "枣林西社区")
STREET, DISTRICT = WEST[:2], WEST[:1]
MANHOLE, LIGHT, GAS = "manhole", "street_light", "gas"


async def knocks(room: Room) -> None:
    """The clock, until nothing is due."""
    while await room.do(lambda conn: tick(conn, room.house, room.now)):
        pass


async def passes(room: Room, **span: float) -> None:
    room.later(**span)
    await knocks(room)


class Scene:
    """A community with its group, its street's and its district's; a lead; a courier."""

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

    def heard(self) -> tuple[int, int, int, int]:
        """How many messages there are in the three groups and with the lead."""
        return tuple(map(len, (g.messages for g in (self.west, self.street, self.district, self.lead))))  # type: ignore[return-value]


@pytest.fixture
async def scene(room: Room) -> Scene:
    return await made(room)


async def made(room: Room) -> Scene:
    from storage import cells
    from tests.storage.made import square

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


async def test_a_ticket_that_nobody_takes_is_warned_of_then_late_then_climbs_to_the_top(scene: Scene) -> None:
    room, number = scene.room, await scene.reports()
    await passes(room, minutes=23, seconds=59)
    assert scene.heard() == (1, 0, 0, 0)
    await passes(room, seconds=1)
    assert "还没人接，请在 10:30 前接单" in scene.west.last_text
    assert "⏳ 请尽快接单" in scene.west.messages[0].plain
    await passes(room, minutes=6)
    assert "超时未接单，应在 10:30 前接单" in scene.west.last_text
    assert "🔴 10:30 起超时，还没人接单" in scene.west.messages[0].plain
    assert scene.heard() == (3, 0, 0, 0)
    await passes(room, minutes=15)
    assert scene.heard() == (3, 0, 0, 1)
    assert "🔴 10:30 起超时" in scene.lead.last_text
    await passes(room, minutes=15)
    assert scene.heard() == (3, 1, 0, 1)
    assert "已升级到街道" in scene.street.last_text
    await passes(room, minutes=15)
    assert scene.heard() == (3, 1, 1, 1)
    assert (await scene.ticket(number)).level == 2
    told = [
        "submit",
        "warn acknowledge:warn",
        "late acknowledge:group",
        "late acknowledge:lead",
        "escalate",
        "escalate",
    ]
    assert await scene.story(number) == told
    await passes(room, hours=2)
    assert scene.heard() == (3, 1, 1, 1)


async def several(scene: Scene, count: int, caption: str = "井盖") -> list[int]:
    return [await scene.reports(caption) for _ in range(count)]


async def test_what_came_due_in_three_hours_without_the_bot_is_one_list_a_chat(scene: Scene) -> None:
    room, numbers = scene.room, await several(scene, 5)
    before = scene.heard()
    await passes(room, hours=3)
    assert scene.heard() == (before[0] + 1, 1, 1, 1)
    for chat in (scene.west, scene.street, scene.district, scene.lead):
        assert "有 5 件工单临近时限或已超时" in chat.last_text
        assert [line.split(" · ")[0] for line in chat.last_text.splitlines()[1:]] == [f"🔴 #{n} 井盖" for n in numbers]
        assert chat.last.labels == [f"📋 #{n}" for n in numbers]
    assert all("🔴 10:30 起超时" in card.plain for card in scene.west.messages[:5])
    assert {(await scene.ticket(n)).level for n in numbers} == {2}
    await passes(room, hours=1)
    assert scene.heard() == (before[0] + 1, 1, 1, 1)


async def test_a_list_opens_cards_where_it_stands_and_points_at_those_that_are_there(scene: Scene) -> None:
    room, numbers = scene.room, await several(scene, 5)
    await passes(room, hours=3)
    chief = await room.member("街道值班", Grant(Role.STAFF, (await room.area(*STREET)).id))
    await chief.presses(f"📋 #{numbers[1]}", chat=scene.street)
    assert scene.street.last.slot.startswith(f"ticket:{numbers[1]}:card:-1002")
    assert "接单" in "".join(scene.street.last.labels)
    await chief.presses(f"📋 #{numbers[1]}", chat=scene.street)
    assert scene.street.last_text == f"👆 #{numbers[1]} 井盖"
    await scene.lead.presses(f"📋 #{numbers[0]}")
    await scene.lead.presses("接单")
    assert (await scene.ticket(numbers[0])).state is State.ACKNOWLEDGED


async def test_a_stranger_opens_nothing(scene: Scene) -> None:
    await scene.reports()
    stranger, other = scene.room.stranger(), await scene.room.courier("别的骑手")
    for somebody in (stranger, other):
        await somebody.presses_data("open:1")
        assert "井盖" not in somebody.alert
        assert not somebody.messages
    await stranger.presses_data("open:999999")
    await stranger.presses_data("open:x")


async def test_a_few_fresh_cards_come_as_cards(scene: Scene) -> None:
    numbers = await several(scene, 3)
    await passes(scene.room, hours=3)
    assert [m.slot.split(":")[1] for m in scene.street.messages] == [str(n) for n in numbers]
    assert len(scene.lead.messages) == 3
