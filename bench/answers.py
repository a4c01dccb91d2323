"""Updates a second: a text in, an answer out. Two echo bots that remember nothing, and ours, which commits first."""

import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from bench import bots, crowd, shares, telegram, town
from bench.figures import Result, span, spread
from bench.processes import Watch
from bench.telegram import Telegram

PEOPLE = 500
WARM = 300
HEADS = ("bot", "updates/s", "updates a CPU second", "CPU ms an update", "MB at rest", "MB at most")


@dataclass(frozen=True)
class Run:
    """One bot, once. Memory in MB; `cpu` in seconds of user and system time."""

    updates: int
    seconds: float
    cpu: float
    rest: float
    most: float


def measure(folder: Path, *, rounds: int, count: int) -> list[Result]:
    """The bots in turn, so that whatever else the machine does hits all of them."""
    base = town.found(folder / "town", PEOPLE)
    runs: dict[str, list[Run]] = {name: [] for name in (*bots.PEERS, bots.OURS)}
    for turn in range(rounds):
        for name, made in runs.items():
            place = town.copied(base, folder / f"{turn}-{name}") if name == bots.OURS else folder
            made.append(_run(name, place, count))
    rows = [_row(name, made) for name, made in runs.items()]
    note = f"{count:,} updates from {PEOPLE} people, {rounds} rounds, all bots in each; median (least-most)"
    plain = _watched(town.copied(base, folder / "threads"), count)
    profiled = _watched(town.copied(base, folder / "profiled"), count, "--profile")
    return [
        Result("Updates a second", HEADS, rows, [note], raw=runs),
        shares.told("Where the time of an answer goes", plain, profiled, count),
    ]


def _watched(folder: Path, count: int, *options: str) -> Path:
    """What bench.watched has written about one more run of ours."""
    book = folder / "watched.json"
    with telegram.pretending() as box:
        with bots.ours(box, folder, module=("bench.watched", str(book), *options)) as watch:
            _fed(box, watch, count, begin=lambda watch: watch.process.send_signal(signal.SIGUSR1))
        _check(folder, count)
    return book


def _run(name: str, folder: Path, count: int) -> Run:
    with telegram.pretending() as box:
        with _bot(name, box, folder) as watch:
            run = _fed(box, watch, count)
        if name == bots.OURS:
            _check(folder, count)
    return run


def _bot(name: str, box: Telegram, folder: Path) -> AbstractContextManager[Watch]:
    return bots.ours(box, folder) if name == bots.OURS else bots.peer(bots.PEERS[name], box)


def _fed(box: Telegram, watch: Watch, count: int, *, begin: Callable[[Watch], object] = lambda _: None) -> Run:
    """Warmed up, then all at once; the clock is Telegram's, from the first delivery to the last answer."""
    box.inject(crowd.help_wanted(WARM, PEOPLE))
    box.until(lambda counted: counted.of("sendMessage") >= WARM, seconds=60)
    time.sleep(0.5)
    box.reset()
    rest = watch.look()
    begin(watch)
    watch.begin()
    box.inject(crowd.help_wanted(count, PEOPLE))
    counted = box.until(lambda counted: counted.of("sendMessage") >= count, seconds=300, meanwhile=watch.look)
    cpu = watch.cpu
    watch.look()
    time.sleep(0.3)
    if box.counted().of("sendMessage") != count:
        raise RuntimeError(f"{count} answers were wanted: {box.counted()}")
    return Run(count, counted.last - counted.delivered, cpu, rest, watch.peak)


def _check(folder: Path, count: int) -> None:
    """Everything was stored and nothing is left: an answer without its commit would not count."""
    left = bots.unfinished(folder)
    if any(left.values()) or bots.count(folder, "inbox") != count + WARM:
        raise RuntimeError(f"not every update was finished: {left}; the log is in {folder}")


def _row(name: str, runs: list[Run]) -> list[str]:
    pace = spread([run.updates / run.seconds for run in runs])
    thrift = spread([run.updates / run.cpu for run in runs])
    cost = spread([run.cpu / run.updates * 1000 for run in runs])
    rest, most = spread([run.rest for run in runs]), spread([run.most for run in runs])
    return [name, span(pace), span(thrift), f"{cost.median:.2f}", f"{rest.median:.0f}", f"{most.median:.0f}"]
