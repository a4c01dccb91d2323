"""What the courier does after a report: withdraw it, add to it, say that what became of it is good."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from bot.domain.ticket import UNDECIDED, Part, State, Ticket, Use, Verb
from handlers import acting, cards, drafts, late_photos, pressed, refusals, submitting
from handlers.desk import answers, endings, onward
from handlers.i18n import N, Translator
from handlers.turn import Turn
from storage import dialogues, tickets
from storage.dialogues import Dialogue

ADDING, WHY = "adding", "why"
ASKED = "asked"  # in the draft of a dialogue that waits for the answer to a question
UNSATISFIED = N("👎 Not satisfied")
PATIENCE = timedelta(minutes=10)


async def withdraw(turn: Turn) -> Sequence[Outgoing]:
    """Takes an open ticket back."""
    ticket = await acting.find(turn, acting.argument(turn))
    changed = await acting.say(turn, ticket, Verb.WITHDRAW)
    text = turn.t("↩️ #{number} is withdrawn.", number=ticket.id)
    edited = Edit(turn.here, submitting.receipt_slot(ticket), text)
    others = await endings.told(turn, changed, lambda t, title: t(endings.WITHDRAWN, title=title))
    return [*pressed.heard(turn, N("Withdrawn")), edited, *await cards.refresh(turn, changed), *others]


async def own(turn: Turn, number: str) -> Ticket:
    """The courier's own ticket; somebody else's number is refused like one that does not exist."""
    ticket = await acting.find(turn, number)
    if Part.REPORTER not in await cards.standing_in(turn, ticket):
        raise await refusals.no(turn, acting.GONE)
    return ticket


async def add(turn: Turn) -> Sequence[Outgoing]:
    """Asks for what is to be added."""
    await acting.must_not_be_suspended(turn)
    ticket = await own(turn, acting.argument(turn))
    if ticket.state not in UNDECIDED:
        raise await acting.too_late(turn, ticket)
    await wait(turn, ADDING, ticket)
    text = turn.t("Send what you want to add to #{number}: a photo, words or a recording.", number=ticket.id)
    return [*pressed.heard(turn), Send(turn.here, text)]


async def wait(turn: Turn, step: str, ticket: Ticket) -> None:
    """For the next message of the courier; a report that they have begun waits meanwhile."""
    await _wait_with(turn, step, {"ticket": ticket.id, "album": "", **await drafts.aside(turn)})


async def _wait_with(turn: Turn, step: str, draft: dict[str, Any]) -> None:
    at, chat = turn.event.at, turn.event.chat.id
    await dialogues.put(turn.conn, Dialogue(chat, chat, step, at, at, turn.now + PATIENCE, draft))


async def added(turn: Turn) -> Sequence[Outgoing]:
    """The next message of the courier joins the ticket; an album joins whole."""
    await acting.must_not_be_suspended(turn)
    dialogue = await turn.dialogue()
    if dialogue is None:
        return ()
    album = str(dialogue.draft.get("album", ""))
    if album and turn.event.album != album:
        await drafts.back(turn, dialogue)
        return await acting.as_if_new(turn)
    ticket = await own(turn, str(dialogue.draft["ticket"]))
    whole = await onward.last(turn, ticket)
    ended = ticket.state is State.MERGED or whole.state not in UNDECIDED
    if ended and _begins_a_report(turn, dialogue):
        await drafts.back(turn, dialogue)
        return await acting.as_if_new(turn)
    if whole.state not in UNDECIDED:
        await drafts.back(turn, dialogue)
        return [Send(turn.here, turn.t(acting.TOO_LATE[whole.state], **await acting.who_has(turn, whole)))]
    return await _join(turn, dialogue, ticket, first=not album)


def _begins_a_report(turn: Turn, dialogue: Dialogue) -> bool:
    """Of a photo or a place after a question that needs no answer any more, unless it replies to something."""
    event, asked = turn.event, bool(dialogue.draft.get(ASKED)) and not dialogue.draft.get("album")
    return asked and not event.reply_to and bool(event.location or late_photos.photos_in(event))


async def _join(turn: Turn, dialogue: Dialogue, ticket: Ticket, *, first: bool) -> Sequence[Outgoing]:
    event = turn.event
    if ticket.state is State.NEEDS_INFO:
        said = await answers.answer(turn, ticket)
        await rest_of_album(turn, dialogue)
        return said
    if ticket.state is State.MERGED:
        moved = await onward.added(turn, ticket, thanks=first)
        await rest_of_album(turn, dialogue)
        return moved
    new = await late_photos.attach(turn, ticket, Use.BEFORE) if event.fetched else 0
    text = event.text.strip()[:1000]
    if not new and not text:
        return [Send(turn.here, turn.t("Please send a photo, words or a recording. /cancel stops."))] * first
    await tickets.record(turn.conn, ticket, "add", by=turn.who.id, at=event.at, source=ticket.state, why=text)
    await rest_of_album(turn, dialogue)
    thanks = [Send(turn.here, turn.t("➕ Added to #{number}.", number=ticket.id))] if first else []
    return [*thanks, *await cards.refresh(turn, ticket, redraw=bool(new))]


async def rest_of_album(turn: Turn, dialogue: Dialogue) -> None:
    """Further photos of the same album join too; after anything else nothing is waited for."""
    if turn.event.album:
        await _wait_with(turn, ADDING, {**dialogue.draft, "album": turn.event.album})
    else:
        await drafts.back(turn, dialogue)


def result_slot(ticket: Ticket) -> str:
    return f"ticket:{ticket.id}:result:{ticket.reopened}"


def rating(t: Translator, ticket: Ticket) -> Buttons:
    """Satisfied or not."""
    good = Button(t.plain("👍 Satisfied"), f"satisfied:{ticket.id}:{ticket.reopened}")
    bad = Button(t.plain(UNSATISFIED), f"unsatisfied:{ticket.id}:{ticket.reopened}")
    return ((good, bad),)


async def rated(turn: Turn) -> Ticket:
    """The ticket that a rating button belongs to; a button of an earlier round is stale."""
    ticket = await own(turn, acting.argument(turn))
    if acting.argument(turn, 2) not in ("", str(ticket.reopened)):
        raise await refusals.no(turn, N("You have already answered this."))
    return ticket


async def satisfied(turn: Turn) -> Sequence[Outgoing]:
    """The courier is content: the ticket closes."""
    ticket = await rated(turn)
    changed = await acting.say(turn, ticket, Verb.RATE)
    text = turn.t("👍 #{number} is closed. Thank you for looking after this street!", number=ticket.id)
    edited = Edit(turn.here, result_slot(ticket), text)
    return [*pressed.heard(turn, N("Thank you!")), edited, *await cards.refresh(turn, changed)]
