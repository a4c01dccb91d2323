"""A month from its first midnight to its verdict."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import perf_counter, process_time

from bot import policy
from bot.simulation import comparing, ground, ledger, machine
from bot.simulation.ground import Ground
from bot.simulation.killed import Killed
from bot.simulation.machine import Machine
from bot.simulation.month import Month
from bot.simulation.plan import ZONE, Plan
from storage import migrate
from storage.engine import Store

REQUESTS = 6  # to the bot, a step
SHOWN = 20  # findings
Tell = Callable[[str], None]


@dataclass
class Outcome:
    """What came of a month. `wrong`: every finding, none where all is well; `compared`: periods by scopes."""

    reports: int = 0
    updates: int = 0
    messages: int = 0
    tickets: int = 0
    steps: int = 0
    kills: int = 0
    doubled: int = 0
    compared: int = 0
    seconds: float = 0.0
    size: int = 0
    verbs: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def _silent(_: str) -> None:
    """Nobody wants to hear how far it is."""


async def played(plan: Plan, folder: Path, *, kills: int = 0, tell: Tell = _silent) -> Outcome:
    """The month in that folder, and everything that is checked of it; `kills`: about how many there are to be."""
    url = machine.settings(folder).database_url
    await migrate.up(url)
    store = Store(url)
    try:
        town = Ground(plan)
        await ground.found(store, town)
        month, outcome = Month(town), Outcome()
        await _live(month, folder, outcome, kills=kills, tell=tell)
        await store.checkpoint()
        outcome.size = (folder / "bot.db").stat().st_size
        tell("comparing every figure with the log")
        await _examine(store, month, outcome)
    finally:
        await store.close()
    return outcome


async def _live(month: Month, folder: Path, outcome: Outcome, *, kills: int, tell: Tell) -> None:
    plan, start, used = month.ground.plan, perf_counter(), process_time()
    gc.freeze()  # what will be done in a month is some million values that nobody need look through again and again

    def told(now: float) -> None:
        spent, made = perf_counter() - start, len(month.couriers.receipts)
        done = f"{month.updates:,} updates, {made:,} tickets in {spent:,.0f} s ({process_time() - used:,.0f} s of CPU)"
        tell(f"{datetime.fromtimestamp(now, ZONE):%d %B}: {done}, {made / spent:,.1f} tickets/s")

    async with AsyncExitStack() as opened:
        bot: Machine
        if kills:
            bot = killed = Killed(folder, plan.dice("kills"), kills / (REQUESTS * plan.steps))
            opened.callback(killed.stop)
        else:
            bot = await opened.enter_async_context(machine.here(folder))
        await month.passes(bot, told=told)
        outcome.kills = bot.kills if isinstance(bot, Killed) else 0
    outcome.seconds = perf_counter() - start


async def _examine(store: Store, month: Month, outcome: Outcome) -> None:
    goals = policy.load().digests.goals
    async with store.read() as conn:
        kept = await ledger.read(conn)
        outcome.wrong += [*await ledger.unfinished(conn), *ledger.contradictions(kept), *_untold(month, kept)]
        async for odd in comparing.differences(conn, kept, month.ground.plan, goals):
            outcome.compared += 1
            outcome.wrong += odd
    outcome.reports, outcome.updates, outcome.tickets = month.couriers.reports, month.updates, len(kept.about)
    outcome.messages, outcome.doubled = month.telegram.said, month.telegram.doubled
    outcome.steps, outcome.verbs = len(kept.steps), Counter(line.verb for line in kept.lines)


def _untold(month: Month, kept: ledger.Ledger) -> Iterator[str]:
    """Reports whose photo is with no ticket (most begin one, some answer a question), tickets nobody was told of."""
    couriers = month.couriers
    lost = [number for number in range(couriers.reports) if machine.content(f"p{number}") not in kept.photos]
    if lost:
        yield f"{len(lost)} reports are with no ticket: {lost[:9]}"
    odd = sorted(couriers.receipts ^ kept.about.keys())
    if odd:
        yield f"{len(odd)} tickets were not told to their couriers, or do not exist: {odd[:9]}"


def report(plan: Plan, outcome: Outcome) -> Iterator[str]:
    """For people, a line each."""
    yield f"{plan.days} days, {plan.cells:,} cells, {plan.couriers:,} couriers, seed {plan.seed}"
    yield f"{outcome.reports:,} reports made {outcome.tickets:,} tickets and answered questions"
    yield f"{outcome.updates:,} updates, {outcome.messages:,} messages, {outcome.steps:,} steps of the ladder"
    speed = f"{outcome.tickets / outcome.seconds:,.1f} tickets/s, {outcome.updates / outcome.seconds:,.0f} updates/s"
    yield f"{speed} in {outcome.seconds:,.0f} s; the database has {outcome.size / 1e6:,.1f} MB"
    yield ", ".join(f"{verb} {count:,}" for verb, count in outcome.verbs.most_common())
    if outcome.kills:
        yield f"killed {outcome.kills} times; {outcome.doubled} messages brought twice"
    yield f"{outcome.compared} periods and places compared with the log, ticket by ticket"
    yield from (f"WRONG: {what}" for what in outcome.wrong[:SHOWN])
    yield f"{len(outcome.wrong)} findings" if outcome.wrong else "nothing wrong"
