"""One field of a station at a time: asked for, read, stored.

What cannot be read is asked for still; what is something else altogether is taken as if nothing had been asked.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.outgoing import Button, Outgoing, Send
from bot.domain.people import Role
from bot.domain.stations import Station
from handlers import acting, drafts, pressed, refusals
from handlers.i18n import N
from handlers.stations import changing, keeping, panel, use
from handlers.stations.fields import FIELDS, Field
from handlers.turn import Turn
from storage import dialogues, stations
from storage.dialogues import Dialogue

STEP = "amend"
ALBUM_WAIT = timedelta(minutes=2)
DONE = N("✅ Changed.")


async def ask(turn: Turn) -> Sequence[Outgoing]:
    """amend:ID:FIELD: asks for it."""
    station, name = await changing.kept(turn), acting.argument(turn, 2)
    field = await _field(turn, name)
    chat, at = turn.event.chat.id, turn.event.at
    wake = turn.now + timedelta(minutes=turn.house.policy.limits.prompt_minutes)
    draft = {**await drafts.aside(turn), "station": station.id, "field": name}
    await dialogues.put(turn.conn, Dialogue(chat, chat, STEP, at, at, wake, draft))
    filled = any(getattr(station, column) != value for column, value in field.empty)
    empty = ((Button(turn.t.plain("🗑 Leave it empty"), f"blank:{station.id}:{name}"),),) if filled else ()
    return [*pressed.heard(turn), Send(turn.here, turn.t(field.question, name=station.name), buttons=empty)]


async def _field(turn: Turn, name: str) -> Field:
    """Refuses what is no field, and those of admins to others."""
    if name not in FIELDS:
        raise await pressed.stale(turn)
    if FIELDS[name].admins and Role.ADMIN not in turn.who.roles:
        raise await refusals.not_allowed(turn)
    return FIELDS[name]


async def blank(turn: Turn) -> Sequence[Outgoing]:
    """blank:ID:FIELD: nothing stands there any more."""
    station, name = await changing.kept(turn), acting.argument(turn, 2)
    field = await _field(turn, name)
    if not field.empty:
        raise await pressed.stale(turn)
    await changing.change(turn, station, f"{name} emptied", **dict(field.empty))
    dialogue = await turn.dialogue()
    if dialogue is not None and dialogue.step == STEP:
        await drafts.back(turn, dialogue)
    return [*pressed.heard(turn), await _again(turn, station)]


async def _again(turn: Turn, station: Station) -> Send:
    return await panel.send(turn, await stations.get(turn.conn, station.id) or station, DONE)


async def came(turn: Turn) -> Sequence[Outgoing]:
    """The answer; whoever keeps the station no longer is told so, and what is no answer goes its own way."""
    dialogue = await turn.dialogue()
    if dialogue is None:
        raise await pressed.stale(turn)
    station = await stations.get(turn.conn, int(dialogue.draft["station"]))
    if dialogue.draft.get("album") and turn.event.album == dialogue.draft["album"]:
        return ()
    name = str(dialogue.draft["field"])
    kept = station is not None and use.may_see(turn, station) and await keeping.keeps(turn, station.id)
    if station is None or not kept or dialogue.draft.get("album") or not _answers(turn, name):
        await drafts.back(turn, dialogue)
        return await acting.as_if_new(turn)
    await (await _field(turn, name)).keep(turn, station)
    await _over(turn, dialogue)
    return [await _again(turn, station)]


def _answers(turn: Turn, name: str) -> bool:
    event, answer = turn.event, FIELDS[name].answer
    if answer == "photo":
        return bool(event.files)
    return not event.files and bool(event.text or (event.location and answer == "place"))


async def _over(turn: Turn, dialogue: Dialogue) -> None:
    """But for the rest of an album, of which one photo is enough."""
    if not turn.event.album:
        await drafts.back(turn, dialogue)
        return
    draft = {**dialogue.draft, "album": turn.event.album}
    await dialogues.put(turn.conn, replace(dialogue, draft=draft, wake_at=turn.now + ALBUM_WAIT))
