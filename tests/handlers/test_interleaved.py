"""Two staff, two couriers, a neighbour and an admin press whatever they like, in any order, some of it late or forged.

Whatever happens: a ticket is in one state, each chat has one live card of it at most and what is undecided has one
somewhere, history explains every change of the state, and the version never skips a line.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain.ticket import MOVES, UNDECIDED, Entry, State, Ticket, Verb
from storage import cards, seconds, tickets
from tests.handlers.actors import Actor
from tests.handlers.office import EAST, HERE, METRE, STREET, WEST, Office, at_work

NUMBERS = st.integers(1, 4)
STAFF = st.sampled_from(["staff", "mate", "neighbour", "lead", "admin"])
AREAS = st.sampled_from([WEST, EAST, STREET])
NO_VERSION = {"note", "add", "warn", "late", Verb.SUBMIT}
WITHOUT_STATE = {"absorb", "second", "split"}


class Interleaved(RuleBasedStateMachine):
    """Every rule is one press; what is not allowed must only be refused."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.stack = AsyncExitStack()

    def run(self, step: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(step)

    @initialize()
    def opens(self) -> None:
        self.office: Office = self.run(self.stack.enter_async_context(at_work()))
        self.run(self.office.opens_the_street())
        self.run(self.reports())

    async def reports(self) -> None:
        for who, north in ((self.office.courier, 0), (self.office.rider, 10), (self.office.courier, 20), (None, 30)):
            at = (HERE[0] + north * METRE, HERE[1])
            await self.office.report(who or await self.office.room.courier("李师傅"), at=at)

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.loop.close()

    def press(self, who: str, data: str) -> None:
        self.run(self.pressed(who, data))

    async def pressed(self, who: str, data: str) -> None:
        office = self.office
        group = {"staff": office.west, "mate": office.west, "neighbour": office.east}.get(who)
        actor: Actor = office.room.admin() if who == "admin" else getattr(office, who)
        await actor.presses_data(data, chat=group)
        assert actor.presses_made[-1] in office.room.telegram.answers, f"{who} pressed {data}: silence"

    @rule(who=STAFF, number=NUMBERS, verb=st.sampled_from(["take", "release", "escalate", "more", "split", "merge"]))
    def says(self, who: str, number: int, verb: str) -> None:
        self.press(who, f"{verb}:{number}")

    @rule(who=STAFF, number=NUMBERS, other=NUMBERS)
    def merges(self, who: str, number: int, other: int) -> None:
        self.press(who, f"mergeto:{number}:{other}")

    @rule(who=STAFF, number=NUMBERS, area=AREAS)
    def transfers(self, who: str, number: int, area: str) -> None:
        self.press(who, f"give:{number}:{self.office.areas[area].id}")

    @rule(who=STAFF, number=NUMBERS)
    def rejects(self, who: str, number: int) -> None:
        self.press(who, f"rejectas:{number}:fixed")

    @rule(who=STAFF, number=NUMBERS)
    def asks(self, who: str, number: int) -> None:
        self.press(who, f"asks:{number}:still")

    @rule(who=st.sampled_from(["courier", "rider"]), words=st.sampled_from(["还在", f"{HERE[0]},103.7325"]))
    def answers(self, who: str, words: str) -> None:
        self.run(getattr(self.office, who).says(words))

    @rule(who=STAFF, number=NUMBERS, person=st.integers(1, 7))
    def assigns(self, who: str, number: int, person: int) -> None:
        self.press(who, f"assignto:{number}:{person}")

    @rule(who=st.sampled_from(["staff", "mate"]), number=NUMBERS)
    def resolves(self, who: str, number: int) -> None:
        self.press(who, f"resolve:{number}")
        actor, prompts = getattr(self.office, who), self.office.prompts()
        if prompts:
            self.run(actor.photo("e" * 64, chat=self.office.west, reply_to=prompts[-1].id))

    @rule(who=st.sampled_from(["courier", "rider"]), number=NUMBERS, round_=st.integers(0, 2))
    def objects(self, who: str, number: int, round_: int) -> None:
        self.press(who, f"unsatisfied:{number}:{round_}")

    @rule(who=st.sampled_from(["courier", "rider"]), number=NUMBERS, other=NUMBERS)
    def seconds(self, who: str, number: int, other: int) -> None:
        self.press(who, f"second:{number}:{other}")

    @rule(who=st.sampled_from(["courier", "rider"]), number=NUMBERS, verb=st.sampled_from(["withdraw", "satisfied"]))
    def ends(self, who: str, number: int, verb: str) -> None:
        self.press(who, f"{verb}:{number}")

    @rule(number=NUMBERS, round_=st.integers(0, 2))
    def opens_again(self, number: int, round_: int) -> None:
        self.press("admin", f"reopen:{number}:{round_}")

    @invariant()
    def holds_together(self) -> None:
        self.run(self.office.room.do(self.checked))

    async def checked(self, conn: Any) -> None:
        for number in range(1, 5):
            ticket, story = await tickets.get(conn, number), await tickets.history_of(conn, number)
            explained(ticket, story)
            live = await cards.live(conn, number)
            chats = [(card.chat, card.thread) for card in live]
            assert len(set(chats)) == len(chats), f"#{number} has two live cards in a chat: {live}"
            assert live or ticket.state not in UNDECIDED, f"#{number} is {ticket.state} and nobody sees it"
            self.held_here(ticket, {chat for chat, _ in chats})
            assert ticket.reporter not in await seconds.of(conn, number)
            await ends_somewhere(conn, ticket)

    def held_here(self, ticket: Ticket, chats: set[int]) -> None:
        """The community that holds it sees it; a community that has handed it on does not handle it any more."""
        for name, group in ((WEST, self.office.west), (EAST, self.office.east)):
            held = ticket.area == self.office.areas[name].id
            assert (group.chat.id in chats) == held, f"#{ticket.id}, held by {ticket.area}, is in {chats}"


def explained(ticket: Ticket, story: list[Entry]) -> None:
    """Each line begins where the one before ended, by a move of the table; the versions are the lines that change."""
    state = State.OPEN
    for entry in story[1:]:
        assert entry.source == state, f"#{ticket.id}: {entry} begins where nothing ended: {state}"
        moved = entry.verb not in WITHOUT_STATE and entry.verb not in NO_VERSION
        assert not moved or state in MOVES[Verb(entry.verb)].sources, f"#{ticket.id}: {entry}"
        assert moved or entry.to == state, f"#{ticket.id}: {entry} changes the state"
        state = State(entry.to)
    assert ticket.state is state
    changes = [entry for entry in story if entry.verb not in NO_VERSION]
    assert ticket.version == 1 + len(changes), f"#{ticket.id} is version {ticket.version} after {len(changes)} changes"


async def ends_somewhere(conn: Any, ticket: Ticket) -> None:
    """Following where it was merged into never leads in a circle, and only what is merged leads on."""
    seen = {ticket.id}
    while ticket.merged_into is not None:
        assert ticket.state is State.MERGED
        ticket = await tickets.get(conn, ticket.merged_into)
        assert ticket.id not in seen, f"a circle of merges: {seen}"
        seen.add(ticket.id)


TestInterleaved = Interleaved.TestCase
TestInterleaved.settings = settings(
    max_examples=5,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
