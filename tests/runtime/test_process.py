"""The real process: what it promises about starting, stopping and being killed."""

import socket
import time
from pathlib import Path

import psutil
import pytest

from bot.sandbox import Sandbox
from tests.end_to_end import process


async def test_it_answers_stops_in_time_and_goes_on_after_a_kill(box: Sandbox, tmp_path: Path) -> None:
    li = box.person()
    async with process.running(box, tmp_path) as first:
        await li.sends("/help")
        await box.waits_for_call("sendMessage")
        await box.settles()  # marked by now: what is on its way at the kill may come twice, which is not meant here
        await first.kill()
        box.repeat_updates = True
        await li.sends("/help")
    async with process.running(box, tmp_path) as second:
        await li.sends("/help")
        await box.settles()
        began = time.monotonic()
        assert await second.stop() == 0
        assert time.monotonic() - began < 10
    said = [message for message in li.messages if message.from_bot(box.world)]
    assert len(said) == 3
    assert box.violations == []
    assert "Traceback" not in first.log.read_text()


async def test_a_start_with_a_ready_database_polls_within_two_seconds(box: Sandbox, tmp_path: Path) -> None:
    await (await process.start(process.environment(box, tmp_path), tmp_path, "migrate")).ended()
    cpu = []
    for _ in range(3):
        async with process.running(box, tmp_path) as running:
            cpu.append(sum(psutil.Process(running.pid).cpu_times()[:2]))
            assert running.megabytes() < 120
    assert min(cpu) < 2.0  # of processor time, at best: what else the machine does makes the clocks of all slower


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"BOT_TOKEN": ""}, "BOT_TOKEN is missing"),
        ({"INTAKE": "pigeon"}, "INTAKE is 'pigeon'; it must be 'polling' or 'webhook'"),
    ],
)
async def test_a_setting_that_cannot_be_is_said_in_one_line_and_exits_2(
    box: Sandbox, tmp_path: Path, settings: dict[str, str], words: str
) -> None:
    started = await process.start(process.environment(box, tmp_path, settings), tmp_path)
    assert await started.ended() == 2
    (line,) = started.lines()
    assert line.startswith(words)


async def test_it_waits_for_a_telegram_that_is_away_and_stops_while_it_waits(box: Sandbox, tmp_path: Path) -> None:
    box.away()
    started = await process.start(process.environment(box, tmp_path), tmp_path)
    await started.says("Telegram is away")
    assert await started.stop(within=5) == 0


async def test_the_menus_are_set_once_telegram_is_back_and_nobody_calls_it_a_crash(
    box: Sandbox, tmp_path: Path
) -> None:
    box.fault("setMyCommands", status=502, times=2)
    async with process.running(box, tmp_path) as running:
        await running.says("the menus are not set")
        await box.waits_for_call("setMyCommands", 4, timeout=20)
        assert await running.stop() == 0
    assert box.called("setMyCommands")[-1].ok
    assert not [line for line in running.lines() if "crashed" in line or "Traceback" in line]


async def test_by_webhook_it_answers_as_by_polling(box: Sandbox, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    listen = f"127.0.0.1:{port}"
    settings = {"INTAKE": "webhook", "LISTEN": listen, "WEBHOOK_URL": f"http://{listen}/x", "WEBHOOK_SECRET": "s3cret"}
    box.fault("setWebhook", status=502)
    started = await process.start(process.environment(box, tmp_path, settings), tmp_path)
    await started.says("serving")
    await box.waits_for_call("setWebhook", 2)
    li = box.person()
    await li.sends("/help")
    await box.waits_for_call("sendMessage")
    assert await started.stop() == 0


async def test_a_refused_token_ends_it_with_one_line(box: Sandbox, tmp_path: Path) -> None:
    started = await process.start(process.environment(box, tmp_path, {"BOT_TOKEN": "1:other"}), tmp_path)
    assert await started.ended() == 2
    assert "BOT_TOKEN is refused by Telegram" in started.lines()
