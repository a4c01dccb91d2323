"""What is due: reminders and ends of drafts and prompts, and tickets that nobody rated. The clock only knocks."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import ticket as life
from bot.domain.draft import Need, from_json, to_json
from bot.domain.incoming import Chat, ChatKind, Event
from bot.domain.outgoing import Edit, Outgoing, Send
from bot.domain.people import Person
from bot.domain.ticket import Part, Ticket, Verb
from handlers import asking, cards, drafts, follow_up, keyboard, submitting
from handlers.board import pinned
from handlers.board.unfolding import unfold
from handlers.colours import checking, shading
from handlers.desk import lapsing, prompts
from handlers.desk import routes as desk
from handlers.figures import digests
from handlers.i18n import N
from handlers.ladder.due import climb
from handlers.stations import clockwork as stations
from handlers.stations import following, reminding
from handlers.thanks import due as thanks
from handlers.turn import House, Turn
from handlers.warnings import going as warnings
from handlers.warnings import writing
from storage import dialogues, people, tickets
from storage.dialogues import Dialogue

ONE_TOUCH = N("Your report is not finished. Stop first, then finish it now: one touch is missing.")
REMINDERS: dict[Need, str] = {
    Need.PHOTO: N("Your report is not finished: a photo is missing. Stop first, then send it."),
    Need.UNSEEN: N("Your report is not sent yet: send a photo, or tap 🚨 above to report without one."),
}
Due = Callable[[AsyncConnection, House, datetime], Awaitable[Sequence[Outgoing]]]


async def _wake(conn: AsyncConnection, house: House, now: datetime) -> list[Outgoing]:
    """Dialogues whose time has come."""
    said: list[Outgoing] = []
    for dialogue in await dialogues.due(conn, now):
        turn = await _turn(conn, house, now, dialogue)
        said += await WAKE.get(dialogue.step, _forget)(turn, dialogue)
    return said


async def _close_unrated(conn: AsyncConnection, house: House, now: datetime) -> list[Outgoing]:
    unrated = now - timedelta(hours=house.policy.limits.close_after_hours)
    late = await tickets.resolved_before(conn, unrated)
    return [one for ticket in late for one in await _close(conn, house, now, ticket)]


async def _turn(conn: AsyncConnection, house: House, now: datetime, dialogue: Dialogue) -> Turn:
    """A turn in the name of whoever the dialogue is with."""
    known = await people.by_telegram(conn, [dialogue.telegram])
    who = known.get(dialogue.telegram) or Person(0, dialogue.telegram, "")
    return _as(conn, house, now, who, dialogue.chat)


def _as(conn: AsyncConnection, house: House, now: datetime, who: Person, chat: int) -> Turn:
    kind = ChatKind.PRIVATE if chat > 0 else ChatKind.GROUP
    event = Event(0, now, None, Chat(chat, kind))
    return Turn(conn, now, who, house.languages.to(who.language), event, house)


async def _remind_or_drop(turn: Turn, dialogue: Dialogue) -> Sequence[Outgoing]:
    """A draft: one reminder after some minutes, the end after a day."""
    limits = turn.house.policy.limits
    if turn.now - dialogue.started_at >= timedelta(hours=limits.draft_hours):
        await dialogues.end(turn.conn, dialogue.telegram, dialogue.chat)
        text = turn.t("Your unfinished report from yesterday was dropped. Send a photo to begin anew.")
        return [Send(turn.here, text, keys=keyboard.main(turn.t, turn.who), silent=True)]
    draft = replace(from_json(dialogue.draft), reminded=True)
    end = dialogue.started_at + timedelta(hours=limits.draft_hours)
    await dialogues.put(turn.conn, replace(dialogue, draft=to_json(draft), wake_at=end))
    return [Send(turn.here, turn.t(REMINDERS.get(asking.missing(turn, draft), ONE_TOUCH)))]


async def _drop_prompt(turn: Turn, dialogue: Dialogue) -> Sequence[Outgoing]:
    """Nobody answered the prompt: it goes, the ticket stays as it is."""
    await drafts.back(turn, dialogue)
    return await prompts.over(turn, dialogue)


async def _forget(turn: Turn, dialogue: Dialogue) -> Sequence[Outgoing]:
    await drafts.back(turn, dialogue)
    return ()


WAKE: dict[str, Callable[[Turn, Dialogue], Awaitable[Sequence[Outgoing]]]] = {
    drafts.STEP: _remind_or_drop,
    **dict.fromkeys(("proof", writing.ENGLISH, *desk.STEPS), _drop_prompt),
}


async def _close(conn: AsyncConnection, house: House, now: datetime, ticket: Ticket) -> Sequence[Outgoing]:
    """Nobody rated it in time: the clock closes it, unrated."""
    changed = life.apply(ticket, Verb.RATE, frozenset({Part.CLOCK}), now)
    await tickets.save(conn, changed, Verb.RATE, by=None, at=now, source=ticket.state)
    reporter = await people.get(conn, ticket.reporter)
    turn = _as(conn, house, now, reporter, reporter.telegram or 0)
    said: list[Outgoing] = list(await cards.refresh(turn, changed))
    to = submitting.private_chat(reporter)
    text = turn.t("🏁 #{number} is closed: you did not rate it.", number=ticket.id)
    return [*said, *([Edit(to, follow_up.result_slot(ticket), text)] if to else [])]


# Each does a portion of what is due, in a transaction, and returns nothing once nothing is due any more.
DUE: tuple[Due, ...] = (
    _wake,
    _close_unrated,
    thanks.due,
    warnings.due,
    stations.end_questions,
    reminding.remind,
    lapsing.lapse,
    stations.ask_keepers,
    climb,
    unfold,
    pinned.due,
    shading.due,
    checking.due,
    following.end_when_over,
    digests.send,
)
