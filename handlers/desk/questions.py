"""问骑手: asks the courier something; the ticket waits for the answer."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.outgoing import Address, Button, Outgoing, Send
from bot.domain.people import Person
from bot.domain.policy import Phrase
from bot.domain.ticket import Ticket, Verb
from handlers import acting, card_face, cards, follow_up, notes, refusals, submitting, texts
from handlers.desk import answers, phrases
from handlers.desk.prompts import Wanted
from handlers.i18n import N
from handlers.turn import Turn
from storage import dialogues, people
from storage.dialogues import Dialogue

STEP = "ask"


async def ask(turn: Turn) -> Sequence[Outgoing]:
    """ask:N: what? By a button on the card, or in words under the prompt."""
    ticket = await acting.find(turn, acting.argument(turn))
    await acting.check(turn, ticket, Verb.ASK)
    await _reachable(turn, ticket)
    text = turn.t(
        "{who}, what do you want to know about #{number}? Reply to this, or tap a question on the card.",
        who=texts.mention(turn.who),
        number=ticket.id,
    )
    wanted = Wanted(STEP, text, turn.t.plain("Your question"))
    return await phrases.ask(turn, ticket, KIND, hint=turn.t("❓ What do you want to know?"), wanted=wanted)


async def choose(turn: Turn) -> Sequence[Outgoing]:
    """asks:N:KEY: a question of the policy."""
    return await phrases.choose(turn, KIND)


async def written(turn: Turn) -> Sequence[Outgoing]:
    """The question in words."""
    return await phrases.written(turn, KIND)


async def _reachable(turn: Turn, ticket: Ticket) -> tuple[Person, Address]:
    reporter = await people.get(turn.conn, ticket.reporter)
    to = submitting.private_chat(reporter)
    if to is None:
        raise await refusals.no(turn, notes.UNREACHABLE)
    return reporter, to


async def _put(turn: Turn, ticket: Ticket, question: Phrase) -> list[Outgoing]:
    reporter, to = await _reachable(turn, ticket)
    changed = await acting.say(turn, ticket, Verb.ASK, why=question.label(turn.house.language))
    await _listen(turn, changed, to)
    t = turn.to(reporter.language)
    title = texts.title(t, turn.house.policy, ticket)
    text = t(
        "❓ {name} asks about {title}:\n<b>{question}</b>\nJust answer here: words, a photo, a recording or a place.",
        name=turn.who.name,
        title=title,
        question=question.label(t.language),
    )
    drawn = card_face.picture(t, turn.house, await cards.facts(turn, changed))
    button = Button(t.plain(submitting.ADD), f"add:{ticket.id}")
    asked = Send(to, text, buttons=((button,),), picture=drawn, slot=answers.slot(ticket))
    return [*await cards.refresh(turn, changed), asked]


async def _listen(turn: Turn, ticket: Ticket, to: Address) -> None:
    """What the courier says next is the answer, unless they are in the middle of something else."""
    if await dialogues.get(turn.conn, to.chat, to.chat) is None:
        wake = turn.now + timedelta(minutes=turn.house.policy.limits.prompt_minutes)
        draft = {"ticket": ticket.id, "album": "", follow_up.ASKED: True}
        waits = Dialogue(to.chat, to.chat, follow_up.ADDING, turn.event.at, turn.event.at, wake, draft)
        await dialogues.put(turn.conn, waits)


KIND = phrases.Kind(STEP, "asks", lambda policy: policy.questions, N("The courier is asked."), _put)
