"""The same notice in English: in private the next message is it, in a group the answer to a prompt."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.outgoing import Outgoing, Send
from handlers import notes, pressed, refusals, texts
from handlers.desk import prompts
from handlers.turn import Turn
from handlers.warnings import face, writing
from storage import broadcasts, dialogues
from storage import cards as card_rows
from storage.broadcasts import Broadcast, State
from storage.dialogues import Dialogue


async def ask(turn: Turn) -> Sequence[Outgoing]:
    """casten:ID: waits for the text in English."""
    one = await writing.own(turn)
    if not turn.event.private:
        return [*pressed.heard(turn), *await _prompt(turn, one, turn.now + writing.PATIENCE)]
    await writing.wait(turn, writing.ENGLISH, {"broadcast": one.id})
    text = turn.t("Write it in English, for those who read that. /cancel stops.")
    return [*pressed.heard(turn), Send(turn.here, text)]


async def _prompt(turn: Turn, one: Broadcast, until: datetime) -> list[Outgoing]:
    """Names whoever pressed; a prompt that they had in this group goes."""
    before, event = await writing.waiting(turn), turn.event
    slot = f"{face.desk(one)}:prompt:{event.update_id}"
    kept = {"broadcast": one.id, "slot": slot}
    waits = Dialogue(turn.who.telegram or 0, event.chat.id, writing.ENGLISH, event.at, event.at, until, kept)
    await dialogues.put(turn.conn, waits)
    name = texts.mention(turn.who)
    text = turn.t("{who}, reply to this in English, for those who read that. /cancel stops.", who=name)
    reply_to, hint = event.press.message if event.press else None, turn.t.plain("The notice in English")
    return [*prompts.without(turn, before), Send(turn.here, text, force_reply=hint, slot=slot, reply_to=reply_to)]


async def written(turn: Turn) -> Sequence[Outgoing]:
    """The text in English; the preview or the question of the audience comes again below it."""
    dialogue = await writing.waiting(turn)
    if dialogue is None:
        raise await pressed.stale(turn)
    one = await broadcasts.find(turn.conn, int(dialogue.draft.get("broadcast", 0)))
    slot = await card_rows.slot_of(turn.conn, turn.event.chat.id, turn.event.reply_to) if turn.event.reply_to else ""
    if not turn.event.private and (one is None or slot not in (dialogue.draft.get("slot"), face.desk(one))):
        return await notes.reply(turn) if slot.startswith("ticket:") else ()
    words = await writing.asked_for(turn)
    gone = await prompts.finish(turn, dialogue)
    if one is None or one.state is not State.DRAFT or one.by != turn.who.id:
        return [*gone, *(await refusals.no(turn, writing.OVER)).said]
    one = await broadcasts.change(turn.conn, one.id, en=words)
    return [*gone, *writing.left_behind(turn), *await writing.asked_below(turn, one)]
