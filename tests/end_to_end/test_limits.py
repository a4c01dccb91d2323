"""Telegram's limits kept, as Telegram counts them: a rush of reports meets not a single 429."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from bot.sandbox.person import Person
from storage.schema import WAITING
from tests.end_to_end import books, process, scene
from tests.end_to_end.scene import Scene

REPORTS = 22  # more than a group may get in a minute
TALK = 8
FULL = 20
HELD = f"SELECT count(*) FROM outbox WHERE state = {WAITING} AND chat "


@pytest.fixture
async def strict() -> AsyncIterator[Sandbox]:
    """Thirty messages a second over all, one in a chat (five at once pass), twenty a minute in a group."""
    async with Sandbox(limits=True) as opened:
        yield opened


async def test_a_rush_of_reports_is_spoken_at_telegrams_pace_and_a_restart_does_not_forget_it(
    strict: Sandbox, tmp_path: Path
) -> None:
    """Takes twenty seconds: five cards go to the group at once, then one a second; what does not fit is in the list."""
    street = await scene.furnish(strict, tmp_path, couriers=30)
    async with process.running(strict, tmp_path, **street.settings) as first:
        reporting, talking = street.couriers[:REPORTS], street.couriers[REPORTS:]
        async with asyncio.TaskGroup() as rush:
            for courier in reporting:
                rush.create_task(scene.report(street, courier))
            for courier in talking:
                rush.create_task(_talks(courier))
        await _told(street, f"{HELD} > 0", 0)
        assert await first.stop() == 0
    async with process.running(strict, tmp_path, **street.settings) as second:
        await street.couriers[0].sends("/help")
        await _told(street, f"{HELD} > 0", 0)
        async with asyncio.timeout(40):
            while len(_seen(street)) < REPORTS:
                await street.box.world.changed.wait(0.1)
        assert await second.stop() == 0  # what Telegram has just heard is recorded by now
    assert [call for call in strict.calls if call.code == 429] == []
    _check_order(street)
    said = books.said(strict)
    assert len(said[street.group.id]) <= FULL
    assert all(len(said[courier.id]) == TALK for courier in talking)
    assert strict.violations == []


async def _talks(courier: Person) -> None:
    for number in range(TALK):
        await courier.sends("/privacy" if number % 2 else "/help")


async def _told(street: Scene, held: str, left: int) -> None:
    """Until only so many messages wait."""
    async with asyncio.timeout(40):
        while street.box.world.updates.waiting or books.ask(street.folder, held) != [left]:
            await street.box.world.changed.wait(0.1)


def _seen(street: Scene) -> set[str]:
    """Numbers of the tickets that the group sees, as a card or in the list of those that wait."""
    return {number for message in street.group.messages for number in re.findall(r"#(\d+)", message.text)}


def _check_order(street: Scene) -> None:
    """The cards came in the order of their numbers; what was said to a person is what was owed, in that order."""
    said = [call.params for call in books.said(street.box)[street.group.id]]
    cards = [params["caption"] for params in said if "caption" in params]  # the board is a text
    numbers = [int(caption.split("#")[1].split("<")[0].split()[0]) for caption in cards]
    assert numbers == sorted(numbers)
    assert books.doubles(street.box, street.folder) == []
