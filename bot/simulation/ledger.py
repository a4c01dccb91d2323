"""What the database holds in the end, read without the code that is to be checked; and what in it cannot be right."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ladder import LEVELS
from bot.domain.ticket import MOVES, State, Verb
from bot.simulation.reckoning import About, Line
from storage.schema import DEAD, WAITING, attachments, dead_letters, history, inbox, outbox, rungs, tickets

UNCHANGING = frozenset({"note", "add", "warn", "late", Verb.SUBMIT})  # lines that make no new version of the ticket
SIDEWAYS = frozenset({"absorb", "second", "split"})  # versions without a move of the state


@dataclass(frozen=True)
class Ledger:
    """All tickets and all that happened to them, in the order in which it was written."""

    about: dict[int, About]
    lines: Sequence[Line]
    ends: dict[int, tuple[str, int]]
    steps: Sequence[tuple[int, str]]
    photos: frozenset[str]


async def read(conn: AsyncConnection) -> Ledger:
    """All of it at once: some 300 bytes a line."""
    t, h, r = tickets.c, history.c, rungs.c
    about = await conn.execute(select(t.id, t.area, t.reporter, t.category))
    lines = await conn.execute(select(h.ticket, h.at, h.verb, h.by, h.source, h.to, h.why).order_by(h.id))
    ends = await conn.execute(select(t.id, t.state, t.version))
    steps = await conn.execute(select(r.ticket, r.clock + ":" + r.rung))
    return Ledger(
        {row.id: About(*row) for row in about},
        [Line(*row) for row in lines],
        {number: (state, version) for number, state, version in ends},
        [(number, step) for number, step in steps],
        frozenset((await conn.execute(select(attachments.c.sha256))).scalars()),
    )


async def unfinished(conn: AsyncConnection) -> Iterator[str]:
    """What was not handled, not said, or given up."""
    counts = {
        "updates wait": select(func.count()).where(inbox.c.state == WAITING),
        "messages wait": select(func.count()).where(outbox.c.state == WAITING),
        "messages are lost": select(func.count()).where(outbox.c.state == DEAD),
        "updates are dead letters": select(func.count()).select_from(dead_letters),
    }
    found = [(await conn.execute(query)).scalar_one() for query in counts.values()]
    return (f"{count} {what}" for what, count in zip(counts, found, strict=True) if count)


def contradictions(ledger: Ledger) -> Iterator[str]:
    """Histories that do not explain their ticket; steps of the ladder done twice, or without a line."""
    by_ticket = groupby(sorted(ledger.lines, key=lambda line: line.ticket), key=lambda line: line.ticket)
    for number, lines in by_ticket:
        yield from _unexplained(number, list(lines), *ledger.ends[number])
    yield from _rungs(ledger)


def _unexplained(number: int, lines: Sequence[Line], state: str, version: int) -> Iterator[str]:
    """Each line begins where the one before ended, by a move of the table; versions are the lines that change it."""
    now = str(State.OPEN)
    for line in lines[1:]:
        if line.source != now:
            yield f"#{number}: {line.verb} begins at {line.source}, but it was {now}"
        moves = line.verb not in SIDEWAYS and line.verb not in UNCHANGING
        if moves and State(now) not in MOVES[Verb(line.verb)].sources:
            yield f"#{number}: {line.verb} from {now}"
        if not moves and line.to != now:
            yield f"#{number}: {line.verb} makes {line.to} of {now}"
        now = line.to
    if now != state:
        yield f"#{number} is {state}, its history ends with {now}"
    changes = 1 + sum(line.verb not in UNCHANGING for line in lines)
    if version != changes:
        yield f"#{number} is version {version} after {changes - 1} changes"


def _rungs(ledger: Ledger) -> Iterator[str]:
    """The clock's marks and its lines name the same steps: each mark has its line, or made the ticket rise instead."""
    said = Counter((line.ticket, line.why) for line in ledger.lines if line.verb in ("warn", "late"))
    rose = Counter(line.ticket for line in ledger.lines if line.verb == Verb.ESCALATE and line.by is None)
    done = Counter(ledger.steps)
    silent = Counter({number: 0 for number, _ in done})
    for (number, step), count in (done - said).items():
        silent[number] += count
        if step.partition(":")[2] not in LEVELS:
            yield f"#{number}: {step} was done {count} times more than it was noted"
    for (number, step), count in (said - done).items():
        yield f"#{number}: {step} is noted {count} times more than it was done"
    for number in rose.keys() | silent.keys():
        if not silent[number] <= rose[number] <= 2 * silent[number]:
            yield f"#{number} rose {rose[number]} times by itself, by {silent[number]} steps"
