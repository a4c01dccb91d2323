"""State x verb x role through the front door: every button of a ticket, pressed by everybody, whatever its state.

What is allowed is written down here once more, from the table of the ticket's life: not read from the code.
"""

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Person as Registered
from bot.domain.ticket import Kind, Severity, State, Ticket
from bot.sandbox.seen import Answer, Message
from storage import areas, people, tickets
from storage.schema import slots
from tests.town import HERE, MORNING, WEST, Town
from tests.townsfolk import Actor

OPEN, TAKEN, RESOLVED = State.OPEN, State.ACKNOWLEDGED, State.RESOLVED
UNDECIDED = {OPEN, TAKEN, State.NEEDS_INFO}
STAFF = {"assignee", "colleague", "lead", "admin"}


@dataclass(frozen=True)
class Allowed:
    """From which states, by whom, and to which state (None: it stays; something is asked)."""

    sources: set[State]
    roles: set[str]
    to: State | None


VERBS = {
    "take": Allowed({OPEN}, STAFF, TAKEN),
    "release": Allowed({TAKEN}, {"assignee", "lead", "admin"}, OPEN),
    "more": Allowed(UNDECIDED, STAFF, None),
    "transfer": Allowed(UNDECIDED, STAFF, None),
    "ask": Allowed({OPEN, TAKEN}, STAFF, None),
    "asks": Allowed({OPEN, TAKEN}, STAFF, State.NEEDS_INFO),
    "reject": Allowed(UNDECIDED, STAFF, None),
    "rejectas": Allowed(UNDECIDED, STAFF, State.REJECTED),
    "merge": Allowed(UNDECIDED, STAFF, None),
    "split": Allowed(UNDECIDED, STAFF, None),
    "part": Allowed(UNDECIDED, STAFF, None),
    "reopen": Allowed({RESOLVED, State.REJECTED, State.CLOSED}, {"admin"}, OPEN),
    "escalate": Allowed(UNDECIDED, STAFF, None),
    "resolve": Allowed({TAKEN}, {"assignee", "lead"}, None),
    "withdraw": Allowed({OPEN}, {"reporter"}, State.WITHDRAWN),
    "add": Allowed({OPEN, TAKEN, State.NEEDS_INFO}, {"reporter"}, None),
    "satisfied": Allowed({RESOLVED}, {"reporter"}, State.CLOSED),
    "unsatisfied": Allowed({RESOLVED, State.REJECTED, State.CLOSED}, {"reporter"}, OPEN),
}
REST = {"satisfied": ":0", "unsatisfied": ":0", "rejectas": ":fixed", "asks": ":where"}
OUTSIDERS = {"another courier", "stranger", "suspended", "neighbour"}


def people_of(town: Town) -> dict[str, Actor]:
    return {
        "reporter": town.courier,
        "another courier": town.rider,
        "assignee": town.staff,
        "colleague": town.mate,
        "neighbour": town.neighbour,
        "lead": town.lead,
        "admin": town.admin,
        "suspended": town.suspended,
        "stranger": town.stranger,
    }


async def where_they_press(town: Town) -> dict[str, Message]:
    """A message of the bot in front of each: in their group, or else in private."""
    await town.staff.sends("/help", chat=town.west)
    await town.neighbour.sends("/help", chat=town.east)
    shown = {}
    for role, who in people_of(town).items():
        group = {"assignee": town.west, "colleague": town.west, "suspended": town.west, "neighbour": town.east}.get(
            role
        )
        if group is None:
            await who.sends("/privacy")  # an answer without a keyboard, which can be edited
        shown[role] = group.said[-1] if group else who.person.last
    return shown


async def tickets_in_every_state(town: Town, receipt: Message) -> dict[tuple[str, State], int]:
    """One for each role and state: reported by the courier, taken by the staff where somebody has taken it."""
    async with town.app.store.write() as conn:
        ticket = await _blank(conn, town)
        made = {}
        for role in people_of(town):
            for state in State:
                stored = await tickets.submit(conn, _in(ticket, state), by=ticket.reporter)
                made[role, state] = stored.id
                await _shown(conn, stored.id, receipt)
    return made


async def _blank(conn: AsyncConnection, town: Town) -> Ticket:
    (area,) = await areas.named(conn, WEST)
    known = await people.by_telegram(conn, [town.courier.id])
    staff = await people.ensure(conn, Registered(0, town.staff.id, "网格员李"), MORNING)
    reporter = known[town.courier.id].id
    return Ticket(
        0, 1, Kind.HAZARD, "manhole", Severity.NORMAL, OPEN, reporter, MORNING, *HERE, area=area.id, assignee=staff.id
    )  # fmt: skip


def _in(ticket: Ticket, state: State) -> Ticket:
    over = state in (State.REJECTED, State.MERGED, State.WITHDRAWN, State.CLOSED)
    return replace(
        ticket,
        state=state,
        assignee=None if state is OPEN else ticket.assignee,
        resolved_at=MORNING if state in (RESOLVED, State.CLOSED) else None,
        closed_at=MORNING if over else None,
    )


async def _shown(conn: AsyncConnection, number: int, message: Message) -> None:
    """As if the courier had got a receipt and a result."""
    for slot in (f"ticket:{number}:receipt", f"ticket:{number}:result:0"):
        row = {"slot": slot, "chat": message.chat.id, "message_id": message.id, "kind": "text"}
        await conn.execute(insert(slots).values(row))


async def press_all(
    town: Town, verb: str, numbers: dict[tuple[str, State], int], shown: dict[str, Message]
) -> dict[tuple[str, State], Answer]:
    """Everybody presses at the same time."""
    presses = {}
    for (role, state), number in numbers.items():
        data = f"{verb}:{number}{REST.get(verb, '')}"
        presses[role, state] = await people_of(town)[role].person.presses_data(data, shown[role])
    await town.settles()
    return {key: await press.answer(0.1) for key, press in presses.items()}


@pytest.mark.parametrize("verb", VERBS)
async def test_every_button_does_what_the_table_says_for_every_state_and_role(town: Town, verb: str) -> None:
    shown = await where_they_press(town)
    numbers = await tickets_in_every_state(town, shown["reporter"])
    answers = await press_all(town, verb, numbers, shown)
    rule = VERBS[verb]
    for (role, state), number in numbers.items():
        allowed = role in rule.roles and state in rule.sources
        expected = rule.to or state if allowed else state
        after, answer = (await town.ticket(number)).state, answers[role, state]
        assert (after, answer.show_alert) == (expected, not allowed), f"{role} says {verb} to what is {state}: {answer}"
        assert allowed or answer.text, f"{role}, {state}: silence"
        assert role not in OUTSIDERS or "网格员李" not in answer.text, f"{role} learns a name"
