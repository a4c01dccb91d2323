"""Co-reporters hear how it ended, each once; the reporter alone rates it."""

from collections.abc import Callable

from bot.domain.outgoing import Outgoing, Send
from bot.domain.pictures import Picture
from bot.domain.ticket import Ticket
from handlers import submitting, texts
from handlers.i18n import Html, N, Translator
from handlers.turn import Turn
from storage import people, seconds

RESOLVED = N("✅ {title}, which you reported too, is resolved.")
REJECTED = N("🚫 {title}, which you reported too, was rejected: {reason}.")
WITHDRAWN = N("↩️ {title}, which you reported too, was withdrawn by its reporter. Still there? Report it again.")
Words = Callable[[Translator, str], Html]


async def told(
    turn: Turn, ticket: Ticket, words: Words, *, picture: Callable[[Translator], Picture | None] | None = None
) -> list[Outgoing]:
    """The words to everybody else who reported it, with the picture where there is one."""
    said: list[Outgoing] = []
    for number in await seconds.of(turn.conn, ticket.id):
        person = await people.get(turn.conn, number)
        to = submitting.private_chat(person)
        if to is not None:
            t = turn.to(person.language)
            text = words(t, texts.title(t, turn.house.policy, ticket))
            slot = f"ticket:{ticket.id}:ended:{number}:{ticket.reopened}"
            said.append(Send(to, text, picture=picture(t) if picture else None, slot=slot))
    return said
