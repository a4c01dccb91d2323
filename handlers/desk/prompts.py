"""What staff are asked to write: a prompt that replies to the card, and a row that waits for its answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.domain.outgoing import Delete, Outgoing, Send
from bot.domain.pictures import Picture
from bot.domain.ticket import Ticket
from handlers import acting, cards, drafts, notes, refusals
from handlers.i18n import Html, N
from handlers.turn import Refused, Turn
from storage import cards as card_rows
from storage import dialogues
from storage.dialogues import Dialogue

LENGTH = 500  # characters of a question, a reason, a title


@dataclass(frozen=True)
class Wanted:
    """What is asked for: the step that waits for it, the prompt, the placeholder of the answer."""

    step: str
    text: Html
    hint: str
    picture: Picture | None = None


async def begin(turn: Turn, ticket: Ticket, wanted: Wanted, **kept: Any) -> list[Outgoing]:
    """Prompts whoever pressed, by name; a prompt that they had here goes. `kept` is found again in the draft."""
    person, event = turn.event.sender.id if turn.event.sender else 0, turn.event
    before = await dialogues.get(turn.conn, person, event.chat.id)
    slot = f"ticket:{ticket.id}:prompt:{event.chat.id}:{event.update_id}"
    draft = {**kept, "ticket": ticket.id, "slot": slot, **(await drafts.aside(turn))}
    wake = turn.now + timedelta(minutes=turn.house.policy.limits.prompt_minutes)
    await dialogues.put(turn.conn, Dialogue(person, event.chat.id, wanted.step, event.at, event.at, wake, draft))
    reply_to = event.press.message if event.press else None
    prompt = Send(turn.here, wanted.text, force_reply=wanted.hint, slot=slot, reply_to=reply_to, picture=wanted.picture)
    return [*without(turn, before), prompt]


def without(turn: Turn, dialogue: Dialogue | None) -> list[Outgoing]:
    """Takes the prompt of a dialogue away, if it has one."""
    slot = dialogue.draft.get("slot") if dialogue else None
    return [Delete(turn.here, str(slot))] if slot else []


async def over(turn: Turn, dialogue: Dialogue) -> list[Outgoing]:
    """Nobody answers any more: the prompt goes, and the card that it is about shows its own buttons again."""
    ticket = dialogue.draft.get("ticket")
    if ticket is None or "slot" not in dialogue.draft:
        return without(turn, dialogue)
    return [*without(turn, dialogue), *await cards.refresh(turn, await acting.find(turn, str(ticket)))]


async def waiting(turn: Turn, *steps: str) -> tuple[Ticket, Dialogue]:
    """The ticket that was asked about, and the dialogue; refuses where nothing of the kind waits here."""
    person = turn.event.sender.id if turn.event.sender else 0
    dialogue = await dialogues.get(turn.conn, person, turn.event.chat.id)
    if dialogue is None or dialogue.step not in steps:
        raise await refusals.no(turn, N("Nothing is waiting for an answer of yours here."))
    return await acting.find(turn, str(dialogue.draft["ticket"])), dialogue


async def words(turn: Turn, ticket: Ticket) -> str:
    """What was written; refuses what has no words."""
    text = turn.event.text.strip()[:LENGTH]
    if not text:
        raise await refusals.no(turn, N("Please answer in words. /cancel stops."))
    return text


async def elsewhere(turn: Turn, ticket: Ticket) -> Sequence[Outgoing] | None:
    """What becomes of a message that is no answer: a group talks of more than one thing. None where it is one."""
    event = turn.event
    slot = await card_rows.slot_of(turn.conn, event.chat.id, event.reply_to) if event.reply_to else ""
    if slot.startswith(f"ticket:{ticket.id}:") or (event.private and not slot.startswith("ticket:")):
        return None
    return await notes.reply(turn) if slot.startswith("ticket:") else ()


async def finish(turn: Turn, dialogue: Dialogue) -> list[Outgoing]:
    """It was answered: nothing is waited for any more, and the prompt goes."""
    await drafts.back(turn, dialogue)
    return without(turn, dialogue)


async def drop(turn: Turn, ticket: Ticket) -> list[Outgoing]:
    """A button said it instead: what waits here for words of the same person about the same ticket ends."""
    person = turn.event.sender.id if turn.event.sender else 0
    dialogue = await dialogues.get(turn.conn, person, turn.event.chat.id)
    if dialogue is None or "slot" not in dialogue.draft or dialogue.draft.get("ticket") != ticket.id:
        return []
    return await finish(turn, dialogue)


async def unknown(turn: Turn) -> Refused:
    """A button for a phrase that the policy has dropped."""
    return await refusals.no(turn, N("This choice is no longer offered. Please choose another."))
