"""Full reports a second: photo, location and category in; receipt and a card with the stamped photo out."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import bots, crowd, photos, shares, telegram, town
from bench.figures import Result, span, spread
from bench.processes import Watch
from bench.telegram import Counted, Telegram

WARM = 20
A_PERSON = 5  # reports; the bot asks for a break after 20 an hour
HEADS = ("updates", "reports/s", "CPU ms a report", "MB at most")


@dataclass(frozen=True)
class Run:
    reports: int
    seconds: float
    cpu: float
    most: float


def measure(folder: Path, *, rounds: int, count: int) -> list[Result]:
    """The pace, then the profile of one more run."""
    people = max(WARM, count // A_PERSON)
    base = town.found(folder / "town", people)
    photo = folder / "photo.jpg"
    photos.telegram_photo(photo)
    runs = [_run(town.copied(base, folder / f"{turn}"), photo, count, people) for turn in range(rounds)]
    pace = spread([run.reports / run.seconds for run in runs])
    cost = spread([run.cpu / run.reports * 1000 for run in runs])
    row = [f"{3 * count:,}", span(pace, 1), span(cost, 1), f"{spread([run.most for run in runs]).median:.0f}"]
    note = f"{count:,} reports from {people} couriers, {photo.stat().st_size // 1000} kB a photo; {rounds} rounds"
    result = Result("Full reports a second", HEADS, [row], [note], raw=runs)
    plain = _watched(town.copied(base, folder / "threads"), photo, count, people)
    profiled = _watched(town.copied(base, folder / "profiled"), photo, count, people, "--profile")
    return [result, shares.told("Where the time of a report goes", plain, profiled, count)]


def _run(folder: Path, photo: Path, count: int, people: int) -> Run:
    with telegram.pretending(photo) as box, bots.ours(box, folder) as watch:
        run = _fed(box, watch, count, people)
    _check(folder, count + WARM)
    return run


def _watched(folder: Path, photo: Path, count: int, people: int, *options: str) -> Path:
    """What bench.watched has written about one more run."""
    book = folder / "watched.json"
    module = ("bench.watched", str(book), *options)
    with telegram.pretending(photo) as box, bots.ours(box, folder, module=module) as watch:
        _fed(box, watch, count, people, begin=lambda watch: watch.process.send_signal(signal.SIGUSR1))
    _check(folder, count + WARM)
    return book


def _fed(
    box: Telegram, watch: Watch, count: int, people: int, *, begin: Callable[[Watch], object] = lambda _: None
) -> Run:
    """Warmed up, then all at once; from the first delivery to the last call, which is a card or a receipt."""
    box.inject(crowd.reports(WARM, people))
    box.until(lambda counted: _cards(counted) >= WARM, seconds=120)
    time.sleep(0.5)
    box.reset()
    begin(watch)
    watch.begin()
    box.inject(crowd.reports(count, people, first=WARM))
    counted = box.until(lambda counted: _finished(counted, count), seconds=900, meanwhile=watch.look)
    cpu = watch.cpu
    time.sleep(0.5)
    return Run(count, counted.last - counted.delivered, cpu, watch.peak)


def _cards(counted: Counted) -> int:
    return counted.of("sendPhoto")


def _finished(counted: Counted, count: int) -> bool:
    """A card each and an answer to each press."""
    return _cards(counted) >= count and counted.of("answerCallbackQuery") >= count


def _check(folder: Path, count: int) -> None:
    """A ticket each, everything handled, everything sent."""
    left, tickets = bots.unfinished(folder), bots.count(folder, "tickets")
    if any(left.values()) or tickets != count:
        raise RuntimeError(f"{tickets} tickets of {count}, unfinished: {left}; the log is in {folder}")
