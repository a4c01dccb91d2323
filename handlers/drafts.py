"""The draft of a report between two messages: a row; what it lacks is asked for, what is complete becomes a ticket."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.draft import Draft, Need, from_json, missing, to_json, with_place
from bot.domain.outgoing import Outgoing
from bot.domain.place import Source
from handlers import asking, submitting
from handlers.turn import Turn
from storage import dialogues
from storage.dialogues import Dialogue, LastPlace

STEP = "draft"


async def current(turn: Turn) -> Draft:
    """What there is; a fresh draft begins where the courier said they were just now."""
    dialogue = await turn.dialogue()
    if dialogue is not None and dialogue.step == STEP:
        return from_json(dialogue.draft)
    last = await dialogues.last_place(turn.conn, turn.event.chat.id)
    if last is None or not _fresh(turn, last):
        return Draft()
    return with_place(Draft(), last.point, Source.LIVE if last.live else Source.LOCATION, last.accuracy)


def _fresh(turn: Turn, last: LastPlace) -> bool:
    """Whether the place is recent enough, by Telegram's own dates; messages may arrive out of order."""
    limits = turn.house.policy.limits
    minutes = limits.live_minutes if last.live else limits.place_minutes
    return abs(turn.event.at - last.at) <= timedelta(minutes=minutes)


async def go_on(turn: Turn, draft: Draft, *, quietly: bool = False) -> Sequence[Outgoing]:
    """Asks for what is missing, or submits. `quietly`: one more photo of an album, so nothing is asked twice."""
    need = missing(draft, turn.house.policy.limits, turn.event.at)
    if need is Need.NOTHING:
        await dialogues.end(turn.conn, turn.event.chat.id, turn.event.chat.id)
        return [*asking.settled(turn, draft), *await submitting.submit(turn, draft)]
    if quietly and draft.asked == need:
        await _keep(turn, draft)
        return await asking.again(turn, draft, need)
    question = turn.event.message or turn.event.update_id
    asked = replace(draft, asked=need.value, question=question)
    await _keep(turn, asked)
    return [*asking.settled(turn, draft), await asking.ask(turn, asked, need)]


async def _keep(turn: Turn, draft: Draft) -> None:
    chat, at, limits = turn.event.chat.id, turn.event.at, turn.house.policy.limits
    before = await turn.dialogue()
    started = before.started_at if before and before.step == STEP else at
    wake = _wake(started, at, draft, limits.reminder_minutes, limits.draft_hours)
    await dialogues.put(turn.conn, Dialogue(chat, chat, STEP, started, at, wake, to_json(draft)))


def _wake(started: datetime, at: datetime, draft: Draft, reminder_minutes: int, draft_hours: int) -> datetime:
    """The reminder comes once; after that only the end."""
    end = started + timedelta(hours=draft_hours)
    return end if draft.reminded else min(end, at + timedelta(minutes=reminder_minutes))
