"""A month of `python -m bot simulate`: tickets a second through the real handlers, and what the database grows to."""

import asyncio
import sys
from pathlib import Path

from bench.figures import Result
from bot.simulation import trial
from bot.simulation.plan import Plan
from bot.simulation.trial import Outcome

WHOLE = Plan(tickets=101_000, step=600)  # some reports answer a question: more than 100,000 tickets
QUICK = Plan(days=1, cells=130, couriers=100, tickets=100, step=900)
HEADS = ("reports", "tickets", "days", "updates", "messages", "tickets/s", "updates/s", "MB", "compared", "wrong")


def measure(folder: Path, *, quick: bool) -> Result:
    """Hours, where it is not quick. Raises nothing where something is wrong: the table says how much."""
    folder.mkdir(parents=True)
    plan = QUICK if quick else WHOLE
    outcome = asyncio.run(trial.played(plan, folder, tell=lambda line: print(line, file=sys.stderr, flush=True)))
    note = f"{plan.cells:,} cells, {plan.couriers:,} couriers, the clock knocks every {plan.step} s of virtual time"
    note += "; MB of database; compared: periods by places"
    return Result("A simulated month", HEADS, [_row(plan, outcome)], [note, *outcome.wrong[:5]])


def _row(plan: Plan, outcome: Outcome) -> list[str]:
    speeds = (outcome.tickets / outcome.seconds, outcome.updates / outcome.seconds, outcome.size / 1e6)
    counts = (outcome.reports, outcome.tickets, plan.days, outcome.updates, outcome.messages)
    found = (outcome.compared, len(outcome.wrong))
    return [*(f"{n:,}" for n in counts), *(f"{n:,.1f}" for n in speeds), *map(str, found)]
