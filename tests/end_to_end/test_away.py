"""Telegram is away for a while: what is owed waits, nobody hammers at the door, and then all of it arrives in order."""

import asyncio
import time
from collections import Counter
from pathlib import Path

from bot.sandbox import Sandbox
from storage.schema import DONE, WAITING
from tests.end_to_end import books, door, process, scene

AWAY = 20.0  # seconds; the pauses between two tries have grown by then, so it takes as long again until all is well
COMMANDS = ("/help", "/privacy") * 5


async def test_after_twenty_seconds_away_everything_owed_arrives_in_order_and_nobody_has_hammered(
    box: Sandbox, tmp_path: Path
) -> None:
    """Takes some thirty seconds, most of which Telegram is away."""
    street = await scene.furnish(box, tmp_path, couriers=6)
    async with door.before(box.url) as entrance:
        settings = street.settings | {"BOT_API_URL": entrance.url}
        async with process.running(box, tmp_path, **settings) as running:
            reporting = asyncio.create_task(scene.report(street, street.couriers[0]))
            for courier in street.couriers[1:]:
                for command in COMMANDS:  # the answers to five pass at once, the others a second apart
                    await courier.sends(command)
            await box.waits_for_call("sendMessage", 10)
            box.away()
            left = time.time()
            waiting = books.ask(tmp_path, "SELECT count(*) FROM outbox WHERE state = ?", WAITING)[0]
            for courier in street.couriers:
                await courier.sends("/help")
            await asyncio.sleep(AWAY)
            back = time.time()
            box.back()
            await reporting
            await books.settled(box, tmp_path)
            assert [line for line in running.lines() if "Traceback" in line] == []
    assert waiting > 10
    busiest = max(entrance.between(left + second, left + second + 1) for second in range(1, int(back - left)))
    assert busiest <= 5, f"{busiest} connections within a second"
    assert 2 <= entrance.between(left + 1, back) <= 3 * AWAY
    twice = books.doubles(box, tmp_path)
    assert max(Counter(call.params["chat_id"] for call in twice).values(), default=0) <= 1
    assert set(books.ask(tmp_path, "SELECT state FROM inbox")) == {DONE}
    assert books.ask(tmp_path, "SELECT count(*) FROM tickets") == [1]
    assert books.faults(tmp_path) == []
