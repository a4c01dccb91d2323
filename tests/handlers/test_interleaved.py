"""Staff of two communities, a lead, an admin and two couriers press whatever they like, in any order, often too late.

Whatever happens: a ticket is in one state, each chat has one live card of it at most and whoever holds it has one,
history explains every change of the state, the version never skips a line, merges never lead in a circle.
"""

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.domain.ticket import MOVES, UNDECIDED, Entry, State, Ticket, Verb
from storage import cards, seconds, tickets
from tests.handlers.office import EAST, HERE, METRE, STREET, WEST, Office, at_work

OWN = {1: "courier", 2: "rider", 3: "courier"}
NUMBERS = st.sampled_from(list(OWN))
WHO = st.sampled_from(["staff", "staff", "mate", "neighbour", "lead", "admin", "rider"])
AREAS = st.sampled_from([WEST, EAST, STREET])
# "own …" is pressed by the ticket's reporter, "says" and "proves" are more than a press
STEPS = st.sampled_from([
    "take:{n}", "take:{n}", "release:{n}", "escalate:{n}", "give:{n}:{area}", "give:{n}:{area}", "give:{n}:{area}",
    "mergeto:{n}:{other}", "mergeto:{n}:{other}", "rejectas:{n}:fixed", "assignto:{n}:{other}", "reopen:{n}",
    "asks:{n}:still", "says", "proves", "own unsatisfied:{n}:0", "own unsatisfied:{n}:1", "own second:{n}:{other}",
    "own satisfied:{n}", "own withdraw:{n}",
])  # fmt: skip
NO_VERSION = {"note", "add", "warn", "late", Verb.SUBMIT}
WITHOUT_STATE = {"absorb", "second", "split"}


# without shrinking: a failure names the ticket and its line of history, and a shorter one would take minutes to find
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate])
@given(st.lists(st.tuples(STEPS, WHO, NUMBERS, NUMBERS, AREAS), min_size=40, max_size=40))
async def test_whatever_people_press_in_whatever_order_it_holds_together(
    steps: list[tuple[str, str, int, int, str]],
) -> None:
    async with at_work() as office:
        await office.opens_the_street()
        for number, who in OWN.items():
            await office.report(getattr(office, who), at=(HERE[0] + 10 * number * METRE, HERE[1]))
        for what, who, number, other, area in steps:
            await done(office, (what, who, number), data={"n": number, "other": other, "area": office.areas[area].id})
            await office.room.do(lambda conn: checked(office, conn))


async def done(office: Office, step: tuple[str, str, int], data: dict[str, int]) -> None:
    what, who, number = step
    if what == "says":
        await getattr(office, OWN[number]).says(f"{HERE[0]},103.7325")
    elif what == "proves":
        prompts = office.prompts()
        await pressed(office, "staff", f"resolve:{number}")
        for prompt in [one for one in office.prompts() if one not in prompts]:
            await office.staff.photo("e" * 64, chat=office.west, reply_to=prompt.id)
    else:
        own, _, press = what.rpartition(" ")
        await pressed(office, OWN[number] if own else who, press.format(**data))


async def pressed(office: Office, who: str, data: str) -> None:
    """In the group where they work, or in private; every press is answered."""
    group = {"staff": office.west, "mate": office.west, "neighbour": office.east}.get(who)
    actor = office.room.admin() if who == "admin" else getattr(office, who)
    await actor.presses_data(data, chat=group)
    assert actor.presses_made[-1] in office.room.telegram.answers, f"{who} pressed {data}: silence"


async def checked(office: Office, conn: Any) -> None:
    for number in OWN:
        ticket, story = await tickets.get(conn, number), await tickets.history_of(conn, number)
        explained(ticket, story)
        chats = [(card.chat, card.thread) for card in await cards.live(conn, number)]
        assert len(set(chats)) == len(chats), f"#{number} has two live cards in a chat: {chats}"
        assert chats or ticket.state not in UNDECIDED, f"#{number} is {ticket.state} and nobody sees it"
        held_here(office, ticket, {chat for chat, _ in chats})
        assert ticket.reporter not in await seconds.of(conn, number)
        await ends_somewhere(conn, ticket)


def explained(ticket: Ticket, story: list[Entry]) -> None:
    """Each line begins where the one before ended, by a move of the table; the versions are the lines that change."""
    state = State.OPEN
    for entry in story[1:]:
        assert entry.source == state, f"#{ticket.id}: {entry} begins where nothing ended: {state}"
        moved = entry.verb not in WITHOUT_STATE and entry.verb not in NO_VERSION
        assert not moved or state in MOVES[Verb(entry.verb)].sources, f"#{ticket.id}: {entry}"
        assert moved or entry.to == state, f"#{ticket.id}: {entry} changes the state"
        assert entry.verb not in WITHOUT_STATE or state in UNDECIDED, f"#{ticket.id}: {entry} after its end"
        state = State(entry.to)
    assert ticket.state is state
    changes = [entry for entry in story if entry.verb not in NO_VERSION]
    assert ticket.version == 1 + len(changes), f"#{ticket.id} is version {ticket.version} after {len(changes)} changes"


def held_here(office: Office, ticket: Ticket, chats: set[int]) -> None:
    """The community that holds it sees it; a community that has handed it on does not handle it any more."""
    for name, group in ((WEST, office.west), (EAST, office.east)):
        held = ticket.area == office.areas[name].id
        assert (group.chat.id in chats) == held, f"#{ticket.id}, held by area {ticket.area}, is in {chats}"


async def ends_somewhere(conn: Any, ticket: Ticket) -> None:
    """Following where it was merged into never leads in a circle, and only what is merged leads on."""
    seen = {ticket.id}
    while ticket.merged_into is not None:
        assert ticket.state is State.MERGED
        ticket = await tickets.get(conn, ticket.merged_into)
        assert ticket.id not in seen, f"a circle of merges: {seen}"
        seen.add(ticket.id)
