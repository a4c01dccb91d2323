"""What staff say about a ticket in a phrase of the policy, or in words of their own: asked for, chosen, written."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.domain import policy
from bot.domain.outgoing import Outgoing
from bot.domain.policy import Phrase, Policy
from bot.domain.ticket import Ticket
from handlers import acting, pressed
from handlers.desk import panel, prompts
from handlers.desk.prompts import Wanted
from handlers.i18n import Html
from handlers.turn import Turn


@dataclass(frozen=True)
class Kind:
    """What is said: the step that waits for words, the button of a phrase, the policy's phrases, what whoever presses
    hears, and what becomes of the ticket.
    """

    step: str
    button: str
    offered: Callable[[Policy], tuple[Phrase, ...]]
    heard: str
    put: Callable[[Turn, Ticket, Phrase], Awaitable[list[Outgoing]]]


async def ask(turn: Turn, ticket: Ticket, kind: Kind, *, hint: Html, wanted: Wanted) -> Sequence[Outgoing]:
    """The phrases as buttons under `hint` on the card, and a prompt for words."""
    buttons = panel.phrases(turn.t, kind.offered(turn.house.policy), f"{kind.button}:{ticket.id}")
    opened = await panel.shown(turn, ticket, hint, buttons)
    return [*pressed.heard(turn), opened, *await prompts.begin(turn, ticket, wanted)]


async def choose(turn: Turn, kind: Kind) -> Sequence[Outgoing]:
    """BUTTON:N:KEY: a phrase of the policy; the prompt for words goes."""
    ticket = await acting.find(turn, acting.argument(turn))
    phrase = policy.phrase(kind.offered(turn.house.policy), acting.argument(turn, 2))
    if phrase is None:
        raise await prompts.unknown(turn)
    said = await kind.put(turn, ticket, phrase)
    away = [*await panel.gone(turn, ticket), *await prompts.drop(turn, ticket)]
    return [*pressed.heard(turn, kind.heard), *away, *said]


async def written(turn: Turn, kind: Kind) -> Sequence[Outgoing]:
    """Words under the prompt, or what is said about something else."""
    ticket, dialogue = await prompts.waiting(turn, kind.step)
    other = await prompts.elsewhere(turn, ticket)
    if other is not None:
        return other
    text = await prompts.words(turn, ticket)
    done = await prompts.finish(turn, dialogue)
    return [*done, *await kind.put(turn, ticket, Phrase("", text, text))]
