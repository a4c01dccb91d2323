"""A made-up day or two through the real handlers: what comes of it, and that what is wrong would be found."""

import argparse
import asyncio
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from bot import policy
from bot.commands import simulating
from bot.commands.common import Misused
from bot.domain.figures import Figure
from bot.domain.ticket import Verb
from bot.settings import Settings
from bot.simulation import comparing, ledger, machine, trial
from bot.simulation.plan import Plan
from bot.simulation.trial import Outcome
from storage.engine import Store
from storage.schema import history, rungs, tickets

DAY = Plan(days=1, cells=26, couriers=20, tickets=60, step=900)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """A day, and the folder of its database."""
    folder = tmp_path_factory.mktemp("day")
    return folder, asyncio.run(trial.played(DAY, folder))


async def test_a_day_is_lived_through_and_every_figure_is_what_the_log_says(lived: tuple[Path, Outcome]) -> None:
    _, day = lived
    assert day.wrong == []
    assert 55 <= day.tickets <= day.reports == 60
    assert day.compared == 3 * 3  # month, week, day; everywhere, a street, a community
    for verb in ("acknowledge", "resolve", "rate", "warn", "late", "escalate"):
        assert day.verbs[verb] > 0, verb
    assert day.verbs["submit"] == day.tickets
    assert day.updates > 4 * day.tickets
    assert day.messages > day.updates


async def test_kills_change_nothing_of_what_must_hold(tmp_path: Path) -> None:
    killed = await trial.played(replace(DAY, seed=2, tickets=40, step=1_800), tmp_path, kills=15)
    assert killed.kills >= 3
    assert killed.wrong == []
    assert killed.steps > 0


async def findings(folder: Path) -> list[str]:
    """Everything that is wrong in the database now."""
    store = Store(machine.settings(folder).database_url)
    try:
        async with store.read() as conn:
            kept = await ledger.read(conn)
            return [*await ledger.unfinished(conn), *ledger.contradictions(kept)]
    finally:
        await store.close()


SPOILED = {
    "a line is missing": delete(history).where(history.c.verb == Verb.ACKNOWLEDGE, history.c.ticket == 1),
    "a ticket says otherwise": update(tickets).where(tickets.c.id == 1).values(state="open"),
    "a version was skipped": update(tickets).where(tickets.c.id == 2).values(version=99),
    "a step was done and not noted": delete(history).where(
        history.c.id == select(history.c.id).where(history.c.verb == "warn").limit(1).scalar_subquery()
    ),
    "a step is noted and was not done": delete(rungs).where(rungs.c.rung == "warn"),
}


@pytest.mark.parametrize("spoiling", SPOILED.values(), ids=list(SPOILED))
async def test_what_is_wrong_is_found(lived: tuple[Path, Outcome], tmp_path: Path, spoiling: object) -> None:
    (tmp_path / "bot.db").write_bytes((lived[0] / "bot.db").read_bytes())
    assert await findings(tmp_path) == []
    store = Store(machine.settings(tmp_path).database_url)
    async with store.write() as conn:
        await conn.execute(spoiling)  # type: ignore[call-overload]
    await store.close()
    assert await findings(tmp_path)


async def test_a_figure_that_differs_by_one_ticket_is_found(lived: tuple[Path, Outcome]) -> None:
    folder, _ = lived
    store = Store(machine.settings(folder).database_url)
    async with store.read() as conn:
        kept = await ledger.read(conn)
        other = next(line for line in kept.lines if line.verb == Verb.RESOLVE)
        less = replace(kept, lines=[line for line in kept.lines if line is not other])
        goals = policy.load().digests.goals
        odd = [what async for found in comparing.differences(conn, less, DAY, goals) for what in found]
    await store.close()
    assert any(f"{Figure.CLOSED} is" in what and str(other.ticket) in what for what in odd)


def asked(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    simulating.add(parser.add_subparsers())
    return parser.parse_args(["simulate", *arguments])


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--tickets", "0"], "tickets"),
        (["--days", "31"], "days"),
        (["--cells", "-1"], "cells"),
        (["--into", "."], "into"),
    ],
)
async def test_what_cannot_be_simulated_is_said_in_a_line(arguments: Sequence[str], what: str) -> None:
    with pytest.raises(Misused, match=f"--{what}"):
        await simulating.run(Settings(), asked(*arguments))


def test_the_command_tells_what_came_of_it(tmp_path: Path) -> None:
    given = ["--days", "1", "--cells", "13", "--couriers", "5", "--tickets", "8", "--step", "3600"]
    command = [sys.executable, "-m", "bot", "simulate", *given, "--into", str(tmp_path / "new")]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "8 reports made 7 tickets" in done.stdout  # one answered a question with its photo
    assert done.stdout.splitlines()[-1] == "nothing wrong"
    assert (tmp_path / "new" / "bot.db").exists()
