"""Random lives of tickets, each step of which the rules allow, stored as the handlers store them; and their log."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import ticket as life
from bot.domain.people import Person, Standing
from bot.domain.ticket import Kind, NotPossible, Part, Severity, State, Ticket, Verb
from bot.simulation.reckoning import About, Line
from storage import areas, cells, people, tickets
from storage.schema import cells as cell_rows
from tests.storage.made import square

BEGIN = datetime(2026, 10, 25, 3, 0, tzinfo=UTC)  # a week before clocks go back in New York, a month's end in Lanzhou
CATEGORIES = ("manhole", "gas", "rubbish")
GAPS = (0, 1, 60, 599, 1800, 1801, 7200, 7201, 20_000, 43_200, 86_399, 86_400, 100_000, 200_000)
FRACTIONS = (0, 1, 499_999, 999_944)  # microseconds; SQLite's own functions round to the next millisecond
LINES = ("late", "warn", "note")  # said of a ticket without changing it
# What may happen next, the usual more often: most lives end, begin again and end once more.
_UNDECIDED = ("ask", "transfer", "reject", "merge", "escalate", "late", "late", "warn", "note")
NEXT: dict[State, tuple[str, ...]] = {
    State.OPEN: ("acknowledge",) * 9 + ("withdraw", *_UNDECIDED),
    State.ACKNOWLEDGED: ("resolve",) * 9 + ("release", *_UNDECIDED),
    State.NEEDS_INFO: ("answer",) * 5 + ("transfer", "reject", "merge", "escalate"),
    State.RESOLVED: ("rate", "rate", "reopen", "reopen", "note"),
    State.REJECTED: ("reopen", "note"),
    State.CLOSED: ("reopen", "reopen", "note"),
}


Step = tuple[int, int, bool]
"""Which of what may happen next, seconds after what was before, and which of two people says it."""


@dataclass(frozen=True)
class Tale:
    """One ticket to be: seconds after BEGIN, what and where it is, and what is tried on it."""

    start: int
    category: str
    place: int
    reporter: int
    steps: Sequence[Step]


@dataclass(frozen=True)
class Log:
    """All that happened, in order, and the tickets as they are now."""

    lines: Sequence[Line]
    tickets: dict[int, Ticket]
    communities: tuple[int, int]
    street: int

    @property
    def about(self) -> dict[int, About]:
        return {one.id: About(one.id, one.area, one.reporter, one.category) for one in self.tickets.values()}


@dataclass(frozen=True)
class Places:
    """Four: two cells of one community, one of the other, and one place that lies in none."""

    areas: Sequence[int | None]
    cells: Sequence[int | None]


def tales(seed: int, count: int = 25) -> list[Tale]:
    """Many small ones find more than what hypothesis thinks up, which is mostly empty."""
    dice = Random(seed)
    return [_tale(dice) for _ in range(count)]


def _tale(dice: Random) -> Tale:
    steps = [(dice.randrange(90), dice.choice(GAPS), dice.random() < 0.5) for _ in range(dice.randrange(9))]
    return Tale(dice.randrange(12 * 86_400), dice.choice(CATEGORIES), dice.randrange(4), dice.randrange(2), steps)


async def stored(conn: AsyncConnection, told: Sequence[Tale]) -> Log:
    """Everything of all tales in the order of time, as it would have been said."""
    await cells.put(conn, [square("西-01", 103.700), square("西-02", 103.704), square("东-01", 103.708, "培黎社区")])
    west, east = (await areas.named(conn, "枣林西社区"))[0], (await areas.named(conn, "培黎社区"))[0]
    rows = await conn.execute(select(cell_rows.c.id))
    places = Places((west.id, west.id, east.id, None), (*sorted(rows.scalars()), None))
    crowd = [await people.ensure(conn, Person(0, n, f"p{n}", "zh", Standing.ACTIVE), BEGIN) for n in (11, 12, 13, 14)]
    who = [person.id for person in crowd]
    log, now = list[Line](), dict[int, Ticket]()
    numbers: dict[int, int] = {}
    for at, number, step in _in_order(told):
        if step is None:
            new = _new(told[number], at, who, places)
            made = await tickets.submit(conn, new, by=new.reporter)
            numbers[number], now[made.id] = made.id, made
            log.append(Line(made.id, at, "submit", made.reporter))
        else:
            await _step(conn, now, numbers[number], at, step, who, (west.id, east.id), log)
    assert west.parent is not None
    return Log(log, now, (west.id, east.id), west.parent)


def _in_order(told: Sequence[Tale]) -> list[tuple[datetime, int, Step | None]]:
    every: list[tuple[datetime, int, Step | None]] = []
    for number, tale in enumerate(told):
        at = BEGIN + timedelta(seconds=tale.start)
        every.append((at, number, None))
        for step in tale.steps:
            at += timedelta(seconds=step[1], microseconds=FRACTIONS[step[0] % len(FRACTIONS)])
            every.append((at, number, step))
    return sorted(every, key=lambda entry: entry[0])


def _new(tale: Tale, at: datetime, who: Sequence[int], places: Places) -> Ticket:
    area, cell = places.areas[tale.place], places.cells[tale.place]
    made = Ticket(0, 1, Kind.HAZARD, tale.category, Severity.NORMAL, State.OPEN, who[tale.reporter], at, 36.101, 0.0)
    return replace(made, lon=103.7004 + 0.004 * tale.place, area=area, cell=cell)


async def _step(conn, now, number, at, step, who, communities, log) -> None:  # type: ignore[no-untyped-def]
    choice, _, other = step
    ticket = now[number]
    choices = NEXT.get(ticket.state, ("note",))
    what = choices[choice % len(choices)]
    if what in LINES:
        by = None if what != "note" else who[3]
        await tickets.record(conn, ticket, what, by=by, at=at, source=ticket.state)
        log.append(Line(number, at, what, by))
        return
    verb = Verb(what)
    by = _actor(verb, ticket, who, other=other)
    try:
        changed = life.apply(ticket, verb, frozenset(Part), at, by=by)
    except NotPossible:
        return
    if verb is Verb.TRANSFER:
        changed = replace(changed, area=communities[other])
    await tickets.save(conn, changed, verb, by=by, at=at, source=ticket.state)
    now[number] = changed
    log.append(Line(number, at, verb, by))


def _actor(verb: Verb, ticket: Ticket, who: Sequence[int], *, other: bool) -> int | None:
    """Who may say it: one of two, where two may."""
    by = {
        Verb.RATE: (ticket.reporter, None),
        Verb.REOPEN: (ticket.reporter, who[2]),
        Verb.ESCALATE: (who[3], None),
        Verb.WITHDRAW: (ticket.reporter, ticket.reporter),
        Verb.ANSWER: (ticket.reporter, ticket.reporter),
    }
    return by.get(verb, (who[2], who[3]))[other]
