"""A burst: many couriers report to one group within seconds; when the group saw each ticket, and what it was sent.

Times are Unix seconds, as the pretend Telegram counts the calls.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox import limits
from bot.sandbox.person import Person
from bot.sandbox.server import Call
from tests.end_to_end import scene
from tests.end_to_end.scene import HERE, Scene

KINDS = ("井盖", "飞线充电", "路面", "垃圾", "路灯", "护栏标识", "积水结冰", "高空坠物", "电线")  # the last: urgent
BY_TOUCHES = 10  # each tenth report takes three updates: photo, place, category
APART = 0.0025  # degrees between two reports: nobody's is like another's
A_ROW = 15
MINUTE = 60.0
PATIENCE = 30.0
NUMBER = re.compile(r"#(\d+)")
RECEIPT = re.compile(r"#(\d+)</b> 已收到")


@dataclass
class Rush:
    """`sent`: by courier, each of whom reports once, when the last update of the report was sent."""

    street: Scene
    sent: dict[int, float] = field(default_factory=dict)

    @property
    def reported(self) -> dict[int, float]:
        """By ticket: when it was sent."""
        return {number: self.sent[call.params["chat_id"]] for number, call in self._receipts().items()}

    @property
    def receipts(self) -> dict[int, float]:
        """By ticket: seconds from its report to the courier's receipt."""
        return {number: call.at - self.sent[call.params["chat_id"]] for number, call in self._receipts().items()}

    def _receipts(self) -> dict[int, Call]:
        told = [call for call in self.street.box.calls if call.ok and call.params.get("chat_id") in self.sent]
        return {int(found[1]): call for call in told if (found := RECEIPT.search(words(call)))}

    @property
    def heard(self) -> list[Call]:
        """What Telegram counts against the group's limit, oldest first."""
        group = self.street.group.id
        return [
            call
            for call in self.street.box.calls
            if call.params.get("chat_id") == group and call.ok and limits.counts(call.method)
        ]

    @property
    def refused(self) -> list[Call]:
        """Every 429."""
        return [call for call in self.street.box.calls if call.code == 429]

    @property
    def cards(self) -> list[Call]:
        return [call for call in self.heard if call.method == "sendPhoto"]

    @property
    def carded_twice(self) -> list[str]:
        """Numbers that came on two cards."""
        numbers = [found[1] for call in self.cards if (found := NUMBER.search(words(call)))]
        return [number for number, times in Counter(numbers).items() if times > 1]

    @property
    def visible(self) -> dict[int, float]:
        """By ticket: seconds from its report until the group could first read its number."""
        first: dict[int, float] = {}
        for call in self.heard:
            for number in NUMBER.findall(words(call)):
                first.setdefault(int(number), call.at)
        return {number: first[number] - sent for number, sent in self.reported.items() if number in first}

    @property
    def fullest_minute(self) -> int:
        """The most that the group was sent within sixty seconds."""
        at = [call.at for call in self.heard]
        return max(sum(begin <= one < begin + MINUTE for one in at) for begin in at)


async def play(street: Scene, count: int, *, within: float) -> Rush:
    """So many reports, evenly over so many seconds, each by another courier; until each has its receipt."""
    rush = Rush(street)
    begin = time.monotonic()
    async with asyncio.TaskGroup() as all_of_them:
        for place, courier in enumerate(street.couriers[:count]):
            await asyncio.sleep(max(0.0, begin + place * within / count - time.monotonic()))
            all_of_them.create_task(_report(rush, courier, place))
    await _until(lambda: len(rush.receipts) >= count, PATIENCE)
    return rush


async def seen(rush: Rush, count: int, *, within: float) -> None:
    """Until the group has read of so many tickets; TimeoutError after so many seconds."""
    await _until(lambda: len(rush.visible) >= count, within)


async def _until(true: Callable[[], bool], within: float) -> None:
    async with asyncio.timeout(within):
        while not true():  # noqa: ASYNC110 - looking at every call, at every call, would take the time of the bot
            await asyncio.sleep(0.5)


async def _report(rush: Rush, courier: Person, place: int) -> None:
    kind = KINDS[place % len(KINDS)]
    row, column = divmod(place, A_ROW)
    lat, lon = (round(at + (step - A_ROW // 2) * APART, 6) for at, step in zip(HERE, (row, column), strict=True))
    if place % BY_TOUCHES:
        await courier.sends_photo(scene.picture(place), f"{kind} {lat},{lon}")
    else:
        await courier.sends_photo(scene.picture(place))
        await courier.sends_location(lat, lon)
        question = await courier.waits_for("是什么问题", PATIENCE)
        await courier.presses(kind, on=question)
    rush.sent[courier.id] = time.time()


def words(call: Call) -> str:
    """Text or caption, as it was asked for."""
    return str(call.params.get("text") or call.params.get("caption") or "")
