"""Every command and every button, by everybody, everywhere, with sense and with garbage: an answer, no accident.

Each try is rolled back, so all of them meet the same world. Everybody tries every route everywhere, with one of the
garbage arguments in turn; an admin and staff, who pass the gates, try all of them.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle

import pytest

from bot.domain.duty import OnDuty
from bot.domain.incoming import Event, Press, Sender
from bot.domain.outgoing import Answer, Outgoing, Send
from bot.domain.people import Area, Grant, Role, Standing
from bot.domain.place import Point
from bot.domain.stations import Station, StationKind
from bot.domain.ticket import State
from handlers import routes
from handlers.turn import Refused
from storage import areas, dialogues, questions, rosters, stations
from storage.stations import Word
from tests.handlers.actors import ANONYMOUS
from tests.handlers.pretend import Pretend
from tests.handlers.room import Actor, Group, Room, opened

SECRET = "秘密骑手"
GARBAGE = (
    "", ":", ":abc", ":-1", ":0", ":99999999999999999999", ":" + "9" * 240, ":²", ":1:2:3:4:5", ":;DROP TABLE", ":%s",
    ":yes", ":zh", ":gas", ":1:1", ":2:0:0", ":0:" + "王" * 60,
)  # fmt: skip
SENSE = (":1", ":2", ":3")
ARGUMENTS = ("", "枣林西社区", "1", "-1", "x" * 500, "staff 枣林西社区", "<b>&{name}", "99999999999999999999999")

Somebody = Callable[[Room, Area], Awaitable[Actor]]


def registered(*roles: Role, standing: Standing = Standing.ACTIVE) -> Somebody:
    async def make(room: Room, area: Area) -> Actor:
        given = [Grant(role, area.id if role in (Role.STAFF, Role.LEAD) else None) for role in roles]
        return await room.member("某人", *given, standing=standing)

    return make


async def stranger(room: Room, _area: Area) -> Actor:
    return room.stranger("某人")


async def settings_admin(room: Room, _area: Area) -> Actor:
    return room.admin("某人")


WHO: dict[str, Somebody] = {
    "stranger": stranger,
    "known stranger": registered(standing=Standing.STRANGER),
    "applicant": registered(standing=Standing.APPLICANT),
    "declined": registered(standing=Standing.DECLINED),
    "suspended": registered(Role.COURIER, Role.ADMIN, standing=Standing.SUSPENDED),
    "courier": registered(Role.COURIER),
    "staff": registered(Role.STAFF),
    "lead": registered(Role.LEAD),
    "admin by grant": registered(Role.ADMIN),
    "admin of the settings": settings_admin,
}
LEARNS_NOTHING = ("stranger", "known stranger", "applicant", "declined", "suspended")


@dataclass
class Town:
    room: Room
    who: Actor
    places: dict[str, Group | None]


async def people_and_tickets(room: Room) -> Area:
    """Three tickets of one courier (open, taken, resolved), a waiting applicant, an invitation and a tree."""
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    reporter = await room.courier(SECRET)
    await room.member("等待的人", standing=Standing.APPLICANT)
    await room.admin("主管").says("/invite")
    await kept_station(room, reporter)
    for state in (State.OPEN, State.ACKNOWLEDGED, State.RESOLVED):
        await room.ticket(reporter, area, state, description=SECRET)
    return area


async def kept_station(room: Room, keeper: Actor) -> None:
    """A station whose keeper, door, phone, notes and roster are none of a stranger's business."""
    bee = Station(0, "S", "驿站", StationKind.BEE, Point(36.1, 103.7), door=SECRET, notes=SECRET, photo="a" * 64)
    person = await room.person(keeper)
    assert person is not None
    async with room.store.write() as conn:
        await stations.put(conn, [bee])
        await stations.keep(conn, 1, person.id, room.now)
        await rosters.add(conn, 1, [OnDuty(SECRET, "13800138000", resident=True)])
        until = room.now + timedelta(hours=6)
        await stations.say(conn, Word(1, "closed", person.id, keeper=False, at=room.now, until=until))
        await questions.ask(conn, 1, "closed", asked=[person.id], at=room.now)


@asynccontextmanager
async def town_with(who_: str) -> AsyncIterator[Town]:
    """A town in which somebody of that role walks about; a strict group lets only registered staff act."""
    async with opened() as room:
        area = await people_and_tickets(room)
        strict = await room.area("安宁区", "安宁西路街道", "严格社区")
        await room.do(lambda conn: areas.set_members_are_staff(conn, strict.id, False))
        groups = {"bound": await room.bound(area), "strict": await room.bound(strict, id_=-1002)}
        who = await WHO[who_](room, area)
        yield Town(room, who, {"private": None, **groups, "unbound": room.group(id_=-1003)})


class Undone(Exception):
    """Rolls back what was tried, so that the next try finds the same world."""

    def __init__(self, said: list[Outgoing]) -> None:
        super().__init__()
        self.said = said


async def tried(town: Town, event: Event) -> list[Outgoing]:
    try:
        async with town.room.store.write() as conn:
            raise Undone(await town.room.received(conn, event))
    except (Undone, Refused) as end:
        said = list(end.said)
    for one in said:
        Pretend().hear(one)
    return said


def event(town: Town, place: str, **fields: object) -> Event:
    group = town.places[place]
    chat = group.chat if group else town.who.private
    made = Event(town.room.next_update(), town.room.now, town.who.sender, chat, message=77)
    return replace(made, **fields)  # type: ignore[arg-type]


@dataclass
class Findings:
    """What was not answered, and what told somebody what they must not know."""

    silent: list[str]
    leaks: list[str]


def commands(place: str) -> Iterator[tuple[str, str]]:
    """Every command, each with another argument; private ones twice."""
    arguments = cycle(ARGUMENTS)
    times = 2 if place == "private" else 1
    return ((command, next(arguments)) for command in (*routes.COMMANDS, "unknown") for _ in range(times))


def presses(garbage: Iterator[str]) -> Iterator[str]:
    """Every button, with sense and with the next garbage."""
    sense = cycle(SENSE)
    return (prefix + rest for prefix in (*routes.PRESSES, "unknown") for rest in (next(sense), next(garbage)))


async def walked(town: Town, place: str, garbage: Iterator[str]) -> Findings:
    found = Findings([], [])
    for command, arguments in commands(place):
        text = f"/{command} {arguments}".strip()
        asked = event(town, place, text=text, command=command, arguments=arguments)
        note(found, f"{place}: {text}", await tried(town, asked), to=asked.chat.id)
    for data in presses(garbage):
        note(found, f"{place}: {data}", await tried(town, event(town, place, press=Press("p", data, 77))), to=0)
    return found


def note(found: Findings, what: str, said: list[Outgoing], *, to: int) -> None:
    """A command is answered in its chat, a press to whoever pressed."""
    heard = (one.to.chat == to if isinstance(one, Send) else isinstance(one, Answer) and not to for one in said)
    if not any(heard):
        found.silent.append(what)
    if any(SECRET in getattr(one, "text", "") for one in said):
        found.leaks.append(what)


@pytest.mark.parametrize("who", WHO)
async def test_everybody_is_answered_everywhere_and_strangers_learn_nothing(who: str) -> None:
    async with town_with(who) as town:
        garbage = cycle(GARBAGE[list(WHO).index(who) :] + GARBAGE)
        for place in town.places:
            found = await walked(town, place, garbage)
            assert [what for what in found.silent if "/unknown" not in what or place == "private"] == []
            assert found.leaks == [] or who not in LEARNS_NOTHING or place == "bound"


@pytest.mark.parametrize(("who", "place"), [("admin of the settings", "private"), ("staff", "bound")])
async def test_every_garbage_on_every_button_is_answered(who: str, place: str) -> None:
    async with town_with(who) as town:
        found = Findings([], [])
        for data in (prefix + rest for prefix in routes.PRESSES for rest in GARBAGE):
            note(found, data, await tried(town, event(town, place, press=Press("p", data, 77))), to=0)
        assert found.silent == []


VIEWED = "0:1:1:36.10000,103.70000"
AT_STATION = (
    f"near:{VIEWED}", f"station:1:{VIEWED}", f"wrong:1:{VIEWED}", f"said:1:0:{VIEWED}", f"unsaid:1:0:{VIEWED}",
    f"favour:1:{VIEWED}", "stationphoto:1", "venue:1", "itisso:1", "inorder:1", "keep:1:new", "sure:1", "amend:1:door",
    "blank:1:door", "amenity:1:0:1", "shut:1:1", "roster:1", "keepers:1", "appoint:1:1", "dismiss:1:1",
)  # fmt: skip


@pytest.mark.parametrize("who", [*LEARNS_NOTHING, "courier", "admin by grant"])
async def test_every_button_of_a_station_is_answered_and_tells_strangers_nothing(who: str) -> None:
    async with town_with(who) as town:
        found = Findings([], [])
        for data in AT_STATION:
            note(found, data, await tried(town, event(town, "private", press=Press("p", data, 77))), to=0)
        assert found.silent == []
        assert found.leaks == [] or who not in LEARNS_NOTHING


@pytest.mark.parametrize("step", ["name", "company", "phone"])
async def test_every_kind_of_message_is_answered_in_the_middle_of_an_application(step: str) -> None:
    async with town_with("known stranger") as town:
        waiting = dialogues.Dialogue(town.who.id, town.who.id, step, town.room.now, town.room.now, draft={"name": "李"})
        await town.room.do(lambda conn: dialogues.put(conn, waiting))
        for text in ("", "李", "跳过", "Skip", "x" * 4096, "<b>", "📷 上报隐患", "36.1,103.7"):
            assert await tried(town, event(town, "private", text=text)), text


async def test_an_anonymous_admin_is_answered_too() -> None:
    async with town_with("stranger") as town:
        hidden = Sender(ANONYMOUS, "", anonymous=True)
        for command in routes.COMMANDS:
            asked = event(town, "bound", text=f"/{command}", command=command, sender=hidden)
            assert await tried(town, asked), command


@pytest.mark.parametrize("who", ["stranger", "staff"])
async def test_the_talk_of_a_group_is_none_of_our_business(who: str) -> None:
    async with town_with(who) as town:
        for place in ("bound", "unbound"):
            for text in ("你好", "📷", "", "x" * 4096):
                assert await tried(town, event(town, place, text=text)) == []
