"""SIGTERM: what is held is finished within ten seconds, and the rest goes on at the next start."""

import asyncio
import time
from collections import Counter
from pathlib import Path

from bot.sandbox import Sandbox
from storage.schema import DONE, WAITING
from tests.end_to_end import books, process, scene
from tests.end_to_end.process import Process

LONGEST = 10.0


async def stops_in_time(running: Process) -> None:
    """Exit code 0 in ten seconds, and not because the time was up."""
    began = time.monotonic()
    assert await running.stop() == 0
    assert time.monotonic() - began < LONGEST
    assert [line for line in running.lines() if "Traceback" in line] == []
    assert '"finished"' in running.lines()[-1]


async def test_a_stop_under_load_finishes_what_is_held_and_nothing_happens_twice(box: Sandbox, tmp_path: Path) -> None:
    street = await scene.furnish(box, tmp_path, couriers=6)
    settings = street.settings | scene.UNPACED
    async with scene.at_work(street) as finish:
        async with process.running(box, tmp_path, **settings) as first:
            await box.waits_for_call("sendPhoto", 6, timeout=20)
            await stops_in_time(first)
        assert books.ask(tmp_path, "SELECT count(*) FROM outbox WHERE state = ?", WAITING) == [0]
        before, cards = len(street.reports), len(box.called("sendPhoto"))
        async with process.running(box, tmp_path, **settings):
            await box.waits_for_call("sendPhoto", cards + 6, timeout=20)
            await finish()
            await books.settled(box, tmp_path)
    assert len(street.reports) > before
    assert books.doubles(box, tmp_path) == []
    assert books.faults(tmp_path) == []
    verbs = dict(books.ask(tmp_path, "SELECT verb, count(*) FROM history GROUP BY verb"))
    assert verbs == {"submit": len(street.reports), "acknowledge": len(street.reports)}
    assert set(books.ask(tmp_path, "SELECT state FROM inbox")) == {DONE}


async def test_a_stop_does_not_wait_for_a_download_that_hangs_and_the_photo_comes_later(
    box: Sandbox, tmp_path: Path
) -> None:
    street = await scene.furnish(box, tmp_path)
    box.fault("download", timeout=60.0)
    async with process.running(box, tmp_path, **street.settings) as first:
        reporting = asyncio.create_task(scene.report(street, street.couriers[0]))
        await box.waits_for_call("getFile")
        await stops_in_time(first)
    assert books.ask(tmp_path, "SELECT count(*) FROM tickets") == [0]
    async with process.running(box, tmp_path, **street.settings):
        made = await reporting
        await books.settled(box, tmp_path)
    assert books.ask(tmp_path, "SELECT sha256 FROM attachments") == [made.photo]
    assert books.doubles(box, tmp_path) == []
    assert books.faults(tmp_path) == []


async def test_a_stop_while_telegram_is_away_keeps_what_is_owed_for_the_next_start(
    box: Sandbox, tmp_path: Path
) -> None:
    street = await scene.furnish(box, tmp_path, couriers=4)
    async with process.running(box, tmp_path, **street.settings) as first:
        for courier in street.couriers:
            for command in ("/help", "/privacy") * 5:  # five in a row pass at once, the others wait a second each
                await courier.sends(command)
        await box.waits_for_call("sendMessage", 4)
        box.away()
        await first.says("not sent")
        await stops_in_time(first)
    waiting = books.ask(tmp_path, "SELECT count(*) FROM outbox WHERE state = ?", WAITING)[0]
    assert waiting > 4
    box.back()
    async with process.running(box, tmp_path, **street.settings | scene.UNPACED):
        await books.settled(box, tmp_path)
    answers = Counter(call.params["chat_id"] for call in box.called("sendMessage") if call.ok)
    assert answers == {courier.id: 10 for courier in street.couriers}
    assert books.doubles(box, tmp_path) == []
