"""From the first instruction to the first poll, and what a bot that has nothing to do holds."""

import time
from pathlib import Path

from bench import bots, processes, telegram, town
from bench.figures import Result, span, spread
from bench.telegram import Telegram

HEADS = ("start", "seconds to the first poll", "CPU s", "MB idle")
QUIET = 3.0  # seconds that an idle bot is watched after its first poll


def measure(folder: Path, *, rounds: int) -> Result:
    """Seconds by the pretend Telegram's clock, which is this machine's."""
    base = town.found(folder / "town", 500)
    first = [_start(_empty(folder / f"first-{turn}")) for turn in range(rounds)]
    again = [_start(town.copied(base, folder / f"again-{turn}")) for turn in range(rounds)]
    rows = [_row("the very first, into an empty folder", first), _row("later, 1,607 cells and 500 couriers", again)]
    return Result("Starting", HEADS, rows, [f"{rounds} starts each; median (least-most)"])


def _empty(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _start(folder: Path) -> tuple[float, float, float]:
    """Seconds, CPU seconds and MB."""
    with telegram.pretending() as box:
        env = bots.settings(box, folder)
        begun = time.time()
        with processes.started(["bot", "run"], env, log=folder / "log", cwd=folder) as process:
            watch = processes.watch(process)
            polled = _polled(box)
            cpu = watch.cpu
            time.sleep(QUIET)
            return polled - begun, cpu, watch.look()


def _polled(box: Telegram) -> float:
    return box.until(lambda counted: counted.polled > 0, seconds=bots.TO_START).polled


def _row(name: str, starts: list[tuple[float, float, float]]) -> list[str]:
    seconds, cpu, memory = (spread(column) for column in zip(*starts, strict=True))
    return [name, span(seconds, 2), f"{cpu.median:.2f}", span(memory)]
