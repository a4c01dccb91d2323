"""The draft of a report between two messages: a row; what it lacks is asked for, what is complete becomes a ticket."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.draft import Draft, Need, from_json, to_json, with_place
from bot.domain.outgoing import Outgoing, Send
from bot.domain.place import Source
from handlers import asking, refusals, submitting
from handlers.turn import Turn
from handlers.warnings import advice
from storage import dialogues
from storage.dialogues import Dialogue, LastPlace

STEP = "draft"
ASIDE = "aside"


async def current(turn: Turn) -> Draft:
    """What there is; a fresh draft begins where the courier said they were just now."""
    begun = own(await turn.dialogue())
    if begun is not None:
        return from_json(begun.draft)
    last = await _lately(turn)
    if last is None:
        return Draft()
    return with_place(Draft(), last.point, Source.LIVE if last.live else Source.LOCATION, last.accuracy)


async def _lately(turn: Turn) -> LastPlace | None:
    """Where the courier said they were just now."""
    last = await dialogues.last_place(turn.conn, turn.event.chat.id)
    return last if last is not None and fresh(turn, last) else None


async def begun_by_a_place(turn: Turn) -> bool:
    """Whether a photo would find its place already, since the courier sent it just now."""
    return await _lately(turn) is not None


def fresh(turn: Turn, last: LastPlace) -> bool:
    """Whether the place is recent enough, by Telegram's own dates; messages may arrive out of order."""
    limits = turn.house.policy.limits
    minutes = limits.live_minutes if last.live else limits.place_minutes
    return abs(turn.event.at - last.at) <= timedelta(minutes=minutes)


async def go_on(turn: Turn, draft: Draft, *, quietly: bool = False) -> Sequence[Outgoing]:
    """Asks for what is missing, or submits. `quietly`: one more photo of an album, so nothing is asked twice."""
    need = asking.missing(turn, draft)
    if need is Need.NOTHING:
        return await _submit(turn, draft)
    urgent = advice.before(turn, draft.category, advised=draft.advised)
    draft = replace(draft, advised=draft.category if urgent else draft.advised)
    if quietly and draft.asked == need:
        await _keep(turn, draft)
        return [*urgent, *await asking.again(turn, draft, need)]
    question = turn.event.message or turn.event.update_id
    asked = replace(draft, asked=need.value, question=question)
    await _keep(turn, asked)
    return [*urgent, *asking.settled(turn, draft), await asking.ask(turn, asked, need)]


async def ask_again(turn: Turn) -> list[Outgoing]:
    """The question that stands, once more, in the turn's language; the old one goes where its buttons would stay."""
    begun = own(await turn.dialogue())
    draft = from_json(begun.draft) if begun else Draft()
    need = asking.missing(turn, draft)
    if begun is None or need is Need.NOTHING:
        return []
    asked = replace(draft, asked=need.value, question=turn.event.update_id)
    await _keep(turn, asked)
    return [*asking.withdrawn(turn, draft), await asking.ask(turn, asked, need)]


async def _submit(turn: Turn, draft: Draft) -> Sequence[Outgoing]:
    limit = turn.house.policy.limits.reports_an_hour
    if await submitting.too_many(turn, limit):
        return await _not_now(turn, draft, limit)
    await dialogues.end(turn.conn, turn.event.chat.id, turn.event.chat.id)
    return [*asking.settled(turn, draft), *await submitting.submit(turn, draft)]


async def _not_now(turn: Turn, draft: Draft, limit: int) -> Sequence[Outgoing]:
    """A press changes nothing and may be repeated later; a message waits in the draft for one more touch."""
    if turn.event.press:
        raise await refusals.no(turn, submitting.TOO_MANY, limit=limit)
    question = turn.event.message or turn.event.update_id
    kept = replace(draft, category="", asked=Need.CATEGORY.value, question=question)
    await _keep(turn, kept)
    stop = Send(turn.here, turn.t(submitting.TOO_MANY, limit=limit))
    return [*asking.settled(turn, draft), stop, await asking.ask(turn, kept, Need.CATEGORY)]


def own(dialogue: Dialogue | None) -> Dialogue | None:
    """The draft in a dialogue: the dialogue itself, or what it has set aside; None where there is none."""
    if dialogue is None or dialogue.step == STEP:
        return dialogue
    kept = dialogue.draft.get(ASIDE)
    if not kept:
        return None
    return replace(dialogue, step=STEP, started_at=datetime.fromisoformat(kept["started"]), draft=kept["draft"])


async def aside(turn: Turn) -> dict[str, Any]:
    """What the next dialogue must carry along, so that a report begun before it is not lost."""
    begun = own(await turn.dialogue())
    return {ASIDE: {"started": begun.started_at.isoformat(), "draft": dict(begun.draft)}} if begun else {}


async def back(turn: Turn, dialogue: Dialogue) -> None:
    """The dialogue is over; a draft that it had set aside goes on."""
    begun = own(dialogue)
    if begun is None or begun is dialogue:
        await dialogues.end(turn.conn, dialogue.telegram, dialogue.chat)
        return
    at, limits = turn.event.at, turn.house.policy.limits
    draft = from_json(begun.draft)
    wake = _wake(begun.started_at, at, draft, limits.reminder_minutes, limits.draft_hours)
    await dialogues.put(turn.conn, replace(begun, touched_at=at, wake_at=wake))


async def drop(turn: Turn) -> None:
    """There is no report under way any more; another dialogue that had set it aside goes on."""
    dialogue = await turn.dialogue()
    if dialogue is None or dialogue.step == STEP:
        await dialogues.end(turn.conn, turn.event.chat.id, turn.event.chat.id)
        return
    rest = {name: value for name, value in dialogue.draft.items() if name != ASIDE}
    await dialogues.put(turn.conn, replace(dialogue, draft=rest))


async def _keep(turn: Turn, draft: Draft) -> None:
    chat, at, limits = turn.event.chat.id, turn.event.at, turn.house.policy.limits
    before = own(await turn.dialogue())
    started = before.started_at if before else at
    wake = _wake(started, at, draft, limits.reminder_minutes, limits.draft_hours)
    await dialogues.put(turn.conn, Dialogue(chat, chat, STEP, started, at, wake, to_json(draft)))


def _wake(started: datetime, at: datetime, draft: Draft, reminder_minutes: int, draft_hours: int) -> datetime:
    """The reminder comes once; after that only the end."""
    end = started + timedelta(hours=draft_hours)
    return end if draft.reminded else min(end, at + timedelta(minutes=reminder_minutes))
