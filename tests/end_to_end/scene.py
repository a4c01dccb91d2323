"""A street for the real process: a cell, its community's group, couriers and staff; and what they do there all day."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from itertools import count
from pathlib import Path

import shapely
from PIL import Image

from bot import policy
from bot.domain.geojson import CellRow
from bot.domain.people import Grant, Level, Role, Standing
from bot.domain.people import Person as Registered
from bot.sandbox import Sandbox
from bot.sandbox.group import Group
from bot.sandbox.person import Person
from bot.sandbox.seen import Message
from storage import areas, cells, migrate, people
from storage.areas import Binding
from storage.engine import Store

HERE = (36.1037, 103.7226)
PATIENCE = 200.0  # seconds for an answer: the bot may be dead most of the time
UNPACED = {"SEND_RATE": "0", "CHAT_RATE": "0", "GROUP_RATE": "0"}


@dataclass(frozen=True)
class Report:
    """What a courier has sent: of the photo, as the pretend Telegram keeps it, the SHA-256."""

    courier: int
    photo: str
    place: tuple[float, float]


@dataclass
class Scene:
    """`reports`: what the couriers have sent and seen received; `taken`: data of the buttons that staff pressed."""

    box: Sandbox
    folder: Path
    couriers: Sequence[Person]
    staff: Sequence[Person]
    admin: Person
    group: Group
    reports: list[Report] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    numbers: "count[int]" = field(default_factory=count)

    @property
    def settings(self) -> dict[str, str]:
        """What a test needs besides the surroundings; twenty reports an hour would end the load."""
        return {"ADMIN_IDS": str(self.admin.id), "POLICY_FILE": str(self.folder / "policy.toml")}


async def furnish(box: Sandbox, folder: Path, *, couriers: int = 1, staff: int = 2) -> Scene:
    """Everything is in the database before the bot begins."""
    admin = box.person("管理员")
    working = [box.person(f"骑手{number}") for number in range(couriers)]
    office = [box.person(f"网格员{number}") for number in range(staff)]
    for person in (admin, *working):
        person.chat.started = True
    group = box.group("枣林西社区群", creator=office[0], members=office[1:])
    rules = policy.BUILT_IN.read_text(encoding="utf-8").replace("reports_an_hour = 20", "reports_an_hour = 10_000")
    (folder / "policy.toml").write_text(rules, encoding="utf-8")
    await _remember(folder, working, group)
    return Scene(box, folder, working, office, admin, group)


async def _remember(folder: Path, couriers: Sequence[Person], group: Group) -> None:
    url = f"sqlite+aiosqlite:///{folder}/bot.db"
    await migrate.up(url)
    store, now = Store(url), datetime.now(UTC)
    square = shapely.box(HERE[1] - 0.02, HERE[0] - 0.02, HERE[1] + 0.02, HERE[0] + 0.02).wkb
    async with store.write() as conn:
        await cells.put(conn, [CellRow(1, "枣林西-01", "一", "枣林西社区", "安宁西路街道", "安宁区", square)])
        (area,) = await areas.named(conn, "枣林西社区")
        await areas.bind(conn, Binding(group.id, None, area.id, "群", "", away=False), now, by=None)
        for courier in couriers:
            known = Registered(0, courier.id, courier.user["first_name"], "zh", Standing.ACTIVE, joined_at=now)
            person = await people.ensure(conn, known, now)
            await people.grant(conn, person.id, Grant(Role.COURIER), now)
    await store.close()
    assert area.level is Level.COMMUNITY


@cache
def picture(number: int = 0) -> bytes:
    """A small JPEG that no other number has."""
    image = Image.new("RGB", (96, 72), (40, 40, 40))
    for bit in range(12):
        if number >> bit & 1:
            image.paste((230, 200, 40), (bit % 4 * 24, bit // 4 * 24, bit % 4 * 24 + 16, bit // 4 * 24 + 16))
    file = BytesIO()
    image.save(file, "JPEG", quality=80)
    return file.getvalue()


async def report(scene: Scene, courier: Person, *, label: str = "井盖") -> Report:
    """A photo, a place, a kind; until the receipt is there."""
    number = next(scene.numbers)
    photo = await courier.sends_photo(picture(number))
    place = (round(HERE[0] + number % 100 * 0.0001, 6), round(HERE[1] + number // 100 * 0.0001, 6))
    await courier.sends_location(*place)
    question = await courier.waits_for("是什么问题", PATIENCE)
    await courier.presses(label, on=question)
    content = scene.box.file(photo.file_id or "")
    made = Report(courier.id, hashlib.sha256(content).hexdigest(), place)
    scene.reports.append(made)
    await courier.waits_for("已收到", PATIENCE)
    return made


@asynccontextmanager
async def at_work(scene: Scene) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Couriers report and staff take, all the while; what is yielded lets them finish what they have begun."""
    enough, all_reported = asyncio.Event(), asyncio.Event()
    reporting = [asyncio.create_task(_report_until(scene, courier, enough)) for courier in scene.couriers]
    taking = asyncio.create_task(_take_until(scene, all_reported))
    tasks = [*reporting, taking]

    async def finish() -> None:
        """Who is in mid-report counts only at its end: staff must not stop looking for cards before."""
        enough.set()
        await asyncio.gather(*reporting)
        all_reported.set()
        await taking

    try:
        yield finish
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _report_until(scene: Scene, courier: Person, enough: asyncio.Event) -> None:
    while not enough.is_set():
        await report(scene, courier)


async def _take_until(scene: Scene, enough: asyncio.Event) -> None:
    """Staff press 接单 on every card there is; the last ones once nobody reports any more."""
    while not enough.is_set() or len(scene.taken) < len(scene.reports):
        for card, data in _open_cards(scene):
            if data not in scene.taken:
                scene.taken.add(data)
                for person in scene.staff:  # two at the same moment: one wins
                    await person.presses_data(data, card)
        await asyncio.sleep(0.05)


def _open_cards(scene: Scene) -> list[tuple[Message, str]]:
    buttons = [(card, button) for card in scene.group.messages for row in card.rows for button in row]
    return [(card, one["callback_data"]) for card, one in buttons if one.get("callback_data", "").startswith("take:")]
