"""Co-reporters hear how it ended, each once; the reporter alone rates it."""

from collections.abc import Callable, Sequence

from bot.domain.outgoing import Outgoing, Send
from bot.domain.pictures import Picture
from bot.domain.ticket import Ticket, Verb
from handlers import submitting, texts
from handlers.i18n import Html, N, Translator
from handlers.turn import Turn
from storage import people, seconds, slots, tickets

RESOLVED = N("✅ {title}, which you reported too, is resolved.")
REJECTED = N("🚫 {title}, which you reported too, was rejected: {reason}.")
WITHDRAWN = N("↩️ {title}, which you reported too, was withdrawn by its reporter. Still there? Report it again.")
NEWS = N("🔁 News of #{number}, which was opened again:")
VERBS = frozenset({Verb.RESOLVE, Verb.REJECT, Verb.WITHDRAW})
Words = Callable[[Translator, str], Html]


async def told(
    turn: Turn, ticket: Ticket, words: Words, *, picture: Callable[[Translator], Picture | None] | None = None
) -> list[Outgoing]:
    """The words to everybody else who reported it, with the picture where there is one.

    Of a ticket that was opened again only those are told who heard of another ending last, or of none.
    """
    others, said = await seconds.of(turn.conn, ticket.id), list[Outgoing]()
    verbs = await _verbs(turn, ticket)
    heard = await _heard(turn, ticket, others, verbs)
    for number in [one for one in others if one not in heard or heard[one] != verbs.get(ticket.reopened)]:
        person = await people.get(turn.conn, number)
        to = submitting.private_chat(person)
        if to is not None:
            t = turn.to(person.language)
            text = words(t, texts.title(t, turn.house.policy, ticket))
            text = Html(f"{t(NEWS, number=ticket.id)}\n{text}") if number in heard else text
            slot = _slot(ticket, number, ticket.reopened)
            said.append(Send(to, text, picture=picture(t) if picture else None, slot=slot))
    return said


def _slot(ticket: Ticket, person: int, round_: int) -> str:
    return f"ticket:{ticket.id}:ended:{person}:{round_}"


async def _verbs(turn: Turn, ticket: Ticket) -> dict[int, str]:
    """How it ended each time, by how often it had been opened again before."""
    if not ticket.reopened:
        return {}
    found, round_ = dict[int, str](), 0
    for entry in await tickets.history_of(turn.conn, ticket.id):
        round_ += entry.verb == Verb.REOPEN
        if entry.verb in VERBS:
            found[round_] = entry.verb
    return found


async def _heard(turn: Turn, ticket: Ticket, others: Sequence[int], verbs: dict[int, str]) -> dict[int, str]:
    """By person, the ending that they heard last before it was opened again: its message has, or will have, a slot."""
    before = {
        _slot(ticket, person, round_): (person, verb)
        for round_, verb in sorted(verbs.items())
        for person in others
        if round_ < ticket.reopened
    }
    taken = await slots.taken(turn.conn, list(before)) if before else set()
    return dict(one for slot, one in before.items() if slot in taken)
