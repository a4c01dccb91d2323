"""A rider's /stations in the real process: from the update handed over to the list said, one rider after the other."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import numpy as np

from bench import bots, crowd, telegram, town
from bench.figures import Result, percentile
from bench.telegram import Telegram
from bench.tiles import LAT, LON
from bot.domain.place import Point
from bot.domain.stations import Amenity, Station, StationKind
from storage import stations
from storage.engine import Store

PEOPLE, WARM = 300, 20
SEED = 20261121
HEADS = ("stations", "ms p50", "p90", "p99")
A_BATCH = 5_000
HOURS = ("24/7", "Mo-Su 08:00-22:00", "Mo-Fr 08:30-18:00", "")


def measure(folder: Path, *, quick: bool) -> Result:
    """At 1,000 and at 100,000 stations, a hundredth of them around the riders."""
    sizes = (1_000,) if quick else (1_000, 100_000)
    folder.mkdir(parents=True)
    rows = [_row(folder / str(size), size, 50 if quick else PEOPLE - WARM) for size in sizes]
    note = "open now by default; the update is stored, the answer committed before it is said; unpaced, nothing else on"
    return Result("From /stations to its list", HEADS, rows, [note])


def _row(folder: Path, size: int, count: int) -> list[str]:
    base = town.found(folder, PEOPLE)
    asyncio.run(_listed(town.url(base), size))
    with telegram.pretending() as box, bots.ours(box, base):
        box.inject([crowd.place(number) for number in range(PEOPLE)])
        box.until(lambda counted: counted.of("sendMessage") >= PEOPLE, seconds=120)
        took = [_asked(box, number) for number in range(WARM + count)][WARM:]
    return [f"{size:,}", *(f"{percentile(took, share) * 1000:.1f}" for share in (0.5, 0.9, 0.99))]


def _asked(box: Telegram, number: int) -> float:
    """Seconds, by the pretend Telegram's clock."""
    box.reset()
    box.inject([crowd.stations_wanted(number)])
    counted = box.until(lambda counted: counted.of("sendMessage") >= 1, seconds=30)
    sleep(0.01)
    return counted.last - counted.delivered


async def _listed(database: str, size: int) -> None:
    store = Store(database)
    made = list(_made_up(size))
    for start in range(0, size, A_BATCH):
        async with store.write() as conn:
            await stations.put(conn, made[start : start + A_BATCH])
    await store.close()


def _made_up(size: int) -> Iterator[Station]:
    """One in a hundred around the riders, the others in 99 more towns."""
    random = np.random.default_rng(SEED)
    centres = np.vstack([[(LAT + 0.05, LON + 0.05)], random.uniform((22, 90), (42, 118), (99, 2))])
    places = centres[np.arange(size) % 100] + random.normal(0, 0.03, (size, 2))
    for number, (lat, lon) in enumerate(places.tolist()):
        has = frozenset(key for place, key in enumerate(Amenity) if (number >> place % 7) & 1)
        code, hours = f"B-{number}", HOURS[number % len(HOURS)]
        yield Station(0, code, f"驿站{number}", StationKind.BEE, Point(lat, lon), hours=hours, amenities=has)
