"""A burst: couriers report to one group within seconds, Telegram's limits on; when the group sees what, and how much.

The real process against the strict sandbox: 30 messages a second over all, one in a private chat, 20 a minute in a
group, edits included.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Result, percentile
from bot.sandbox import Sandbox
from tests.end_to_end import books, process, rush, scene
from tests.end_to_end.rush import Rush

SECONDS = 20.0  # in which all of them report
SOON = 90.0  # seconds of patience until the group has read every number; the contract says 60
AFTERWARDS = 120.0  # seconds in which the cards that follow are counted
HEADS = ("reports", "429", "seen after s: p50", "at most", "receipt after s: p50", "at most", "fullest minute", "cards")


@dataclass(frozen=True)
class Run:
    """`seen`, `receipts`: seconds from each report. `cards` by the end; `fullest`: messages and edits in a minute."""

    reports: int
    refused: int
    seen: list[float]
    receipts: list[float]
    fullest: int
    cards: int


def measure(folder: Path, *, quick: bool) -> Result:
    """One run: it takes as long as the limits want."""
    folder.mkdir(parents=True)
    run = asyncio.run(_run(folder, 70 if quick else 200, afterwards=0.0 if quick else AFTERWARDS))
    cells = [f"{percentile(run.seen, 0.5):.1f}", f"{max(run.seen):.1f}"]
    cells += [f"{percentile(run.receipts, 0.5):.1f}", f"{max(run.receipts):.1f}"]
    row = [f"{run.reports}", f"{run.refused}", *cells, f"{run.fullest}", f"{run.cards}"]
    notes = [
        f"{run.reports} couriers within {SECONDS:.0f} s, each ninth ticket urgent, each tenth report by three updates",
        f"cards until {AFTERWARDS:.0f} s after the last ticket was seen",
    ]
    return Result("A burst to one group, with Telegram's limits", HEADS, [row], notes, raw=run)


async def _run(folder: Path, count: int, *, afterwards: float) -> Run:
    async with Sandbox(limits=True) as box:
        street = await scene.furnish(box, folder, couriers=count)
        async with process.running(box, folder, **street.settings) as bot:
            played = await rush.play(street, count, within=SECONDS)
            await rush.seen(played, count, within=SOON)
            await asyncio.sleep(afterwards)
            await bot.stop()
        _check(played, folder)
    seen, receipts = list(played.visible.values()), list(played.receipts.values())
    return Run(count, len(played.refused), seen, receipts, played.fullest_minute, len(played.cards))


def _check(played: Rush, folder: Path) -> None:
    """No ticket on two cards, no call that the spec forbids, nothing given up: or the figures are worth nothing."""
    lost = books.ask(folder, "SELECT error FROM outbox WHERE state > 2 AND kind NOT IN ('Answer', 'Pin')")
    wrong = [*played.carded_twice, *played.street.box.violations, *lost]
    if wrong:
        raise RuntimeError(f"{wrong}; the log is in {folder}")
